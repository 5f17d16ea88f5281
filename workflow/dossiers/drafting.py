"""Drafting: the unit's officer opens a letter, lists nominees, answers criteria and attaches papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.audit.canonical import Json
from workflow.awards.models import AwardForm, Campaign, NomineeKind, Round, Route
from workflow.awards.queries import bodies_of, competent, route_in_force
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import composed, folded
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.entries import MATERIAL, Checked, Entry, check_entries, wrong_material
from workflow.dossiers.flow import LetterFlow
from workflow.dossiers.handling import require_post
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.letter_desks import OPENED
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.moving import join_cases
from workflow.dossiers.names import sorted_and_found
from workflow.dossiers.nominee_keys import nominees_by_key, whom
from workflow.dossiers.open_parts import label_of, require_open
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.revisions import revise
from workflow.dossiers.rounds import wrong_round
from workflow.dossiers.secrecy import secret_texts
from workflow.dossiers.writing import lines_to_edit, lock_letter_to_write
from workflow.procedure.asking import Part
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.worklist.board import NewCase

DRAFTED: Final = "DRAFTED"
EDITED: Final = "EDITED"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a new letter is to be."""

    unit: Organisation
    route: str
    authority: Organisation
    campaign: Campaign
    round: Round | None
    subject: str


@command
def open_letter(
    unit: Organisation,
    actor: User | None,
    *,
    capacity: Under,
    route: str,
    authority: Organisation,
    campaign: Campaign,
    award_round: Round | None = None,
    subject: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Open a letter of the unit to an authority under the route in force today; `made` names it.

    Raises `ValidationError` by field when the route, the round and the authority do not fit together.
    """
    asked: dict[str, Json] = {
        "deed": "OPEN_LETTER",
        "unit": unit.pk,
        "route": route,
        "authority": authority.pk,
        "campaign": campaign.pk,
        "round": award_round.pk if award_round else None,
        "subject": subject,
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, unit.pk, {Role.UNIT_OFFICER})
        asks = _Asked(unit, route, authority, campaign, award_round, subject)
        return TransitionReport(act.operation, made={"letter": _new_letter(act, asks)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _new_letter(act: Act, asks: _Asked) -> int:
    route = _wrong_letter(asks, act.today)
    unit = asks.unit.pk
    ((case, _fresh),) = act.board.open([NewCase(LetterFlow, "prepare", unit, variant=Letter.Kind.UNIT.value)])
    letter = Letter.objects.create(
        kind=Letter.Kind.UNIT,
        organisation=asks.unit,
        authority=asks.authority,
        campaign=asks.campaign,
        round=asks.round,
        route=route,
        case_id=case,
        subject=normalize("NFC", asks.subject),
        folded_subject=folded(asks.subject)[:LONGEST_SUBJECT],
        opened_by=act.person,
        opened_at=act.at,
        version=1,
    )
    act.note(Letter, letter.pk, OPENED, {"kind": letter.kind}, counted=True)
    return int(letter.pk)


def _wrong_letter(asks: _Asked, today: date) -> Route:
    """The route version in force. Raises `ValidationError` by field where the parts do not fit together."""
    try:
        route = route_in_force(asks.route, today)
    except LookupError as error:
        raise ValidationError({"route": ValidationError(str(error), code="unknown")}) from error
    try:
        bodies = bodies_of(asks.authority.pk, today)
    except LookupError as error:
        raise ValidationError({"authority": ValidationError(str(error), code="bodies")}) from error
    errors: dict[str, ValidationError] = {}
    if not asks.unit.exists_on(today):
        errors["unit"] = ValidationError(_("This unit does not exist today."), code="R-DISSOLVED")
    forms = AwardForm.objects.filter(code__in=route.rules.award_forms)
    if forms and not any(competent(form.pk, asks.authority, today) for form in forms):
        message = _("The authority has no competence for the award forms of this route.")
        errors["authority"] = ValidationError(message, code="R-AUTH")
    if route.rules.council and bodies.council_id is None:
        message = _("This authority has no council; choose the route for bodies without one.")
        errors["route"] = ValidationError(message, code="council")
    of_round = wrong_round(asks.round, route.rules, campaign=asks.campaign.pk, authority=asks.authority.pk)
    if of_round is not None:
        errors["round"] = of_round
    if len(normalize("NFC", asks.subject)) > LONGEST_SUBJECT:
        message = _("Use at most %(count)d characters.") % {"count": LONGEST_SUBJECT}
        errors["subject"] = ValidationError(message, code="length")
    errors |= secret_texts({"subject": asks.subject})
    if errors:
        raise ValidationError(dict(errors))
    return route


LONGEST_SUBJECT: Final = 300
"""The longest subject of a letter, in characters."""


@command
def add_nominations(
    letter: Letter, entries: Sequence[Entry], actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Put nominees on a letter that is being prepared, all or none; `made` lists the nominations in order.

    A constant number of statements. Raises `ValidationError` by entry and field, `Refused` when the
    officer, or a declared relative, is one of them.
    """
    asked: dict[str, Json] = {
        "deed": "ADD_NOMINATIONS",
        "letter": letter.pk,
        "entries": [plain(entry) for entry in entries],
    }

    def deed(act: Act) -> TransitionReport:
        lock_letter_to_write(letter, act)
        route = route_today(letter, act.today)
        made = insert_nominations(letter, route, check_entries(entries, letter, route.rules), act)
        return TransitionReport(act.operation, made={"nominations": made})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def plain(entry: Entry) -> dict[str, Json]:
    """An entry as plain data, for what is asked of a command."""
    return {name: getattr(entry, name) for name in Entry.__slots__}


def route_today(letter: Letter, today: date) -> Route:
    """The version in force of the letter's route; the one it was opened under where none is."""
    try:
        return route_in_force(letter.route.code, today)
    except LookupError:
        return letter.route


def insert_nominations(letter: Letter, route: Route, checked: Sequence[Checked], act: Act) -> list[int]:
    """Put checked entries on a letter that is locked; the new lines. Raises `Refused` for the actor's own matter."""
    bodies = bodies_of(letter.authority_id, act.today)
    entries = ((one.entry, one.key) for one in checked)
    nominees = nominees_by_key(whom(one.kind, key, one.person, one.organisation) for one, key in entries)
    common = {
        "state": State.DRAFT.value,
        "case_id": letter.case_id,
        "letter_id": letter.pk,
        "campaign_id": letter.campaign_id,
        "round_id": letter.round_id,
        "route_id": route.pk,
        "unit_id": letter.organisation_id,
        "level_id": letter.organisation_id,
        "authority_id": letter.authority_id,
        "office_id": bodies.office_id,
        "council_id": bodies.council_id,
        "content_hash": "",
        "version": 0,
        "revision_no": 0,
        "drafters": sorted(act.actors),
        "resume_to": "",
        "supplement_rounds": 0,
        "times_reopened": 0,
    }
    columns = (*common, *_entry_columns)
    given = [(*common.values(), *_entry_values(one, nominees[one.key])) for one in checked]
    made = sorted(row[0] for row in rows.insert_rows(Nomination, columns, given, returning="id"))
    lines = read_lines(made, act.today, lock=False)
    own = [why for line in lines if (why := own_matter(line, act.holder)) is not None]
    if own:
        raise Refused(tuple(dict.fromkeys(own)))
    join_cases([(line.id, letter.case_id) for line in lines], act)
    revise(lines, act, DRAFTED, {"to": State.DRAFT.value, "letter": letter.pk})
    return made


_entry_columns: Final = (
    "nominee_id",
    "nominee_kind",
    "track",
    "nominee_name",
    "folded_name",
    "name_key",
    "nominee_title",
    "nominee_unit",
    "award_form_id",
    *MATERIAL,
)


def _entry_values(one: Checked, nominee: int) -> tuple[Any, ...]:
    entry = one.entry
    track = entry.track if entry.kind == NomineeKind.PERSON else ""
    texts = [composed(getattr(entry, name)) for name in MATERIAL]
    names = (one.name, *sorted_and_found(entry.kind, one.name), composed(entry.title), composed(entry.unit))
    return (nominee, entry.kind, track, *names, one.award_form, *texts)


@command
def edit_nomination(
    nomination: int,
    changes: Mapping[str, Any],
    actor: User | None,
    *,
    capacity: Under,
    expect: int | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Change material fields of one nomination: a new revision; sign-offs that rested on the old are void.

    In a supplement only the fields that the office asked. Raises `ValidationError` by field.
    """
    given: list[Json] = [[name, changes[name]] for name in sorted(changes)]
    asked: dict[str, Json] = {"deed": "EDIT", "nomination": nomination, "changes": given, "expect": expect}

    def deed(act: Act) -> TransitionReport:
        seen = {nomination: expect} if expect is not None else {}
        (line,) = lines_to_edit([nomination], act, expect=seen, colleagues=True)
        names = sorted(changes)
        require_open(
            [line],
            lambda _line, parts: [
                label_of(Part.FIELD, one) for one in MATERIAL if one in changes.keys() - parts.fields
            ],
        )
        _check_changes(nomination, changes, line, act.today)
        rows.update_rows(Nomination, "id", names, [(nomination, *(composed(changes[name]) for name in names))])
        revise([line], act, EDITED, {"fields": names})
        return TransitionReport(act.operation, made={"nomination": nomination})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_changes(nomination: int, changes: Mapping[str, Any], line: Line, today: date) -> None:
    """Raises `ValidationError` by field. The fields that stay are judged along: a period has two ends."""
    unknown = changes.keys() - set(MATERIAL)
    errors = {name: ValidationError(_("This field is not edited here."), code="unknown") for name in unknown}
    if not changes:
        errors["changes"] = ValidationError(_("Change at least one field."), code="empty")
    kept = Nomination.objects.values(*MATERIAL).get(pk=nomination)
    known = {name: value for name, value in changes.items() if name not in unknown}
    errors |= dict(wrong_material({**kept, **known}, line.route, today))
    if errors:
        raise ValidationError(dict(errors))
