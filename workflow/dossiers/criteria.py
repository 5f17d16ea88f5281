"""The form of the criteria of one line: the answers, their documents and the files that prove them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeGuard, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import Criterion
from workflow.dossiers.answer_marks import UNANSWERED, Answer, mark_of
from workflow.dossiers.answers import Paper
from workflow.dossiers.merging import THEIRS, ComparingForm, Comparison, Part, choice_of, nothing_left, plain
from workflow.dossiers.models import Attachment, CriterionAnswer, Nomination
from workflow.dossiers.papers import store_file
from workflow.dossiers.plans import UnitPlan
from workflow.pages.forms import DayField

_last_page: Final = 32_767
_spare: Final = 2
"""So many files may be named for an answer beyond those that prove it now; the form is sent again for more."""
_most: Final = 50


class Question:
    """The fields of one criterion. The answer bears the name by which the command names its errors.

    `plan` answers it where the unit wrote no answer of its own.
    """

    def __init__(
        self, form: "AnswersForm", criterion: Criterion, given: CriterionAnswer | None, plan: UnitPlan | None
    ) -> None:
        self.form = form
        self.criterion = criterion
        self.given = given
        self.plan = plan if given is None else None
        self.name = f"answers[{form.line.pk}].{criterion.code}"
        self.proofs = list(given.evidencelink_set.all()) if given is not None else []
        self.proofs = [one for one in self.proofs if one.attachment.removed_at is None]
        self.places = range(len(self.proofs) + _spare if form.papers else 0)
        if form.is_bound:
            self.make_room(form.data)

    def make_room(self, typed: Mapping[str, Any]) -> None:
        """Have a place for each file that was named, also where fewer prove the answer by now."""
        while self.form.papers and len(self.places) < _most and f"{self.name}.paper{len(self.places)}" in typed:
            self.places = range(len(self.places) + 1)

    def fields(self) -> dict[str, forms.Field]:
        """The fields by name, filled with the answer as it stands."""
        given, answer = self.given, forms.Textarea(attrs={"rows": 3})
        made: dict[str, forms.Field] = {
            "": forms.CharField(label=_("Answer"), widget=answer, required=False, max_length=20_000),
            ".number": forms.CharField(label=_("Document number"), required=False, max_length=100),
            ".date": DayField(label=_("Document date"), required=False),
            ".file": forms.FileField(label=_("Add a file"), required=False, max_length=250),
            ".file_page": _page_field(),
            ".was": forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=self.mark),
        }
        if self.criterion.may_not_apply:
            made[".not"] = forms.BooleanField(label=_("Does not apply; the answer says why"), required=False)
        papers = [("", "—"), *((str(one.pk), one.title) for one in self.form.papers)]
        for place in self.places:
            made[f".paper{place}"] = forms.ChoiceField(label=_("Evidence"), choices=papers, required=False)
            made[f".page{place}"] = _page_field()
        if given is not None:
            made[""].initial, made[".number"].initial = given.text, given.document_number
            made[".date"].initial = given.document_date
            if ".not" in made:
                made[".not"].initial = not given.applies
        for place, proof in enumerate(self.proofs):
            made[f".paper{place}"].initial = str(proof.attachment_id)
            made[f".page{place}"].initial = proof.page
        return {f"{self.name}{part}": field for part, field in made.items()}

    def _bound(self, part: str) -> BoundField:
        return self.form[f"{self.name}{part}"]

    @property
    def answer(self) -> BoundField:
        """The answer itself."""
        return self._bound("")

    @property
    def does_not_apply(self) -> BoundField | None:
        """Whether it does not apply, where that may be said."""
        return self._bound(".not") if self.criterion.may_not_apply else None

    @property
    def document(self) -> list[BoundField]:
        """Number and date of the document that the answer names."""
        return [self._bound(".number"), self._bound(".date")]

    @property
    def evidence(self) -> list[tuple[BoundField, BoundField]]:
        """The files that prove the answer, each with its page."""
        return [(self._bound(f".paper{place}"), self._bound(f".page{place}")) for place in self.places]

    @property
    def file(self) -> tuple[BoundField, BoundField]:
        """A file added here, with its page."""
        return self._bound(".file"), self._bound(".file_page")

    @property
    def mark(self) -> str:
        """The mark of the answer as it stands now."""
        one = self.given
        if one is None:
            return UNANSWERED
        proofs = [(proof.attachment_id, proof.page) for proof in self.proofs]
        code, number, day = self.criterion.code, one.document_number, one.document_date
        return mark_of(Answer(code, one.text, one.applies, number, day, proofs))

    @property
    def is_changed(self) -> bool:
        """Whether it was changed on the page, and does not stand so by now. A colleague's that was chosen is not."""
        if self.form.chosen(self.key) == THEIRS:
            return False
        return bool(self.value(".file")) or mark_of(self.given_answer(None)) not in {self.value(".was"), self.mark}

    @property
    def is_overtaken(self) -> bool:
        """Whether it was changed on the page, and somebody else has answered it since the page was opened."""
        return self.is_changed and self.value(".was") != self.mark

    @property
    def is_proven(self) -> bool:
        """Whether it stands answered: by the unit's plan, or in words, and with evidence where it applies."""
        if self.plan is not None:
            return True
        return self.given is not None and bool(self.given.text) and (not self.given.applies or bool(self.proofs))

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown: behind a plan they wait until somebody opens them or has filled them."""
        if self.plan is None or not self.form.is_bound:
            return self.plan is None or any(self.form.initial.get(f"{self.name}{part}") for part in _said)
        return self.is_changed

    @property
    def key(self) -> str:
        """What it is called where one of two answers is chosen."""
        return self.criterion.code

    @property
    def comparison(self) -> Comparison | None:
        """One's own answer beside a colleague's; None where nothing is to be chosen."""
        name = choice_of(self.key)
        if name not in self.form.fields:
            return None
        return Comparison(self.criterion.code, self._typed(), self._stands(), None, self.form[name])

    def _typed(self) -> str:
        """The answer as it was typed, in lines."""
        proofs = [_proof(self._shown(f".paper{n}"), self._shown(f".page{n}")) for n in self.places]
        return _in_lines(
            self._shown(""),
            self._shown(".number"),
            self._shown(".date"),
            proofs,
            applies=not (self.criterion.may_not_apply and self._bound(".not").value()),
        )

    def _stands(self) -> str:
        """The answer as it stands, in lines."""
        one = self.given
        if one is None:
            return ""
        day = f"{one.document_date:%d/%m/%Y}" if one.document_date else ""
        proofs = [_proof(proof.attachment.title, str(proof.page or "")) for proof in self.proofs]
        return _in_lines(one.text, one.document_number, day, proofs, applies=one.applies)

    def _shown(self, part: str) -> str:
        """What stands in a field, as a person reads it."""
        bound = self._bound(part)
        text = plain(bound.field.widget.format_value(bound.field.prepare_value(bound.value())))
        words = dict(cast("list[tuple[str, str]]", bound.field.choices)) if _is_choice(bound.field) else {}
        return "" if text == "" else str(words.get(text, text))

    def value(self, part: str) -> Any:
        """What was given in a field."""
        return self.form.cleaned_data.get(f"{self.name}{part}")

    def given_answer(self, added: int | None) -> Answer:
        """The answer as the command takes it; `added` is the paper made of the file added here."""
        proofs = {
            int(self.value(f".paper{n}")): self.value(f".page{n}") for n in self.places if self.value(f".paper{n}")
        }
        if added is not None:
            proofs[added] = self.value(".file_page")
        return Answer(
            self.criterion.code,
            self.value("") or "",
            applies=not self.value(".not"),
            document_number=self.value(".number") or "",
            document_date=self.value(".date"),
            evidence=tuple(proofs.items()),
        )


_said: Final = ("", ".number", ".date", ".not")


def _is_choice(field: forms.Field) -> TypeGuard[forms.ChoiceField]:
    return isinstance(field, forms.ChoiceField)


def _proof(title: str, page: str) -> str:
    """A file that proves an answer, with its page."""
    return f"{title} ({gettext('page')} {page})" if title and page else title


def _in_lines(text: str, number: str, day: str, proofs: Iterable[str], *, applies: bool) -> str:
    """An answer as it is read beside another: what it says, its document, its evidence."""
    lines = [text, "" if applies else gettext("Does not apply"), " ".join(filter(None, (number, day))), *proofs]
    return "\n".join(filter(None, lines))


def _page_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Page"), min_value=1, max_value=_last_page, required=False)


class AnswersForm(ComparingForm):
    """All criteria of a line. Only what was changed is sent on, so that two people do not undo each other's work."""

    def __init__(
        self,
        *args: Any,
        line: Nomination,
        criteria: Iterable[Criterion],
        answers: Mapping[int, CriterionAnswer],
        papers: Sequence[Attachment],
        plans: Mapping[int, UnitPlan],
        **kwargs: Any,
    ) -> None:
        """`papers` are those that may prove an answer: the line's own and its letter's. `plans` answer by themselves.

        Both answers and plans go by the key of their criterion.
        """
        super().__init__(*args, **kwargs)
        self.newer: list[Question] = []
        self.line = line
        self.papers = papers
        self.questions = [Question(self, one, answers.get(one.pk), plans.get(one.pk)) for one in criteria]
        for question in self.questions:
            self.fields.update(question.fields())
        self._ask_shown()

    def fill(self, typed: QueryDict) -> None:
        """Begin with what was typed before, and with the choices that were asked."""
        for question in self.questions:
            question.make_room(typed)
            for name, field in question.fields().items():
                self.fields.setdefault(name, field)
        super().fill(typed)
        self._ask_shown()
        super().fill(typed)

    def _ask_shown(self) -> None:
        for question in self.questions:
            if question.key in self.shown:
                self.ask(Part(question.key, question.criterion.code, [question.name]))

    @property
    def is_behind(self) -> bool:
        """Whether a colleague has answered anew since what was typed was begun."""
        return any(self.initial.get(f"{one.name}.was", one.mark) != one.mark for one in self.questions)

    def clean(self) -> dict[str, Any]:
        """What is changed has an answer: a file is not stored for nothing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for question in self.questions:
            if self.chosen(question.key) == THEIRS:
                for name in question.fields():
                    self.errors.pop(name, None)
            elif question.is_changed and question.name in given and not given[question.name]:
                self.add_error(question.name, forms.ValidationError(_("Write the answer."), code="required"))
        self._compare()
        return given

    def _compare(self) -> None:
        """Find what somebody else has answered meanwhile. The page shows it beside one's own, and then it was seen."""
        self.newer = [one for one in self.questions if one.is_overtaken]
        if not self.newer:
            return
        asked = dict.fromkeys([*self.shown, *(one.key for one in self.newer)], "")
        changes: dict[str, str | None] = {"compared": json.dumps(asked)}
        for one in self.newer:
            self.ask(Part(one.key, one.criterion.code, [one.name]))
            self.errors.pop(choice_of(one.key), None)
            changes |= {f"{one.name}.was": one.mark, choice_of(one.key): None}
        self.rewrite(changes)

    @property
    def comparisons(self) -> list[Comparison]:
        """What is shown side by side, in the order of the criteria."""
        return [found for one in self.questions if (found := one.comparison) is not None]

    @property
    def done(self) -> str:
        """What is said where a colleague's answers were chosen, and none of one's own is left to save."""
        chosen = any(self.chosen(one.key) == THEIRS for one in self.questions)
        return nothing_left() if chosen and not self.changed else ""

    @property
    def marks_seen(self) -> dict[str, str]:
        """The marks of the answers that were changed, as they were seen, by criterion."""
        return {one.criterion.code: one.value(".was") for one in self.changed}

    @property
    def changed(self) -> list[Question]:
        """The criteria of which anything was changed."""
        return [one for one in self.questions if one.is_changed]

    def added(self) -> list[tuple[Question, Paper]]:
        """The files added, stored, as papers of the line. Raises `ValidationError` beside the file."""
        made = []
        for question in self.changed:
            file = question.value(".file")
            if not file:
                continue
            try:
                stored = store_file(file, file.name or "")
            except ValidationError as error:
                raise ValidationError({f"{question.name}.file": error.messages}) from error
            made.append((question, Paper("EVIDENCE", stored.file_name, stored, nomination=self.line.pk)))
        return made
