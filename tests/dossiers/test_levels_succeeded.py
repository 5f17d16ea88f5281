"""Levels that were merged or renamed: the submitting line goes through the body that carries the work."""

import pytest

from tests.directory.given import body, day, succeeds
from tests.dossiers.letters_given import (
    appoint_new,
    clerk_of,
    from_below,
    only_open,
    sound,
    today,
    yesterday,
)
from tests.support.walk import R1_BELOW, Walk
from workflow.directory.heirs import heirs_of
from workflow.directory.models import Organisation
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.states import State

DEPARTMENT = "so-gddt"


def _heir(cast: Cast, code: str, *, parent: str = "ubnd-tinh", until: int | None = None) -> Organisation:
    """A new department through which the units below it send."""
    new = body(code, until=until)
    Organisation.objects.filter(pk=new.pk).update(submits_upward=True, parent=cast.organisation(parent))
    return new


def _ended(code: str) -> Organisation:
    """The body existed until yesterday."""
    Organisation.objects.filter(code=code).update(valid_until=yesterday())
    return Organisation.objects.get(code=code)


def _sent(walk: Walk, letter: Letter) -> dict[int, State]:
    sign_letter(letter, **walk.head)
    return dict(issue_letter(letter, f"{letter.pk}/TTr", today(), **clerk_of(walk)).moved)


def _level(line: int) -> str:
    return str(Nomination.objects.values_list("level__code", flat=True).get(pk=line))


def test_a_letter_climbs_to_the_heir_of_the_superior(cast: Cast) -> None:
    walk, new = Walk(cast, R1_BELOW), _heir(cast, "so-moi")
    letters = [walk.with_head(1, first=first) for first in (1, 5)]
    succeeds(new, _ended(DEPARTMENT))
    for letter, (line,) in letters:
        assert _sent(walk, letter) == {line: State.WITH_SUPERIOR}
        assert _level(line) == "so-moi"
    above, lines = only_open("SUPERIOR", "so-moi"), [line for _letter, (line,) in letters]
    assert Walk.lines(above) == lines
    sign_letter(above, **appoint_new("head", Role.UNIT_HEAD, new))
    clerk = appoint_new("clerk", Role.RECORDS_CLERK, new)
    assert issue_letter(above, "9/TTr", today(), **clerk).moved == dict.fromkeys(lines, State.WITH_OFFICE)
    sound()


def test_the_heir_of_the_heir_is_the_level(cast: Cast) -> None:
    walk, between, last = Walk(cast, R1_BELOW), _heir(cast, "so-giua", until=-1), _heir(cast, "so-cuoi")
    letter, (line,) = walk.with_head(1)
    succeeds(between, _ended(DEPARTMENT), since=-9)
    succeeds(last, between, kind="RENAME")
    _sent(walk, letter)
    assert _level(line) == "so-cuoi"
    sound()


@pytest.mark.parametrize(("since", "carries_work"), [(1, True), (-1, False)], ids=["from tomorrow", "without the work"])
def test_a_body_that_does_not_carry_the_work_today_is_no_level(cast: Cast, *, since: int, carries_work: bool) -> None:
    walk, new = Walk(cast, R1_BELOW), _heir(cast, "so-moi")
    letter, (line,) = walk.with_head(1)
    succeeds(new, _ended(DEPARTMENT), since=since, carries_work=carries_work)
    assert _sent(walk, letter) == {line: State.WITH_OFFICE}
    sound()


def test_a_superior_that_lives_on_stays_the_level(cast: Cast) -> None:
    walk, new = Walk(cast, R1_BELOW), _heir(cast, "so-moi")
    letter, (line,) = walk.with_head(1)
    succeeds(new, cast.organisation(DEPARTMENT), kind="SPLIT")
    _sent(walk, letter)
    assert _level(line) == DEPARTMENT
    sound()


def test_a_superior_merged_into_the_unit_itself_is_no_level_above_it(cast: Cast) -> None:
    walk = Walk(cast, R1_BELOW)
    letter, (line,) = walk.with_head(1)
    Organisation.objects.filter(code=R1_BELOW.unit).update(submits_upward=True)
    succeeds(cast.organisation(R1_BELOW.unit), _ended(DEPARTMENT))
    assert _sent(walk, letter) == {line: State.WITH_OFFICE}
    sound()


def test_the_heir_of_the_level_signs_once_for_it(cast: Cast) -> None:
    new = _heir(cast, "so-moi")
    above, (line,) = from_below(cast)
    succeeds(new, _ended(DEPARTMENT))
    sign_letter(above, **appoint_new("head", Role.UNIT_HEAD, new))
    clerk = appoint_new("clerk", Role.RECORDS_CLERK, new)
    assert issue_letter(above, "9/TTr", today(), **clerk).moved == {line: State.WITH_OFFICE}
    assert not Letter.objects.filter(kind="SUPERIOR", organisation=new).exists()
    sound()


def test_the_heir_of_the_authority_is_no_level_below_it(cast: Cast) -> None:
    walk, new = Walk(cast, R1_BELOW), _heir(cast, "ubnd-tinh-moi")
    above, (line,) = from_below(cast)
    succeeds(new, _ended("ubnd-tinh"))
    Organisation.objects.filter(code=DEPARTMENT).update(parent=new)
    sign_letter(above, **walk.cast.acts("gddt-head", Role.UNIT_HEAD, DEPARTMENT))
    clerk = walk.cast.acts("gddt-clerk", Role.RECORDS_CLERK, DEPARTMENT)
    assert issue_letter(above, "9/TTr", today(), **clerk).moved == {line: State.WITH_OFFICE}


def test_the_heir_of_a_body_is_the_first_that_exists_on_the_day(cast: Cast) -> None:
    old, between, last = body("cu", until=-30), body("giua", since=-29, until=-2), body("cuoi", since=-1)
    succeeds(between, old, since=-29)
    succeeds(last, between, since=-1)
    gone, lives = body("mat", until=-5), cast.organisation(DEPARTMENT)
    every = [old.pk, between.pk, gone.pk, lives.pk]
    assert heirs_of(every, today()) == {old.pk: last.pk, between.pk: last.pk, lives.pk: lives.pk}
    before = {old.pk: between.pk, between.pk: between.pk, gone.pk: gone.pk, lives.pk: lives.pk}
    assert heirs_of(every, day(-10)) == before
    assert heirs_of([], today()) == {}
