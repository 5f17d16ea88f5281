"""Answers to criteria with their evidence, and the papers of a dossier."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.audit.canonical import Json
from workflow.awards.queries import CRITERION_APPLIES
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.answer_marks import UNANSWERED, Answer, marks_now
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Letter
from workflow.dossiers.open_parts import fixed_papers, label_of, require_open
from workflow.dossiers.papers import StoredFile, is_in_store
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.revisions import revise
from workflow.dossiers.secrecy import secret_name, secret_texts, secret_title
from workflow.dossiers.writing import lines_to_edit, lock_letter_to_write
from workflow.procedure.asking import Part
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.papers import PAPERS

ANSWERED: Final = "ANSWERED"
ATTACHED: Final = "ATTACHED"
REMOVED: Final = "PAPER_REMOVED"


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file as a paper of one nomination, or of a letter and so of all its lines."""

    kind: str
    title: str
    file: StoredFile
    nomination: int | None = None
    letter: int | None = None


@command
def answer_criteria(
    answers: Mapping[int, Sequence[Answer]],
    actor: User | None,
    *,
    capacity: Under,
    expect: Mapping[int, Mapping[str, str]] | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Answer criteria of one or many nominations; an answer given before is replaced.

    `expect` are the marks of the answers that were seen, by nomination and criterion: an answer that is another one
    now is not replaced. A constant number of statements. Raises `ValidationError` by nomination and criterion,
    named `answers[17].GEN-02`, and `Refused` where an answer was overtaken.
    """
    asked: dict[str, Json] = {
        "deed": "ANSWER",
        "answers": {str(key): [_plain(one) for one in some] for key, some in answers.items()},
        "expect": [[key, code, mark] for key, some in sorted((expect or {}).items()) for code, mark in some.items()],
    }

    def deed(act: Act) -> TransitionReport:
        if not answers:
            raise ValidationError({"answers": ValidationError(_("Answer at least one criterion."), code="empty")})
        lines = lines_to_edit(answers, act, colleagues=True)
        require_open(lines, lambda line, parts: _labels(answers[line.id], parts.criteria))
        if expect:
            _require_unchanged(expect)
        write_answers(answers)
        codes = sorted({one.criterion for some in answers.values() for one in some})
        revise(lines, act, ANSWERED, {"criteria": codes})
        return TransitionReport(act.operation, made={"nominations": sorted(answers)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _labels(answers: Sequence[Answer], named: Collection[str]) -> list[str]:
    """The criteria answered here that a request does not name, in words."""
    return [label_of(Part.CRITERION, one.criterion) for one in answers if one.criterion not in named]


def _require_unchanged(expect: Mapping[int, Mapping[str, str]]) -> None:
    """The caller holds the lines. Raises `Refused` line by line."""
    now = marks_now(expect)
    refused = {}
    for nomination, seen in expect.items():
        codes = [code for code, mark in seen.items() if now.get((nomination, code), UNANSWERED) != mark]
        if codes:
            refused[nomination] = (overtaken(sorted(codes)),)
    if refused:
        raise Refused((), refused)


def overtaken(codes: Sequence[str]) -> Refusal:
    """Somebody answered these criteria after they were shown."""
    message = _(
        "Somebody answered %(criteria)s after you opened the page. Look at both answers, then send yours again."
    )
    return Refusal("version", message % {"criteria": ", ".join(codes)}, Basis.UNCHANGED)


def _plain(one: Answer) -> dict[str, Json]:
    return {
        "criterion": one.criterion,
        "text": one.text,
        "applies": one.applies,
        "document": [one.document_number, one.document_date],
        "evidence": [[attachment, None if page is None else str(page)] for attachment, page in one.evidence],
    }


def write_answers(answers: Mapping[int, Sequence[Answer]]) -> None:
    """Replace the answers given, with their evidence, after checking all of them. The caller holds the lines."""
    criteria = _criteria(answers)
    attachments = _attachments(answers)
    errors: dict[str, ValidationError] = {}
    for nomination, some in answers.items():
        if not some:
            errors[f"answers[{nomination}]"] = ValidationError(_("Answer at least one criterion."), code="empty")
        for one in some:
            wrong = _wrong(one, criteria.get((nomination, one.criterion)), attachments.get(nomination, set()))
            if wrong is not None:
                errors[f"answers[{nomination}].{one.criterion}"] = wrong
    if errors:
        raise ValidationError(dict(errors))
    given = {
        (nomination, criteria[nomination, one.criterion][0]): one
        for nomination, some in answers.items()
        for one in some
    }
    _replace(given)


def _replace(given: Mapping[tuple[int, int], Answer]) -> None:
    pairs = sorted(given)
    source, parameters = rows.given(CriterionAnswer, ["nomination_id", "criterion_id"], pairs)
    old = (
        f"SELECT x.id FROM workflow_criterionanswer x JOIN {source}"
        " ON x.nomination_id = given.nomination_id AND x.criterion_id = given.criterion_id"
    )
    rows.execute(f"DELETE FROM workflow_evidencelink WHERE answer_id IN ({old})", parameters)
    rows.execute(f"DELETE FROM workflow_criterionanswer WHERE id IN ({old})", parameters)
    columns = ("nomination_id", "criterion_id", "applies", "text", "document_number", "document_date")
    new = [(*pair, *_columns_of(given[pair])) for pair in pairs]
    made = rows.insert_rows(CriterionAnswer, columns, new, returning="id, nomination_id, criterion_id")
    links = [
        (answer, attachment, page)
        for answer, nomination, criterion in made
        for attachment, page in dict(given[nomination, criterion].evidence).items()
    ]
    rows.insert_rows(EvidenceLink, ("answer_id", "attachment_id", "page"), links)


def _columns_of(one: Answer) -> tuple[bool, str, str, date | None]:
    return one.applies, _kept(one.text), _kept(one.document_number), one.document_date


def _kept(text: str) -> str:
    return normalize("NFC", text.strip())


def _wrong(one: Answer, criterion: tuple[int, bool] | None, attachments: set[int]) -> ValidationError | None:
    if criterion is None:
        return ValidationError(_("This criterion does not apply to this nominee."), code="unknown")
    if not one.text.strip():
        return ValidationError(_("Write the answer."), code="required")
    secret = secret_texts({"text": one.text})
    if secret:
        return secret["text"]
    if not one.applies and not criterion[1]:
        return ValidationError(_("This criterion always applies; answer it."), code="applies")
    if len(_kept(one.document_number)) > _number_length:
        message = _("Give the document's number in at most %(count)d characters.") % {"count": _number_length}
        return ValidationError(message, code="document")
    return _wrong_evidence(one, attachments)


def _wrong_evidence(one: Answer, attachments: set[int]) -> ValidationError | None:
    if not all(page is None or 1 <= page <= _last_page for _attachment, page in one.evidence):
        message = _("A page is a number from 1 to %(count)d.") % {"count": _last_page}
        return ValidationError(message, code="page")
    foreign = [str(attachment) for attachment, _page in one.evidence if attachment not in attachments]
    if foreign:
        message = _("These files are no papers of this nomination: %(files)s.") % {"files": ", ".join(foreign)}
        return ValidationError(message, code="evidence")
    return None


_number_length: Final = 100
_last_page: Final = 32_767


def _criteria(answers: Iterable[int]) -> dict[tuple[int, str], tuple[int, bool]]:
    """The criteria that apply to each nomination, by code: (key, whether it may not apply)."""
    found = rows.fetch(
        "SELECT n.id, c.code, c.id, c.may_not_apply FROM workflow_nomination n JOIN workflow_criterion c"
        f" ON {CRITERION_APPLIES}"
        f" WHERE {rows.among('n.id')}",
        [rows.array(sorted(answers))],
    )
    return {(nomination, code): (key, bool(optional)) for nomination, code, key, optional in found}


def _attachments(answers: Iterable[int]) -> dict[int, set[int]]:
    """The papers of each nomination and of its letter."""
    found = rows.fetch(
        "SELECT n.id, a.id FROM workflow_nomination n JOIN workflow_attachment a"
        " ON (a.nomination_id = n.id OR a.letter_id = n.letter_id) AND a.removed_at IS NULL"
        f" WHERE {rows.among('n.id')}",
        [rows.array(sorted(answers))],
    )
    papers: dict[int, set[int]] = {}
    for nomination, attachment in found:
        papers.setdefault(nomination, set()).add(attachment)
    return papers


@command
def attach_papers(
    papers: Sequence[Paper], actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Attach stored files to nominations or to a letter in preparation, all or none; `made` lists the papers in order.

    A content that is a paper of this kind there already is not attached twice: its place is listed as `there`, and
    the paper in this place is the one that is there.
    A constant number of statements for nominations, and one letter in one act. Raises
    `ValidationError` by paper and field, named `papers[2].kind`.
    """
    asked: dict[str, Json] = {
        "deed": "ATTACH",
        "papers": [[one.kind, one.title, one.file.sha256, one.nomination, one.letter] for one in papers],
    }

    def deed(act: Act) -> TransitionReport:
        _check_papers(papers)
        for letter in Letter.objects.filter(pk__in={one.letter for one in papers if one.letter is not None}):
            lock_letter_to_write(letter, act)
        nominations = {one.nomination for one in papers if one.nomination is not None}
        lines = lines_to_edit(nominations, act, colleagues=True) if nominations else []
        require_open(lines, lambda line, parts: _closed_kinds(papers, line.id, parts.attachable))
        known = _already_there(papers)
        new, there = _split(papers, known)
        for key in sorted({one.letter for one in new if one.letter is not None}):
            act.note(Letter, key, ATTACHED, {"files": [one.file.sha256 for one in new if one.letter == key]})
        known |= zip(map(_place, new), _insert_papers(new, act), strict=True)
        changed = {one.nomination for one in new}
        lines = [line for line in lines if line.id in changed]
        if lines:
            revise(lines, act, ATTACHED)
        return TransitionReport(act.operation, made={"papers": [known[_place(one)] for one in papers], "there": there})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _closed_kinds(papers: Sequence[Paper], line: int, attachable: Collection[str]) -> list[str]:
    """The kinds of papers for a line that are not open there, in words."""
    kinds = dict.fromkeys(one.kind for one in papers if one.nomination == line)
    return [label_of(Part.DOCUMENT, kind) for kind in kinds if kind not in attachable]


_Place = tuple[int | None, int | None, str, str]


def _place(one: Paper) -> _Place:
    """What is attached once: a content of one kind, on one nomination or letter."""
    return (one.nomination, one.letter, one.kind, one.file.sha256)


def _already_there(papers: Sequence[Paper]) -> dict[_Place, int]:
    """The papers that hold a given content already, by its place: one statement."""
    of = Q(nomination__in={one.nomination for one in papers}) | Q(letter__in={one.letter for one in papers})
    kept = Attachment.objects.filter(of, removed_at=None, sha256__in={one.file.sha256 for one in papers})
    # Where older data hold one content twice, the first stays the one.
    found = kept.order_by("-pk").values_list("nomination", "letter", "kind", "sha256", "pk")
    return {(nomination, letter, kind, sha256): pk for nomination, letter, kind, sha256, pk in found}


def _split(papers: Sequence[Paper], known: Collection[_Place]) -> tuple[list[Paper], list[int]]:
    """The papers that are new, and the places of those that are there, or stand earlier in the list."""
    new: dict[_Place, Paper] = {}
    there = []
    for number, one in enumerate(papers):
        if _place(one) in known or _place(one) in new:
            there.append(number)
        else:
            new[_place(one)] = one
    return list(new.values()), there


def _check_papers(papers: Sequence[Paper]) -> None:
    errors: dict[str, ValidationError] = {}
    if not papers:
        errors["papers"] = ValidationError(_("Give at least one paper."), code="empty")
    letters = set(
        Letter.objects.filter(pk__in={one.letter for one in papers if one.letter is not None}).values_list(
            "pk", flat=True
        )
    )
    for number, one in enumerate(papers):
        if one.kind not in PAPERS:
            errors[f"papers[{number}].kind"] = ValidationError(_("There is no such kind of paper."), code="unknown")
        if not one.title.strip() or len(one.title) > _title_length:
            message = _("Give a title of at most %(count)d characters.") % {"count": _title_length}
            errors[f"papers[{number}].title"] = ValidationError(message, code="title")
        secret = secret_title(one.title) or secret_name(one.file.file_name)
        if secret is not None:
            errors[f"papers[{number}].title"] = secret
        if not is_in_store(one.file):
            message = _("This file is not in the store. Upload it first, then attach it.")
            errors[f"papers[{number}].file"] = ValidationError(message, code="store")
        if (one.nomination is None) == (one.letter is None) or (one.letter is not None and one.letter not in letters):
            message = _("A paper belongs to one nomination or to one letter.")
            errors[f"papers[{number}].nomination"] = ValidationError(message, code="owner")
    if errors:
        raise ValidationError(dict(errors))


_title_length: Final = 250


def _insert_papers(papers: Sequence[Paper], act: Act) -> list[int]:
    columns = ("nomination_id", "letter_id", "kind", "title", "file_name", "content_type", "size", "sha256", "scan")
    given = [
        (
            one.nomination,
            one.letter,
            one.kind,
            normalize("NFC", one.title.strip()),
            one.file.file_name,
            one.file.content_type,
            one.file.size,
            one.file.sha256,
            one.file.scan.value,
            act.person,
            act.at,
        )
        for one in papers
    ]
    made = rows.insert_rows(Attachment, (*columns, "uploaded_by_id", "uploaded_at"), given, returning="id")
    return sorted(row[0] for row in made)


@command
def remove_paper(
    attachment: Attachment, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Take a paper off a nomination that is being edited, or off a letter in preparation.

    The file stays in the store and older revisions still name it. Evidence that pointed to it counts no more.
    """
    asked: dict[str, Json] = {"deed": "REMOVE_PAPER", "paper": attachment.pk}

    def deed(act: Act) -> TransitionReport:
        lines = []
        if attachment.nomination_id is not None:
            lines = lines_to_edit([attachment.nomination_id], act, colleagues=True)
            require_open(lines, lambda _line, parts: fixed_papers([attachment], parts).get(attachment.pk, ()))
        elif attachment.letter is not None:
            there = [line.id for line in lock_letter_to_write(attachment.letter, act)]
            act.note(Letter, attachment.letter.pk, REMOVED, {"files": [attachment.sha256]})
            lines = lines_to_edit(_resting_on(attachment, there), act, colleagues=True)
        if not Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=act.at):
            raise Refused([Refusal("paper", _("This paper was removed already."), Basis.PROCEDURE)])
        EvidenceLink.objects.filter(
            attachment=attachment.pk, answer__nomination__in=[line.id for line in lines]
        ).delete()
        if lines:
            revise(lines, act, REMOVED, {"files": [attachment.sha256]})
        return TransitionReport(act.operation, made={"paper": attachment.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _resting_on(attachment: Attachment, nominations: Iterable[int]) -> set[int]:
    """Which of these nominations have evidence in the paper."""
    answers = CriterionAnswer.objects.filter(evidence=attachment, nomination__in=list(nominations))
    return set(answers.values_list("nomination_id", flat=True))
