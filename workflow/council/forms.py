"""Forms of the council: the agenda, who is at the table, conflicts, the minutes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.council.models import AgendaItem, CouncilSession, Seat
from workflow.council.sections import Section, by_section, in_sections
from workflow.dossiers.models import Nomination
from workflow.dossiers.papers import StoredFile, store_file
from workflow.pages.forms import DayField, DeedForm, SigningForm


class AgendaForm(DeedForm):
    """How and when the session is held, and the place of each line on the agenda."""

    held_on = DayField(label=_("Held on"), initial=date.today)
    place = forms.CharField(label=_("Place of the session"), max_length=200, required=False)
    mode = forms.ChoiceField(label=_("Kind of session"), choices=CouncilSession.Mode.choices)
    written_until = DayField(
        label=_("Last day for written ballots"),
        required=False,
        help_text=_("A session without a meeting needs one; in a meeting at which nobody writes it stays empty."),
    )

    def __init__(self, *args: Any, lines: Sequence[Nomination], **kwargs: Any) -> None:
        """`lines` in the order in which they came; the page proposes them section by section."""
        super().__init__(*args, **kwargs)
        self.lines = by_section(lines)
        for number, line in enumerate(self.lines, 1):
            self.fields[f"place-{line.pk}"] = forms.IntegerField(
                label=gettext("Place of %(name)s") % {"name": line.nominee_name},
                min_value=1,
                max_value=9999,
                initial=number,
                widget=forms.NumberInput(attrs={"class": "place", "inputmode": "numeric", "data-place": ""}),
            )
        places = (f"place-{line.pk}" for line in self.lines)
        self.order_fields(["held_on", "place", "mode", "written_until", "under", *places])

    @property
    def own(self) -> list[Any]:
        """The fields that are no places of lines, as the page shows them."""
        return [bound for bound in self.visible_fields() if not bound.html_name.startswith("place-")]

    @property
    def parts(self) -> list[Section[dict[str, Any]]]:
        """Each line with its field, by sections."""
        rows = [{"line": line, "place": self[f"place-{line.pk}"]} for line in self.lines]
        return in_sections(rows, lambda row: row["line"])

    @property
    def fixed(self) -> dict[str, Any]:
        """Day, place, kind and order, as the command takes them."""
        names = ("held_on", "place", "mode", "written_until")
        return {**{name: self.cleaned_data[name] for name in names}, "order": self.order}

    @property
    def order(self) -> list[int]:
        """The lines, first to last; of two on one place the one that stood first."""
        return [line.pk for line in sorted(self.lines, key=lambda line: self.cleaned_data[f"place-{line.pk}"])]


class LinesForm(DeedForm):
    """Some lines, chosen in sections, and one reason for them."""

    nominations = forms.TypedMultipleChoiceField(label=_("Lines"), coerce=int, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, lines: Sequence[Nomination], **kwargs: Any) -> None:
        """`lines` that may be chosen."""
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        choices = [(line.pk, line.nominee_name) for line in self.lines]
        self.fields["nominations"].choices = choices  # type: ignore[attr-defined]  # a field of choices has them

    @property
    def parts(self) -> list[Section[dict[str, Any]]]:
        """Each line, and whether it is chosen, by sections."""
        chosen = {str(one) for one in self["nominations"].value() or ()}
        rows = [{"line": line, "is_chosen": str(line.pk) in chosen} for line in self.lines]
        return in_sections(rows, lambda row: row["line"])


class LateForm(LinesForm):
    """Lines that the chair adds late, and why."""

    reason = forms.CharField(
        label=_("Why they are added"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the minutes."),
    )


class DeclareForm(LinesForm):
    """Lines to which something ties the member."""

    reason = forms.CharField(
        label=_("What ties you to these lines"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the minutes."),
    )


class UntilForm(DeedForm):
    """Another last day for written ballots."""

    until = DayField(label=_("Last day for written ballots"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PresentForm(DeedForm):
    """Who is at the table."""

    present = forms.TypedMultipleChoiceField(
        label=_("Present"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        """`seats` are the members'."""
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        choices = [(seat.person_id, str(seat.person)) for seat in self.seats]
        self.fields["present"].choices = choices  # type: ignore[attr-defined]  # a field of choices has them

    @property
    def here(self) -> set[int]:
        """Those who are checked."""
        return {int(one) for one in self["present"].value() or () if str(one).isdecimal()}


class OpenForm(PresentForm):
    """Who is present, and whether it is voted on paper."""

    by_paper = forms.BooleanField(
        label=_("Vote on paper"),
        required=False,
        help_text=_(
            "The members at the table fill in paper sheets, and two tellers count. Absent members cannot write."
        ),
    )

    def __init__(self, *args: Any, mode: str, **kwargs: Any) -> None:
        """`mode` of the session: without a meeting nobody is present; on paper it is voted at a meeting only."""
        super().__init__(*args, **kwargs)
        if mode == CouncilSession.Mode.WRITTEN:
            del self.fields["present"]
        if mode != CouncilSession.Mode.MEETING:
            del self.fields["by_paper"]

    @property
    def opened(self) -> dict[str, Any]:
        """As the command takes it."""
        return {"present": [], **self.given}


class AttendanceForm(PresentForm):
    """Who is at the table now; who came and who left follows from what the page showed."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Those at the table are checked."""
        super().__init__(*args, **kwargs)
        here = [seat.person_id for seat in self.seats if seat.present]
        self.initial = {"present": here, "was": ",".join(map(str, here)), **self.initial}

    def clean_was(self) -> set[int]:
        """Who was at the table when the page was loaded."""
        given = str(self.cleaned_data["was"]).split(",")
        return {int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < _longest_key}

    @property
    def changes(self) -> dict[str, list[int]]:
        """Who came and who left, as the command takes them."""
        was, now = self.cleaned_data["was"], set(self.cleaned_data["present"])
        return {"came": sorted(now - was), "left": sorted(was - now)}

    def take(self, error: ValidationError) -> None:
        """Whatever is wrong with those who came or left stands beside the list."""
        found = error.error_dict if hasattr(error, "error_dict") else {}
        if found.keys() & {"came", "left"}:
            message = gettext("Mark who came or who left since this list was loaded; load it again if it has changed.")
            self.add_error("present", message)
            return
        super().take(error)


_longest_key = 19


class CloseForm(DeedForm):
    """Closing; where the quorum is not reached, the word that it is closed without."""

    without_quorum = forms.BooleanField(
        label=_("Close without a quorum: the lines go to the next session"), required=False
    )

    def __init__(self, *args: Any, lacks_quorum: bool, **kwargs: Any) -> None:
        """`lacks_quorum`: the count would lack it now. Otherwise nothing is asked."""
        super().__init__(*args, **kwargs)
        if not lacks_quorum:
            del self.fields["without_quorum"]


class MinutesForm(SigningForm):
    """Remarks that go into the minutes; whoever signs first writes them."""

    remarks = forms.CharField(
        label=_("Remarks for the minutes"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
        help_text=_("Where it is left empty, what the newest draft says goes into the minutes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Two people sign, each as what they are at the council."""
        super().__init__(*args, of_the_body=False, **kwargs)


class DraftForm(DeedForm):
    """One revision of what the minutes add to the facts."""

    remarks = forms.CharField(
        label=_("Remarks for the minutes"),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
        max_length=20_000,
        help_text=_("Attendance, counts, conflicts and dissent are added from the facts; write what was discussed."),
    )


class SlipForm(DeedForm):
    """The scan of a signed slip."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, PNG or JPEG, at most 20 MB."), max_length=250)

    @property
    def stored(self) -> StoredFile:
        """The file in the store. Raises `ValidationError` on `file`."""
        file = self.cleaned_data["file"]
        return store_file(file, file.name or "")


def lines_of(items: Iterable[AgendaItem]) -> list[Nomination]:
    """The nominations of agenda items."""
    return [item.nomination for item in items]
