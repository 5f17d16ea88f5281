"""Letters walked to a desk by the commands that the pages call, so that a demo or a test can begin there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from workflow.appraisal.commands import assign_appraisal, receive_letter
from workflow.appraisal.models import Appraisal
from workflow.awards.models import Round, Track
from workflow.council.models import CouncilSession
from workflow.decisions.models import Decision
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.rounds import Allocation, issue_allocation
from workflow.management.demo import drafts, others, r1
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import (
    Bodies,
    appraise_and_approve,
    decide,
    hold_session,
    present,
)
from workflow.procedure.roles import Role


@dataclass(frozen=True, slots=True)
class Way:
    """A unit, its people by name, and the bodies that its letters go to."""

    unit: str
    name: str
    route: str
    round_code: str
    award_form: str
    bodies: Bodies
    ground: str = ""


R1 = Way("so-nnmt", "nnmt", "R1", "DEMO-R1", r1.FORM, r1.BODIES)
R1_BELOW = Way("thpt-tran-phu", "tran-phu", "R1", "DEMO-R1", r1.FORM, r1.BODIES)
R2 = Way("cdcs-ladophar", "cdcs", "R2", "DEMO-R2", "BK_CTXH", others.LABOUR)
R3 = Way("cdc-lam-dong", "cdc", "R3", "DEMO-R3", "GK", others.HEALTH)
R3S = Way("lawaco-px-san-xuat", "xuong", "R3S", "DEMO-R3S", "GK", others.WATER)
R4 = Way("ubnd-x-duc-trong", "duc-trong", "R4", "CT34-AD-HOC", r1.FORM, r1.BODIES, ground="AD_HOC")
WAYS = (R1, R2, R3, R3S, R4)


class Walk:
    """Walks letters of one way. Every method returns what it made; `lines` are nomination keys in order."""

    def __init__(self, cast: Cast, way: Way = R1) -> None:
        self.cast = cast
        self.way = way
        self.officer = cast.acts(f"{way.name}-officer", Role.UNIT_OFFICER, way.unit)
        self.head = cast.acts(f"{way.name}-head", Role.UNIT_HEAD, way.unit)

    @property
    def clerk(self) -> dict[str, Any]:
        """The unit's records clerk."""
        return self.cast.acts(f"{self.way.name}-clerk", Role.RECORDS_CLERK, self.way.unit)

    def allocate(self, amount: int = 1000) -> None:
        """Numbers for all, by a document of the office, where the route asks for them."""
        if self.way.round_code != "DEMO-R1" or Round.objects.get(code="DEMO-R1").quota_documents.exists():
            return
        pools = [
            Allocation(self.cast.organisation(code).pk, self.way.award_form, kind, amount)
            for code in ("so-nnmt", "so-gddt")
            for kind in ("PERSON", "COLLECTIVE", "HOUSEHOLD")
        ]
        head = self.cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
        issue_allocation(
            Round.objects.get(code="DEMO-R1"), pools, **head, number="01/PB", issued_on=timezone.localdate()
        )

    def persons(self, count: int, first: int = 1) -> list[Entry]:
        """Staff of the unit as nominees: demo-nominee-01 and on."""
        body = self.cast.organisation(self.way.unit).name
        return [
            drafts.person(
                self.cast.person(f"nominee-{number:02d}"),
                Track.STAFF,
                "Viên chức",
                body,
                self.way.award_form,
                self.way.ground,
            )
            for number in range(first, first + count)
        ]

    def drafted(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[Letter, list[int]]:
        """A letter on the officer's desk, complete."""
        self.allocate()
        way = self.way
        letter = drafts.letter(
            self.cast,
            f"{way.name}-officer",
            way.unit,
            way.bodies.authority,
            way.route,
            way.round_code,
            entries or self.persons(count, first),
        )
        return letter, self.lines(letter)

    def with_head(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[Letter, list[int]]:
        """A letter on the head's desk."""
        letter, lines = self.drafted(count, first=first, entries=entries)
        _whole(send_letter(letter, **self.officer))
        return letter, lines

    def signed(self, count: int = 3, *, first: int = 1) -> tuple[Letter, list[int]]:
        """A letter signed and not issued (or issued, where the unit keeps its own register)."""
        letter, lines = self.with_head(count, first=first)
        sign_letter(letter, **self.head)
        return letter, lines

    def issued(self, count: int = 3, *, first: int = 1) -> tuple[Letter, list[int]]:
        """An issued letter: its lines are where the route leads next."""
        letter, lines = self.signed(count, first=first)
        if not letter.organisation.keeps_register:
            number = f"{letter.pk:02d}/TTr"
            _whole(issue_letter(letter, number, timezone.localdate(), **self.clerk))
        return letter, lines

    def at_office(self, count: int = 3, *, first: int = 1) -> tuple[Appraisal, list[int]]:
        """An issued letter that the office has not received yet."""
        letter, lines = self.issued(count, first=first)
        return Appraisal.objects.get(letter=letter), lines

    def assigned(self, count: int = 3, *, first: int = 1) -> tuple[Appraisal, list[int]]:
        """A received letter on the specialist's desk."""
        appraisal, lines = self.at_office(count, first=first)
        bodies = self.way.bodies
        receive_letter(
            appraisal,
            f"ĐẾN-{appraisal.pk}",
            **self.cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office),
        )
        assign_appraisal(
            appraisal,
            self.cast.person(bodies.specialist),
            **self.cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office),
        )
        appraisal.refresh_from_db()
        return appraisal, lines

    def before_council(self, count: int = 3, *, first: int = 1) -> tuple[CouncilSession, list[int]]:
        """Lines on the agenda of the council's next session."""
        appraisal, lines = self.assigned(count, first=first)
        appraise_and_approve(self.cast, self.way.bodies, [appraisal])
        return CouncilSession.objects.get(case__nominations__in=lines[:1]), lines

    def to_present(self, count: int = 3, *, first: int = 1) -> tuple[Letter, list[int]]:
        """Lines on the office's letter to the decider."""
        if self.way.bodies.council and self.way.route != "R4":
            _session, lines = self.before_council(count, first=first)
            hold_session(self.cast, self.way.bodies, tell=lambda _what: None)
        else:
            appraisal, lines = self.assigned(count, first=first)
            appraise_and_approve(self.cast, self.way.bodies, [appraisal])
        return Letter.objects.get(kind=Letter.Kind.OFFICE, case__nominations__in=lines[:1]), lines

    def with_decider(self, count: int = 3, *, first: int = 1) -> tuple[Decision, list[int]]:
        """Lines on the decider's draft."""
        _letter, lines = self.to_present(count, first=first)
        present(self.cast, self.way.bodies, f"{lines[0]}/TTr-VP")
        return Decision.objects.get(case__nominations__in=lines[:1]), lines

    def awarded(self, count: int = 3, *, first: int = 1) -> tuple[Decision, list[int]]:
        """Awarded lines and the issued decision."""
        _decision, lines = self.with_decider(count, first=first)
        return decide(self.cast, self.way.bodies, f"{lines[0]}/QĐ", subject="Khen thưởng (minh họa)"), lines

    @staticmethod
    def lines(letter: Letter) -> list[int]:
        """The lines of a letter's case in their order."""
        on = Nomination.objects.filter(standings__case=letter.case_id, standings__left_at=None)
        return list(on.order_by("standings__joined_at", "standings__position").values_list("pk", flat=True))


def _whole(report: TransitionReport) -> None:
    """Nothing was refused. Raises `RuntimeError` with the reasons."""
    if not report.is_whole:
        raise RuntimeError("; ".join(report.reasons()))
