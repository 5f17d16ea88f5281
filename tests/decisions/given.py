"""How the tests of the decisions say what is given."""

from collections.abc import Mapping, Sequence

from tests.appraisal.given import sent, today
from tests.appraisal.proof import Acts
from tests.council.given import Council
from tests.support.walk import R1, Walk, Way
from workflow.appraisal.commands import assign_appraisal, receive_letter
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.correcting import Corrected, draft_correction
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.standing import awards
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import appraise_and_approve, hold_session
from workflow.procedure.roles import Role

SUBJECT = "Tặng Bằng khen (minh họa)"


class Authority:
    """The deciding authority of one way, its drafts and its lines, driven by the ordinary commands."""

    def __init__(self, cast: Cast, way: Way = R1) -> None:
        self.cast = cast
        self.way = way
        at = way.bodies.authority
        self.form = cast.acts(way.bodies.form, Role.DECIDER_OFFICE, at)
        self.decider = cast.acts(way.bodies.decider, Role.DECIDER, at)

    @property
    def deputy(self) -> Acts:
        """A deputy of the Chairman."""
        return self.cast.acts("vice-chairman", Role.DECIDER, "ubnd-tinh")

    @property
    def clerk(self) -> Acts:
        """The records clerk of the authority."""
        return self.cast.acts(self.way.bodies.clerk, Role.RECORDS_CLERK, self.way.bodies.authority)

    def presented(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[Decision, list[int]]:
        """Lines on the authority's draft."""
        if not entries:
            return Walk(self.cast, self.way).with_decider(count, first=first)
        bodies = self.way.bodies
        if bodies.council:
            _session, lines = Council(self.cast, self.way).referred(entries=entries)
            hold_session(self.cast, bodies, tell=lambda _what: None)
        else:
            appraisal, lines = sent(Walk(self.cast, self.way), entries)
            receive_letter(appraisal, "1", **self.cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office))
            head = self.cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
            assign_appraisal(appraisal, self.cast.person(bodies.specialist), **head)
            appraise_and_approve(self.cast, bodies, [appraisal])
        self.present(lines[0])
        return Decision.objects.get(case__nominations__in=lines[:1]), lines

    def present(self, line: int) -> None:
        """The office signs and issues its letter on which the line stands."""
        bodies = self.way.bodies
        letter = Letter.objects.get(kind=Letter.Kind.OFFICE, case__nominations=line)
        sign_letter(letter, **self.cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office))
        if not letter.organisation.keeps_register:
            clerk = self.cast.acts(bodies.office_clerk, Role.RECORDS_CLERK, bodies.office)
            issue_letter(letter, f"{letter.pk}/TTr", today(), **clerk)

    def submitted(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[Decision, list[int]]:
        """A draft that waits for its form check."""
        decision, lines = self.presented(count, first=first, entries=entries)
        submit_draft(decision, SUBJECT, **self.form)
        return decision, lines

    def checked(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[Decision, list[int]]:
        """A draft that waits for its signature."""
        decision, lines = self.submitted(count, first=first, entries=entries)
        check_form(decision, **self.form)
        return decision, lines

    def signed(
        self, count: int = 3, *, first: int = 1, declined: Sequence[int] = (), entries: Sequence[Entry] = ()
    ) -> tuple[Decision, list[int]]:
        """A signed decision; the lines at these places are declined."""
        decision, lines = self.checked(count, first=first, entries=entries)
        reasons: Mapping[int, str] = {lines[place]: "Chưa đủ thuyết phục" for place in declined}
        sign_decision(decision, **self.decider, declined=reasons)
        decision.refresh_from_db()
        return decision, lines

    def issued(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[Decision, list[int]]:
        """An issued decision, published."""
        decision, lines = self.signed(count, first=first, entries=entries)
        self.issue(decision)
        publish_decision(decision, **self.form)
        decision.refresh_from_db()
        return decision, lines

    def issue(self, decision: Decision) -> None:
        """Number and date, where the authority keeps no register of its own."""
        if not decision.authority.keeps_register:
            assert issue_decision(decision, f"{decision.pk}/QĐ", today(), **self.clerk).is_whole

    def walked(self, decision: Decision) -> None:
        """A draft goes all its way to its issue."""
        submit_draft(decision, SUBJECT, **self.form)
        check_form(decision, **self.form)
        sign_decision(decision, **self.decider)
        self.issue(decision)

    def revoking(self, lines: Sequence[int]) -> Decision:
        """A draft revocation of awarded lines that waits for its signature."""
        made = draft_revocation(lines, **self.decider, ground="FRAUD", document="9/KL-TTr").made
        decision = Decision.objects.get(pk=made["decision"])
        submit_draft(decision, "Hủy bỏ (minh họa)", **self.form)
        check_form(decision, **self.form)
        return decision

    def correcting(self, texts: Mapping[int, Corrected]) -> Decision:
        """A draft correction of awarded lines that waits for its signature."""
        made = draft_correction(texts, **self.form, document="CV 3/SNNMT").made
        decision = Decision.objects.get(pk=made["decision"])
        submit_draft(decision, "Đính chính (minh họa)", **self.form)
        check_form(decision, **self.form)
        return decision

    def corrected(self, line: int, **texts: str) -> Decision:
        """An issued correction of one line, of these texts."""
        decision = self.correcting({line: reads(line, **texts)})
        sign_decision(decision, **self.decider)
        self.issue(decision)
        decision.refresh_from_db()
        return decision

    def revoked(self, lines: Sequence[int]) -> Decision:
        """An issued revocation of awarded lines."""
        decision = self.revoking(lines)
        sign_decision(decision, **self.decider)
        self.issue(decision)
        decision.refresh_from_db()
        return decision


def reads(line: int, **texts: str) -> Corrected:
    """How a line is to read: as its award stands now, but for these texts."""
    now = awards().get(nomination=line)
    stands = {"name": now.name_now, "title": now.title_now, "unit": now.unit_now}  # type: ignore[attr-defined]
    return Corrected(**{**stands, "reason": "Ghi sai (minh họa)", **texts})


def annexed(decision: Decision) -> list[tuple[int, str]]:
    """The lines of the annexed list that are not void, in order: nomination and verdict."""
    found = DecisionLine.objects.filter(decision=decision, void=False).order_by("position")
    return list(found.values_list("nomination", "verdict"))
