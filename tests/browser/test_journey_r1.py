"""R1 in the browser: a letter of twelve lines from a school to the Chairman's decision, each at their own browser."""

from typing import Final

import pytest

from tests.browser import steps
from tests.browser.people import House, Person
from tests.support.walk import R1_BELOW, Walk
from workflow.audit.verify import verify
from workflow.council.models import AgendaItem
from workflow.decisions.models import Decision
from workflow.dossiers.drafting import add_nominations
from workflow.dossiers.models import Letter, Nomination
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations

SUBJECT: Final = "Đề nghị tặng Bằng khen, đợt sơ kết (minh họa)"
MEMBERS: Final = tuple(f"council-{number:02d}" for number in range(5, 14))
"""Nine of the thirteen."""


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """The school, with numbers allocated by document."""
    walk = Walk(cast, R1_BELOW)
    walk.allocate()
    return walk


def test_a_letter_of_twelve_lines_goes_from_the_school_to_the_decision(house: House, walk: Walk) -> None:
    names = [walk.cast.person(f"nominee-{number:02d}").full_name for number in range(1, 13)]
    with house.signed_in("tran-phu-officer") as officer:
        letter = steps.opens_a_letter(officer, "R1", SUBJECT)
        _adds_nominees(officer, names)
        _the_rest_by_command(walk, letter)
        steps.attaches(officer, letter, names[0], "REPORT")
        steps.answers(officer, letter, names[0])
        _sends(officer, letter)
    _the_school_signs(house, names[11])
    _the_department_signs(house)
    steps.appraises(house, "ĐẾN-01")
    assert Nomination.objects.filter(state="WITH_COUNCIL").count() == 11
    _the_council_votes(house, names[2])
    steps.presents(house, "90/TTr-TĐKT")
    steps.decides(house, "1520/QĐ-UBND", declined=names[1])
    _ends(names)
    steps.reads(house, names[0])


def _adds_nominees(officer: Person, names: list[str]) -> None:
    """The first is found by name, the second named by code, the third found by name without its marks."""
    officer.follows("Add a nominee")
    steps.finds(officer, names[0])
    _says_what(officer)
    officer.hands_in("Add, then another")
    officer.page.locator("input[name=code]").fill("demo-nominee-02")
    _says_what(officer)
    officer.hands_in("Add, then another")
    steps.finds(officer, names[2])
    _says_what(officer)
    officer.hands_in("Add")


def _says_what(officer: Person) -> None:
    steps.says_what(officer, R1_BELOW.award_form, "Giáo viên", "Trường THPT Trần Phú")


def _the_rest_by_command(walk: Walk, letter: Letter) -> None:
    """Nine lines more, and what all but the first still lack: the same commands, without the typing."""
    add_nominations(letter, walk.persons(9, 4), **walk.officer)
    drafts.complete(letter, walk.lines(letter)[1:], walk.officer)


def _sends(officer: Person, letter: Letter) -> None:
    officer.opens("letter", letter.pk)
    officer.does("Send to the head", "Send")
    assert list(Nomination.objects.values_list("state", flat=True)) == ["WITH_HEAD"] * 12


def _the_school_signs(house: House, refused: str) -> None:
    """The head does not endorse one line, and signs the others."""
    with house.signed_in("tran-phu-head") as head:
        head.takes_work()
        head.follows("Review and sign")
        head.picks(refused)
        head.presses("Do not endorse")
        head.page.locator("select[name=code]").select_option("MERIT")
        head.page.locator("textarea[name=text]").fill("Thành tích chưa nổi bật (minh họa)")
        head.hands_in("Do not endorse")
    steps.signs(house, "tran-phu-head")
    steps.issues(house, "tran-phu-clerk", "12/TTr-THPT")


def _the_department_signs(house: House) -> None:
    """The level above collects the letter into its own."""
    with house.signed_in("gddt-officer") as officer:
        officer.takes_work()
        officer.does("Hand to the head", "Hand over")
    steps.signs(house, "gddt-head")
    steps.issues(house, "gddt-clerk", "45/TTr-SGDĐT")


def _the_council_votes(house: House, doubted: str) -> None:
    """Nine of thirteen are present; one of them disagrees on one line; nobody votes in writing."""
    present = [Cast().person(name).full_name for name in MEMBERS]
    with house.signed_in("council-secretary") as secretary:
        secretary.takes_work()
        secretary.does("Fix the agenda", "Fix the agenda")
        secretary.follows("Open the vote")
        secretary.picks(*present)
        secretary.hands_in("Open the vote")
    for name in MEMBERS:
        _one_votes(house, name, doubted if name == MEMBERS[0] else "")
    with house.signed_in("council-secretary") as secretary:
        secretary.takes_work()
        secretary.does("Close the vote at the table", "Close the vote")
        secretary.does("Close the written ballots and count", "Close the vote")
        secretary.does("Sign the minutes", "Sign")
    with house.signed_in("chairman") as chair:
        chair.takes_work()
        chair.does("Sign the minutes", "Sign")
    assert Nomination.objects.filter(state="TO_PRESENT").count() == 11


def _one_votes(house: House, name: str, doubted: str) -> None:
    with house.signed_in(name) as member:
        member.takes_work()
        member.follows("Vote")
        if doubted:
            member.page.get_by_role("group", name=doubted).locator("input[value=DISAGREE]").check()
        member.page.locator("input[name=others][value=AGREE]").check()
        member.hands_in("Hand in")


def _ends(names: list[str]) -> None:
    """Ten are awarded, one was not endorsed, one is declined; the record and the tables agree."""
    states = dict(Nomination.objects.values_list("nominee_name", "state"))
    assert states == dict.fromkeys(names, "AWARDED") | {names[11]: "NOT_ENDORSED", names[1]: "NOT_AWARDED"}
    decision = Decision.objects.get()
    assert (decision.number, decision.lines.count()) == ("1520/QĐ-UBND", 11)
    counts = set(AgendaItem.objects.values_list("nomination__nominee_name", "in_favour", "against"))
    assert counts == {(name, 8, 1) if name == names[2] else (name, 9, 0) for name in names[:11]}
    assert (verify(expectations()).found, list(problems())) == (0, [])
