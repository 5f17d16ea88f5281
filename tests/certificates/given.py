"""How the tests of the certificates say what is given."""

from collections.abc import Sequence

from django.utils import timezone

from tests.appraisal.given import today
from tests.decisions.given import Authority
from tests.support.walk import R4, Way
from workflow.certificates.models import Certificate
from workflow.certificates.register import enter_certificates
from workflow.decisions.commands import sign_decision
from workflow.decisions.models import Decision, DecisionLine
from workflow.dossiers.entries import Entry
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.worklist.models import Case

REQUEST = "Đơn đề nghị ngày 02/12/2026 (minh họa)"


class Office(Authority):
    """The authority with its standing office, which keeps the register of awards."""

    def __init__(self, cast: Cast, way: Way = R4) -> None:
        super().__init__(cast, way)
        bodies = way.bodies
        self.acts = cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office)
        self.head = cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)

    def entered(
        self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()
    ) -> tuple[Decision, list[Certificate]]:
        """An issued decision with its certificates in the register, in their order."""
        decision, _lines = self.issued(count, first=first, entries=entries)
        enter_certificates(decision, **self.acts)
        return decision, certificates_of(decision)

    def revoked(self, lines: Sequence[int]) -> Decision:
        """An issued revocation of awarded lines."""
        revocation = self.revoking(lines)
        sign_decision(revocation, **self.decider)
        self.issue(revocation)
        return revocation


def certificates_of(decision: Decision) -> list[Certificate]:
    """The certificates of a decision as the register has them."""
    return list(Certificate.objects.filter(line__decision=decision).order_by("year", "number"))


def corrected(line: DecisionLine, name: str) -> Decision:
    """An issued correction of a line. Its rows are made as the tables have them, past the commands."""
    award = line.decision
    case = Case.objects.get(pk=award.case_id)
    twin = Case.objects.create(
        flow_class=case.flow_class, organisation_id=case.organisation_id, finished=timezone.now()
    )
    correction = Decision.objects.create(
        kind=Decision.Kind.CORRECTION,
        case=twin,
        authority=award.authority,
        subject="Đính chính (minh họa)",
        signed_at=timezone.now(),
        number=f"{line.pk}/QĐ-ĐC",
        dated=today(),
        issued_at=timezone.now(),
    )
    DecisionLine.objects.create(
        decision=correction,
        nomination=line.nomination,
        verdict=DecisionLine.Verdict.CORRECT,
        hash=line.hash,
        position=1,
        name=name,
        title=line.title,
        unit=line.unit,
    )
    return correction


__all__ = ["R4", "REQUEST", "Office", "certificates_of", "corrected"]
