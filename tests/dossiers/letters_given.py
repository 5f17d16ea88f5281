"""What the tests of drafting and of letters share: proofs, people and bodies that the demo does not have."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.support.asked import all_parts, answer_all
from tests.support.everything import Rows, everything, written
from tests.support.walk import R1, R1_BELOW, Walk, Way
from workflow.appraisal.models import SupplementRequest
from workflow.appraisal.supplements import request_supplement
from workflow.audit.models import Entry
from workflow.audit.verify import verify
from workflow.directory.models import Appointment, Delegation, Organisation, Person, User
from workflow.dossiers.letters import issue_letter, merge_lines
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.worklist.models import WorkItem

Acts = dict[str, Any]
GDDT = Way("so-gddt", "gddt", "R1", "DEMO-R1", R1.award_form, R1.bodies)
ENTRY = "workflow_audit_entry"
why = Reason("Lý do (minh họa)", code="OTHER")


def today() -> date:
    """The local day."""
    return timezone.localdate()


def yesterday() -> date:
    """The day before."""
    return today() - timedelta(days=1)


def tomorrow() -> date:
    """The day after."""
    return today() + timedelta(days=1)


# Proofs.


def sound() -> None:
    """Lines, cases, signatures and content agree, and the record with all of them."""
    assert list(problems()) == []
    assert verify(expectations()).findings == []


@contextmanager
def unwritten() -> Iterator[None]:
    """Nothing is written, and nothing is taken away."""
    before = everything()
    yield
    after = everything()
    assert (written(before, after), written(after, before)) == ({}, {})


@contextmanager
def watched(user: User, rule: str) -> Iterator[None]:
    """Nothing is written but one entry of the user's security stream, which names the rule."""
    before = everything()
    yield
    _one_security_entry(before, user, rule)


def _one_security_entry(before: Rows, user: User, rule: str) -> None:
    after = everything()
    assert {table: len(rows) for table, rows in written(before, after).items()} == {ENTRY: 1, "workflow_user": 1}
    assert {table: len(rows) for table, rows in written(after, before).items()} == {"workflow_user": 1}
    entry = Entry.objects.filter(stream=f"security:user:{user.pk}").latest("seq")
    assert (entry.deed, entry.person_id) == ("REFUSED", user.person_id)
    assert f'"rules":["{rule}"]' in entry.payload


def codes(raised: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str | None]]:
    """The codes of a typed error by field; every message is in words."""
    told = raised.value.message_dict
    assert all(len(message) > 10 for messages in told.values() for message in messages)
    return {field: [one.code for one in errors] for field, errors in raised.value.error_dict.items()}


def rules(raised: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The rules of a refusal; every reason is a sentence."""
    assert all(len(str(one.reason)) > 20 for one in raised.value.all)
    return [one.rule for one in raised.value.all]


def rules_of(report: TransitionReport) -> dict[int, list[str]]:
    """The rules of a report by line; every reason is a sentence."""
    assert all(len(reason) > 20 for reason in report.reasons())
    return {line: [one.rule for one in some] for line, some in report.refused.items()}


def attempt(deed: Callable[[], TransitionReport]) -> list[str]:
    """The rules by which a deed is refused, raised or reported; none when it is done."""
    try:
        report = deed()
    except Refused as refused:
        return [one.rule for one in refused.all]
    return list(dict.fromkeys(rule for some in rules_of(report).values() for rule in some))


def refused_for_lack_of_authority(deed: Callable[..., TransitionReport], acts: Acts) -> str:
    """The one rule by which a deed is refused; it writes one entry in the security stream, and nothing else."""
    before = everything()
    (rule,) = attempt(lambda: deed(**acts))
    _one_security_entry(before, acts["actor"], rule)
    return rule


def state_of(line: int) -> str:
    """The state of a line."""
    return Nomination.objects.values_list("state", flat=True).get(pk=line)


def hash_of(line: int) -> str:
    """The hash of a line's content."""
    return Nomination.objects.values_list("content_hash", flat=True).get(pk=line)


def desk_of(letter: Letter) -> tuple[str, date | None]:
    """The desk on which a letter waits, and until when; empty when its case is closed."""
    item = WorkItem.objects.filter(process=letter.case_id, finished=None).first()
    return ("", None) if item is None else (item.flow_task.name, item.due)


def only_open(kind: str, organisation: str) -> Letter:
    """The one letter of this kind that is not issued and whose case is open."""
    return Letter.objects.get(kind=kind, organisation__code=organisation, issued_at=None, case__finished=None)


# People and bodies.


def appoint_new(
    name: str,
    role: Role,
    at: Organisation,
    *,
    kind: str = "HOLDER",
    person: Person | None = None,
    from_day: date | None = None,
    until: date | None = None,
) -> Acts:
    """A new person (or the one given) with a user and a post, as every command takes them."""
    who = person or Person.objects.create(code=f"new-{name}", full_name=f"Người mới {name}", folded_name=name)
    user = User.objects.filter(person=who).first() or User.objects.create(username=f"new-{name}", person=who)
    post = Appointment.objects.create(
        person=who,
        role=role.value,
        organisation=at,
        title="Chức vụ (minh họa)",
        field="Thi đua" if kind == "DEPUTY" else "",
        kind=kind,
        from_day=from_day or today(),
        until=until,
        document="Quyết định minh họa",
    )
    return {"actor": user, "capacity": post}


def delegation(
    giver: Appointment, receiver: Person, *transitions: str, kind: str = "TL", until: date | None = None
) -> Delegation:
    """A delegation by document for named transitions."""
    return Delegation.objects.create(
        giver=giver,
        receiver=receiver,
        kind=kind,
        transitions=list(transitions),
        from_day=today() - timedelta(days=30),
        until=until or tomorrow(),
        document="Quyết định minh họa",
    )


def clerk_of(walk: Walk) -> Acts:
    """The records clerk of the walk's unit."""
    return walk.cast.acts(f"{walk.way.name}-clerk", Role.RECORDS_CLERK, walk.way.unit)


def head_of_office(cast: Cast) -> Acts:
    """The head of the province's standing office."""
    return cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")


def specialist(cast: Cast) -> Acts:
    """A specialist of the province's standing office."""
    return cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")


def strangers(cast: Cast, name: str = "nnmt", home: str = "so-nnmt") -> dict[str, Acts]:
    """Who has nothing to do on the desks of a unit (named as its people are), each with reasons of its own."""
    other, there = ("gddt", "so-gddt") if name == "nnmt" else ("nnmt", "so-nnmt")
    unit = cast.organisation(home)
    expired = appoint_new("expired", Role.UNIT_OFFICER, unit, from_day=date(2025, 7, 1), until=yesterday())
    coming = appoint_new("coming", Role.UNIT_OFFICER, unit, from_day=tomorrow())
    post = cast.post(f"{name}-officer", Role.UNIT_OFFICER, home)
    return {
        "an officer elsewhere": cast.acts(f"{other}-officer", Role.UNIT_OFFICER, there),
        "a head elsewhere": cast.acts(f"{other}-head", Role.UNIT_HEAD, there),
        "a clerk elsewhere": cast.acts(f"{other}-clerk", Role.RECORDS_CLERK, there),
        "an auditor": cast.acts("inspector", Role.AUDITOR),
        "an administrator": cast.acts("administrator", Role.ADMINISTRATOR),
        "an expired appointment": expired,
        "an appointment that is still to come": coming,
        "another person's post": {"actor": cast.user(f"{other}-officer"), "capacity": post},
        "a superuser": {"actor": User.objects.create_superuser("root-of-all"), "capacity": None},
    }


RULES_FOR_STRANGERS = {"role", "organisation", "expired", "appointment"}


# Longer ways.


def from_below(cast: Cast, count: int = 1, *, first: int = 1) -> tuple[Letter, list[int]]:
    """Lines of a school that its superior has on its collecting letter."""
    walk = Walk(cast, R1_BELOW)
    letter, lines = walk.signed(count, first=first)
    assert issue_letter(letter, f"{letter.pk}/TTr", today(), **clerk_of(walk)).is_whole
    return Letter.objects.get(kind="SUPERIOR", case__nominations__in=lines[:1]), lines


def merged(cast: Cast, below: int = 1, own: int = 1) -> tuple[Letter, list[int], list[int]]:
    """A superior's letter with lines of a school and lines of its own."""
    letter, lines = from_below(cast, below)
    walk = Walk(cast, GDDT)
    _own_letter, own_lines = walk.with_head(own, first=20)
    merge_lines(letter, own_lines, **walk.officer)
    return letter, lines, own_lines


def supplement(cast: Cast, lines: list[int], *, reply_by: date | None = None) -> None:
    """The office asks for all there is of each line, so that all of it is open."""
    asked = {line: all_parts(line) for line in lines}
    assert request_supplement(asked, **specialist(cast), reply_by=reply_by).is_whole


def answered(walk: Walk, lines: list[int]) -> None:
    """The unit's officer answers every open item of these lines."""
    answer_all(lines, walk.officer)


def overdue() -> None:
    """The reply date of every open request was yesterday."""
    SupplementRequest.objects.filter(closed_at=None).update(reply_by=yesterday())
