"""Letters: sent to the head, split and merged, signed by one head, then issued with number and date."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.database.texts import folded
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.models import User
from workflow.directory.numbers import Series, free_number, given_number, is_cancelled
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.facts import load_facts
from workflow.dossiers.flow import LetterFlow
from workflow.dossiers.handling import keys_on, require_post, take_case
from workflow.dossiers.inviting import end_invitations
from workflow.dossiers.judgement import families_for
from workflow.dossiers.letter_desks import OPENED, copy_papers, let_evidence_follow
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.minutes_commands import require_minutes_before
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.moving import change_case, sign_lines
from workflow.dossiers.placing import void_signatures
from workflow.dossiers.reports import Refused, TransitionReport, refuse_all
from workflow.dossiers.secret_stubs import stub_hash
from workflow.dossiers.signing import judge_signature
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.guards import a_level_remains
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import SignOffKind, Transition
from workflow.worklist.board import FORWARD, NewCase

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

SIGNED: Final = "SIGNED"
ISSUED: Final = "ISSUED"
SPLIT: Final = "SPLIT"
MERGED: Final = "MERGED"
HANDED: Final = "HANDED_TO_HEAD"

_preparer: Final = {
    Letter.Kind.UNIT: Role.UNIT_OFFICER,
    Letter.Kind.SUPPLEMENTARY: Role.UNIT_OFFICER,
    Letter.Kind.SUPERIOR: Role.UNIT_OFFICER,
    Letter.Kind.OFFICE: Role.OFFICE_SPECIALIST,
}
_signer: Final = {
    Letter.Kind.UNIT: Role.UNIT_HEAD,
    Letter.Kind.SUPPLEMENTARY: Role.UNIT_HEAD,
    Letter.Kind.SUPERIOR: Role.UNIT_HEAD,
    Letter.Kind.OFFICE: Role.OFFICE_HEAD,
}
_at_issue: Final = (
    Transition.ENDORSE,
    Transition.ENDORSE_UPWARD,
    Transition.FORWARD,
    Transition.PASS_UPWARD,
    Transition.PRESENT,
)


@command
def send_letter(
    letter: Letter, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Send the ready lines of a letter to the head; the others stay with their reasons.

    The lines that go while others stay go in a letter of their own, with the same papers.
    """
    asked: dict[str, Json] = {"deed": "SEND_LETTER", "letter": letter.pk}

    def deed(act: Act) -> TransitionReport:
        lines = take_case(letter.case_id, act, ("prepare",))
        transition = (
            Transition.SUBMIT_SUPPLEMENT if letter.kind == Letter.Kind.SUPPLEMENTARY else Transition.SEND_TO_HEAD
        )
        return move_lines([Move(transition, tuple(line.id for line in lines))], act, whole=False)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


_beyond: Final = (State.WITH_SUPERIOR, State.WITH_OFFICE, State.WITH_DECIDER)
_unsigned: Final = ("prepare", "sign")


@command
def hand_to_head(
    letter: Letter, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The superior's or the office's letter is prepared: it goes to the head's desk."""
    asked: dict[str, Json] = {"deed": HANDED, "letter": letter.pk}

    def deed(act: Act) -> TransitionReport:
        require_post(act, letter.organisation_id, {_preparer[Letter.Kind(letter.kind)]})
        take_case(letter.case_id, act, ("prepare",))
        if letter.kind not in {Letter.Kind.SUPERIOR, Letter.Kind.OFFICE}:
            _refuse("letter", _("The lines of this letter are sent to the head; send the letter instead."))
        act.board.step(letter.case_id, FORWARD)
        act.note(Letter, letter.pk, HANDED)
        return TransitionReport(act.operation, made={"letter": letter.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def split_letter(
    letter: Letter,
    nominations: Iterable[int],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Take lines into a letter of their own on the same desk, with the same papers; `made` names it.

    For the lines on which the head stands: a deputy signs them. Refused once the letter is signed.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {"deed": SPLIT, "letter": letter.pk, "nominations": ids}

    def deed(act: Act) -> TransitionReport:
        kind = Letter.Kind(letter.kind)
        require_post(act, letter.organisation_id, {_preparer[kind], _signer[kind]})
        lines = {line.id: line for line in take_case(letter.case_id, act, _unsigned)}
        _known_lines(ids, lines)
        return TransitionReport(
            act.operation, made={"letter": _split(letter, [lines[line] for line in ids], lines, act)}
        )

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _split(letter: Letter, leaving: Sequence[Line], lines: Collection[int], act: Act) -> int:
    """These lines of a locked letter go into a letter of their own on the same desk; its key."""
    if len(leaving) == len(lines):
        _refuse("lines", _("These are all lines of the letter; leave at least one on it."))
    item = act.board.items[letter.case_id]
    case = NewCase(LetterFlow, item.flow_task.name, letter.organisation_id, variant=letter.kind, due=item.due)
    ((case_id, _fresh),) = act.board.open([case])
    new = _twin(letter, case_id, act)
    own = letter.kind == Letter.Kind.UNIT
    if own:
        let_evidence_follow([(line.id, new, letter.pk) for line in leaving])
    change_case(leaving, case_id, act, SPLIT, letter=new if own else None)
    act.note(Letter, letter.pk, SPLIT, {"lines": [line.id for line in leaving], "into": new})
    return new


def _twin(letter: Letter, case_id: int, act: Act) -> int:
    """A letter of the same kind on another case, with the same papers."""
    new = Letter.objects.create(
        kind=letter.kind,
        organisation_id=letter.organisation_id,
        authority_id=letter.authority_id,
        campaign_id=letter.campaign_id,
        round_id=letter.round_id,
        route_id=letter.route_id,
        case_id=case_id,
        subject=letter.subject,
        folded_subject=letter.folded_subject,
        opened_by=act.person,
        opened_at=act.at,
        version=1,
    )
    copy_papers([(new.pk, letter.pk)])
    act.note(Letter, new.pk, OPENED, {"kind": new.kind, "split_from": letter.pk}, counted=True)
    return int(new.pk)


@command
def merge_lines(
    letter: Letter,
    nominations: Iterable[int],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """A superior takes lines of its own, waiting for its head, into the letter in which it merges others'.

    A signed, unissued letter that they leave loses its signature.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {"deed": MERGED, "letter": letter.pk, "nominations": ids}

    def deed(act: Act) -> TransitionReport:
        require_post(act, letter.organisation_id, {Role.UNIT_OFFICER, Role.UNIT_HEAD})
        lock_cases_of(ids, act, also=letter.case_id)
        node = act.board.node(letter.case_id)
        if letter.kind != Letter.Kind.SUPERIOR or node is None or node.signed:
            _refuse("letter", _("Lines are merged into a superior's letter before it is signed."))
        lines = read_lines(ids, act.today, lock=True)
        _known_lines(ids, {line.id: line for line in lines})
        refused = {line.id: (why,) for line in lines if (why := _why_not_merge(line, letter))}
        if refused:
            raise Refused((), refused)
        left = sorted({line.case for line in lines if line.case is not None})
        signed = [case for case in left if (at := act.board.node(case)) is not None and at.signed]
        if signed:
            void_signatures(signed, State.WITH_HEAD, act)
        change_case(lines, letter.case_id, act, MERGED)
        act.note(Letter, letter.pk, MERGED, {"lines": ids})
        return TransitionReport(act.operation, made={"letter": letter.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _why_not_merge(line: Line, letter: Letter) -> Refusal | None:
    fits = (line.unit, line.authority, line.route.code, line.round) == (
        letter.organisation_id,
        letter.authority_id,
        letter.route.code,
        letter.round_id,
    )
    if line.state is State.WITH_HEAD and fits and not line.supplement_rounds and line.case != letter.case_id:
        return None
    message = _("Only lines of the same body that wait for its head, on the same route and round, are merged.")
    return Refusal("lines", message, Basis.WHO_SUBMITS)


@command
def sign_letter(
    letter: Letter,
    actor: User | None,
    *,
    capacity: Under,
    leaving: Iterable[int] = (),
    operation_id: str | None = None,
) -> TransitionReport:
    """Sign the letter: a sign-off for each line, bound to its content; one signer, all lines or none.

    The lines `leaving` are not signed: in the same act they go into a letter of their own on the same desk,
    which `made` names as `left`. Where the organisation keeps its own register, number and date are given in
    the same transaction and the lines go on at once. Raises `Refused` with the reasons line by line, and
    `ValidationError` on `leaving` for what is no line of the letter.
    """
    apart = sorted(set(leaving))
    asked: dict[str, Json] = {"deed": SIGNED, "letter": letter.pk, **({"leaving": apart} if apart else {})}

    def deed(act: Act) -> TransitionReport:
        require_post(act, letter.organisation_id, {_signer[Letter.Kind(letter.kind)]}, signing=not apart)
        collects = letter.kind in {Letter.Kind.SUPERIOR, Letter.Kind.OFFICE}
        lines = take_case(letter.case_id, act, _unsigned if collects else ("sign",), _beyond)
        left = {}
        if apart:
            by_id = {line.id: line for line in lines}
            _known_lines(apart, by_id, "leaving")
            left = {"left": _split(letter, [by_id[line] for line in apart], by_id, act)}
            lines = [line for line in lines if line.id not in set(apart)]
        if act.board.items[letter.case_id].flow_task.name == "prepare":
            act.board.step(letter.case_id, FORWARD)
        moves = moves_at_issue(lines, act.today)
        refused = _unsignable(moves, lines, act.holder)
        if refused:
            raise Refused((), refused)
        report = _sign(letter, lines, moves, act)
        return replace(report, made={**report.made, **left})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _unsignable(moves: Iterable[Move], lines: Iterable[Line], holder: Capacity) -> dict[int, tuple[Refusal, ...]]:
    """The lines that this holder may not sign as they stand, each with its reasons."""
    by_id = {line.id: line for line in lines}
    return {
        line: why
        for move in moves
        for line in move.nominations
        if (why := judge_signature(move.transition, by_id[line], holder))
    }


@command
def preview_signature(letter: Letter, actor: User | None, *, capacity: Under) -> TransitionReport:
    """Line by line, why the letter could not be signed now. Takes no lock, writes nothing.

    A constant number of statements. Raises `Refused` where a line is not before the head yet.
    """
    today, ids = timezone.localdate(), keys_on(letter.case_id)
    held = read_capacity(actor, capacity, today, lock=False) if actor is not None else None
    if held is None or isinstance(held, Refusal):
        return TransitionReport(refused=refuse_all(ids, *filter(None, [held])))
    lines = read_lines(ids, today, lock=False)
    refused = _unsignable(moves_at_issue(lines, today), lines, held)
    return TransitionReport(moved={line.id: line.state for line in lines if line.id not in refused}, refused=refused)


def _sign(letter: Letter, lines: Sequence[Line], moves: Sequence[Move], act: Act) -> TransitionReport:
    kind = SignOffKind.PRESENTATION if letter.kind == Letter.Kind.OFFICE else SignOffKind.ENDORSEMENT
    block = sign_lines([(line.id, letter.case_id, kind.value, line.content_hash) for line in lines], act)
    Letter.objects.filter(pk=letter.pk).update(signed_at=act.at, signed_by=act.holder.person)
    end_invitations(letter, act)
    act.board.stop_collecting(letter.case_id)
    act.board.step(letter.case_id, FORWARD)
    for line in lines:
        act.note(Nomination, line.id, SIGNED, {"hash": line.content_hash, "kind": kind.value, "letter": letter.pk})
    told: dict[str, Json] = {"lines": [line.id for line in lines], "block": block, **stub_hash(letter.pk)}
    act.note(Letter, letter.pk, SIGNED, told)
    if not act.holder.keeps_register:
        return TransitionReport(act.operation, made={"letter": letter.pk})
    number = free_number(letter.organisation_id, Series.LETTER, act.today, _taken(letter, act.today))
    act.flush()
    return _issue(letter, number, act.today, moves, act)


@command
def issue_letter(
    letter: Letter, number: str, dated: date, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Give the signed letter its number and date: its lines go on, all or none, on the strength of the signature.

    Raises `ValidationError` on `number` or `dated`.
    """
    asked: dict[str, Json] = {"deed": ISSUED, "letter": letter.pk, "number": number, "dated": dated}

    def deed(act: Act) -> TransitionReport:
        require_post(act, letter.organisation_id, {Role.RECORDS_CLERK})
        moves = moves_at_issue(take_case(letter.case_id, act, ("issue",), _beyond), act.today)
        signed_on, held_on = _signed_and_held_on(letter)
        require_minutes_before(held_on, dated)
        written = given_number(
            number,
            dated,
            organisation=letter.organisation_id,
            signed_on=signed_on,
            today=act.today,
            is_taken=_taken(letter, dated),
        )
        return _issue(letter, written, dated, moves, act)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _signed_and_held_on(letter: Letter) -> tuple[date, date | None]:
    """The local day on which the letter was signed (it waits to be issued, so it was), and that of its minutes."""
    signed_at, held_on = Letter.objects.values_list("signed_at", "unit_minutes__held_on").get(pk=letter.pk)
    return timezone.localdate(signed_at), held_on


_number_length: Final = 60


def _issue(letter: Letter, number: str, dated: date, moves: Sequence[Move], act: Act) -> TransitionReport:
    found_by = folded(number)[:_number_length]
    Letter.objects.filter(pk=letter.pk).update(
        number=number, folded_number=found_by, dated=dated, issued_at=act.at, issued_by=act.person
    )
    act.note(Letter, letter.pk, ISSUED, {"dated": dated}, {"number": number})
    report = move_lines(moves, act, whole=True)
    return TransitionReport(act.operation, moved=report.moved, made={"letter": letter.pk, "number": number})


def _taken(letter: Letter, day: date) -> Callable[[str], bool]:
    """Whether the letter's body has given a number in the year of the day, or cancelled it."""
    at, year = letter.organisation_id, day.year
    given = Letter.objects.filter(organisation=at, dated__year=year)
    return lambda number: given.filter(number=number).exists() or is_cancelled(at, Series.LETTER, year, number)


def moves_at_issue(lines: Sequence[Line], today: date) -> list[Move]:
    """What each line does when its letter is issued: its own state's row of the table."""
    load_facts(lines, families_for(_at_issue), today)
    found: dict[Transition, list[int]] = {}
    for line in lines:
        upward = a_level_remains(line) is None
        match line.state:
            case State.WITH_HEAD:
                transition = Transition.ENDORSE_UPWARD if upward else Transition.ENDORSE
            case State.WITH_SUPERIOR:
                transition = Transition.PASS_UPWARD if upward else Transition.FORWARD
            case State.TO_PRESENT:
                transition = Transition.PRESENT
            case _:
                _refuse("lines", _("The lines of this letter are not before the head yet."))
        found.setdefault(transition, []).append(line.id)
    return [Move(transition, tuple(ids)) for transition, ids in found.items()]


def _known_lines(ids: Sequence[int], lines: dict[int, Line], field: str = "nominations") -> None:
    strange = [line for line in ids if line not in lines]
    if strange or not ids:
        message = _("These are no lines of the letter: %(ids)s.") % {"ids": ", ".join(map(str, strange)) or "-"}
        raise ValidationError({field: ValidationError(message, code="unknown")})


def _refuse(rule: str, message: str) -> NoReturn:
    raise Refused([Refusal(rule, message, Basis.PROCEDURE)])
