"""Reads of the office for its pages: appraisals, sheets, holds and opinions that the person may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import Count, F, Model, Prefetch, Q, QuerySet
from django.http import Http404

from workflow.appraisal.models import (
    Appraisal,
    AppraisalSheet,
    Consultation,
    Finding,
    Hold,
    SupplementItem,
    SupplementRequest,
)
from workflow.awards.models import Criterion
from workflow.database.texts import folded
from workflow.directory.models import Appointment, Organisation, Person
from workflow.dossiers.asked import ShownItem, shown_items
from workflow.dossiers.models import CriterionAnswer, EvidenceLink, Nomination
from workflow.dossiers.queries import answers_given, criteria_asked, lines_on_case
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.procedure.states import State

OFFICE = (Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD)
M = TypeVar("M", bound=Model)


def only(found: "QuerySet[M]", pk: int) -> M:
    """The one row. Raises `Http404` where the person has none such."""
    one = found.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def appraisals_of(acting: Acting) -> "QuerySet[Appraisal]":
    """The appraisals of the person's offices, those that are due first in front and closed ones last."""
    related = ("letter__organisation", "letter__campaign", "assigned_to", "case")
    every = Appraisal.objects.filter(office__in=acting.bodies(*OFFICE)).select_related(*related)
    return every.order_by(F("case__finished").asc(nulls_first=True), F("due").asc(nulls_last=True), "pk")


def narrowed(every: "QuerySet[Appraisal]", narrow: Narrowing, acting: Acting) -> "QuerySet[Appraisal]":
    """The appraisals that the address asks for: open, closed or given to the person, and by words of the letter."""
    mine = {"mine": Q(case__finished=None, assigned_to=acting.user.person_id)}
    found = every.filter({**_of_cases, **mine}.get(narrow.show, Q()))
    for word in narrow.text.split():
        found = found.filter(
            Q(letter__folded_subject__contains=folded(word))
            | Q(letter__folded_number__contains=folded(word))
            | Q(incoming_number__icontains=word)
            | Q(letter__organisation__name__icontains=word)
        )
    return found


def numbers_of(appraisals: Iterable[Appraisal]) -> dict[int, list[tuple[State, int]]]:
    """How many lines of each appraisal are in each state now, wherever they went: one statement."""
    cases = {one.case_id: one.pk for one in appraisals}
    counted: Counter[tuple[int, State]] = Counter()
    stood = (
        Nomination.objects.filter(standings__case__in=cases).values_list("standings__case", "pk", "state").distinct()
    )
    for case, _key, state in stood:
        counted[cases[case], State(state)] += 1
    found: dict[int, list[tuple[State, int]]] = {}
    for (appraisal, state), number in sorted(counted.items(), key=lambda one: list(State).index(one[0][1])):
        found.setdefault(appraisal, []).append((state, number))
    return found


def specialists_of(office: int, acting: Acting) -> "QuerySet[Person]":
    """The specialists in office today, among whom the head chooses; those of an heir of the office among them."""
    bodies = {one for held in acting.fitting({Role.OFFICE_HEAD}, office) for one in held.organisations}
    posts = Appointment.objects.in_force(acting.today).filter(
        organisation__in=bodies, role=Role.OFFICE_SPECIALIST.value
    )
    return Person.objects.filter(pk__in=posts.values("person")).order_by("name_key", "pk")


def sheets_on(lines: Sequence[Nomination]) -> dict[int, AppraisalSheet]:
    """The valid sheet of each line that has one."""
    sheets = AppraisalSheet.objects.filter(nomination__in=[line.pk for line in lines], void=False)
    return {sheet.nomination_id: sheet for sheet in sheets.select_related("appraiser")}


def sheets_to_read(lines: Sequence[Nomination]) -> dict[int, AppraisalSheet]:
    """The valid sheets with their findings, for whoever approves: three statements."""
    findings = Prefetch("findings", Finding.objects.select_related("criterion").order_by("criterion__position", "pk"))
    sheets = AppraisalSheet.objects.filter(nomination__in=[line.pk for line in lines], void=False)
    return {one.nomination_id: one for one in sheets.select_related("appraiser").prefetch_related(findings)}


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion of a line as the sheet shows it: what the unit answered, its evidence, and the finding so far."""

    criterion: Criterion
    answer: CriterionAnswer | None
    finding: Finding | None

    @property
    def evidence(self) -> list[EvidenceLink]:
        """The files and pages that show what the answer says, without those taken off."""
        if self.answer is None:
            return []
        return [link for link in self.answer.evidencelink_set.all() if link.attachment.removed_at is None]


def criteria_of(line: Nomination) -> list[Asked]:
    """The criteria that the line answers, in their order, each with answer, evidence and finding: four statements."""
    answers = answers_given(line)
    findings = Finding.objects.filter(sheet__nomination=line, sheet__void=False)
    found = {one.criterion_id: one for one in findings}
    return [Asked(one, answers.get(one.pk), found.get(one.pk)) for one in criteria_asked(line)]


def line_to_appraise(acting: Acting, pk: int) -> Nomination:
    """One line with what its sheet names. Raises `Http404` where the person does not see it."""
    return only(visible_to(acting.user, acting.today).select_related("route", "award_form", "unit"), pk)


def appraisal_with(line: Nomination, acting: Acting) -> Appraisal:
    """The appraisal on which the line stands. Raises `Http404` where it stands on none of the person's offices."""
    one = appraisals_of(acting).filter(case=line.case_id).first() if line.case_id else None
    if one is None:
        raise Http404
    return one


def keys_to_appraise(line: Nomination, acting: Acting) -> list[int]:
    """The lines beside this one on its appraisal, itself among them, in the order of the letter."""
    return list(lines_on_case(line.case_id, acting).values_list("pk", flat=True)) if line.case_id else []


def next_without_sheet(line: Nomination, acting: Acting) -> Nomination | None:
    """The next line of the same case that has no sheet for its content as it stands."""
    beside = visible_to(acting.user, acting.today).filter(case=line.case_id, state=State.WITH_OFFICE.value)
    done = AppraisalSheet.objects.filter(void=False, hash=F("nomination__content_hash"), nomination__case=line.case_id)
    left = beside.exclude(pk__in=done.values("nomination"))
    return left.filter(pk__gt=line.pk).first() or left.exclude(pk=line.pk).first()


def holds_of(acting: Acting) -> "QuerySet[Hold]":
    """The holds of the person's offices, open ones first."""
    every = Hold.objects.filter(office__in=acting.bodies(*OFFICE)).select_related("case", "opened_by", "office")
    return every.order_by(F("case__finished").asc(nulls_first=True), "review_on", "pk")


def holds_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[Hold]":
    """The holds that the address asks for, by what is open and by words of their document."""
    every = holds_of(acting).filter(_of_cases.get(narrow.show, Q()))
    for word in narrow.text.split():
        every = every.filter(document__icontains=word)
    return every


_of_cases: Final = {"open": Q(case__finished=None), "closed": Q(case__finished__isnull=False)}


def consultations_of(acting: Acting) -> "QuerySet[Consultation]":
    """What the person's bodies are asked about, and what the person's offices have asked."""
    asked = Q(organisation__in=acting.bodies(Role.CONSULTED))
    asking = Q(nomination__office__in=acting.bodies(*OFFICE))
    every = Consultation.objects.filter(asked | asking).select_related("nomination", "organisation", "asked_by")
    return every.order_by(F("answered_at").asc(nulls_first=True), "reply_by", "pk")


def consultations_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[Consultation]":
    """The opinions that the address asks for, by what is answered and by the name of the nominee."""
    parts = {"open": Q(answered_at=None), "closed": Q(answered_at__isnull=False)}
    every = consultations_of(acting).filter(parts.get(narrow.show, Q()))
    for word in folded(narrow.text).split():
        every = every.filter(nomination__folded_name__contains=word)
    return every


def bodies_to_consult(acting: Acting) -> "QuerySet[Organisation]":
    """The bodies that have somebody to answer today."""
    posts = Appointment.objects.in_force(acting.today).filter(role=Role.CONSULTED.value)
    return Organisation.objects.existing_on(acting.today).filter(pk__in=posts.values("organisation")).order_by("name")


def open_requests(lines: Iterable[int]) -> "QuerySet[SupplementRequest]":
    """The open requests on these lines with their items."""
    every = SupplementRequest.objects.filter(nomination__in=list(lines), closed_at=None)
    return every.select_related("nomination", "asked_by").prefetch_related(_items)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """An open request with its items as the unit sees them."""

    request: SupplementRequest
    items: Sequence[ShownItem]


def requests_asked_in(one: Appraisal, acting: Acting) -> list[OpenRequest]:
    """The open requests that were made in an appraisal, those that are due first in front: two statements."""
    every = one.supplement_requests.filter(closed_at=None, nomination__in=visible_to(acting.user, acting.today))
    found = every.select_related("nomination__unit").prefetch_related(_items).order_by("reply_by", "pk")
    return [OpenRequest(request, shown_items(request.items.all(), request.nomination)) for request in found]


_items: Final = Prefetch("items", SupplementItem.objects.order_by("pk"))


def unsettled_on(lines: Iterable[Nomination]) -> dict[int, int]:
    """How many items that came back are not ticked off yet, by line: one statement."""
    came_back = SupplementItem.objects.filter(
        request__nomination__in=[line.pk for line in lines], request__closed_at__isnull=False, accepted=None
    )
    counted = came_back.order_by().values_list("request__nomination").annotate(number=Count("pk"))
    return dict(counted)


def proposals(lines: Sequence[Nomination], sheets: Mapping[int, AppraisalSheet]) -> dict[str, list[Any]]:
    """The lines of an appraisal by what is proposed for them as they stand; those without a valid proposal apart."""
    found: dict[str, list[Any]] = {"eligible": [], "ineligible": [], "open": []}
    for line in lines:
        sheet = sheets.get(line.pk)
        fresh = sheet is not None and sheet.hash == line.content_hash
        kind = sheet.verdict.lower() if sheet is not None and fresh else "open"
        found[kind].append({"line": line, "sheet": sheet, "stale": sheet is not None and not fresh})
    return found
