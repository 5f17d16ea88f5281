"""How the facts are found: no fact of one line reads a table that grows with every campaign from end to end."""

import re
from typing import Any, Final

import pytest
from django.db import connection

from tests.appraisal.given import today
from tests.support.walk import R1, R1_BELOW, R3, R4, Walk
from workflow.database import rows
from workflow.dossiers import facts
from workflow.dossiers.facts import FactSource, load_facts
from workflow.dossiers.lines import read_lines
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Family

pytestmark = pytest.mark.django_db

MANY: Final = 1_000_000
"""So many rows each table is said to have, so that the database plans as it does after years of campaigns."""
GROWS: Final = frozenset({
    "nomination", "nominee", "signoff", "attachment", "agendaitem", "ballot", "decisionline", "criterionanswer",
})  # fmt: skip
"""The tables that grow with every line (names without the application's)."""
_sources: Final = sorted(vars(facts)["_sources"].values(), key=lambda source: source.family)


@pytest.mark.parametrize("source", _sources, ids=lambda source: source.family.value)
def test_a_fact_of_one_line_reads_no_table_of_lines_from_end_to_end(source: FactSource) -> None:
    assert [table for table in _read_whole(source.sql) if table in GROWS] == []


def test_what_reads_them_is_found() -> None:
    """The twin: the collective that a leader heads, looked for among the nominations instead of from the posts on."""
    careless = """(SELECT EXISTS(SELECT 1 FROM workflow_nominee c JOIN workflow_nomination m ON m.nominee_id = c.id
        WHERE c.organisation_id IN (SELECT a.organisation_id FROM workflow_appointment a
          WHERE a.person_id = w.person_id AND a.role = 'UNIT_HEAD') AND m.campaign_id = n.campaign_id
        AND m.state <> 'WITHDRAWN') FROM workflow_nominee w WHERE w.id = n.nominee_id)"""
    unindexed = "EXISTS(SELECT 1 FROM workflow_nomination m WHERE m.times_reopened > n.times_reopened)"
    found = _read_whole(careless if connection.vendor == "sqlite" else unindexed)
    assert "nomination" in found


@pytest.mark.parametrize("source", [one for one in _sources if one.alike], ids=lambda source: source.family.value)
def test_what_is_asked_of_one_line_for_all_that_are_alike_rests_on_nothing_else(source: FactSource) -> None:
    read = {column.removesuffix("_id") for column in re.findall(r"\bn\.(\w+)", source.sql)}
    assert read == set(source.alike)


def test_lines_that_differ_have_each_their_own_facts(cast: Cast) -> None:
    """Of lines of four routes, two of each, all facts read together are those read of each alone."""
    keys = [
        line
        for first, way in enumerate((R1, R1_BELOW, R3, R4))
        for line in Walk(cast, way).drafted(2, first=2 * first + 1)[1]
    ]
    families = {source.family for source in _sources}
    together = read_lines(keys, today(), lock=False)
    load_facts(together, families, today())
    for line in together:
        (alone,) = read_lines([line.id], today(), lock=False)
        load_facts([alone], families, today())
        assert line.families == alone.families
    assert len({str(line.of(Family.LEVEL)) for line in together}) > 1


def _read_whole(expression: str) -> list[str]:
    """The tables that are read from end to end when the expression is asked of one line."""
    sql = f"SELECT n.id, {expression} FROM workflow_nomination n WHERE {rows.among('n.id')}"
    parameters: list[Any] = [*[today()] * expression.count("%s"), rows.array([1])]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {rows.fill(sql)}", parameters)
            nodes = re.findall(r"'Node Type': 'Seq Scan'.*?'Relation Name': 'workflow_(\w+)'", str(cursor.fetchone()))
            return sorted(set(nodes))
        _say_there_are_many(cursor)
        cursor.execute(f"EXPLAIN QUERY PLAN {rows.fill(sql)}", parameters)
        scanned = {found[1] for row in cursor.fetchall() if (found := re.match(r"SCAN (\w+)", row[3]))}
        named = re.findall(r"\bworkflow_(\w+) (\w+)\b", sql)
        return sorted({table for table, alias in named if alias in scanned})


def _say_there_are_many(cursor: Any) -> None:
    """SQLite plans by the figures of `ANALYZE`: here they are those of a province after years of campaigns.

    A key of one line leads to few rows; one of a body, a campaign or a form to any number of them.
    """
    cursor.execute("ANALYZE")
    cursor.execute("DELETE FROM sqlite_stat1")
    cursor.execute(
        "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND tbl_name LIKE 'workflow#_%%' ESCAPE '#'", []
    )
    for index, table in cursor.fetchall():
        many = MANY if table.removeprefix("workflow_") in GROWS else 200
        cursor.execute(f"PRAGMA index_info({index})")
        alike, figures = many, [many]
        for _rank, _number, column in cursor.fetchall():
            alike = min(alike, 4) if column in _OF_ONE else alike
            figures.append(alike)
        cursor.execute("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", [table, index, " ".join(map(str, figures))])
    cursor.execute("ANALYZE sqlite_schema")


_OF_ONE: Final = frozenset(
    {"nomination_id", "nominee_id", "person_id", "letter_id", "case_id", "answer_id", "decision_id", "id"}
)
