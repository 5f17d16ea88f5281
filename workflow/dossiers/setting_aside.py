"""Setting aside: an unsigned revision gives way to the content that the office has."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflow.database import rows
from workflow.dossiers.lines import Line
from workflow.dossiers.models import CriterionAnswer, EvidenceLink, Nomination, Revision


def set_aside(hashes: Mapping[int, str], lines: Sequence[Line]) -> None:
    """Give nominations back the content of an earlier revision, by its hash; the later revisions stay in the record.

    A constant number of statements. The caller holds the lines and records the deed.
    """
    changed = [line for line in lines if hashes[line.id] != line.content_hash]
    if not changed:
        return
    source, parameters = rows.given(Revision, ["nomination_id", "hash"], [(one.id, hashes[one.id]) for one in changed])
    found = rows.fetch(
        f"SELECT r.nomination_id, r.material FROM workflow_revision r JOIN {source}"
        " ON r.nomination_id = given.nomination_id AND r.hash = given.hash ORDER BY r.number",
        parameters,
    )
    materials: dict[int, dict[str, Any]] = {nomination: json.loads(text) for nomination, text in found}
    _columns_back(materials, hashes)
    _papers_back(materials)
    _answers_back(materials)
    for line in changed:
        line.content_hash = hashes[line.id]


def _columns_back(materials: Mapping[int, dict[str, Any]], hashes: Mapping[int, str]) -> None:
    columns = ("content_hash", "achievement_title", "achievement", "period_from", "period_to", "influence_scope")
    grounds = ("simplified_ground", "submitter_ground", "duplicate_ground", "recipient")
    given = []
    for nomination, says in materials.items():
        achievement, why = says["achievement"], says["grounds"]
        given.append(
            (
                nomination,
                hashes[nomination],
                achievement["title"],
                achievement["text"],
                date.fromisoformat(achievement["from"]),
                date.fromisoformat(achievement["to"]),
                achievement["scope"],
                why["simplified"],
                why["submitter"],
                why["duplicate"],
                says["nominee"].get("recipient", ""),
            )
        )
    rows.update_rows(Nomination, "id", (*columns, *grounds), given)


def _papers_back(materials: Mapping[int, dict[str, Any]]) -> None:
    """Papers of the earlier revision count again, later ones no more; the files themselves stay."""
    ids = rows.array(sorted(materials))
    papers = rows.fetch(
        "SELECT id, nomination_id, kind, sha256, title, removed_at IS NULL FROM workflow_attachment"
        f" WHERE {rows.among('nomination_id')} ORDER BY id",
        [ids],
    )
    wanted = {nomination: [list(one) for one in says["files"]] for nomination, says in materials.items()}
    back, away = [], []
    for key, nomination, kind, sha256, title, there in papers:
        says = [kind, sha256, title]
        if says in wanted[nomination]:
            wanted[nomination].remove(says)
            if not there:
                back.append(key)
        elif there:
            away.append(key)
    rows.execute(f"UPDATE workflow_attachment SET removed_at = NULL WHERE {rows.among('id')}", [rows.array(back)])
    rows.execute(
        f"UPDATE workflow_attachment SET removed_at = uploaded_at WHERE {rows.among('id')}", [rows.array(away)]
    )


def _answers_back(materials: Mapping[int, dict[str, Any]]) -> None:
    """The answers as they were, each with its evidence."""
    ids = rows.array(sorted(materials))
    among = rows.among("nomination_id")
    old = f"SELECT id FROM workflow_criterionanswer WHERE {among}"
    rows.execute(f"DELETE FROM workflow_evidencelink WHERE answer_id IN ({old})", [ids])
    rows.execute(f"DELETE FROM workflow_criterionanswer WHERE {among}", [ids])
    criteria = _criteria(ids)
    answers = {
        (nomination, criteria[nomination, one["criterion"]]): one
        for nomination, says in materials.items()
        for one in says["answers"]
    }
    columns = ("nomination_id", "criterion_id", "applies", "text", "document_number", "document_date")
    given = [
        (*key, one["applies"], one["text"], one["document"][0], _day(one["document"][1]))
        for key, one in answers.items()
    ]
    made = rows.insert_rows(CriterionAnswer, columns, given, returning="id, nomination_id, criterion_id")
    papers = _papers(ids)
    links = []
    for answer, nomination, criterion in made:
        # One answer may name the same content twice, attached under two titles.
        left: dict[str, list[int]] = {}
        for sha256, page in answers[nomination, criterion]["evidence"]:
            same = left.setdefault(sha256, list(papers.get((nomination, sha256), ())))
            if same:
                links.append((answer, same.pop(), page))
    rows.insert_rows(EvidenceLink, ("answer_id", "attachment_id", "page"), links)


def _criteria(ids: Any) -> dict[tuple[int, str], int]:
    found = rows.fetch(
        "SELECT n.id, c.code, c.id FROM workflow_nomination n JOIN workflow_criterion c"
        f" ON c.campaign_id = n.campaign_id WHERE {rows.among('n.id')}",
        [ids],
    )
    return {(nomination, code): key for nomination, code, key in found}


def _papers(ids: Any) -> dict[tuple[int, str], list[int]]:
    """The papers of each nomination and of its letter, by the hash of their content, oldest first."""
    found = rows.fetch(
        "SELECT n.id, a.sha256, a.id FROM workflow_nomination n JOIN workflow_attachment a"
        " ON (a.nomination_id = n.id OR a.letter_id = n.letter_id) AND a.removed_at IS NULL"
        f" WHERE {rows.among('n.id')} ORDER BY a.id",
        [ids],
    )
    papers: dict[tuple[int, str], list[int]] = {}
    for nomination, sha256, key in found:
        papers.setdefault((nomination, sha256), []).append(key)
    return papers


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
