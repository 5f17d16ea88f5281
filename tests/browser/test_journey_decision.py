"""A decision in the browser: 220 lines, six looked at, signed, numbered, printed; one revoked for all to see."""

import re
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

import pypdfium2 as pdfium
from playwright.sync_api import expect

from tests.appraisal.given import related, today
from tests.browser import steps
from tests.browser.people import PASSWORD, House, Person, words
from tests.council.given import Council
from tests.decisions.given import Authority
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Hold
from workflow.audit.verify import verify
from workflow.certificates.models import Certificate
from workflow.database.texts import folded
from workflow.decisions.codes import shown_code
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import awards
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import hold_session
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

LETTERS: Final = 4
LINES: Final = 220
CHAIRMAN: Final = "chairman"
RELATIVE: Final = "council-05"
"""A member of the council whose relative is nominated."""
HEAD: Final = ("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
NUMBERS: Final = ("2100/QĐ-UBND", "2101/QĐ-UBND", "2102/QĐ-UBND", "2150/QĐ-UBND")
VALID, REVOKED = "Có hiệu lực", "Đã hủy bỏ"
REASON: Final = "Thành tích nổi bật, được nhân dân ghi nhận (minh họa)"


def test_220_lines_are_decided_by_exception_printed_and_one_is_revoked_in_public(house: House, cast: Cast) -> None:
    lines, voted_down, own = _presented(cast)
    decision = Decision.objects.get(case__nominations__in=lines[:1])
    _prepares(house, LINES)
    _signs_the_clean(house)
    left = _the_other(decision)
    _signs_by_reason(house, left, voted_down, own)
    last = Decision.objects.get(case__nominations=own)
    _the_deputy_signs(house, last)
    for one, number in zip((decision, left, last), NUMBERS, strict=False):
        _is_numbered(house, one, number)
    assert awards().count() == LINES
    assert "Nguyễn Vân" in DecisionLine.objects.get(nomination=lines[30]).name
    _reads_the_paper(house, decision, NUMBERS[0])
    _prints_the_certificates(house, decision)
    _publishes(house, decision)
    revoked = DecisionLine.objects.select_related("nomination").get(decision=decision, position=7)
    _everybody_sees(house, revoked, VALID)
    _revokes(house, revoked)
    _everybody_sees(house, revoked, REVOKED)
    assert list(problems()) == []
    assert verify(expectations()).findings == []


# Given ----------------------------------------------------------------------------------------------------


def _presented(cast: Cast) -> tuple[list[int], list[int], int]:
    """220 lines of four letters with the decider; the two that the council voted down, and the decider's own matter.

    Six are to be looked at: those two, one by a relative of a member, one corrected after the vote, one that was on
    hold, and one by a relative of the decider.
    """
    related(cast.person("nominee-01"), cast.person(RELATIVE))
    council = Council(cast)
    _session, lines = council.referred(12)
    for letter in range(LETTERS - 1):
        names = [f"Hộ ông Nguyễn Văn {letter}-{number:02d} (minh họa)" for number in range(70 if letter else 68)]
        entries = [drafts.household(name, council.way.award_form) for name in names]
        lines += council.referred(entries=entries)[1]
    assert len(lines) == LINES
    voted_down = lines[20:22]
    hold_session(cast, council.bodies, against=dict.fromkeys(voted_down, 13), tell=lambda _what: None)
    authority = Authority(cast)
    taken = apply_transition(Transition.TAKE_UP, voted_down, **authority.decider, reason=Reason(REASON))
    assert taken.is_whole
    _corrected(cast, lines[30])
    _held(cast, lines[40])
    related(cast.person("nominee-02"), cast.person(CHAIRMAN))
    authority.present(lines[0])
    return lines, voted_down, lines[1]


def _corrected(cast: Cast, line: int) -> None:
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    name = Nomination.objects.get(pk=line).nominee_name.replace("Văn", "Vân")
    assert correct_clerical(line, "nominee_name", name, **specialist, confirmed_by="CV 7/SNNMT").is_whole


def _held(cast: Cast, line: int) -> None:
    head = cast.acts(*HEAD)
    why = Reason(code="COMPLAINT", text="Có đơn (minh họa)", document="Đơn 1", review_on=today() + timedelta(days=9))
    assert apply_transition(Transition.HOLD_PRESENTING, [line], **head, reason=why).is_whole
    conclude_hold(Hold.objects.get(case__nominations=line), "KL 3/TTr: không vi phạm", **head)
    assert apply_transition(Transition.RESUME, [line], **head, reason=Reason("Đơn không đúng (minh họa)")).is_whole


# The decision ---------------------------------------------------------------------------------------------


def _prepares(house: House, count: int) -> None:
    """The decider's office composes the draft and looks at its form."""
    with house.signed_in("ubnd-office") as office:
        office.takes_work()
        expect(office.page.locator("main")).to_contain_text(str(count))
        office.does("The draft is composed", "Submit", {"Subject": "Về việc tặng Bằng khen (minh họa)"})
        steps.looks_at_the_form(office)


def _signs_the_clean(house: House) -> None:
    """214 are clean: a wrong password signs nothing and loses nothing, then they are signed in one act."""
    with house.signed_in(CHAIRMAN) as chairman:
        chairman.takes_work()
        chairman.follows("Sign the decision")
        told = words("%(clean)s clean, %(look)s to look at.") % {"clean": 214, "look": 6}
        expect(chairman.page.get_by_text(told)).to_have_count(1)
        boxes = chairman.page.locator("input[name=leaving]")
        expect(boxes).to_have_count(6)
        for box in boxes.all():
            box.check()
        chairman.page.locator("input[name=password]").fill("không phải")
        chairman.presses("Sign")
        assert DecisionLine.objects.count() == 0
        assert [box.is_checked() for box in boxes.all()] == [True] * 6
        _enters_the_password(chairman)
    assert DecisionLine.objects.count() == LINES - 6


def _enters_the_password(signer: Person) -> None:
    signer.page.locator("input[name=password]").fill(PASSWORD)
    signer.hands_in("Sign")


def _the_other(decision: Decision) -> Decision:
    """The draft of the authority that waits for its signature still."""
    return Decision.objects.exclude(pk=decision.pk).get(signed_at=None)


def _signs_by_reason(house: House, left: Decision, voted_down: list[int], own: int) -> None:
    """Two are awarded otherwise than the council advised, with the reason; the own matter is left to the deputy."""
    with house.signed_in(CHAIRMAN) as chairman:
        chairman.opens("decision", left.pk)
        chairman.follows("Sign the decision")
        chairman.page.locator(f"input[name=leaving][value='{own}']").check()
        for line in voted_down:
            chairman.page.locator(f"[name='otherwise[{line}]']").fill(REASON)
        _enters_the_password(chairman)
    kept = DecisionLine.objects.filter(nomination__in=voted_down).values_list("reason", flat=True)
    assert list(kept) == [REASON, REASON]


def _the_deputy_signs(house: House, last: Decision) -> None:
    with house.signed_in("vice-chairman") as deputy:
        deputy.opens("decision", last.pk)
        deputy.follows("Sign the decision")
        expect(deputy.page.locator("main")).to_contain_text("KT. Chủ tịch")
        _enters_the_password(deputy)


def _is_numbered(house: House, decision: Decision, number: str) -> None:
    with house.signed_in("ubnd-clerk") as clerk:
        clerk.opens("decision", decision.pk)
        clerk.does("Give number and date", "Issue", {"Number": number})
    decision.refresh_from_db()
    assert decision.number == number


def _reads_the_paper(house: House, decision: Decision, number: str) -> None:
    """The PDF opened and read back: the number, then every name in the order of the annexed list."""
    with house.signed_in("ubnd-office") as office:
        office.opens("decision", decision.pk)
        text = _text_of(
            office, office.page.locator(f"a[href$='/decisions/{decision.pk}/paper.pdf']").get_attribute("href")
        )
    assert number in text
    names = list(DecisionLine.objects.filter(decision=decision).order_by("position").values_list("name", flat=True))
    assert _in_order(names, text)


def _text_of(person: Person, address: str | None) -> str:
    """The text of a PDF, fetched as the person, with every run of white space as one space."""
    answer = person.page.request.get(person.base + str(address))
    assert answer.headers["content-type"] == "application/pdf"
    pages = pdfium.PdfDocument(answer.body())
    told = " ".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\s+", " ", told.replace("\u200b", "").replace("\ufffe", "-"))


def _in_order(names: list[str], text: str) -> bool:
    at = 0
    for name in names:
        at = text.find(name, at) + 1
        if not at:
            raise AssertionError(name)
    return True


# After it -------------------------------------------------------------------------------------------------


def _prints_the_certificates(house: House, decision: Decision) -> None:
    """The office enters them in the register and prints them all; each page bears its name and its number."""
    with house.signed_in("tdkt-specialist-1") as specialist:
        specialist.opens("decision_certificates", decision.pk)
        specialist.does("Enter in the register of awards", "Enter")
        specialist.does("Print all or a range", "Record the print")
        link = specialist.page.get_by_role("link", name=words("Fetch the file (PDF)")).get_attribute("href")
        text = _text_of(specialist, link)
    entered = list(Certificate.objects.filter(line__decision=decision).order_by("number").select_related("line"))
    assert [one.number for one in entered] == list(range(1, LINES - 5))
    assert _in_order([one.line.name for one in entered], text)
    assert [one.line.code for one in entered if shown_code(one.line.code) not in text] == []


def _publishes(house: House, decision: Decision) -> None:
    with house.signed_in("ubnd-office") as office:
        office.opens("decision", decision.pk)
        office.does("Note the publication", "Note it")


def _revokes(house: House, line: DecisionLine) -> None:
    """The decider's office drafts the revocation, it goes its way, and the clerk gives it a number of its own."""
    with house.signed_in("ubnd-office") as office:
        office.opens("revocation_new", query=f"?on={line.nomination_id}")
        office.page.locator("select[name=ground]").select_option("FRAUD")
        office.fills("Document on which it rests", "12/KL-TTr")
        office.hands_in("Open the draft revocation")
        office.does("The draft is composed", "Submit", {"Subject": "Về việc hủy bỏ (minh họa)"})
        steps.looks_at_the_form(office)
    revocation = Decision.objects.get(kind=Decision.Kind.REVOCATION)
    with house.signed_in(CHAIRMAN) as chairman:
        chairman.opens("decision", revocation.pk)
        chairman.follows("Sign the decision")
        _enters_the_password(chairman)
    _is_numbered(house, revocation, NUMBERS[3])
    assert Nomination.objects.get(pk=line.nomination_id).state == "REVOKED"


def _everybody_sees(house: House, line: DecisionLine, standing: str) -> None:
    """Nobody is signed in: the name is found without its marks, and the code of the certificate tells how it stands."""
    with house.somebody() as visitor:
        visitor.opens("register", query=f"?{urlencode({'q': folded(line.name)})}")
        expect(visitor.page.locator("main").get_by_text(line.name, exact=True).first).to_be_visible()
        visitor.opens("verify")
        visitor.page.get_by_role("textbox").fill(shown_code(line.code).lower())
        visitor.page.locator("main").get_by_role("button").click()
        expect(visitor.page.locator(".verdict")).to_have_text(standing)
        expect(visitor.page.locator("main")).to_contain_text(line.name)
        if standing == REVOKED:
            expect(visitor.page.locator("main")).to_contain_text(NUMBERS[3])
