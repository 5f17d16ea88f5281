"""(h) A decision with 500 names and its 500 certificates: as files, entered in the register, recorded as a print."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.bench.measures import Measures, settle, statements, timed
from tests.bench.world import World
from tests.decisions.given import Authority
from tests.support.walk import R3
from workflow.awards.templates import wording_for
from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.models import Certificate, CertificatePrint
from workflow.certificates.paper import facts_of
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates
from workflow.decisions.models import Decision
from workflow.decisions.paper_facts import facts_of as facts_of_decision
from workflow.decisions.queries import regime_of
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.documents.rendering import make
from workflow.dossiers.models import Nomination
from workflow.management.demo import drafts
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

ENTERED, RECORDED = "certificates entered in the register", "a print of certificates recorded"
PLAIN, OVERLAY = "certificates as one PDF, plain", "certificates as one PDF, overlay"
EACH = ", for each"
FACTS, PAPER = "a decision of 500 names, its facts read", "a decision of 500 names"


def certificates(world: World, found: Measures) -> None:
    """Enter, record and set the certificates of as many lines as a batch has; one line tells the statements apart."""
    acts = world.cast.acts(R3.bodies.specialist, Role.OFFICE_SPECIALIST, R3.bodies.office)
    one = _issued(world, 1, "Một")
    found.statements[f"{ENTERED}, one line"], _sent = statements(partial(enter_certificates, one, **acts))
    many = found.sizes.lines
    decision = _issued(world, many, "Nhiều")
    settle()
    _paper(world, found, decision)
    took: list[float] = []
    found.statements[ENTERED], _sent = statements(
        lambda: took.append(timed(partial(enter_certificates, decision, **acts)))
    )
    _keep(found, ENTERED, took[0])
    keys = list(Certificate.objects.filter(line__decision=decision).values_list("pk", flat=True))
    if len(keys) != many:
        raise AssertionError(decision)
    for name, blank in ((PLAIN, None), (OVERLAY, _blank(decision))):
        again: dict[str, Any] = {"reason": "MISPRINT"} if blank is not None else {}
        jobs: list[int] = []
        record = partial(_recorded, jobs, partial(print_certificates, keys, **acts, blank=blank, **again))
        _keep(found, RECORDED, timed(record))
        facts = facts_of(CertificatePrint.objects.get(pk=jobs[0]))
        spent = timed(partial(make, Document.CERTIFICATE, facts))
        _keep(found, name, spent)
        _keep(found, f"{name}{EACH}", spent / many)


def _paper(world: World, found: Measures, decision: Decision) -> None:
    """The decision with its annexed list, in both forms."""
    acting = Acting(world.cast.user(R3.bodies.form), world.today)
    one, told = Decision.objects.get(pk=decision.pk), []
    _keep(found, FACTS, timed(lambda: told.append(facts_of_decision(one, acting))))
    (facts,) = told
    if facts is None:
        raise AssertionError(decision)
    wording = wording_for(Document.DECISION, regime_of(one), world.today)
    for form in Form:
        _keep(found, f"{PAPER} as {form.value}", timed(partial(make_paper, Document.DECISION, facts, wording, form)))


def _issued(world: World, many: int, name: str) -> Decision:
    entries = [drafts.household(f"Hộ ông Đặng {name} {n:03d}", R3.award_form) for n in range(many)]
    decision, _lines = Authority(world.cast, R3).issued(entries=entries)
    return decision


def _blank(decision: Decision) -> CertificateBlank:
    """The example blank, for the authority and the form that are measured."""
    line = Nomination.objects.filter(decision_lines__decision=decision)[0]
    blank = CertificateBlank.objects.get(code="EXAMPLE-BK-CT-UBND-TINH")
    blank.pk, blank.code = None, "MEASURED"
    if line.regime_id is None:
        raise AssertionError(line)
    blank.authority_id, blank.award_form_id, blank.regime_id = line.authority_id, line.award_form_id, line.regime_id
    blank._state.adding = True  # noqa: SLF001 -- Django's own way to copy a row
    blank.save()
    return blank


def _recorded(jobs: list[int], record: Callable[[], Any]) -> None:
    jobs.append(record().made["print"])


def _keep(found: Measures, name: str, milliseconds: float) -> None:
    found.milliseconds[name], found.rounds[name] = milliseconds, 1
