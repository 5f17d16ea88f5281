"""How the tests of the decisions say what is given."""

from collections.abc import Mapping, Sequence

from django.test import Client

from tests.appraisal.given import sent, today
from tests.appraisal.proof import Acts
from tests.council.given import Council
from tests.dossiers.pages_given import as_user
from tests.support.walk import R1, Walk, Way
from workflow.appraisal.commands import assign_appraisal, receive_letter
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.revocation import draft_revocation
from workflow.directory.models import User
from workflow.dossiers.door import apply_transition
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, appraise_and_approve, hold_session
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

SUBJECT = "Tặng Bằng khen (minh họa)"
PASSWORD = "hoa-dã-quỳ-thử"  # noqa: S105 -- of people who do not exist


def signer(cast: Cast, name: str) -> Client:
    """A browser in which a demo person is signed in who knows the own password."""
    return knows(cast.user(name))


def knows(user: User) -> Client:
    """The same for a user."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return as_user(user)


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
        check_form(decision, **LOOKED_AT, **self.form)
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

    def revoking(self, lines: Sequence[int]) -> Decision:
        """A draft revocation of awarded lines that waits for its signature."""
        made = draft_revocation(lines, **self.decider, ground="FRAUD", document="9/KL-TTr").made
        decision = Decision.objects.get(pk=made["decision"])
        submit_draft(decision, "Hủy bỏ (minh họa)", **self.form)
        check_form(decision, **LOOKED_AT, **self.form)
        return decision


def annexed(decision: Decision) -> list[tuple[int, str]]:
    """The lines of the annexed list that are not void, in order: nomination and verdict."""
    found = DecisionLine.objects.filter(decision=decision, void=False).order_by("position")
    return list(found.values_list("nomination", "verdict"))


def taken_up(authority: Authority, count: int = 2, *, first: int = 1) -> tuple[Decision, list[int]]:
    """Checked lines of which the first was voted down by the council and taken up by the decider."""
    council = Council(authority.cast)
    _session, lines = council.referred(count, first=first)
    hold_session(authority.cast, R1.bodies, against={lines[0]: 13}, tell=lambda _what: None)
    reason = Reason("Thành tích rõ ràng (minh họa)")
    assert apply_transition(Transition.TAKE_UP, lines[:1], **authority.decider, reason=reason).is_whole
    authority.present(lines[0])
    decision = Decision.objects.get(case__nominations__in=lines[:1])
    submit_draft(decision, SUBJECT, **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    return decision, lines
