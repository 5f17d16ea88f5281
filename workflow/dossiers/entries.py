"""Entries: a nominee as an officer gives it, checked field by field before anything is written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.awards.models import AwardForm, NomineeKind, Track
from workflow.awards.queries import forms_within_competence
from workflow.database import rows
from workflow.database.arguments import EARLIEST, LATEST
from workflow.dossiers.models import Letter
from workflow.dossiers.nominee_keys import body_key, household_key, person_key
from workflow.dossiers.secrecy import secret_texts
from workflow.procedure.routes import RouteRules

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SIMPLIFIED_WORDS: "Final[Mapping[str, _StrPromise]]" = {
    "POLITICAL_TASK": gettext_lazy("a political task of the Party and the State"),
    "AD_HOC": gettext_lazy("an ad hoc achievement"),
    "FOUND_BY_HEAD": gettext_lazy("found by the head of the body"),
    "SERVICE": gettext_lazy("long service"),
    "STATE_SECRET": gettext_lazy("state secret (on paper only)"),
}
"""The five grounds of the simplified procedure (domain reference, 2.3)."""

MATERIAL: Final = (
    "achievement_title",
    "achievement",
    "period_from",
    "period_to",
    "influence_scope",
    "simplified_ground",
    "submitter_ground",
    "duplicate_ground",
    "recipient",
)
"""The fields of a nomination that an officer edits; each is part of what is signed."""

_kinds: Final = frozenset(NomineeKind.values)
_tracks: Final = frozenset(Track.values)
_days: Final = ("period_from", "period_to")
_nominee: Final = ("household", "title", "unit")
_told: Final = ("achievement_title", "achievement", "influence_scope", "submitter_ground", "duplicate_ground")
"""The texts in which a unit tells of an achievement: none begins with a degree mark (R-SECRET)."""
_grows: Final = 3
"""A text in NFC has at most three times as many signs as it had before."""
_lengths: Final = {
    "household": 250,
    "title": 250,
    "unit": 250,
    "achievement_title": 300,
    "achievement": 20_000,
    "influence_scope": 200,
    "submitter_ground": 300,
    "duplicate_ground": 300,
    "recipient": 250,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as given: a person or an organisation by its key, or a household by its name.

    `title` and `unit` are what the list shows beside the name on this day. The period is in local days.
    """

    kind: str
    award_form: str
    achievement_title: str
    achievement: str
    period_from: date
    period_to: date
    person: int | None = None
    organisation: int | None = None
    household: str = ""
    track: str = ""
    title: str = ""
    unit: str = ""
    influence_scope: str = ""
    simplified_ground: str = ""
    submitter_ground: str = ""
    duplicate_ground: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry that passed: names as of today, keys resolved, text in NFC."""

    entry: Entry
    key: str
    name: str
    award_form: int


Wrong = Sequence[tuple[str, ValidationError]]
"""What is wrong with one entry: fields and errors."""


def check_entries(entries: Sequence[Entry], letter: Letter, rules: RouteRules) -> list[Checked]:
    """Check all entries together: a constant number of statements.

    Raises `ValidationError` with one message for each bad field, named `entries[3].period_to`.
    """
    errors: dict[str, list[ValidationError]] = {}
    checked = []
    for number, one in enumerate(judged(entries, letter, rules)):
        if isinstance(one, Checked):
            checked.append(one)
        else:
            for field, error in one:
                errors.setdefault(f"entries[{number}].{field}", []).append(error)
    if not entries:
        errors["entries"] = [ValidationError(_("Give at least one nominee."), code="empty")]
    if errors:
        raise ValidationError(dict(errors))
    return checked


def judged(entries: Sequence[Entry], letter: Letter, rules: RouteRules) -> list[Checked | Wrong]:
    """Each entry as it passed, or what is wrong with it: a constant number of statements."""
    people = _names("workflow_person", "full_name", [entry.person for entry in entries])
    organisations = _names("workflow_organisation", "name", [entry.organisation for entry in entries])
    forms = dict(AwardForm.objects.values_list("code", "pk"))
    today = timezone.localdate()
    within = forms_within_competence(letter.authority, today)
    found: list[Checked | Wrong] = []
    for entry in entries:
        wrong = list(_wrong(entry, people, organisations, rules, today))
        of_form = wrong_award_form(entry.award_form, forms, rules, within)
        if of_form is not None:
            wrong.append(("award_form", of_form))
        if wrong:
            found.append(wrong)
            continue
        name = normalize("NFC", _name(entry, people, organisations))
        found.append(Checked(entry, _key(entry, letter.organisation_id), name, forms[entry.award_form]))
    return found


def _wrong(
    entry: Entry,
    people: dict[int, str],
    organisations: dict[int, str],
    rules: RouteRules,
    today: date,
) -> Iterable[tuple[str, ValidationError]]:
    yield from _wrong_nominee(entry, people, organisations)
    yield from wrong_material({name: getattr(entry, name) for name in MATERIAL}, rules, today)
    yield from wrong_form({name: getattr(entry, name) for name in _nominee})


def wrong_award_form(
    code: str, forms: Mapping[str, int], rules: RouteRules, within: Collection[int]
) -> ValidationError | None:
    """What is wrong with an award form: `forms` are all by code, `within` those of the authority's competence."""
    if code not in forms:
        return ValidationError(_("There is no such award form."), code="unknown")
    if rules.award_forms and code not in rules.award_forms:
        message = _("The route %(route)s does not lead to this award form.") % {"route": rules.code}
        return ValidationError(message, code="route")
    if forms[code] not in within:
        return ValidationError(_("The authority has no competence for this award form."), code="R-AUTH")
    return None


def _wrong_nominee(
    entry: Entry, people: dict[int, str], organisations: dict[int, str]
) -> Iterable[tuple[str, ValidationError]]:
    if entry.kind not in _kinds:
        yield "kind", ValidationError(_("A nominee is a person, a collective or a household."), code="kind")
    elif entry.kind == NomineeKind.PERSON:
        if entry.person not in people:
            yield "person", ValidationError(_("Choose the person from the list of people."), code="unknown")
        if entry.track not in _tracks:
            yield "track", ValidationError(_("Say whether the person is a leader or staff."), code="track")
    elif entry.kind == NomineeKind.COLLECTIVE and entry.organisation not in organisations:
        yield (
            "organisation",
            ValidationError(_("Choose the collective from the list of organisations."), code="unknown"),
        )
    elif entry.kind == NomineeKind.HOUSEHOLD and not str(entry.household or "").strip():
        yield "household", ValidationError(_("Give the name of the household."), code="required")


def wrong_material(values: Mapping[str, Any], rules: RouteRules, today: date) -> Iterable[tuple[str, ValidationError]]:
    """What is wrong with the material fields given on the local day, by field."""
    wrong = dict(wrong_form(values)) or secret_texts({name: values[name] for name in _told if name in values})
    yield from wrong.items()
    for field in ("achievement_title", "achievement"):
        if field not in wrong and not values[field].strip():
            yield field, ValidationError(_("Say what was achieved."), code="required")
    if wrong.keys().isdisjoint(_days) and values["period_from"] > values["period_to"]:
        yield "period_to", ValidationError(_("The period ends before it begins."), code="period")
    if "period_to" not in wrong and values["period_to"] > today:
        yield "period_to", ValidationError(_("What lies ahead is not achieved yet."), code="future")
    ground = values.get("simplified_ground", "")
    if ground and ground not in SIMPLIFIED_WORDS:
        yield (
            "simplified_ground",
            ValidationError(_("There is no such ground for the simplified procedure."), code="unknown"),
        )
    if ground == "STATE_SECRET":
        message = _(
            "A nomination with state secrets stays out of this system. Send it on paper, and register its number on the"
            " letter as a secret dossier."
        )
        yield "simplified_ground", ValidationError(message, code="R-SECRET")
    if rules.simplified and "simplified_ground" in values and not ground:
        message = _("State the ground of the simplified procedure.")
        yield "simplified_ground", ValidationError(message, code="required")


def wrong_form(values: Mapping[str, Any]) -> Iterable[tuple[str, ValidationError]]:
    """Fields that hold no text or no day, or more text than is kept; text is measured as it is kept."""
    for field, value in values.items():
        if field in _days:
            if not isinstance(value, date):
                yield field, ValidationError(_("Give a day."), code="day")
            elif not EARLIEST <= value <= LATEST:
                yield field, ValidationError(_("Give a day between 1900 and 2200."), code="dates")
        elif not isinstance(value, str):
            yield field, ValidationError(_("Give a text."), code="text")
        elif field in _lengths and len(value) * _grows > _lengths[field] < len(normalize("NFC", value)):
            message = _("Use at most %(count)d characters.") % {"count": _lengths[field]}
            yield field, ValidationError(message, code="length")


def _names(table: str, column: str, keys: Iterable[int | None]) -> dict[int, str]:
    wanted = sorted({key for key in keys if isinstance(key, int)})
    found = rows.fetch(f"SELECT id, {column} FROM {table} WHERE {rows.among('id')}", [rows.array(wanted)])
    return dict(found)


def _name(entry: Entry, people: dict[int, str], organisations: dict[int, str]) -> str:
    if entry.kind == NomineeKind.PERSON:
        return people.get(entry.person or 0, "")
    if entry.kind == NomineeKind.COLLECTIVE:
        return organisations.get(entry.organisation or 0, "")
    return " ".join(entry.household.split())


def _key(entry: Entry, unit: int) -> str:
    if entry.kind == NomineeKind.PERSON:
        return person_key(entry.person or 0)
    if entry.kind == NomineeKind.COLLECTIVE:
        return body_key(entry.organisation or 0)
    return household_key(entry.household, unit)
