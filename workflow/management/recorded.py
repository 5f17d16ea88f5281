"""The papers and the count, against what the record says was signed, counted and issued.

Whoever changes a row past the house would have to change the record too, and its chain shows that.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from workflow.audit.models import Kept
from workflow.council.closing import CLOSED
from workflow.council.minutes import hash_of_minutes
from workflow.council.models import CouncilSession
from workflow.council.sessions import MINUTES_SIGNED
from workflow.council.urn import check_urn
from workflow.database import rows
from workflow.decisions.commands import ISSUED, SIGNED
from workflow.decisions.desks import SIGNATURE_VOIDED
from workflow.decisions.lines import annexes_of, strange_codes
from workflow.decisions.models import Decision
from workflow.decisions.notices import hash_of_text
from workflow.decisions.noticing import NOTICE_SIGNED
from workflow.dossiers import letters
from workflow.dossiers.models import Letter
from workflow.dossiers.moving import PRINTED
from workflow.dossiers.secret_stubs import signed_stubs

AT_ONCE: Final = 100
"""How many papers, each with all its lines, are in memory at one time."""


class Said(NamedTuple):
    """What the last entry of some deeds says: its data, and its personal detail while that is kept."""

    deed: str
    data: Mapping[str, Any]
    personal: Mapping[str, Any]


def said_of(kept: type[Kept], keys: Iterable[int], deeds: Collection[str]) -> dict[int, Said]:
    """The last entry of one of these deeds in the stream of each row, as far as there is one. One statement."""
    found = rows.fetch(
        "SELECT e.stream, e.deed, e.payload, d.detail FROM workflow_audit_entry e"
        " LEFT JOIN workflow_audit_personal_detail d ON d.stream = e.stream AND d.seq = e.seq"
        f" WHERE {rows.among('e.stream', 'text')} AND {rows.among('e.deed', 'text')} ORDER BY e.stream, e.seq",
        [rows.array(f"{kept.stream}:{key}" for key in keys), rows.array(sorted(deeds))],
    )
    return {
        int(stream.partition(":")[2]): Said(deed, _object(_read(payload).get("data")), _read(detail))
        for stream, deed, payload, detail in found
    }


def _read(text: str | None) -> Mapping[str, Any]:
    """An object of the record; nothing where its text is none, which the verifier of the record tells."""
    try:
        return _object(json.loads(text) if text else None)
    except ValueError:
        return {}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _in_batches(kept: type[Kept], columns: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a kind in the order of their keys, some at a time; the key comes first."""
    after = 0
    text = f"SELECT id, {columns} FROM {kept._meta.db_table} WHERE id > %s ORDER BY id LIMIT %s"
    while found := rows.fetch(text, [after, AT_ONCE]):
        yield found
        after = found[-1][0]


def minutes_are_what_was_signed() -> Iterator[str]:
    """The text of the minutes has the hash that both signed."""
    for batch in _in_batches(CouncilSession, "minutes, minutes_hash"):
        signed = said_of(CouncilSession, (row[0] for row in batch), {MINUTES_SIGNED})
        for session, text, digest in batch:
            if digest != (hash_of_minutes(text) if text else ""):
                yield f"session {session}: the text of its minutes is not what its hash says"
            if digest != (signed[session].data.get("hash") if session in signed else ""):
                yield f"session {session}: its minutes are not the ones that were signed"


_ITEMS: Final = (
    "SELECT i.id, i.session_id, i.nomination_id, i.in_favour, i.against, i.abstained, i.supported, count(b.id),"
    " count(CASE WHEN b.choice = 'AGREE' THEN 1 END), count(CASE WHEN b.choice = 'DISAGREE' THEN 1 END),"
    " count(CASE WHEN b.choice = 'ABSTAIN' THEN 1 END), p.figures"
    " FROM workflow_agendaitem i LEFT JOIN workflow_papercount p ON p.session_id = i.session_id"
    " LEFT JOIN workflow_ballot b ON b.item_id = i.id WHERE {among} GROUP BY i.id, p.id ORDER BY i.id"
)


def counts_are_the_ballots_and_what_was_recorded() -> Iterator[str]:
    """The votes counted are the ballots cast, choice by choice, and what was recorded when the vote was closed."""
    for batch in _in_batches(CouncilSession, "closed_at, members_all, members_present, quorum_met"):
        keys = [row[0] for row in batch]
        closed = said_of(CouncilSession, keys, {CLOSED})
        left = {session: dict(_object(one.data.get("counted"))) for session, one in closed.items()}
        for item, session, nomination, *counted, all_cast, agree, disagree, abstain, paper in rows.fetch(
            _ITEMS.format(among=rows.among("i.session_id")), [rows.array(keys)]
        ):
            recorded = left.get(session, {}).pop(str(nomination), None)
            cast = [agree, disagree, abstain, all_cast] if paper is None else _on_paper(paper, nomination)
            if counted[0] is not None and [*counted[:3], sum(counted[:3])] != cast:
                yield f"agenda item {item}: the count is not that of its ballots"
            if _result(counted) != recorded:
                yield f"agenda item {item}: the count is not what was recorded"
        for session, at, *attended in batch:
            told = closed.get(session)
            if (at is not None) is not (told is not None) or (told is not None and _attended(told) != attended):
                yield f"session {session}: how it was closed is not what was recorded"
            for nomination in sorted(left.get(session, {})):
                yield f"session {session}: nomination {nomination} was counted and is not on its agenda"


def urns_are_what_was_sealed() -> Iterator[str]:
    """The ballots of a counted session are those that were sealed; one counted before there were seals has none."""
    for batch in _in_batches(CouncilSession, "urn_hash"):
        closed = said_of(CouncilSession, (row[0] for row in batch), {CLOSED})
        sealed = {key: urn for key, urn in batch if urn}
        for session in CouncilSession.objects.filter(pk__in=sealed).order_by("pk"):
            yield from check_urn(session)
        for session_key, urn in batch:
            if urn != (closed[session_key].data.get("urn", "") if session_key in closed else ""):
                yield f"session {session_key}: the seal of its ballots is not what was recorded"


def _on_paper(figures: Any, nomination: int) -> list[int]:
    """What the tellers counted for a line: in favour, against, abstained, and all of these."""
    *votes, _invalid = rows.loads(figures).get(str(nomination), [-1, -1, -1, -1])
    return [*votes, sum(votes)]


def _result(counted: list[Any]) -> list[Any] | None:
    """In favour, against, abstained, supported, as the record keeps them; none for a line that was not counted."""
    if counted == [None] * 4:
        return None
    return [*counted[:3], None if counted[3] is None else bool(counted[3])]


def _attended(closed: Said) -> list[Any]:
    return [closed.data.get(name) for name in ("members", "present", "quorum")]


def numbers_are_what_was_issued() -> Iterator[str]:
    """Letters and decisions bear the number and the date under which they were issued."""
    papers: tuple[tuple[type[Kept], str], ...] = ((Letter, letters.ISSUED), (Decision, ISSUED))
    for paper, deed in papers:
        for batch in _in_batches(paper, "number, dated, issued_at"):
            issued = said_of(paper, (row[0] for row in batch), {deed})
            for pk, number, dated, issued_at in batch:
                told = issued.get(pk)
                if (issued_at is not None) is not (told is not None):
                    yield f"{paper.stream} {pk}: whether it is issued is not what was recorded"
                if not _bears(told, number, dated):
                    yield f"{paper.stream} {pk}: its number or date is not what was recorded"


def _bears(issued: Said | None, number: str, dated: object) -> bool:
    """Whether a paper bears what was recorded; a number that was erased from the record is not compared."""
    if issued is None:
        return not number and dated is None
    recorded = issued.data.get("number") or issued.personal.get("number")
    return issued.data.get("dated") == str(dated) and recorded in {None, number}


def signatures_are_printed_as_given() -> Iterator[str]:
    """What stands above the signatures under a signed letter or decision is what was recorded when they were given."""
    papers: tuple[tuple[type[Kept], str], ...] = ((Letter, letters.SIGNED), (Decision, SIGNED))
    for paper, deed in papers:
        for batch in _in_batches(paper, "case_id, signed_at"):
            cases = {case: pk for pk, case, signed_at in batch if signed_at is not None}
            signed = said_of(paper, cases.values(), {deed})
            found = rows.fetch(
                "SELECT DISTINCT s.case_id, s.block FROM workflow_signoff s WHERE s.voided_at IS NULL"
                f" AND {rows.among('s.case_id')} AND {rows.among('s.kind', 'text')} ORDER BY s.case_id, s.block",
                [rows.array(sorted(cases)), rows.array(sorted(PRINTED))],
            )
            for case, block in found:
                told = signed.get(cases[case])
                # What was signed before blocks were recorded is not compared.
                if told is not None and "block" in told.data and told.data["block"] != block.split("\n"):
                    yield f"{paper.stream} {cases[case]}: what stands above its signature is not what was recorded"


def annexes_are_what_was_signed() -> Iterator[str]:
    """The annexed list of a signed decision is the one that was signed; an unsigned one has none."""
    for batch in _in_batches(Decision, "signed_at"):
        keys = [row[0] for row in batch]
        last = said_of(Decision, keys, {SIGNED, SIGNATURE_VOIDED})
        signed = {decision: one for decision, one in last.items() if one.deed == SIGNED}
        annexes = annexes_of(keys)
        for decision, signed_at in batch:
            if (signed_at is not None) is not (decision in signed):
                yield f"decision {decision}: whether it is signed is not what was recorded"
            if annexes.get(decision) != (signed[decision].data.get("annex") if decision in signed else None):
                yield f"decision {decision}: its annexed list is not the one that was signed"
        # Where the list itself is another one, its codes say nothing more.
        same = {
            key: annex for key, annex in annexes.items() if key in signed and signed[key].data.get("annex") == annex
        }
        for decision in strange_codes(same):
            yield f"decision {decision}: a code of it or of its lines does not follow from what was signed"


_NOTICES: Final = """
SELECT t.id, t.letter_id, t.content, t.hash, t.signed_at FROM workflow_resultnotice t
WHERE t.id > %s ORDER BY t.id LIMIT %s"""


def notices_are_what_was_signed() -> Iterator[str]:
    """The text of a signed notice of results has its hash, and it is the hash that was recorded; others have none."""
    after = 0
    while batch := rows.fetch(_NOTICES, [after, AT_ONCE]):
        found = rows.fetch(
            f"SELECT payload FROM workflow_audit_entry WHERE deed = %s AND {rows.among('stream', 'text')} ORDER BY id",
            [NOTICE_SIGNED, rows.array(sorted({f"{Letter.stream}:{row[1]}" for row in batch}))],
        )
        recorded = {
            data.get("notice"): data.get("hash") for (text,) in found if (data := _object(_read(text).get("data")))
        }
        for notice, _letter, content, digest, signed_at in batch:
            if digest != (hash_of_text(content) if content else ""):
                yield f"notice {notice}: its text is not what its hash says"
            if digest != recorded.get(notice, "") or (signed_at is not None) is not bool(digest):
                yield f"notice {notice}: it is not the one that was signed"
        after = batch[-1][0]


def secret_stubs_are_what_was_signed() -> Iterator[str]:
    """The stubs of a signed letter say what they said when it was signed."""
    for batch in _in_batches(Letter, "signed_at"):
        keys = [row[0] for row in batch if row[1] is not None]
        signed = said_of(Letter, keys, {letters.SIGNED})
        stand = signed_stubs(keys)
        for letter in keys:
            if stand.get(letter) != (signed[letter].data.get("secret_stubs") if letter in signed else None):
                yield f"letter {letter}: its secret dossiers are not those that were signed"
