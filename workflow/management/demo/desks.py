"""The desks of the demo: what the office, a council and a decider do with the letters that reach them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from workflow.appraisal.commands import (
    Sheet,
    appraise,
    approve_appraisal,
    assign_appraisal,
    receive_letter,
    submit_appraisal,
)
from workflow.appraisal.models import Appraisal
from workflow.awards.models import Criterion
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession, Seat
from workflow.council.sessions import sign_minutes
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.form_points import FormPoint
from workflow.decisions.models import Decision
from workflow.directory.models import Organisation
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role

LOOKED_AT: Final[Mapping[str, Any]] = {"points": [point.value for point in FormPoint], "note": "Đã soát (minh họa)"}
"""A check of form in which every point was looked at."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who acts for one authority, by the names of demo people; an empty name where the body has none."""

    authority: str
    office: str
    specialist: str
    office_head: str
    office_clerk: str
    form: str
    decider: str
    clerk: str
    council: str = ""
    secretary: str = ""
    chair: str = ""


def open_appraisals(office: str) -> list[Appraisal]:
    """The appraisals that are open in an office, oldest first."""
    return list(Appraisal.objects.filter(office__code=office, case__finished=None).order_by("pk"))


def receive_and_assign(cast: Cast, bodies: Bodies, *, prefix: str) -> list[Appraisal]:
    """Receive every letter that has come and give each to the specialist."""
    specialist = cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office)
    head = cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
    there = open_appraisals(bodies.office)
    for number, appraisal in enumerate(there, 1):
        if appraisal.received_at is None:
            receive_letter(appraisal, f"{prefix}-{number:02d}", **specialist)
        assign_appraisal(appraisal, cast.person(bodies.specialist), **head)
    return there


def sheet(nomination: Nomination, verdict: str = "ELIGIBLE") -> Sheet:
    """A sheet that finds every criterion met, or one of them not."""
    groups = nomination.route.rules.criteria_groups
    asked = Criterion.objects.filter(
        campaign=nomination.campaign_id,
        group__in=groups,
        nominee_kind__in=["", nomination.nominee_kind],
        track__in=["", nomination.track],
    )
    findings = {criterion.code: "MET" for criterion in asked}
    if verdict == "INELIGIBLE":
        findings[max(findings)] = "NOT_MET"
    return Sheet(verdict, findings, note="Đã đối chiếu minh chứng (minh họa)")


def appraise_and_approve(
    cast: Cast, bodies: Bodies, appraisals: Sequence[Appraisal], ineligible: Mapping[int, str] | None = None
) -> None:
    """Appraise every line on the appraisals, and have another person approve."""
    specialist = cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office)
    head = cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
    named = ineligible or {}
    for appraisal in appraisals:
        lines = list(Nomination.objects.filter(case=appraisal.case_id).select_related("route"))
        sheets = {line.pk: sheet(line, "INELIGIBLE" if line.pk in named else "ELIGIBLE") for line in lines}
        appraise(appraisal, sheets, **specialist)
        submit_appraisal(appraisal, **specialist)
        here = {line.pk: Reason(named[line.pk], code="CRITERIA") for line in lines if line.pk in named}
        approve_appraisal(appraisal, **head, ineligible=here)


def hold_session(
    cast: Cast,
    bodies: Bodies,
    *,
    absent: Sequence[str] = (),
    against: Mapping[int, int] | None = None,
    tell: Callable[[str], None],
) -> CouncilSession:
    """One session: agenda, papers, ballots of those present and of those absent, count, minutes by both.

    `against` says of a line how many members disagree.
    """
    secretary = cast.acts(bodies.secretary, Role.COUNCIL_SECRETARY, bodies.council)
    session = CouncilSession.objects.get(council__code=bodies.council, case__finished=None, closed_at=None, number=None)
    fix_agenda(session, timezone.localdate(), **secretary)
    seats = list(Seat.objects.filter(session=session).select_related("person").order_by("person__code"))
    away = {cast.person(name).pk for name in absent}
    open_voting(session, [seat.person_id for seat in seats if seat.person_id not in away], **secretary)
    _vote(cast, bodies, session, [seat for seat in seats if seat.person_id not in away], against or {})
    close_voting(session, **secretary)
    if away:
        _vote(cast, bodies, session, [seat for seat in seats if seat.person_id in away], {})
        close_voting(session, **secretary)
    sign_minutes(session, **secretary)
    sign_minutes(session, **cast.acts(bodies.chair, Role.COUNCIL_CHAIR, bodies.council))
    session.refresh_from_db()
    tell(f"{session}: {session.members_present}/{session.members_all}")
    return session


def _vote(
    cast: Cast, bodies: Bodies, session: CouncilSession, seats: Sequence[Seat], against: Mapping[int, int]
) -> None:
    left = dict(against)
    for seat in seats:
        name = seat.person.code.removeprefix("demo-")
        own = set(
            session.agenda.filter(conflicts__person=seat.person_id, conflicts__excludes=True).values_list(
                "nomination_id", flat=True
            )
        )
        choices = {line: "DISAGREE" for line, number in left.items() if number > 0 and line not in own}
        for line in choices:
            left[line] -= 1
        cast_ballots(session, choices, **cast.acts(name, Role.COUNCIL_MEMBER, bodies.council), others="AGREE")


def present(cast: Cast, bodies: Bodies, number: str) -> Letter:
    """The office signs its own letter to the decider; the clerk issues it, or the office's register does."""
    letter = Letter.objects.get(
        kind=Letter.Kind.OFFICE, organisation__code=bodies.office, authority__code=bodies.authority, issued_at=None
    )
    sign_and_issue(cast, letter, bodies.office_head, Role.OFFICE_HEAD, bodies.office_clerk, number)
    return letter


def sign_and_issue(cast: Cast, letter: Letter, signer: str, role: Role, clerk: str, number: str) -> None:
    """A letter is signed, then issued by the clerk where the organisation keeps no register of its own."""
    at = letter.organisation.code
    sign_letter(letter, **cast.acts(signer, role, at))
    if not letter.organisation.keeps_register:
        issue_letter(letter, number, timezone.localdate(), **cast.acts(clerk, Role.RECORDS_CLERK, at))


def decide(
    cast: Cast,
    bodies: Bodies,
    number: str,
    *,
    subject: str,
    declined: Mapping[int, str] | None = None,
    otherwise: Mapping[int, str] | None = None,
) -> Decision:
    """Draft, form check, signature, number and date, publication."""
    decision = Decision.objects.get(authority__code=bodies.authority, case__finished=None, issued_at=None)
    form = cast.acts(bodies.form, Role.DECIDER_OFFICE, bodies.authority)
    submit_draft(decision, subject, **form)
    check_form(decision, **LOOKED_AT, **form)
    decider = cast.acts(bodies.decider, Role.DECIDER, bodies.authority)
    report = sign_decision(decision, **decider, declined=declined, otherwise=otherwise)
    if not Organisation.objects.get(code=bodies.authority).keeps_register:
        clerk: dict[str, Any] = cast.acts(bodies.clerk, Role.RECORDS_CLERK, bodies.authority)
        report = issue_decision(decision, number, timezone.localdate(), **clerk)
    if not report.is_whole:
        message = "; ".join(report.reasons())
        raise RuntimeError(message)
    publish_decision(decision, **form)
    decision.refresh_from_db()
    return decision
