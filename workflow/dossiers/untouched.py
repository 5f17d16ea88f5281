"""What a unit says it has supplemented and has not touched: each part that was asked, against the content."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from workflow.database import rows
from workflow.dossiers.comparing import changed_parts
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Revision
from workflow.dossiers.open_parts import label_of
from workflow.procedure.asking import Part
from workflow.procedure.facts import Family

if TYPE_CHECKING:
    from collections.abc import Mapping


def find_untouched(lines: Iterable[Line]) -> None:
    """Add to the facts of each supplement the parts, in words, that are said to be done and read as they did.

    One statement; none where no item is said to be done.
    """
    answered = [line for line in lines if line.of(Family.SUPPLEMENT).get("done")]
    if not answered:
        return
    says = _materials([(line.id, digest) for line in answered for digest in (_asked_on(line), line.content_hash)])
    for line in answered:
        about = line.of(Family.SUPPLEMENT)
        changed = changed_parts(says[line.id, _asked_on(line)], says[line.id, line.content_hash])
        done = dict.fromkeys((Part(one["kind"]), one["target"]) for one in about["done"])
        untouched = [label_of(*one) for one in done if one not in changed]
        line.families[Family.SUPPLEMENT] = {**about, "untouched": untouched}


def _asked_on(line: Line) -> str:
    return str(line.of(Family.SUPPLEMENT)["hash"])


def _materials(pairs: Iterable[tuple[int, str]]) -> "dict[tuple[int, str], Mapping[str, Any]]":
    """The content of revisions by nomination and hash."""
    source, parameters = rows.given(Revision, ["nomination_id", "hash"], sorted(set(pairs)))
    found = rows.fetch(
        f"SELECT r.nomination_id, r.hash, r.material FROM workflow_revision r JOIN {source}"
        " ON r.nomination_id = given.nomination_id AND r.hash = given.hash",
        parameters,
    )
    return {(nomination, digest): json.loads(material) for nomination, digest, material in found}
