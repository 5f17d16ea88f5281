"""Whoever reads the whole database after the closing finds no way from a ballot to a member.

Every column of the urn, hidden row versions, the places of rows, the record and the log are looked at. What somebody
learns who watches the database while the vote is open stands in docs/caveats.md.
"""

import logging

import pytest
from django.db import connection

from tests.council.given import Council
from tests.support.everything import everything
from workflow.council.ballots import cast_ballots, new_code
from workflow.council.closing import close_voting
from workflow.council.models import Ballot, CouncilSession
from workflow.council.urn import check_urn
from workflow.management.demo.cast import Cast

HIGH = 900_000_000
"""Keys from here on stand in no other column by chance."""
THE_ONE = "council-05"
WORDS = ("AGREE", "DISAGREE", "ABSTAIN")


def _keys_from(start: int) -> None:
    """The next ballots get keys that no other row bears."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('workflow_ballot', 'id'), %s)", [start])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'workflow_ballot'")
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('workflow_ballot', %s)", [start])


def _voted(cast: Cast, lines: int = 20) -> tuple[CouncilSession, list[int], list[str]]:
    """A closed secret vote: one member, who voted last, disagrees; the codes that were used."""
    council = Council(cast)
    session, on = council.opened(lines)
    names = sorted(council.names(session), key=lambda name: name == THE_ONE)
    codes = []
    for name in names:
        codes.append(new_code())
        choice = "DISAGREE" if name == THE_ONE else "AGREE"
        cast_ballots(session, {}, **council.member(name), others=choice, code=codes[-1])
    close_voting(session, **council.secretary)
    session.refresh_from_db()
    return session, on, codes


def test_the_urn_has_these_columns_and_no_other(cast: Cast) -> None:
    assert cast
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "workflow_ballot")}
    assert columns == {"id", "item_id", "person_id", "choice", "opinion", "seal"}


def test_no_cell_of_a_ballot_leads_anywhere(cast: Cast) -> None:
    """Its key stands nowhere else, neither in a column nor inside a text; the other cells say the line and the vote."""
    _keys_from(HIGH)
    session, _lines, codes = _voted(cast)
    urn = list(Ballot.objects.filter(item__session=session))
    assert {(one.person_id, one.seal, one.opinion) for one in urn} == {(None, "", "")}
    assert min(one.pk for one in urn) > HIGH
    elsewhere = "\n".join(
        str(cell) for table, rows in everything().items() if table != "workflow_ballot" for row in rows for cell in row
    )
    assert [one.pk for one in urn if str(one.pk) in elsewhere] == []
    assert [code for code in codes if code in elsewhere or code.replace("-", "") in elsewhere] == []


def test_neither_key_nor_place_tells_the_order_of_handing_in(cast: Cast) -> None:
    """The one who disagreed voted last: on twenty lines that ballot stands on many places, by key and by place."""
    session, lines, _codes = _voted(cast)
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    for order in ("id", place):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT i.nomination_id, b.choice FROM workflow_ballot b JOIN workflow_agendaitem i"
                f" ON i.id = b.item_id WHERE i.session_id = %s ORDER BY b.{order}",
                [session.pk],
            )
            found = cursor.fetchall()
        by_line = {line: [choice for one, choice in found if one == line] for line in lines}
        places = {choices.index("DISAGREE") for choices in by_line.values()}
        assert len(places) > 4, order
        assert [line for line, _choice in found] != sorted(line for line, _choice in found)


@pytest.mark.django_db(transaction=True)
def test_no_row_version_joins_a_ballot_to_a_seat_or_an_entry(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no version of a row; its places are looked at above.")
    session, _lines, _codes = _voted(cast, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT CAST(CAST(xmin AS text) AS bigint) FROM workflow_ballot")
        versions = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT CAST(CAST(xmin AS text) AS bigint) FROM workflow_seat WHERE session_id = %s"
            " UNION ALL SELECT CAST(CAST(xmin AS text) AS bigint) FROM workflow_audit_entry WHERE deed = %s",
            [session.pk, "BALLOT_HANDED_IN"],
        )
        of_members = [row[0] for row in cursor.fetchall()]
    assert len(versions) == 1, "all ballots were written by one act, the closing"
    assert len(of_members) == 26
    assert versions.isdisjoint(of_members)


def test_the_log_of_a_vote_tells_no_choice(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        _session, _lines, codes = _voted(cast, 2)
    assert [word for word in (*WORDS, *codes) if word in caplog.text] == []


def test_the_urn_can_be_checked_by_anybody(cast: Cast) -> None:
    """As many choices as voters on every line, and a seal that stands in the minutes."""
    council = Council(cast)
    session, _lines, _codes = _voted(cast, 2)
    assert list(check_urn(session)) == []
    council.sign(session)
    session.refresh_from_db()
    assert session.urn_hash in session.minutes
    item = session.agenda.earliest("position")
    kept = item.ballots.filter(choice="AGREE").earliest("pk")
    Ballot.objects.filter(pk=kept.pk).update(choice="DISAGREE")
    assert [text.partition(": ")[2] for text in check_urn(session)] == [
        "the ballots are not those that were sealed at the count"
    ]
    Ballot.objects.filter(pk=kept.pk).update(choice="AGREE")
    more = Ballot.objects.create(item=item, choice="AGREE")
    assert len(list(check_urn(session))) == 2
    more.delete()
    assert list(check_urn(session)) == []
