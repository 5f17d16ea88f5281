"""The nominee's own key: homonyms differ by it, and a household is known by its name in its unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from workflow.awards.models import NomineeKind
from workflow.database import rows
from workflow.dossiers.models import Nominee


@dataclass(frozen=True, slots=True, order=True)
class Whom:
    """A nominee: its key, its kind, and the person or the body that it is."""

    key: str
    kind: str
    person: int | None = None
    organisation: int | None = None


def person_key(person: int) -> str:
    """The key of a person."""
    return f"person:{person}"


def body_key(organisation: int) -> str:
    """The key of a collective."""
    return f"organisation:{organisation}"


def household_key(name: str, unit: int) -> str:
    """The key of a household of the unit, whatever the capitals and spaces of its name."""
    written = normalize("NFKC", " ".join(name.split())).casefold()
    return f"household:{unit}:{written}"[:300]


def whom(kind: str, key: str, person: int | None, organisation: int | None) -> Whom:
    """The nominee of a kind: only a person is a person, only a collective is a body."""
    is_person, is_body = kind == NomineeKind.PERSON, kind == NomineeKind.COLLECTIVE
    return Whom(key, kind, person if is_person else None, organisation if is_body else None)


def nominees_by_key(given: Iterable[Whom]) -> dict[str, int]:
    """The nominees' rows by key; those not known yet are made. Two statements."""
    by_key = {one.key: (one.key, one.kind, one.person, one.organisation) for one in given}
    columns = ("key", "kind", "person_id", "organisation_id")
    rows.insert_rows(Nominee, columns, [row for _, row in sorted(by_key.items())], unless_there=True)
    found = rows.fetch(
        f"SELECT key, id FROM workflow_nominee WHERE {rows.among('key', 'text')}", [rows.array(sorted(by_key))]
    )
    return dict(found)
