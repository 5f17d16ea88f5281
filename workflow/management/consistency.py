"""Consistency of live data: lines on cases, cases on desks, signatures on content, content on its hash.

What the tables say against what the record says of it stands in `recorded`, the keys of names and
subjects in `keys`.
"""

import json
from collections.abc import Callable, Iterator
from typing import Final

from workflow.audit.canonical import canonical, content_hash
from workflow.database import rows
from workflow.dossiers.material import hash_of, materials_of
from workflow.management.keys import KEYS
from workflow.management.money import MONEY
from workflow.management.recorded import (
    annexes_are_what_was_signed,
    counts_are_the_ballots_and_what_was_recorded,
    minutes_are_what_was_signed,
    notices_are_what_was_signed,
    numbers_are_what_was_issued,
    secret_stubs_are_what_was_signed,
    signatures_are_printed_as_given,
    urns_are_what_was_sealed,
)
from workflow.procedure.states import OPEN, State
from workflow.worklist.queries import open_cases

AT_ONCE: Final = 500
_open: Final = tuple(sorted(state.value for state in OPEN))


def problems() -> Iterator[str]:
    """Everything that is not as it must be, in words; nothing when all is well. It only reads."""
    for check in CHECKS:
        yield from check()


def _lines_stand_on_one_open_case() -> Iterator[str]:
    """Every open nomination stands on exactly one open case, and its history says the same."""
    found = rows.fetch(
        "SELECT n.id, n.state, n.case_id, s.case_id, c.finished FROM workflow_nomination n"
        " LEFT JOIN workflow_standing s ON s.nomination_id = n.id AND s.left_at IS NULL"
        " LEFT JOIN workflow_case c ON c.id = n.case_id ORDER BY n.id"
    )
    for nomination, state, case, standing, finished in found:
        if case != standing:
            yield f"nomination {nomination}: it is on case {case}, but its history says {standing}"
        if case is not None and finished is not None:
            yield f"nomination {nomination}: its case {case} is closed"
        if case is None and state in _open:
            yield f"nomination {nomination}: it is {state} and stands on no case"
        if case is not None and state not in _open and state != State.AWARDED.value:
            yield f"nomination {nomination}: it is {state} and still stands on case {case}"


def _cases_wait_on_one_desk() -> Iterator[str]:
    """Every open case waits on one desk of its flow, for lines in the states of that desk."""
    states = rows.fetch(
        "SELECT case_id, state, count(*) FROM workflow_nomination WHERE case_id IS NOT NULL GROUP BY 1, 2"
    )
    on: dict[int, dict[str, int]] = {}
    for case, state, number in states:
        on.setdefault(case, {})[state] = number
    for case in open_cases():
        if case.desk is None or case.variant not in case.desk.by_variant:
            yield f"case {case.id}: it waits on no desk of its flow"
            continue
        here = case.desk.at(case.variant)
        strange = on.get(case.id, {}).keys() - {state.value for state in here.states}
        if strange:
            yield f"case {case.id}: lines in {', '.join(sorted(strange))} stand on the desk {case.desk.name}"
        if case.id not in on and not case.desk.lasts and here.states and not _may_be_empty(case.desk.name):
            yield f"case {case.id}: it waits on the desk {case.desk.name} without a line"
        if (case.role, case.at) != (here.role.value, case.organisation):
            yield f"case {case.id}: its work item is for {case.role}@{case.at}"


def _closed_cases_wait_on_no_desk() -> Iterator[str]:
    """When a case closes, its work item does."""
    found = rows.fetch(
        "SELECT c.id FROM workflow_case c JOIN workflow_workitem w ON w.process_id = c.id AND w.finished IS NULL"
        " WHERE c.finished IS NOT NULL ORDER BY c.id"
    )
    yield from (f"case {case}: it is closed, but its work item is open" for (case,) in found)


def _may_be_empty(desk: str) -> bool:
    """A letter that is being prepared may have no line yet."""
    return desk == "prepare"


def _every_case_has_its_room() -> Iterator[str]:
    """Every case is the case of one letter, appraisal, hold, session or decision."""
    found = rows.fetch(
        "SELECT c.id, (SELECT count(*) FROM workflow_letter x WHERE x.case_id = c.id)"
        " + (SELECT count(*) FROM workflow_appraisal x WHERE x.case_id = c.id)"
        " + (SELECT count(*) FROM workflow_hold x WHERE x.case_id = c.id)"
        " + (SELECT count(*) FROM workflow_councilsession x WHERE x.case_id = c.id)"
        " + (SELECT count(*) FROM workflow_decision x WHERE x.case_id = c.id) FROM workflow_case c ORDER BY c.id"
    )
    yield from (f"case {case}: {number} rooms keep it" for case, number in found if number != 1)


def _content_is_what_its_hash_says() -> Iterator[str]:
    """The hash of every nomination is the hash of its content, and its newest revision says so."""
    after = 0
    while True:
        found = rows.fetch(
            "SELECT n.id, n.content_hash, EXISTS (SELECT 1 FROM workflow_revision r WHERE r.nomination_id = n.id"
            " AND r.hash = n.content_hash) FROM workflow_nomination n WHERE n.id > %s ORDER BY n.id LIMIT %s",
            [after, AT_ONCE],
        )
        if not found:
            return
        materials = materials_of(row[0] for row in found)
        for nomination, digest, known in found:
            if hash_of(materials[nomination]) != digest:
                yield f"nomination {nomination}: its content is not what its hash says"
            if not known:
                yield f"nomination {nomination}: no revision holds its content"
        after = found[-1][0]


def _revisions_are_what_their_hashes_say() -> Iterator[str]:
    """A revision is never rewritten: its text still has the hash that was signed."""
    after = 0
    while True:
        found = rows.fetch(
            "SELECT id, nomination_id, number, material, hash FROM workflow_revision"
            " WHERE id > %s ORDER BY id LIMIT %s",
            [after, AT_ONCE],
        )
        if not found:
            return
        for _key, nomination, number, material, digest in found:
            if not _is_hashed(material, digest):
                yield f"nomination {nomination}: the text of its revision {number} is not what its hash says"
        after = found[-1][0]


def _is_hashed(text: str, digest: str) -> bool:
    try:
        material = json.loads(text)
        return canonical(material) == text and content_hash(material) == digest
    except (TypeError, ValueError):
        return False


def _signatures_are_valid_or_void() -> Iterator[str]:
    """A valid sign-off rests on the content as it stands; only a superior's may rest on an older revision."""
    found = rows.fetch(
        "SELECT s.id, s.nomination_id, s.kind FROM workflow_signoff s"
        " JOIN workflow_nomination n ON n.id = s.nomination_id LEFT JOIN workflow_letter l ON l.case_id = s.case_id"
        " WHERE s.voided_at IS NULL AND s.hash <> n.content_hash"
        " AND NOT (s.kind = 'ENDORSEMENT' AND COALESCE(l.kind, '') = 'SUPERIOR') ORDER BY s.id"
    )
    for sign_off, nomination, kind in found:
        yield f"nomination {nomination}: its {kind} sign-off {sign_off} rests on other content and is not void"


def _signed_papers_bear_every_signature() -> Iterator[str]:
    """A letter or a decision that is signed and not issued has a valid sign-off for each line on it."""
    for paper in ("letter", "decision"):
        found = rows.fetch(
            f"SELECT p.id, n.id FROM workflow_{paper} p JOIN workflow_nomination n ON n.case_id = p.case_id"
            " WHERE p.signed_at IS NOT NULL AND p.issued_at IS NULL AND NOT EXISTS (SELECT 1 FROM workflow_signoff s"
            " WHERE s.nomination_id = n.id AND s.case_id = p.case_id AND s.voided_at IS NULL) ORDER BY p.id, n.id"
        )
        yield from (f"{paper} {pk}: it is signed, but not for nomination {nomination}" for pk, nomination in found)


CHECKS: Final[tuple[Callable[[], Iterator[str]], ...]] = (
    _lines_stand_on_one_open_case,
    _cases_wait_on_one_desk,
    _closed_cases_wait_on_no_desk,
    _every_case_has_its_room,
    _content_is_what_its_hash_says,
    _revisions_are_what_their_hashes_say,
    _signatures_are_valid_or_void,
    _signed_papers_bear_every_signature,
    minutes_are_what_was_signed,
    counts_are_the_ballots_and_what_was_recorded,
    urns_are_what_was_sealed,
    numbers_are_what_was_issued,
    annexes_are_what_was_signed,
    notices_are_what_was_signed,
    secret_stubs_are_what_was_signed,
    signatures_are_printed_as_given,
    *KEYS,
    *MONEY,
)
