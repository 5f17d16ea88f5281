"""Pages of the minutes of a unit's council: recorded while the letter is prepared, and in print (D4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.merging import saved_by_another
from workflow.dossiers.minutes_commands import record_unit_minutes
from workflow.dossiers.minutes_forms import MinutesForm, filled_in_favour
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import READERS, letter_for, lines_in_print, lines_on_case, minutes_of
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.views.signing import page_on
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role


@seen_by(Role.UNIT_OFFICER)
def letter_minutes(request: Request, pk: int) -> HttpResponse:
    """Record the minutes of the letter: the meeting, and the votes on each line."""
    one = letter_for(request.acting, pk)
    if one.kind != Letter.Kind.UNIT:
        raise Http404
    lines = list(lines_on_case(one.case_id, request.acting))
    return deed(request, MinutesForm, _recording(one, lines, request), lambda form: _record(one, form))


def _recording(one: Letter, lines: Sequence[Nomination], request: Request) -> DeedPage:
    again: QueryDict | None = filled_in_favour(request.POST, lines) if "fill" in request.POST else None
    return page_on(
        one,
        {"prepare"},
        request,
        title=_("Minutes of the unit's council"),
        lead=_(
            "What the minutes say of the meeting, and the votes on each line. The signed scan is a paper of its own."
        ),
        submit=_("Record the minutes"),
        done=_("The minutes are recorded."),
        template="dossiers/letter_minutes.html",
        form={"lines": lines, "minutes": minutes_of(one)},
        shows={"letter": one},
        again=again,
        drafts=True,
    )


def _record(one: Letter, form: MinutesForm) -> TransitionReport | None:
    if form.conflicts:
        raise Refused([saved_by_another()])
    if form.took_all:
        return None
    return record_unit_minutes(one, form.meeting, form.votes, expect=form.version, **form.acts)


@dataclass(frozen=True, slots=True)
class VotedLine:
    """A line with its votes as the minutes in print show them; `share` is the part of those present, in percent."""

    line: Nomination
    present: int

    @property
    def share(self) -> Decimal:
        """How many of those present were in favour, in percent."""
        return Decimal(self.line.votes_for or 0) * 100 / self.present


@seen_by(*READERS, invited=True)
def letter_minutes_print(request: Request, pk: int) -> HttpResponse:
    """The minutes as they are printed, with the table of votes."""
    one = letter_for(request.acting, pk)
    minutes = minutes_of(one)
    if minutes is None:
        raise Http404
    lines = lines_in_print(one.case_id, request.acting).select_related("award_form")
    rows = [VotedLine(line, minutes.present) for line in lines]
    shows: dict[str, Any] = {
        "letter": one,
        "minutes": minutes,
        "rows": rows,
        "absent": minutes.members - minutes.present,
    }
    return render(request, "dossiers/letter_minutes_print.html", shows)
