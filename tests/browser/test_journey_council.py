"""A session in the browser: fifteen members, 120 lines of nine letters, in secret, from agenda to signed minutes."""

from typing import Final

from playwright.sync_api import Page, expect

from tests.appraisal.given import appointed, related
from tests.browser.people import PHONE, House, words
from tests.browser.test_keyboard import Keys
from tests.council.given import Council, agenda, tally
from workflow.audit.verify import verify
from workflow.council.ballots import cast_ballots
from workflow.council.models import AgendaItem, Ballot, Conflict, CouncilSession, Seat
from workflow.council.urn import check_urn
from workflow.dossiers.models import Nomination
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import pdf
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role

SECRETARY: Final = "council-secretary"
CHAIR: Final = "chairman"
COUNCIL: Final = "hd-tdkt-tinh"
PRESENT: Final = (SECRETARY, CHAIR, *(f"council-{number:02d}" for number in range(5, 13)))
"""Ten of fifteen: as many as the quorum of two thirds asks for."""
IN_WRITING: Final = ("council-13", "gddt-head")
LEAVES: Final = "council-12"
TIED: Final = {"council-05": "nominee-01", "council-06": "nominee-02", "council-07": "nominee-03"}
"""Members and nominees who are relatives; the fourth conflict is declared."""
DECLARES: Final = "council-09"
FAILING: Final = (40, 80, 119)
"""The places of the lines that fail, from 0 on."""


def test_a_council_decides_on_120_lines_of_nine_letters_in_secret(house: House, cast: Cast) -> None:
    session, lines = _given(cast)
    council = Council(cast)
    _prepares(house, session)
    _declares(house, session, lines[20])
    _opens(house, cast, session)
    assert Conflict.objects.filter(excludes=True).count() == 4
    _quorum_falls_and_returns(house, cast, session)
    order = agenda(session)
    failing = {order[place]: "DISAGREE" for place in FAILING}
    _votes_on_the_phone(house, failing)
    _votes_by_keyboard(house, session)
    _changes_the_sheet(house, session, failing)
    voted_by_page = {"council-08", "council-10", "council-11"}
    for name in sorted(set(PRESENT) - voted_by_page):
        _votes(council, session, name, failing if name in PRESENT[:6] else {})
    _closes_at_the_table(house, session)
    _writes(house, session)
    _votes(council, session, IN_WRITING[1], {})
    _counts_and_signs(house, session)
    _ends(session, order)


def _given(cast: Cast) -> tuple[CouncilSession, list[int]]:
    """120 lines of nine letters wait for the next session of a council of fifteen; three nominees are relatives."""
    for name in ("nominee-70", "nominee-71"):
        appointed(cast, name, Role.COUNCIL_MEMBER, COUNCIL)
    for member, nominee in TIED.items():
        related(cast.person(nominee), cast.person(member))
    council = Council(cast)
    session, lines = council.referred(12)
    for letter in range(8):
        entries = [
            drafts.household(f"Hộ ông Lê Văn {letter}-{number:02d} (minh họa)", council.way.award_form)
            for number in range(14 if letter < 4 else 13)
        ]
        lines += council.referred(entries=entries)[1]
    assert len(lines) == 120
    return session, lines


def _prepares(house: House, session: CouncilSession) -> None:
    """The secretary moves a line by its arrow, fixes the agenda with its place, and sends the papers."""
    with house.signed_in(SECRETARY) as secretary:
        secretary.takes_work()
        secretary.follows("Fix the agenda")
        secretary.fills("Place of the session", "Hội trường tầng 2 (minh họa)")
        second = secretary.page.locator("[data-order-row]").nth(1)
        name = second.get_attribute("data-order-name") or ""
        second.get_by_role("button", name=words("Move up: %(name)s") % {"name": name}).press("Enter")
        expect(secretary.page.locator("[data-order-row]").first).to_have_attribute("data-order-name", name)
        secretary.hands_in("Fix the agenda")
        secretary.does("Send the papers", "Send")
    session.refresh_from_db()
    first = AgendaItem.objects.filter(session=session).select_related("nomination").earliest("position")
    assert (first.nomination.nominee_name, session.place) == (name, "Hội trường tầng 2 (minh họa)")
    assert session.papers_sent_at is not None


def _declares(house: House, session: CouncilSession, line: int) -> None:
    """A member has read the papers and declares what ties them to a line; then the line is not there."""
    name = Nomination.objects.get(pk=line).nominee_name
    with house.signed_in(DECLARES) as member:
        member.opens("session", session.pk)
        member.does("I have read the papers", "I have read them")
        member.follows("Declare a conflict of interest")
        member.picks(name)
        member.fills("What ties you to these lines", "Hàng xóm, cùng góp vốn làm ăn (minh họa)")
        member.hands_in("Declare")
        expect(member.page.get_by_role("link", name=name, exact=True)).to_have_count(0)
        expect(member.page.locator(".part-head")).to_have_count(2)
        expect(member.page.locator("td.number").last).to_have_text("119")


def _opens(house: House, cast: Cast, session: CouncilSession) -> None:
    with house.signed_in(SECRETARY) as secretary:
        secretary.opens("session_conflicts", session.pk)
        expect(secretary.page.locator("main tbody tr:not(.part-head)")).to_have_count(4)
        secretary.opens("session", session.pk)
        secretary.follows("Open the vote")
        secretary.picks(*(cast.person(name).full_name for name in PRESENT))
        secretary.hands_in("Open the vote")


def _quorum_falls_and_returns(house: House, cast: Cast, session: CouncilSession) -> None:
    """One leaves and the quorum falls, on the chair's page by itself; the member returns and it is reached again."""
    leaving = cast.person(LEAVES).full_name
    with house.signed_in(CHAIR) as chair, house.signed_in(SECRETARY) as secretary:
        chair.opens("session_room", session.pk)
        expect(chair.page.locator(".is-reached")).to_have_count(1)
        secretary.opens("session_attendance", session.pk)
        secretary.page.get_by_role("checkbox", name=leaving, exact=True).uncheck()
        secretary.hands_in("Note it")
        expect(chair.page.locator(".is-lacking")).to_contain_text(words("%(lacking)s missing") % {"lacking": 1})
        expect(chair.page.locator("#live-told")).to_contain_text(words("The quorum is not reached."))
        secretary.opens("session_close", session.pk)
        expect(secretary.page.locator("input[name=without_quorum]")).to_have_count(0)  # written ballots come first
        secretary.opens("session_attendance", session.pk)
        secretary.picks(leaving)
        secretary.hands_in("Note it")
        expect(chair.page.locator(".is-reached")).to_have_count(1)
        secretary.opens("session_hall", session.pk)
        told = secretary.page.locator(".hall").inner_text()
        assert [name for name in _names(session) if name in told] == []


def _names(session: CouncilSession) -> list[str]:
    return [str(seat.person) for seat in Seat.objects.filter(session=session).select_related("person")]


def _votes(council: Council, session: CouncilSession, name: str, choices: dict[int, str]) -> None:
    cast_ballots(session, choices, **council.member(name), others="AGREE")


def _chooses(page: Page, choices: dict[int, str]) -> None:
    for line, choice in choices.items():
        page.locator(f"input[name='choices[{line}]'][value={choice}]").check()


def _votes_on_the_phone(house: House, failing: dict[int, str]) -> None:
    """A sheet of 120 lines at 390 px: three lines of their own, one with another opinion, agreed to all others."""
    with house.signed_in("council-08", has_touch=True) as member:
        member.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
        member.takes_work()
        member.follows("Vote")
        assert member.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        _chooses(member.page, failing)
        line = next(iter(failing))
        member.page.locator(f"details:has(input[name='opinions[{line}]']) summary").click()
        member.page.locator(f"input[name='opinions[{line}]']").fill("Thành tích chưa rõ (minh họa)")
        member.page.locator("input[name=others][value=AGREE]").check()
        member.hands_in("Hand in")


def _votes_by_keyboard(house: House, session: CouncilSession) -> None:
    """Agreed to all lines without a mouse, by the way past the long sheet."""
    with house.signed_in("council-10", reduced_motion="reduce") as member:
        member.opens("session_ballot", session.pk)
        keys = Keys(member.page)
        keys.to(words("To the choice for all other lines"))
        member.page.keyboard.press("Enter")
        keys.to(words("none: I choose for each"))
        member.page.keyboard.press("ArrowDown")
        expect(member.page.locator("input[name=others][value=AGREE]")).to_be_checked()
        keys.enters(words("Hand in"))
        expect(member.page.locator(".notice-success")).to_have_count(1)


def _changes_the_sheet(house: House, session: CouncilSession, failing: dict[int, str]) -> None:
    """A secret sheet is handed in, and changed with the code that was written down; without it nothing changes."""
    with house.signed_in("council-11") as member:
        member.opens("session_ballot", session.pk)
        code = member.page.locator("input[name=code]").input_value()
        member.page.locator("input[name=others][value=ABSTAIN]").check()
        member.hands_in("Hand in")
        member.follows("Change my ballot")
        expect(member.page.locator("input[type=radio]:checked")).to_have_count(1)  # that of "none"
        assert member.page.locator("input[name=code]").input_value() == ""
        _chooses(member.page, failing)
        member.page.locator("input[name=others][value=AGREE]").check()
        member.page.locator("input[name=code]").fill("AAAA-AAAA-AAAA-AAAA")
        member.presses("Hand in")
        expect(member.page.locator(".form-errors")).to_have_count(1)
        member.page.locator("input[name=code]").fill(code)
        member.hands_in("Hand in")
    assert not Ballot.objects.filter(choice="ABSTAIN").exists()


def _closes_at_the_table(house: House, session: CouncilSession) -> None:
    with house.signed_in(SECRETARY) as secretary:
        secretary.opens("session", session.pk)
        secretary.does("Close the vote at the table", "Close the vote")


def _writes(house: House, session: CouncilSession) -> None:
    """An absent member finds the ballot on the desk, hands in the signed slip and the sheet."""
    with house.signed_in(IN_WRITING[0]) as member:
        awaited = member.page.get_by_role("region", name=words("Ballots awaited"))
        with member.leaving():
            awaited.get_by_role("link").click()
        member.page.locator("input[name=others][value=AGREE]").check()
        member.hands_in("Hand in")
        member.follows("Hand in the signed slip")
        slip = {"name": "giay-xac-nhan.pdf", "mimeType": "application/pdf", "buffer": pdf("Giay xac nhan (minh hoa)")}
        member.page.locator("input[name=file]").set_input_files(slip)  # type: ignore[arg-type]  # a file by its parts
        member.hands_in("Hand in")
    assert Seat.objects.exclude(slip_sha256="").count() == 1
    with house.signed_in(SECRETARY) as secretary:
        secretary.opens("session_slips", session.pk)
        expect(secretary.page.get_by_role("link", name="giay-xac-nhan.pdf")).to_have_count(1)


def _counts_and_signs(house: House, session: CouncilSession) -> None:
    """The count, a draft in two revisions, and two signatures; the minutes tell of who left."""
    with house.signed_in(SECRETARY) as secretary:
        secretary.opens("session", session.pk)
        secretary.does("Close the written ballots and count", "Close the vote")
        first, second = "Hội đồng thảo luận.", "Hội đồng thảo luận kỹ từng trường hợp."
        secretary.does("Draft the minutes", "Save the revision", {"Remarks for the minutes": first})
        secretary.does("Draft the minutes", "Save the revision", {"Remarks for the minutes": second})
        secretary.opens("session_drafts", session.pk)
        expect(secretary.page.locator(".difference ins").first).to_contain_text("kỹ từng trường hợp.")
        secretary.opens("session", session.pk)
        secretary.follows("Sign the minutes")
        assert secretary.has("Remarks for the minutes") == second
        secretary.hands_in("Sign")
    with house.signed_in(CHAIR) as chair:
        chair.takes_work()
        chair.does("Sign the minutes", "Sign")
        chair.opens("session_print", session.pk)
        expect(chair.page.locator(".paper")).to_contain_text("Hội đồng thảo luận kỹ từng trường hợp.")
        expect(chair.page.locator(".paper")).to_contain_text(Cast().person(LEAVES).full_name)


def _ends(session: CouncilSession, order: list[int]) -> None:
    """117 lines go on and three do not; the counts, the urn and the record agree."""
    failing = {order[place] for place in FAILING}
    states = dict(Nomination.objects.filter(pk__in=order).values_list("pk", "state"))
    assert states == {line: "NOT_SUPPORTED" if line in failing else "TO_PRESENT" for line in order}
    session.refresh_from_db()
    assert (session.members_all, session.members_present, session.quorum_met) == (15, 12, True)
    counted = tally(session)
    without = set(Conflict.objects.filter(excludes=True).values_list("item__nomination", flat=True))
    for line, (in_favour, against, abstained, _supported) in counted.items():
        assert (in_favour or 0) + (against or 0) == (11 if line in without else 12)
        assert abstained == 0
    assert {counted[line][1] for line in failing} == {7}
    assert list(check_urn(session)) == []
    assert (verify(expectations()).found, list(problems())) == (0, [])
