"""The paper count: entered by one teller, confirmed by another, and counted in place of the urn."""

from tests.appraisal.given import related, states, today
from tests.appraisal.proof import Acts, invalid, refused
from tests.council.given import Council, tally
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.minutes import tellers_record_of
from workflow.council.models import Ballot, CouncilSession, PaperCount
from workflow.council.tellers import Figures, confirm_paper_count, enter_paper_count
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def _teller(cast: Cast, number: int) -> Acts:
    return cast.acts(f"teller-{number}", Role.TELLER, "hd-tdkt-tinh")


def _on_paper(cast: Cast, *, absent: int = 0) -> tuple[Council, CouncilSession, list[int]]:
    council = Council(cast)
    session, lines = council.referred(2)
    related(cast.person("nominee-02"), cast.person("council-05"))
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    session.refresh_from_db()
    seats = council.seats(session)
    open_voting(session, seats[: len(seats) - absent], **council.secretary, by_paper=True)
    session.refresh_from_db()
    return council, session, lines


def test_two_tellers_count_and_the_lines_go_by_their_count(cast: Cast) -> None:
    council, session, lines = _on_paper(cast)
    counts = {lines[0]: Figures(10, 2, 0, 1), lines[1]: Figures(6, 6, 0)}
    enter_paper_count(session, counts, 13, 13, **_teller(cast, 1))
    with refused("tellers"):
        close_voting(session, **council.secretary)
    with refused("tellers", security=True):
        confirm_paper_count(session, **_teller(cast, 1))
    confirm_paper_count(session, **_teller(cast, 2))
    close_voting(session, **council.secretary)
    assert tally(session) == {lines[0]: (10, 2, 0, True), lines[1]: (6, 6, 0, False)}
    assert session.agenda.get(nomination=lines[0]).invalid == 1
    assert not Ballot.objects.exists()
    council.sign(session)
    assert states(lines) == ["TO_PRESENT", "NOT_SUPPORTED"]
    record = tellers_record_of(CouncilSession.objects.get(pk=session.pk))
    assert str(cast.person("teller-1")) in record
    assert str(cast.person("teller-2")) in record


def test_figures_that_cannot_be_are_named_line_by_line(cast: Cast) -> None:
    _council, session, lines = _on_paper(cast, absent=1)
    acts = _teller(cast, 1)
    good = {lines[0]: Figures(12, 0, 0), lines[1]: Figures(11, 0, 0)}
    with invalid("issued"):
        enter_paper_count(session, good, 13, 12, **acts)
    with invalid("returned"):
        enter_paper_count(session, good, 12, 13, **acts)
    with invalid("counts"):
        enter_paper_count(session, {lines[0]: good[lines[0]]}, 12, 12, **acts)
    with invalid(f"counts[{lines[1]}]"):
        enter_paper_count(session, {**good, lines[1]: Figures(12, 0, 0)}, 12, 12, **acts)
    with invalid(f"counts[{lines[0]}]", f"counts[{lines[1]}]"):
        enter_paper_count(session, {lines[0]: Figures(-1, 5, 0), lines[1]: Figures(9, 1, 1, 1)}, 12, 11, **acts)


def test_a_count_is_entered_anew_until_it_is_confirmed(cast: Cast) -> None:
    _council, session, lines = _on_paper(cast)
    enter_paper_count(session, {line: Figures(12, 0, 0) for line in lines}, 13, 13, **_teller(cast, 1))
    enter_paper_count(session, {line: Figures(11, 1, 0) for line in lines}, 13, 12, **_teller(cast, 2))
    kept = PaperCount.objects.get()
    assert (kept.returned, kept.entered_by, kept.figures[str(lines[0])]) == (12, cast.person("teller-2"), [11, 1, 0, 0])
    confirm_paper_count(session, **_teller(cast, 1))
    with refused("tellers"):
        enter_paper_count(session, {line: Figures(1, 0, 0) for line in lines}, 13, 13, **_teller(cast, 1))
    with refused("tellers"):
        confirm_paper_count(session, **_teller(cast, 2))


def test_members_do_not_vote_in_the_system_when_it_is_voted_on_paper(cast: Cast) -> None:
    council, session, _lines = _on_paper(cast)
    with refused("ballot"):
        cast_ballots(session, {}, **council.member("council-06"), others="AGREE")


def test_only_tellers_count_and_only_where_it_is_voted_on_paper(cast: Cast) -> None:
    council, session, lines = _on_paper(cast)
    counts = {line: Figures(1, 0, 0) for line in lines}
    with refused("role", security=True):
        enter_paper_count(session, counts, 13, 13, **council.secretary)
    other = Council(cast)
    electronic, more = other.opened(1, first=9)
    with refused("tellers"):
        enter_paper_count(electronic, {more[0]: Figures(1, 0, 0)}, 13, 13, **_teller(cast, 1))


def test_on_paper_it_is_voted_in_a_plain_meeting(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    with invalid("by_paper"):
        open_voting(session, council.seats(session), **council.secretary, by_paper=True)
