"""Revisions: a material edit makes a new one and voids exactly the sign-offs that rested on the old."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from workflow.audit.canonical import Json
from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.lines import Line
from workflow.dossiers.material import hash_of, materials_of, text_of
from workflow.dossiers.models import Nomination, Revision

# A superior's sign-off stays, shown as given on the older revision, where the route does not ask it again. On the
# superior's own lines, which it merged, that sign-off is the unit's.
_VOID: Final = """
UPDATE workflow_signoff SET voided_at = %s, voided_by = 'CHANGED' WHERE voided_at IS NULL AND {among}
  AND hash <> (SELECT n.content_hash FROM workflow_nomination n WHERE n.id = workflow_signoff.nomination_id)
  AND NOT (kind = 'ENDORSEMENT' AND EXISTS (SELECT 1 FROM workflow_letter l
    WHERE l.case_id = workflow_signoff.case_id AND l.kind = 'SUPERIOR' AND l.organisation_id <>
      (SELECT u.unit_id FROM workflow_nomination u WHERE u.id = workflow_signoff.nomination_id)) AND {among_kept})"""


def revise(
    lines: Sequence[Line],
    act: Act,
    deed: str,
    data: dict[str, Json] | None = None,
    *,
    each: Mapping[int, dict[str, Json]] | None = None,
) -> list[int]:
    """After an edit: a revision of every line whose content changed, and one entry for each; return their ids.

    A constant number of statements. Every line given gets its entry, changed or not, so that the
    record tells what was done: `data` of all of them, `each` of one line by its key.
    """
    said = each or {}
    materials = materials_of(line.id for line in lines)
    numbers = _next_numbers(line.id for line in lines)
    revisions: list[rows.Row] = []
    changed: list[rows.Row] = []
    for line in lines:
        material = materials[line.id]
        digest = hash_of(material)
        number = numbers[line.id]
        if digest != line.content_hash:
            revisions.append((line.id, number + 1, text_of(material), digest, act.holder.person, act.at))
            line.content_hash = digest
            number += 1
        drafters = sorted({*line.drafters, *act.actors})
        line.drafters = tuple(drafters)
        changed.append((line.id, digest, number, drafters))
        about: dict[str, Json] = {"hash": digest, "revision": number}
        act.note(Nomination, line.id, deed, {**about, **(data or {}), **said.get(line.id, {})}, counted=True)
    columns = ("nomination_id", "number", "material", "hash", "author_id", "at")
    rows.insert_rows(Revision, columns, revisions)
    rows.update_rows(
        Nomination, "id", ("content_hash", "revision_no", "drafters"), changed, also="version = t.version + 1"
    )
    void_what_rested_on_the_old(lines, act)
    return [int(row[0]) for row in revisions]


def void_what_rested_on_the_old(lines: Iterable[Line], act: Act) -> None:
    """Void the sign-offs whose hash is no longer the content's."""
    every = list(lines)
    kept = [line.id for line in every if not line.route.superiors_sign_again]
    sql = _VOID.format(among=rows.among("nomination_id"), among_kept=rows.among("workflow_signoff.nomination_id"))
    rows.execute(sql, [act.at, rows.array(line.id for line in every), rows.array(kept)])


def _next_numbers(nominations: Iterable[int]) -> dict[int, int]:
    """The number of each nomination's newest revision."""
    found = rows.fetch(
        f"SELECT id, revision_no FROM workflow_nomination WHERE {rows.among('id')}", [rows.array(nominations)]
    )
    return dict(found)
