"""The facts of the appraisal sheet of one line (D6) as an official paper. It is the office's own and never goes out."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.translation import override, pgettext

from workflow.appraisal.contents import held_by
from workflow.appraisal.models import AppraisalSheet, Consultation, Finding
from workflow.appraisal.paper_parts import head_of, signed
from workflow.audit.models import Entry
from workflow.directory.dateline import dateline
from workflow.directory.models import Person
from workflow.documents.tables import CENTRED, table
from workflow.dossiers.care import cautions_on
from workflow.dossiers.models import Nomination, SignOff
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.signing import lines_above
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.cautions import IN_THE_OFFICE
from workflow.procedure.states import State
from workflow.procedure.transitions import SignOffKind, Transition

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_RULED: Final = tuple(one.name for one in Transition if not one.resumes and one.target is State.INELIGIBLE)
"""The deeds by which a line is ruled ineligible, as the record names them."""


def sheet_on_paper(acting: Acting, line: int) -> AppraisalSheet:
    """The valid sheet of a line, for the specialists and the head of its office. Raises `Http404` for others."""
    findings = Prefetch("findings", Finding.objects.select_related("criterion").order_by("criterion__position", "pk"))
    sheets = AppraisalSheet.objects.filter(
        nomination=line,
        nomination__in=visible_to(acting.user, acting.today),
        void=False,
        appraisal__office__in=acting.bodies(*OFFICE),
    )
    related = ("nomination__route", "nomination__unit", "nomination__award_form", "appraisal__office__parent")
    found = sheets.select_related("appraiser", *related).prefetch_related(findings).first()
    if found is None:
        raise Http404
    return found


def sheet_facts(sheet: AppraisalSheet) -> "dict[str, Json]":
    """The facts of the sheet: a draft until the head has approved or ruled. Constantly few statements."""
    line, office, day = sheet.nomination, sheet.appraisal.office, timezone.localdate(sheet.at)
    concluded = _concluded(sheet)
    name, *about = names_of([line.pk])[line.pk]
    with override("vi"):
        title = pgettext("on paper", "Appraisal sheet")
        return {
            **head_of(title, day, office),
            "paper": {
                "place_day": dateline(office.pk, day),
                "kind": title,
                "subject": pgettext("on paper", "Nomination No. %(number)s") % {"number": line.pk},
                "sign": [
                    signed(pgettext("on paper", "APPRAISED BY"), sheet.appraiser),
                    concluded or signed(pgettext("on paper", "HEAD OF THE OFFICE")),
                ],
                "draft": concluded is None,
            },
            "told": {
                "nominee": ", ".join(filter(None, (name, *about))),
                "unit": str(line.unit),
                "award": str(line.award_form),
                "stale": sheet.hash != line.content_hash,
                "checked": concluded is None,
                "consultations": list(_consultations(line)),
                "proposal": str(sheet.get_verdict_display()).capitalize(),
                "reason": sheet.note,
            },
            "tables": {
                "papers": _papers(sheet),
                "criteria": _criteria(sheet),
                "checks": _checks(line) if concluded is None else _of_checks([]),
            },
        }


def _concluded(sheet: AppraisalSheet) -> "dict[str, Json] | None":
    """Who approved what the sheet proposes, or ruled; none while nobody has. Two statements at most."""
    line = sheet.nomination
    approved = SignOff.objects.filter(
        nomination=line, kind=SignOffKind.APPRAISAL.value, hash=sheet.hash, voided_at=None
    ).select_related("person", "appointment", "delegation__giver")
    signature = approved.order_by("-pk").first()
    if signature is not None:
        return signed(lines_above(signature), signature.person)
    if line.state != State.INELIGIBLE:
        return None
    entries = Entry.objects.filter(stream=f"{Nomination.stream}:{line.pk}", deed__in=_RULED)
    ruled = Person.objects.filter(pk__in=entries.order_by("-seq").values("person_id")[:1]).first()
    with override("vi"):
        return signed(pgettext("on paper", "HEAD OF THE OFFICE"), ruled)


def _papers(sheet: AppraisalSheet) -> "dict[str, Json]":
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Component"), 10),
        (pgettext("on paper", "Result"), 4, CENTRED),
        (pgettext("on paper", "Number of files"), 5, CENTRED),
    )
    rows: list[Json] = []
    for number, held in enumerate(held_by([sheet.nomination], sheet.at), 1):
        found = pgettext("on paper", "missing") if held.is_short else pgettext("on paper", "yes")
        rows.append([str(number), held.label, found, str(held.files or "")])
    return table(columns, rows)


def _criteria(sheet: AppraisalSheet) -> "dict[str, Json]":
    columns = (
        (pgettext("on paper", "Code"), 3, CENTRED),
        (pgettext("on paper", "Criterion"), 10),
        (pgettext("on paper", "Finding"), 3, CENTRED),
        (pgettext("on paper", "Remark"), 8),
    )
    rows: list[Json] = [
        [one.criterion.code, one.criterion.text, str(one.get_result_display()), one.note]
        for one in sheet.findings.all()
    ]
    return table(columns, rows)


def _checks(line: Nomination) -> "dict[str, Json]":
    """What the rules say to be looked at, as the page of the sheet does; a line where they find nothing."""
    found = cautions_on([line.pk], IN_THE_OFFICE).get(line.pk, ())
    return _of_checks([(one.rule, str(one.reason)) for one in found])


def _of_checks(found: Sequence[tuple[str, str]]) -> "dict[str, Json]":
    columns = (
        (pgettext("on paper", "Rule"), 5),
        (pgettext("on paper", "To look at"), 15),
    )
    rows: list[Json] = [list(one) for one in found]
    return table(columns, rows or [["–", pgettext("on paper", "The rules found nothing to look at.")]])


def _consultations(line: Nomination) -> Iterator[str]:
    asked = Consultation.objects.filter(nomination=line).select_related("organisation").order_by("pk")
    for one in asked:
        told = {"body": str(one.organisation), "answer": _opinion(one), "document": one.document}
        if one.document:
            yield pgettext("on paper", "%(body)s: %(answer)s (%(document)s).") % told
        else:
            yield pgettext("on paper", "%(body)s: %(answer)s.") % told


def _opinion(one: Consultation) -> str:
    if one.answered_at is None:
        day = f"{one.reply_by:%d/%m/%Y}"
        return pgettext("on paper", "no answer yet, asked until %(day)s") % {"day": day}
    if one.agrees is None:
        said = pgettext("on paper", "neither agrees nor disagrees")
    else:
        said = pgettext("on paper", "agrees") if one.agrees else pgettext("on paper", "does not agree")
    return "; ".join(filter(None, (said, one.answer.strip().rstrip("."))))
