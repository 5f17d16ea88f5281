"""How the tests of the office, the council and the decisions say what is given."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.appraisal.proof import Acts
from tests.support.walk import R1, Walk
from workflow.appraisal.commands import Sheet, appraise, assign_appraisal, receive_letter, submit_appraisal
from workflow.appraisal.models import Appraisal, AppraisalSheet
from workflow.awards.models import Route
from workflow.directory.models import Appointment, Delegation, Kinship, Person, User
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import sheet
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem

why = Reason("Lý do (minh họa)")


def today() -> date:
    """The local day."""
    return timezone.localdate()


def later() -> date:
    """A day behind every reply date of a route."""
    return today() + timedelta(days=60)


def tomorrow() -> date:
    """The day after."""
    return today() + timedelta(days=1)


def yesterday() -> date:
    """The day before."""
    return today() - timedelta(days=1)


def specialist(cast: Cast) -> Acts:
    """A specialist of the province's office."""
    return cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")


def colleague(cast: Cast) -> Acts:
    """Another specialist of the province's office."""
    return cast.acts("tdkt-specialist-2", Role.OFFICE_SPECIALIST, "ban-tdkt")


def head(cast: Cast) -> Acts:
    """The head of the province's office."""
    return cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")


def appointed(cast: Cast, name: str, role: Role, at: str, **dates: Any) -> Acts:
    """A person of the demo under a new appointment, with a sign-in."""
    person = cast.person(name)
    user, _made = User.objects.get_or_create(person=person, defaults={"username": f"demo-{name}"})
    post = Appointment.objects.create(
        person=person,
        role=role.value,
        organisation=cast.organisation(at),
        title="Minh họa",
        document="QĐ minh họa",
        **{"from_day": yesterday(), **dates},
    )
    return {"actor": user, "capacity": post}


def delegated(cast: Cast, giver: Appointment, name: str, *transitions: Transition) -> Acts:
    """A person of the demo who acts for the holder of a post, by authorisation."""
    person = cast.person(name)
    user, _made = User.objects.get_or_create(person=person, defaults={"username": f"demo-{name}"})
    given = Delegation.objects.create(
        giver=giver,
        receiver=person,
        kind="TUQ",
        transitions=[one.name for one in transitions],
        from_day=today(),
        until=tomorrow(),
        document="Giấy ủy quyền minh họa",
    )
    return {"actor": user, "capacity": given}


def related(one: Person, other: Person) -> None:
    """Two relatives; the second has declared it."""
    Kinship.objects.create(person=other, relative=one, declared_on=today())


def route(code: str, **changes: Any) -> None:
    """The route has these parameters. Before anything is drafted on it."""
    version = Route.objects.get(code=code)
    version.parameters |= changes
    version.save()


def new_version(code: str, version: int, *, valid_from: date, **changes: Any) -> Route:
    """A further version of a route."""
    first = Route.objects.get(code=code, version=1)
    return Route.objects.create(
        code=code,
        version=version,
        name=first.name,
        name_en=first.name_en,
        parameters={**first.parameters, **changes},
        valid_from=valid_from,
        confidence=first.confidence,
    )


def sent(walk: Walk, entries: Sequence[Entry]) -> tuple[Appraisal, list[int]]:
    """An issued letter with these nominees, at the office."""
    letter, lines = walk.with_head(entries=entries)
    sign_letter(letter, **walk.head)
    if not letter.organisation.keeps_register:
        issue_letter(letter, f"{letter.pk}/TTr", today(), **walk.clerk)
    return Appraisal.objects.get(letter=letter), lines


def through_the_unit(walk: Walk, letter: Letter) -> None:
    """The unit's officer sends the letter, its head signs it and the clerk issues it."""
    assert send_letter(letter, **walk.officer).is_whole
    sign_letter(letter, **walk.head)
    issue_letter(letter, f"{letter.pk}/TTr", today(), **walk.clerk)


def received(cast: Cast, appraisal: Appraisal) -> Appraisal:
    """The province's office has received the letter and given it to a specialist."""
    receive_letter(appraisal, f"{appraisal.pk}", **specialist(cast))
    assign_appraisal(appraisal, cast.person("tdkt-specialist-1"), **head(cast))
    appraisal.refresh_from_db()
    return appraisal


def sheets(lines: Sequence[int], verdicts: Mapping[int, str] | None = None) -> dict[int, Sheet]:
    """Sheets for lines: eligible but where said otherwise."""
    named = verdicts or {}
    found = Nomination.objects.filter(pk__in=lines).select_related("route")
    return {line.pk: sheet(line, named.get(line.pk, "ELIGIBLE")) for line in found}


def appraised(cast: Cast, count: int = 3, verdicts: Sequence[str] = (), first: int = 1) -> tuple[Appraisal, list[int]]:
    """A letter of R1 that waits for approval; the verdicts of its lines are eligible but where said otherwise."""
    appraisal, lines = Walk(cast, R1).assigned(count, first=first)
    named = dict(zip(lines, verdicts, strict=False))
    appraise(appraisal, sheets(lines, named), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    return appraisal, lines


def valid_sheets(line: int) -> list[str]:
    """The verdicts of a line's sheets that are not void."""
    return list(AppraisalSheet.objects.filter(nomination=line, void=False).values_list("verdict", flat=True))


def states(lines: Sequence[int]) -> list[str]:
    """The states of lines, in order."""
    found = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "state"))
    return [found[line] for line in lines]


def desk(case_id: int) -> str:
    """The name of the desk on which a case waits; nothing where it is closed."""
    item = WorkItem.objects.filter(process_id=case_id, finished=None).first()
    return "" if item is None else str(item.flow_task.name)


def statements(deed: Any, *given: Any, **named: Any) -> int:
    """How many statements a deed needs; it has to succeed for all its lines."""
    with CaptureQueriesContext(connection) as captured:
        report = deed(*given, **named)
    assert report.is_whole
    return len(captured.captured_queries)
