"""What each desk does at its browser, as the journeys have in common. Each signs in, does it and leaves."""

from datetime import date
from typing import Any, Final

from playwright.sync_api import expect

from tests.browser.people import PASSWORD, House, Person, words
from workflow.dossiers.models import Letter
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import pdf

PAPER: Final[Any] = {"name": "minh-chung.pdf", "mimeType": "application/pdf", "buffer": pdf("Minh chung (minh hoa)")}


# The unit -------------------------------------------------------------------------------------------------


def opens_a_letter(officer: Person, route: str, subject: str) -> Letter:
    """A new letter to the province on the route: each choice narrows those after it; one round is left at the end."""
    officer.opens("letters")
    officer.follows("New letter")
    province = str(Cast().organisation("ubnd-tinh").pk)
    choices: dict[str, Any] = {"route": {"value": route}, "authority": {"value": province}}
    for field in ("route", "authority", "campaign", "round"):
        with officer.page.expect_response(lambda answer: "/letters/new/?" in answer.url):
            officer.page.locator(f"select[name={field}]").select_option(**choices.get(field, {"index": 1}))
        officer.page.locator(".htmx-request, .htmx-settling").wait_for(state="detached")
    officer.fills("Subject", subject)
    officer.hands_in("Open the letter")
    return Letter.objects.get(subject=subject)


def finds(officer: Person, name: str) -> None:
    """Type the beginning of the name, and choose whom the list shows."""
    officer.page.get_by_role("searchbox").press_sequentially(name.removesuffix(" (minh họa)"))
    officer.page.get_by_role("radio").first.check()


def says_what(officer: Person, award_form: str, title: str, unit: str) -> None:
    """What was achieved, when, and what it is to be honoured with."""
    since, until = drafts.period()
    officer.page.locator("select[name=track]").select_option("STAFF")
    officer.page.locator("select[name=award_form]").select_option(award_form)
    officer.fills("Title", title)
    officer.fills("Unit", unit)
    officer.fills("Achievement in short", "Thành tích trong phong trào thực hiện Chỉ thị 34 (minh họa)")
    officer.fills("Achievement", "Có sáng kiến được áp dụng trong toàn tỉnh (minh họa).")
    officer.fills("Achieved from", _day(since))
    officer.fills("Achieved until", _day(until))


def attaches(officer: Person, letter: Letter, name: str, kind: str) -> None:
    """One paper of one line."""
    officer.opens("letter", letter.pk)
    with officer.leaving():
        officer.page.get_by_role("link", name=f"{words('Papers')}: {name}").click()
    officer.page.locator("select[name=kind]").select_option(kind)
    officer.page.locator("input[name=file]").set_input_files(PAPER)
    officer.hands_in("Attach")


def answers(officer: Person, letter: Letter, name: str) -> None:
    """Every criterion of one line; the first with a file uploaded beside it, which the others then point to."""
    officer.opens("letter", letter.pk)
    with officer.leaving():
        officer.page.get_by_role("link", name=f"{words('Criteria')}: {name}").click()
    questions = officer.page.locator("fieldset.question")
    for question in questions.all():
        question.locator("textarea").fill("Đáp ứng, theo minh chứng kèm theo (minh họa)")
        question.locator("input[name$='.number']").fill("12/KH-UBND")
        question.locator("input[name$='.date']").fill(_day(drafts.period()[0]))
        question.locator("select[name$='.paper0']").select_option(index=1)
    questions.first.locator("select[name$='.paper0']").select_option(index=0)
    questions.first.locator("input[type=file]").set_input_files(PAPER)
    officer.hands_in("Save the answers")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def signs(house: House, head: str) -> None:
    """A head reviews the letter that waits and signs it."""
    with house.signed_in(head) as person:
        person.takes_work()
        person.follows("Review and sign")
        person.does("Sign the letter", "Sign")


def issues(house: House, clerk: str, number: str) -> None:
    """A clerk gives number and date to what waits."""
    with house.signed_in(clerk) as person:
        person.takes_work()
        person.does("Give number and date", "Issue", {"Number": number})


# The office -----------------------------------------------------------------------------------------------


def receives(house: House, incoming: str) -> None:
    """The office receives the letter, and its head assigns it."""
    with house.signed_in("tdkt-specialist-1") as specialist:
        specialist.takes_work()
        specialist.does("Receive the letter", "Receive", {"Incoming number": incoming})
    with house.signed_in("tdkt-head") as head:
        head.takes_work()
        head.follows("Assign to a specialist")
        head.page.locator("select[name=specialist]").select_option(label=Cast().person("tdkt-specialist-1").full_name)
        head.hands_in("Assign")


def appraises(house: House, incoming: str) -> None:
    """The office receives the letter, assigns it, writes every sheet; the head approves."""
    receives(house, incoming)
    with house.signed_in("tdkt-specialist-1") as specialist:
        specialist.takes_work()
        _writes_sheets(specialist)
        specialist.does("Submit for approval", "Submit")
    with house.signed_in("tdkt-head") as head:
        head.takes_work()
        head.does("Approve the appraisal", "Approve")


def _writes_sheets(specialist: Person) -> None:
    """One sheet after the other, until the page of the appraisal comes back."""
    page = specialist.page
    with specialist.leaving():
        page.get_by_role("link", name=f"{words('Appraise')}: ").first.click()
    while page.locator(".criterion").count():
        for one in page.locator(".criterion input[value=MET]").all():
            one.check()
        page.locator("input[type=radio][value=ELIGIBLE]").check()
        specialist.hands_in("Save and go on")


def presents(house: House, number: str) -> None:
    """The office's own letter to the decider."""
    with house.signed_in("tdkt-specialist-1") as specialist:
        specialist.takes_work()
        specialist.does("Hand to the head", "Hand over")
    signs(house, "tdkt-head")
    issues(house, "tdkt-clerk", number)


# The decision ---------------------------------------------------------------------------------------------


def decides(house: House, number: str, declined: str = "") -> None:
    """Composed and checked, signed by the Chairman, who may decline a line, numbered and published."""
    with house.signed_in("ubnd-office") as office:
        office.takes_work()
        office.does("The draft is composed", "Submit", {"Subject": "Về việc tặng Bằng khen (minh họa)"})
        looks_at_the_form(office)
    with house.signed_in("chairman") as chairman:
        chairman.takes_work()
        chairman.follows("Sign the decision")
        if declined:
            row = chairman.page.get_by_role("row").filter(has_text=declined)
            row.get_by_role("textbox").fill("Đã được khen thưởng cùng thành tích (minh họa)")
        chairman.page.locator("input[name=password]").fill(PASSWORD)
        chairman.hands_in("Sign")
    issues(house, "ubnd-clerk", number)
    with house.signed_in("ubnd-office") as office:
        office.takes_work()
        office.does("Note the publication", "Note it")


def looks_at_the_form(office: Person) -> None:
    """Every point of the form is ticked, and the draft goes on to the decider."""
    office.follows("The form is right")
    for box in office.page.locator("input[name=points]").all():
        box.check()
    office.page.locator("textarea[name=note]").fill("Đã soát (minh họa)")
    office.hands_in("The form is right")


def reads(house: House, name: str) -> None:
    """The inspector finds the dossier, what became of it, and the record of it."""
    with house.signed_in("inspector") as inspector:
        inspector.opens("dossiers", query=f"?q={name}")
        with inspector.leaving():
            inspector.page.locator("main").get_by_role("link", name=name).first.click()
        inspector.sees(name, "Awarded")
        inspector.opens("audit")
        inspector.fills("Person who acted", Cast().person("chairman").full_name)
        inspector.presses("Search")
        expect(inspector.page.locator("main tbody tr")).not_to_have_count(0)
        inspector.hands_in("Verify now")
