"""A secret vote stays secret: no row, entry, operation or line of the minutes tells who chose what."""

from django.apps import apps

from tests.council.given import Council, ballots
from tests.support.everything import everything
from tests.support.walk import R1, R2
from workflow.audit.models import Entry, PersonalDetail
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import Ballot, CouncilSession
from workflow.dossiers.operations import Operation
from workflow.management.demo.cast import Cast


def _vote(cast: Cast, council: Council, choice: str) -> tuple[CouncilSession, list[int]]:
    """Member 05 chooses; all others abstain."""
    session, lines = council.opened(2)
    cast_ballots(session, {}, **council.member("council-05"), others=choice, operation_id="sheet")
    council.all_vote(session, [name for name in council.names(session) if name != "council-05"], "ABSTAIN")
    assert cast.person("council-05").pk in council.seats(session)
    return session, lines


def test_the_rows_of_a_secret_vote_name_nobody(cast: Cast) -> None:
    session, lines = _vote(cast, Council(cast, R1), "DISAGREE")
    assert ballots(session, lines[0]) == ["ABSTAIN"] * 12 + ["DISAGREE"]
    assert set(Ballot.objects.values_list("person", flat=True)) == {None}


def test_neither_record_nor_operation_tells_the_choice(cast: Cast) -> None:
    _vote(cast, Council(cast, R1), "DISAGREE")
    handed_in = Entry.objects.filter(deed="BALLOT_HANDED_IN")
    assert {entry.payload.count("lines") for entry in handed_in} == {1}
    told = [
        *handed_in.values_list("payload", flat=True),
        *PersonalDetail.objects.values_list("detail", flat=True),
        *(str(kept) for kept in Operation.objects.values_list("asked", "report")),
    ]
    assert [text for text in told if any(word in text for word in ("AGREE", "ABSTAIN"))] == []


def test_the_operation_of_a_sheet_is_the_same_whatever_was_chosen(cast: Cast) -> None:
    council = Council(cast, R2)
    session, _lines = council.opened(1)
    asked = set()
    for number, choice in enumerate(("AGREE", "DISAGREE", "ABSTAIN")):
        acts = council.member("ldld-council-04")
        cast_ballots(session, {}, **acts, others=choice, operation_id=f"sheet-{number}")
        asked.add(Operation.objects.get(pk=f"sheet-{number}").asked)
    assert len(asked) == 1


def test_the_urn_keeps_no_order_of_handing_in(cast: Cast) -> None:
    """Ids that rise as the ballots came would link each to the entry of whoever handed it in."""
    council = Council(cast, R1)
    session, lines = council.opened(20)
    names = council.names(session)
    for name in names:
        cast_ballots(session, {}, **council.member(name), others="DISAGREE" if name < "council-10" else "AGREE")
    before = set(Ballot.objects.filter(item__session=session).values_list("pk", flat=True))
    close_voting(session, **council.secretary)
    after = Ballot.objects.filter(item__session=session).order_by("pk")
    assert before.isdisjoint(after.values_list("pk", flat=True)), "the urn is written anew"
    by_line = [list(after.filter(item__nomination=line).values_list("choice", flat=True)) for line in lines]
    assert {tuple(sorted(choices)) for choices in by_line} == {tuple(sorted(by_line[0]))}
    assert len({tuple(choices) for choices in by_line}) > 1, "twenty lines in one order would not be chance"
    items = list(after.values_list("item", flat=True))
    assert items != sorted(items)


def test_the_minutes_of_a_secret_vote_name_no_dissent(cast: Cast) -> None:
    council = Council(cast, R1)
    session, _lines = _vote(cast, council, "DISAGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    session.refresh_from_db()
    assert str(cast.person("council-05")) not in session.minutes


def test_the_minutes_of_an_open_vote_name_dissent(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.opened(2)
    cast_ballots(session, {lines[1]: "DISAGREE"}, **council.member("ldld-council-04"), others="AGREE")
    others = [name for name in council.names(session) if name != "ldld-council-04"]
    council.all_vote(session, others, "AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    session.refresh_from_db()
    (told,) = [text for text in session.minutes.splitlines() if str(cast.person("ldld-council-04")) in text]
    assert told.startswith("2.")


def test_no_table_keeps_a_person_beside_a_secret_choice(cast: Cast) -> None:
    _vote(cast, Council(cast, R1), "DISAGREE")
    person = str(cast.person("council-05").pk)
    tables = everything()
    with_choice = {
        table
        for table, rows in tables.items()
        if any("DISAGREE" in str(cell) for row in rows for cell in row if cell is not None)
    }
    assert with_choice == {apps.get_model("workflow", "ballot")._meta.db_table}
    assert [row for row in tables["workflow_ballot"] if person in row[1:2]] == []
