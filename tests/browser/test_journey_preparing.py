"""A letter that does not come back: sixty from a workbook, seven rows mended, a duplicate, a number too few."""

import re
from pathlib import Path
from typing import Final

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.people import House, Person, words
from tests.dossiers.letters_given import GDDT
from tests.dossiers.lists_given import TYPE, row, workbook
from tests.support.walk import R1, Walk
from workflow.appraisal.models import Appraisal, SupplementItem
from workflow.audit.verify import verify
from workflow.awards.models import Round
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.rounds import Allocation, issue_allocation
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import appraise_and_approve
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role
from workflow.workbooks.reading import read_workbook

SUBJECT: Final = "Đề nghị khen thưởng sáu mươi cá nhân (minh họa)"
MANY: Final = 60
WRONG: Final = {3: "ngày mai", 9: "31/02/2026", 17: "hôm qua", 25: "2026", 33: "quý I", 41: "x", 57: "cuối năm"}
"""What seven rows say instead of a day, by their place."""
DOUBLED, REFUSED, BACK, LACKING = 4, 11, 22, 35
"""Places of those whose way is another one."""


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """The department has a number less than it proposes; another department has proposed one of its people before."""
    walk = Walk(cast)
    _allocate(cast, MANY - 1, "01/PB")
    other = Walk(cast, GDDT)
    other.with_head(entries=other.persons(1, DOUBLED + 1))
    return walk


def _allocate(cast: Cast, amount: int, number: str) -> None:
    office = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    pools = [Allocation(cast.organisation(R1.unit).pk, R1.award_form, "PERSON", amount)]
    if number == "01/PB":
        pools.append(Allocation(cast.organisation(GDDT.unit).pk, R1.award_form, "PERSON", 1))
    of_the_round = Round.objects.get(code="DEMO-R1")
    issue_allocation(of_the_round, pools, **office, number=number, issued_on=timezone.localdate())


def test_a_letter_of_sixty_is_right_before_it_leaves_the_unit(house: House, walk: Walk, tmp_path: Path) -> None:
    names = [walk.cast.person(f"nominee-{number:02d}").full_name for number in range(1, MANY + 1)]
    with house.signed_in("nnmt-officer") as officer:
        letter = steps.opens_a_letter(officer, "R1", SUBJECT)
        _lists(officer, letter, names, tmp_path)
        steps.attaches(officer, letter, names[0], "REPORT")
        steps.answers(officer, letter, names[0])
        drafts.complete(letter, Walk.lines(letter)[1:], walk.officer)
        _resolves(officer, letter, names, walk)
        _confirms_and_sends(officer, letter)
    _the_head_signs(house, letter, names)
    steps.issues(house, "nnmt-clerk", "60/TTr-SNNMT")
    _the_office_asks(house, walk, names)
    _the_unit_answers(house, letter, names)
    _the_office_ticks_off(house, letter, names)
    _ends(letter, names)


def _lists(officer: Person, letter: Letter, names: list[str], folder: Path) -> None:
    """Sixty rows, seven of them wrong; the good ones go on the letter, the others come back and are mended."""
    officer.opens("letter", letter.pk)
    officer.follows("Nominees from a workbook")
    days = [{"period_to": WRONG[place]} if place in WRONG else {} for place in range(MANY)]
    _hands_in(officer, workbook(*[row(name, **day) for name, day in zip(names, days, strict=True)]))
    expect(officer.page.locator("main tbody tr")).to_have_count(len(WRONG))
    _adds(officer, letter, MANY - len(WRONG))
    officer.opens("letter_list", letter.pk)
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("link", name=words("The list with what is to be mended")).click()
    waiting.value.save_as(folder / "errors.xlsx")
    _hands_in(officer, _mended(folder / "errors.xlsx"))
    expect(officer.page.locator("main tbody tr")).to_have_count(0)
    _adds(officer, letter, MANY)


def _hands_in(officer: Person, content: bytes) -> None:
    file = {"name": "danh-sach.xlsx", "mimeType": TYPE, "buffer": content}
    officer.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # as Playwright says it
    officer.hands_in("Check the list")


def _adds(officer: Person, letter: Letter, many: int) -> None:
    beginning = words("Put %(count)s nominee on the letter").partition("%")[0].strip()
    with officer.leaving():
        officer.page.get_by_role("link", name=beginning).click()
    officer.hands_in("Put them on the letter")
    assert letter.nominations.count() == many


def _mended(path: Path) -> bytes:
    with path.open("rb") as stream:
        rows = [list(one) for one in read_workbook(stream).rows]
    right = {text: row()[12] for text in WRONG.values()}
    mended = [[right.get(str(cell), cell) for cell in one] for one in rows[1:]]
    return workbook(*mended, headings=[str(one) for one in rows[0]])


def _resolves(officer: Person, letter: Letter, names: list[str], walk: Walk) -> None:
    """The duplicate is told on the letter and gets its ground; the office gives the number that was missing."""
    officer.opens("letter", letter.pk)
    lines = officer.page.locator("form[data-choose] tbody tr")
    doubled = lines.filter(has_text=names[DOUBLED])
    with officer.leaving():
        doubled.locator(".lacks a[href*=duplicate_ground]").click()
    officer.fills("Ground for a further proposal", "Thành tích khác với đề nghị kia (minh họa)")
    officer.hands_in("Save")
    officer.opens("letter", letter.pk)
    expect(officer.page.locator(".task-blocked")).to_have_count(1)
    assert _ready(officer) == (MANY - 1, MANY)
    _allocate(walk.cast, MANY, "02/PB")
    officer.opens("letter", letter.pk)
    expect(officer.page.locator(".task-blocked")).to_have_count(0)
    assert _ready(officer) == (MANY, MANY)


def _ready(officer: Person) -> tuple[int, int]:
    """How many lines of how many the last task says are ready."""
    said = officer.page.locator(".task").last.inner_text()
    found = re.search(r"(\d+)/(\d+)", said)
    assert found, said
    return int(found[1]), int(found[2])


def _confirms_and_sends(officer: Person, letter: Letter) -> None:
    officer.follows("Names, titles and units confirmed")
    officer.page.locator("[data-choose-all]").check()
    officer.hands_in("They are right")
    expect(officer.page.locator(".task-not_started")).to_have_count(0)
    officer.does("Send to the head", "Send")
    assert set(letter.nominations.values_list("state", flat=True)) == {"WITH_HEAD"}


def _the_head_signs(house: House, letter: Letter, names: list[str]) -> None:
    """What is to be looked at stands first; one is not endorsed, one sent back, and the others are signed."""
    with house.signed_in("nnmt-head") as head:
        head.takes_work()
        head.follows("Review and sign")
        expect(head.page.locator("form[data-choose] tbody tr").first).to_contain_text(names[DOUBLED])
        head.picks(names[REFUSED])
        head.presses("Do not endorse")
        head.page.locator("select[name=code]").select_option("MERIT")
        head.page.locator("textarea[name=text]").fill("Thành tích chưa nổi bật (minh họa)")
        head.hands_in("Do not endorse")
        head.opens("letter_review", letter.pk)
        head.picks(names[BACK])
        head.presses("Send back to the officer")
        head.page.locator("textarea[name=text]").fill("Viết lại thành tích (minh họa)")
        head.hands_in("Send back to the officer")
        head.opens("letter_review", letter.pk)
        head.does("Sign the letter", "Sign")
    states = dict(letter.case.nominations.values_list("nominee_name", "state"))
    assert len(states) == MANY - 2
    assert set(states.values()) == {"WITH_HEAD"}


def _the_office_asks(house: House, walk: Walk, names: list[str]) -> None:
    """Received and assigned; one line lacks a paper, the others are appraised and approved meanwhile."""
    steps.receives(house, "ĐẾN-60")
    with house.signed_in("tdkt-specialist-1") as specialist:
        specialist.takes_work()
        specialist.picks(names[LACKING])
        specialist.presses("Request a supplement")
        block = specialist.page.get_by_role("group", name=names[LACKING])
        block.get_by_role("combobox").select_option("DOCUMENT:EVIDENCE")
        block.get_by_role("textbox").fill("Văn bản công nhận sáng kiến (minh họa)")
        with specialist.leaving():
            block.get_by_role("button", name=words("Another item")).click()
        block.get_by_role("combobox").last.select_option("FIELD:achievement")
        block.get_by_role("textbox").last.fill("Nêu rõ số liệu từng năm (minh họa)")
        specialist.hands_in("Send the request")
    appraise_and_approve(walk.cast, R1.bodies, list(Appraisal.objects.filter(case__finished=None)))
    assert Nomination.objects.filter(state="WITH_COUNCIL").count() == MANY - 3


def _the_unit_answers(house: House, letter: Letter, names: list[str]) -> None:
    """The officer goes from the letter to what is asked, mends it and answers; the line comes back, alone."""
    line = letter.nominations.get(nominee_name=names[LACKING])
    assert line.state == "IN_SUPPLEMENT"
    supplement = Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY)
    with house.signed_in("nnmt-officer") as officer:
        officer.opens("letter", supplement.pk)
        asked = officer.page.locator(".task .asked-items li")
        with officer.leaving():
            asked.get_by_role("link", name=words("Achievement")).first.click()
        expect(officer.page.locator("textarea")).to_have_count(1)
        officer.page.locator("textarea[name=achievement]").fill("Giảm 12% năm 2024 và 15% năm 2025 (minh họa)")
        officer.hands_in("Save")
        officer.opens("supplement_answer", line.pk)
        for item, done, said in ((0, "DONE", "Đã kèm văn bản công nhận"), (1, "DONE", "Đã nêu số liệu")):
            block = officer.page.locator(".asked-block").nth(item)
            block.locator(f"input[value={done}]").check()
            block.get_by_role("textbox").fill(f"{said} (minh họa)")
        officer.hands_in("Save the answers")
        officer.opens("letter", supplement.pk)
        officer.does("Send to the head", "Send")
    with house.signed_in("nnmt-head") as head:
        head.opens("letter_review", supplement.pk)
        expect(head.page.locator(".cautions")).to_contain_text(words("Evidence"))
    steps.signs(house, "nnmt-head")
    steps.issues(house, "nnmt-clerk", "61/TTr-SNNMT")


def _the_office_ticks_off(house: House, letter: Letter, names: list[str]) -> None:
    """The specialist sees what was changed for each item, accepts one and not the other."""
    line = letter.nominations.get(nominee_name=names[LACKING])
    with house.signed_in("tdkt-specialist-1") as specialist:
        specialist.opens("supplement_settle", line.pk)
        blocks = specialist.page.locator(".asked-block")
        expect(blocks.nth(0)).to_contain_text(words("Answered, but nothing was changed there."))
        expect(blocks.nth(1).locator("ins").first).to_contain_text("12%")
        blocks.nth(0).locator("input[value=no]").check()
        blocks.nth(0).get_by_role("textbox").fill("Chưa có văn bản (minh họa)")
        blocks.nth(1).locator("input[value=yes]").check()
        specialist.hands_in("Save the findings")
    assert not SupplementItem.objects.filter(accepted=None).exists()


def _ends(letter: Letter, names: list[str]) -> None:
    states = dict(Nomination.objects.filter(unit=letter.organisation_id).values_list("nominee_name", "state"))
    others = {names[REFUSED]: "NOT_ENDORSED", names[BACK]: "DRAFT", names[LACKING]: "WITH_OFFICE"}
    assert states == dict.fromkeys(names, "WITH_COUNCIL") | others
    assert (verify(expectations()).found, list(problems())) == (0, [])
