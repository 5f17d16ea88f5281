"""The desks whose cases are letters: the unit's, the supplementary, the superior's and the office's."""

from collections.abc import Hashable, Sequence
from typing import Final

from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.flow import LetterFlow
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.moving import Moved
from workflow.dossiers.places import Home
from workflow.procedure.facts import Family
from workflow.procedure.states import State
from workflow.worklist.board import NewCase

OPENED: Final = "OPENED"
SIGNATURE_VOIDED: Final = "SIGNATURE_VOIDED"

# A letter that collects mixes campaigns and rounds only where its key does.
_OPEN: Final = """
INSERT INTO workflow_letter (version, kind, organisation_id, authority_id, campaign_id, round_id, route_id, case_id,
  replaces_id, subject, folded_subject, opened_by, opened_at, number, folded_number)
SELECT 1, given.kind, given.organisation_id, l.authority_id, {campaign}, {round}, l.route_id, given.case_id,
  {replaces}, {subject}, {folded}, given.opened_by, given.opened_at, '', ''
FROM {source} JOIN workflow_letter l ON l.id = given.replaces_id WHERE true RETURNING id, case_id"""
_COPY_PAPERS: Final = """
INSERT INTO workflow_attachment (letter_id, kind, title, file_name, content_type, size, sha256, scan, uploaded_by_id,
  uploaded_at)
SELECT given.id, a.kind, a.title, a.file_name, a.content_type, a.size, a.sha256, a.scan, a.uploaded_by_id, a.uploaded_at
FROM {source} JOIN workflow_attachment a ON a.letter_id = given.replaces_id WHERE a.removed_at IS NULL"""
_COPY_MINUTES: Final = """
INSERT INTO workflow_unitminutes (letter_id, held_on, place, chair, secretary, members, present, conclusion,
  recorded_by_id, recorded_at, version)
SELECT given.id, m.held_on, m.place, m.chair, m.secretary, m.members, m.present, m.conclusion, m.recorded_by_id,
  m.recorded_at, 1
FROM {source} JOIN workflow_unitminutes m ON m.letter_id = given.replaces_id"""

# Answers of lines that go to a new letter point to the new letter's papers: the same content, so the hash stands.
# A file attached twice alike is found by its place among its likes.
_LIKE: Final = """(SELECT count(*) FROM workflow_attachment b
    WHERE b.letter_id = {one}.letter_id AND b.kind = {one}.kind AND b.sha256 = {one}.sha256
    AND b.title = {one}.title AND b.removed_at IS NULL AND b.id < {one}.id)"""
_EVIDENCE_FOLLOWS: Final = f"""
UPDATE workflow_evidencelink AS t SET attachment_id = f.id
FROM {{source}} JOIN workflow_criterionanswer x ON x.nomination_id = given.line
JOIN workflow_evidencelink e ON e.answer_id = x.id
JOIN workflow_attachment o ON o.id = e.attachment_id AND o.letter_id = given.old
JOIN workflow_attachment f ON f.letter_id = given.new AND f.kind = o.kind AND f.sha256 = o.sha256 AND f.title = o.title
  AND {_LIKE.format(one="f")} = {_LIKE.format(one="o")}
WHERE t.id = e.id"""

_ABOVE: Final = """
SELECT 'superior:' || o.id || ':' || COALESCE(d.round_id, 0) || ':' || d.authority_id || ':' || d.procedure
FROM (SELECT DISTINCT n.level_id, n.round_id, n.authority_id,
    CASE WHEN n.regime_id IS NULL THEN r.code ELSE CAST(n.route_id AS varchar(20)) END AS procedure
  FROM workflow_nomination n JOIN workflow_route r ON r.id = n.route_id WHERE {among}) d
JOIN workflow_organisation o ON o.submits_upward = {true} AND o.id IN (
  WITH RECURSIVE up(id, depth) AS (
    SELECT d.level_id, 0
    UNION SELECT e.above, up.depth + 1 FROM up JOIN (
      SELECT x.id, x.parent_id AS above FROM workflow_organisation x WHERE x.parent_id IS NOT NULL
      UNION ALL SELECT s.old_id, s.new_id FROM workflow_succession s WHERE s.carries_work = {true}
    ) e ON e.id = up.id WHERE up.depth < 24)
  SELECT id FROM up)"""


class _LetterDesk:
    """What the four have in common: the letter's row, and the loss of a signature."""

    kind: Letter.Kind
    keeps_subject = False
    keeps_round = True

    def opened(self, homes: Sequence[Home], act: Act) -> None:
        """Write the letters of new cases. Each begins from the letter its first line stood on."""
        columns = ("kind", "organisation_id", "case_id", "replaces_id", "opened_by", "opened_at")
        given = [
            (home.case.variant, home.case.organisation, home.case_id, home.moved[0].letter, act.person, act.at)
            for home in homes
        ]
        source, parameters = rows.given(Letter, columns, given)
        sql = _OPEN.format(
            source=source,
            campaign="l.campaign_id" if self.keeps_round else "NULL",
            round="l.round_id" if self.keeps_round else "NULL",
            replaces="l.id" if self.kind is Letter.Kind.UNIT else "NULL",
            subject="l.subject" if self.keeps_subject else "''",
            folded="l.folded_subject" if self.keeps_subject else "''",
        )
        made = {case_id: letter for letter, case_id in rows.fetch(sql, parameters)}
        for home in homes:
            act.note(Letter, made[home.case_id], OPENED, {"kind": home.case.variant}, counted=True)
        self.settle(homes, made)

    def settle(self, homes: Sequence[Home], letters: dict[int, int]) -> None:
        """What else a new letter needs."""

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """A letter that collects needs nothing more for another line."""

    def unsigned(self, cases: Sequence[int], act: Act) -> None:
        """The letters of these cases are signed no more."""
        unsign_letters(cases, act)


def unsign_letters(cases: Sequence[int], act: Act) -> None:
    """Take the signature off the letters of these cases, and record it."""
    found = rows.fetch(
        f"UPDATE workflow_letter SET signed_at = NULL, signed_by_id = NULL WHERE {rows.among('case_id')}"
        " AND signed_at IS NOT NULL AND issued_at IS NULL RETURNING id",
        [rows.array(cases)],
    )
    for (letter,) in found:
        act.note(Letter, letter, SIGNATURE_VOIDED)


class UnitLetters(_LetterDesk):
    """Lines on the unit's own desks. What comes back always opens a new letter that replaces the old one."""

    states = (State.DRAFT, State.WITH_HEAD)
    kind = Letter.Kind.UNIT
    keeps_subject = True

    def keys(self) -> str:
        """A unit's letter does not collect."""
        return ""

    def home(self, one: Moved, act: Act) -> tuple[Hashable, NewCase]:
        """Back at the officer until the reply date, or (part of a letter was sent) before the head.

        The papers come along.
        """
        line, draft = one.line, one.to is State.DRAFT
        variant, due = self.kind.value, one.reply_by
        if not draft and line.case is not None:
            variant, due = act.board.cases[line.case].variant, act.board.items[line.case].due
        case = NewCase(LetterFlow, "prepare" if draft else "sign", line.unit, variant=variant, due=due)
        return ("unit", variant, draft, line.case, line.letter, line.unit), case

    def settle(self, homes: Sequence[Home], letters: dict[int, int]) -> None:
        """The lines are the new letter's, and the old letter's papers are its papers too."""
        own = [home for home in homes if home.case.variant == self.kind.value]
        if not own:
            return
        pairs = [(letters[home.case_id], home.moved[0].letter) for home in own]
        copy_papers(pairs)
        moved = [(one.line.id, letters[home.case_id], one.line.letter) for home in own for one in home.moved]
        let_evidence_follow(moved)
        for home in own:
            for one in home.moved:
                one.letter = letters[home.case_id]


def copy_papers(pairs: Sequence[tuple[int, int]]) -> None:
    """Give new letters the papers and the minutes of old ones, by two statements: pairs of (new, old)."""
    source, parameters = rows.given(Letter, ["id", "replaces_id"], pairs)
    rows.execute(_COPY_PAPERS.format(source=source), parameters)
    rows.execute(_COPY_MINUTES.format(source=source), parameters)


def let_evidence_follow(moved: Sequence[tuple[int, int, int]]) -> None:
    """Point the evidence of lines to the papers of their new letter, by one statement: (line, new, old) each."""
    source, parameters = rows.given(Nomination, ["id", "letter_id", "letter_id"], moved, names=["line", "new", "old"])
    rows.execute(_EVIDENCE_FOLLOWS.format(source=source), parameters)


class SupplementaryLetters(_LetterDesk):
    """Lines whose supplement is asked for: a letter for each unit and the appraisal that asks."""

    states = (State.IN_SUPPLEMENT,)
    kind = Letter.Kind.SUPPLEMENTARY
    keeps_subject = True

    def keys(self) -> str:
        """A supplementary letter belongs to its request; it does not collect."""
        return ""

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """The officer's desk again, due when the request is due."""
        line = one.line
        due = rows.day(line.of(Family.REQUEST).get("reply_by"))
        case = NewCase(LetterFlow, "prepare", line.unit, variant=self.kind.value, due=due)
        return ("supplement", line.case, line.letter, line.unit, due), case


class SuperiorLetters(_LetterDesk):
    """Lines that a superior merges into its own letter: one for each organisation, round, authority and route."""

    states = (State.WITH_SUPERIOR,)
    kind = Letter.Kind.SUPERIOR

    def keys(self) -> str:
        """The open letters of every body above the line: which of them is the next, only the facts know."""
        return _ABOVE

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """The collecting letter of the next body up the submitting line."""
        line = one.line
        organisation = line.of(Family.LEVEL).get("next") or line.level
        key = f"superior:{organisation}:{line.round or 0}:{line.authority}:{line.procedure}"
        return key, NewCase(LetterFlow, "prepare", organisation, key=key, variant=self.kind.value)


class OfficeLetters(_LetterDesk):
    """Lines that the office presents to the decider: one letter for each office, authority and route."""

    states = (State.TO_PRESENT,)
    kind = Letter.Kind.OFFICE
    keeps_round = False

    def keys(self) -> str:
        """The office's open letter to the authority."""
        return (
            "SELECT 'office:' || n.office_id || ':' || n.authority_id || ':' || n.route_id"
            " FROM workflow_nomination n WHERE {among}"
        )

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """The collecting letter of the office."""
        line = one.line
        key = f"office:{line.office}:{line.authority}:{line.route_id}"
        return key, NewCase(LetterFlow, "prepare", line.office, key=key, variant=self.kind.value)


DESKS: Final = (UnitLetters(), SupplementaryLetters(), SuperiorLetters(), OfficeLetters())
