"""Competence goes on with the work: whoever carries the work of an authority decides, if it is itself competent."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.appraisal.given import appointed, states, today, tomorrow, yesterday
from tests.appraisal.proof import Acts, refused_lines
from tests.decisions.given import Authority
from tests.directory.given import body, succeeds
from workflow.awards.models import AwardAuthority, AwardForm
from workflow.decisions.commands import sign_decision
from workflow.directory.models import Organisation
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

Day = Callable[[], date]


def _ends(cast: Cast, code: str) -> Organisation:
    """The body is no more since today."""
    Organisation.objects.filter(code=code).update(valid_until=yesterday())
    return cast.organisation(code)


def _competent(of: Organisation, *, since: date, until: date | None = None) -> None:
    AwardAuthority.objects.create(
        award_form=AwardForm.objects.get(code="BK_CT_UBND_TINH"),
        organisation=of,
        valid_from=since,
        valid_until=until,
        confidence="DESIGN",
    )


def _decider(cast: Cast, at: str) -> Acts:
    return appointed(cast, "nominee-70", Role.DECIDER, at)


@pytest.mark.parametrize("generations", [1, 2], ids=["the successor", "its successor"])
def test_the_successor_decides_what_the_authority_had_before_it(cast: Cast, generations: int) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    old = _ends(cast, "ubnd-tinh")
    for number in range(generations):
        new = body(f"ubnd-moi-{number}")
        succeeds(new, old, kind="RENAME")
        old = new if number == generations - 1 else _ends(cast, new.code)
    acts = _decider(cast, old.code)
    with refused_lines(dict.fromkeys(lines, "R-AUTH")):
        sign_decision(decision, **acts)
    _competent(old, since=today())
    assert sign_decision(decision, **acts).is_whole


@pytest.mark.parametrize(
    ("since", "until"), [(tomorrow, None), (yesterday, yesterday)], ids=["from tomorrow", "until yesterday"]
)
def test_the_successor_is_competent_on_the_day(cast: Cast, since: Day, until: Day | None) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(1)
    new = body("ubnd-moi")
    succeeds(new, _ends(cast, "ubnd-tinh"))
    _competent(new, since=since(), until=until() if until else None)
    acts = _decider(cast, "ubnd-moi")
    with refused_lines({lines[0]: "R-AUTH"}):
        sign_decision(decision, **acts)


def test_competence_does_not_go_where_the_work_does_not(cast: Cast) -> None:
    """Another body took a part without the open work: what it may give, the authority may not."""
    authority = Authority(cast)
    decision, lines = authority.checked(1)
    new = body("ubnd-moi")
    succeeds(new, cast.organisation("ubnd-tinh"), carries_work=False, kind="SPLIT")
    _competent(new, since=yesterday())
    AwardAuthority.objects.filter(award_form__code="BK_CT_UBND_TINH").exclude(organisation=new).update(
        valid_until=yesterday()
    )
    with refused_lines({lines[0]: "R-AUTH"}):
        sign_decision(decision, **authority.decider)


def test_a_succession_of_tomorrow_changes_nothing_today(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(1)
    new = body("ubnd-moi")
    succeeds(new, cast.organisation("ubnd-tinh"), since=1)
    _competent(new, since=yesterday())
    AwardAuthority.objects.exclude(organisation=new).update(valid_until=yesterday())
    with refused_lines({lines[0]: "R-AUTH"}):
        sign_decision(decision, **authority.decider)
    AwardAuthority.objects.update(valid_until=None)
    sign_decision(decision, **authority.decider)
    authority.issue(decision)
    assert states(lines) == ["AWARDED"]
