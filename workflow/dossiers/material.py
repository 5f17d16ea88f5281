"""Material content: what a nomination says, as canonical data that sign-offs rest on.

Clerical corrections stand beside it and are no part of it. The form carries a version: a hash once
signed stays what it was when fields are added later.
"""

from collections.abc import Iterable
from typing import Any, Final

from workflow.audit.canonical import Json, canonical, content_hash
from workflow.database import rows

VERSION: Final = 1

_SAYS: Final = """
SELECT n.id, n.nominee_kind, n.track, p.code, o.code, w.key, n.nominee_name, n.nominee_title, n.nominee_unit, f.code,
  a.code, n.achievement_title, n.achievement, n.period_from, n.period_to, n.influence_scope, n.simplified_ground,
  n.submitter_ground, n.duplicate_ground, n.recipient
FROM workflow_nomination n JOIN workflow_nominee w ON w.id = n.nominee_id
JOIN workflow_awardform f ON f.id = n.award_form_id JOIN workflow_organisation a ON a.id = n.authority_id
LEFT JOIN workflow_person p ON p.id = w.person_id LEFT JOIN workflow_organisation o ON o.id = w.organisation_id
WHERE {among}"""

_ANSWERS: Final = """
SELECT x.nomination_id, c.code, x.applies, x.text, x.document_number, x.document_date, f.sha256, e.page
FROM workflow_criterionanswer x JOIN workflow_criterion c ON c.id = x.criterion_id
LEFT JOIN workflow_evidencelink e ON e.answer_id = x.id
LEFT JOIN workflow_attachment f ON f.id = e.attachment_id
WHERE {among} ORDER BY c.position, c.code, f.sha256, e.page"""

_FILES: Final = """
SELECT f.nomination_id, f.kind, f.sha256, f.title FROM workflow_attachment f
WHERE {among} AND f.removed_at IS NULL ORDER BY f.kind, f.sha256, f.id"""


def materials_of(nominations: Iterable[int]) -> dict[int, dict[str, Json]]:
    """What these nominations say now: three statements for any number."""
    given = [rows.array(sorted(set(nominations)))]
    found = {row[0]: _says(row) for row in rows.fetch(_SAYS.format(among=rows.among("n.id")), given)}
    for row in rows.fetch(_ANSWERS.format(among=rows.among("x.nomination_id")), given):
        _add_answer(found[row[0]]["answers"], row)
    for nomination, kind, sha256, title in rows.fetch(_FILES.format(among=rows.among("f.nomination_id")), given):
        found[nomination]["files"].append([kind, sha256, title])
    return found


def hash_of(material: dict[str, Json]) -> str:
    """The hash that sign-offs rest on."""
    return content_hash(material)


def text_of(material: dict[str, Json]) -> str:
    """The canonical text that a revision keeps."""
    return canonical(material)


def _says(row: tuple[Any, ...]) -> dict[str, Any]:
    """What a row says. A field that came later stands there only where it says something: older hashes stay."""
    posthumous = {"recipient": row[19]} if row[19] else {}
    return {
        "v": VERSION,
        "nominee": {
            "kind": row[1],
            "track": row[2],
            "person": row[3],
            "organisation": row[4],
            "household": row[5] if row[1] == "HOUSEHOLD" else None,
            "name": row[6],
            "title": row[7],
            "unit": row[8],
            **posthumous,
        },
        "award_form": row[9],
        "authority": row[10],
        "achievement": {
            "title": row[11],
            "text": row[12],
            "from": rows.day(row[13]),
            "to": rows.day(row[14]),
            "scope": row[15],
        },
        "grounds": {"simplified": row[16], "submitter": row[17], "duplicate": row[18]},
        "answers": [],
        "files": [],
    }


def _add_answer(answers: list[dict[str, Any]], row: tuple[Any, ...]) -> None:
    """Answers come ordered by criterion; each row adds one piece of evidence."""
    _, code, applies, text, number, day, sha256, page = row
    if not answers or answers[-1]["criterion"] != code:
        answers.append(
            {
                "criterion": code,
                "applies": bool(applies),
                "text": text,
                "document": [number, rows.day(day)],
                "evidence": [],
            }
        )
    if sha256 is not None:
        answers[-1]["evidence"].append([sha256, page])
