"""What lines said when they were signed: the revision of that hash, spelled as it was corrected by then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.database import rows
from workflow.dossiers.models import Correction
from workflow.dossiers.names import CORRECTABLE


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper says of a line: whom it names, of which kind, for which award form (its code)."""

    kind: str
    name: str
    title: str
    unit: str
    award_form: str


def said_by(hashes: Mapping[int, str], until: datetime) -> dict[int, Said]:
    """What each nomination said under the hash, with the corrections made until then: two statements for any number."""
    found = rows.fetch(
        "SELECT nomination_id, hash, material FROM workflow_revision"
        f" WHERE {rows.among('nomination_id')} AND {rows.among('hash', 'text')} ORDER BY id",
        [rows.array(hashes), rows.array(set(hashes.values()))],
    )
    says = {key: json.loads(text) for key, digest, text in found if digest == hashes[key]}
    spelled = {key: [one["nominee"][field] for field in ("name", "title", "unit")] for key, one in says.items()}
    corrected = Correction.objects.filter(nomination__in=list(hashes), at__lte=until).order_by("pk")
    for key, field, text in corrected.values_list("nomination", "field", "text"):
        if key in spelled:
            spelled[key][CORRECTABLE.index(field)] = text
    return {key: _said(one, *spelled[key]) for key, one in says.items()}


def _said(material: Mapping[str, Any], name: str, title: str, unit: str) -> Said:
    return Said(material["nominee"]["kind"], name, title, unit, material["award_form"])
