"""A secret sheet is changed until the closing by its code alone, which the house keeps nowhere."""

import pytest

from tests.appraisal.proof import invalid, refused
from tests.council.given import Council, ballots, tally
from tests.support.everything import everything
from tests.support.walk import R1, R2, Way
from workflow.council.attendance import note_attendance
from workflow.council.ballots import cast_ballots, new_code, seal_of
from workflow.council.closing import close_voting
from workflow.council.models import Ballot
from workflow.management.demo.cast import Cast


def test_codes_are_random_and_easy_to_write_down() -> None:
    codes = {new_code() for _number in range(200)}
    assert len(codes) == 200
    assert {tuple(map(len, code.split("-"))) for code in codes} == {(4, 4, 4, 4)}
    assert not set("".join(codes)) & set("01IO")


def test_with_its_code_a_secret_sheet_is_changed_as_often_as_wanted(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(3)
    acts, code = council.member("council-05"), new_code()
    cast_ballots(session, {}, **acts, others="AGREE", code=code)
    cast_ballots(session, {lines[0]: "DISAGREE"}, **acts, others="ABSTAIN", code=code.lower().replace("-", " "))
    assert [ballots(session, line) for line in lines] == [["DISAGREE"], ["ABSTAIN"], ["ABSTAIN"]]
    cast_ballots(session, {}, **acts, others="AGREE", code=code)
    assert [ballots(session, line) for line in lines] == [["AGREE"]] * 3


def test_a_wrong_code_changes_nothing_and_is_named(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(2)
    mine, theirs, code = council.member("council-05"), council.member("council-06"), new_code()
    cast_ballots(session, {}, **mine, others="AGREE", code=code)
    cast_ballots(session, {}, **theirs, others="DISAGREE", code=new_code())
    with invalid("code"):
        cast_ballots(session, {}, **mine, others="DISAGREE", code=new_code())
    with refused("ballot"):
        cast_ballots(session, {}, **mine, others="DISAGREE")
    assert ballots(session, lines[0]) == ["AGREE", "DISAGREE"]


def test_a_sheet_without_a_code_stays(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    acts = council.member("council-05")
    cast_ballots(session, {}, **acts, others="AGREE")
    with invalid("code"):
        cast_ballots(session, {}, **acts, others="AGREE", code=new_code())


def test_the_code_and_the_seals_are_kept_nowhere_after_the_count(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(2)
    code = new_code()
    cast_ballots(session, {}, **council.member("council-05"), others="DISAGREE", code=code)
    plain = code.replace("-", "")
    seals = set(Ballot.objects.values_list("seal", flat=True))
    assert seals == {seal_of(plain, item.pk) for item in session.agenda.all()}
    council.all_vote(session, [name for name in council.names(session) if name != "council-05"], "AGREE")
    close_voting(session, **council.secretary)
    told = "\n".join(str(cell) for rows in everything().values() for row in rows for cell in row)
    assert [text for text in (code, plain, *seals) if text in told] == []
    assert tally(session)[lines[0]] == (12, 1, 0, True)


def test_an_open_vote_asks_for_no_code(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.opened(1)
    acts = council.member("ldld-council-05")
    cast_ballots(session, {}, **acts, others="AGREE", code="whatever")
    cast_ballots(session, {}, **acts, others="DISAGREE")
    assert ballots(session, lines[0]) == {cast.person("ldld-council-05").pk: "DISAGREE"}
    assert set(Ballot.objects.values_list("seal", flat=True)) == {""}


def test_whoever_has_left_the_table_changes_the_sheet_in_writing(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(1)
    acts, code = council.member("council-05"), new_code()
    cast_ballots(session, {}, **acts, others="AGREE", code=code)
    note_attendance(session, [], [cast.person("council-05").pk], **council.secretary)
    cast_ballots(session, {}, **acts, others="DISAGREE", code=code)
    assert ballots(session, lines[0]) == ["DISAGREE"]


@pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])
def test_another_opinion_stands_beside_the_choice_and_its_length_is_limited(cast: Cast, way: Way) -> None:
    council = Council(cast, way)
    session, lines = council.opened(2)
    acts = council.member(council.names(session)[3])
    with invalid(f"opinions[{lines[0]}]", f"opinions[{10**9}]"):
        cast_ballots(session, {}, **acts, others="ABSTAIN", opinions={lines[0]: "x" * 501, 10**9: "y"})
    cast_ballots(session, {}, **acts, others="ABSTAIN", opinions={lines[0]: " Đề nghị hạ mức khen "})
    kept = Ballot.objects.filter(item__session=session).order_by("item__position").values_list("opinion", flat=True)
    assert sorted(kept) == ["", "Đề nghị hạ mức khen"]
