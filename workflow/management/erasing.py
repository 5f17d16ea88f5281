"""Lawful erasure: the personal detail of entries of the record and of past awards, by document and recorded.

What is erased are names, reasons and free text; the entries, their hashes and commitments stay, so
that the record remains whole and can be verified.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from workflow.audit.commands import ERASED, erase_personal_detail
from workflow.audit.models import Kept
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.capacity import no_authority
from workflow.directory.models import Person, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.history import PastAward
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.expectations import KEPT
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

Places = Mapping[str, Sequence[int]]
_longest: Final = 200
_kept_of: Final[dict[str, type[Kept]]] = {kept.stream: kept for kept in KEPT}


@unique
class ErasureGround(StrEnum):
    """Why personal detail is erased."""

    REQUEST = "REQUEST"
    RETENTION = "RETENTION"
    ORDER = "ORDER"


class _Thing(NamedTuple):
    stream: str
    kept: type[Kept]
    pk: int


@command
def erase_details(
    streams: Mapping[str, Sequence[int]],
    actor: User | None,
    *,
    capacity: Under,
    ground: ErasureGround,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Erase the personal detail of some entries of each stream, all or none; each stream records it and counts it.

    `streams` names the entries by stream and place, such as {"nomination:17": [2, 5]}. Raises
    `Refused` for anybody but an administrator in office, `ValidationError` by stream and field.
    """
    asked: dict[str, Json] = {
        "deed": ERASED,
        "places": [f"{stream}#{seq}" for stream, seqs in sorted(streams.items()) for seq in seqs],
        "ground": ground.value,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        _require_administrator(act)
        things = _check(streams, document)
        _refuse_erasures(streams)
        for thing in things:
            _erase(thing, streams[thing.stream], act, ground, one_line(document))
        return TransitionReport(act.operation, made={"erased": sum(len(set(some)) for some in streams.values())})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def erase_past_awards(
    past_awards: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    ground: ErasureGround,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Erase whom these past awards are of and for what; form, decision and year stay, for the numbers.

    Raises `Refused` for anybody but an administrator in office, `ValidationError` by field.
    """
    asked: dict[str, Json] = {
        "deed": AWARDS_ERASED,
        "past_awards": sorted(set(past_awards)),
        "ground": ground.value,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        _require_administrator(act)
        found = _past_awards(past_awards, document)
        PastAward.objects.filter(pk__in=[pk for pk, _authority in found]).update(
            **_NOBODY, line=Concat(Value("erased:"), Cast("pk", CharField()))
        )
        for authority in sorted({authority for _pk, authority in found}):
            of = sorted(pk for pk, its in found if its == authority)
            data: dict[str, Json] = {"ground": ground.value, "past_awards": of}
            act.note_of_organisation(authority, AWARDS_ERASED, data, one_line(document))
        return TransitionReport(act.operation, made={"erased": len(found)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


AWARDS_ERASED: Final = "PAST_AWARDS_ERASED"
_NOBODY: Final[dict[str, Any]] = {
    "nominee": None,
    "name": "",
    "folded_name": "",
    "birth_year": None,
    "title": "",
    "unit": "",
    "achievement_title": "",
    "removed_for": "",
}
"""What a past award says when it is erased."""


def past_awards_about(person: Person) -> list[int]:
    """The past awards that are known to be of a person, those that were removed too."""
    return list(PastAward.objects.filter(nominee__person=person).order_by("pk").values_list("pk", flat=True))


def _past_awards(keys: Sequence[int], document: str) -> list[tuple[int, int]]:
    """The past awards to be erased with their authorities, locked. Raises `ValidationError`."""
    wanted = sorted(set(keys))
    found = rows.fetch(
        "SELECT id, authority_id FROM workflow_pastaward"
        f" WHERE {rows.among('id')} AND name <> '' ORDER BY id {{for_update}}",
        [rows.array(wanted)],
    )
    errors: dict[str, ValidationError] = {}
    if not 1 <= len(one_line(document)) <= _longest:
        message = _("Use 1 to %(count)d characters.") % {"count": _longest}
        errors["document"] = ValidationError(message, code="length")
    if not wanted or len(found) != len(wanted):
        message = _("Some of these past awards do not exist, or are erased already. Choose those that are there.")
        errors["past_awards"] = ValidationError(message, code="erased")
    if errors:
        raise ValidationError(errors)
    return [(pk, authority) for pk, authority in found]


def details_of(streams: Sequence[str]) -> dict[str, list[int]]:
    """The entries of these streams that have personal detail, without the papers on which erasures rest."""
    return _places(rows.among("d.stream", "text"), [rows.array(streams)])


def details_about(person: Person) -> dict[str, list[int]]:
    """The same in the streams of every nomination of a person. It is read again before it is erased."""
    of_nominations = (
        f"d.stream IN (SELECT '{Nomination.stream}:' || n.id FROM workflow_nomination n"
        " JOIN workflow_nominee m ON m.id = n.nominee_id WHERE m.person_id = %s)"
    )
    return _places(of_nominations, [person.pk])


def _places(which: str, parameters: Sequence[object]) -> dict[str, list[int]]:
    found = rows.fetch(
        "SELECT d.stream, d.seq FROM workflow_audit_personal_detail d JOIN workflow_audit_entry e"
        f" ON e.stream = d.stream AND e.seq = d.seq WHERE d.detail <> '' AND e.deed <> %s AND {which}"
        " ORDER BY d.stream, d.seq",
        [ERASED, *parameters],
    )
    places: dict[str, list[int]] = {}
    for stream, seq in found:
        places.setdefault(stream, []).append(seq)
    return places


def _require_administrator(act: Act) -> None:
    if act.holder.role is not Role.ADMINISTRATOR or act.holder.delegation is not None:
        message = _("Personal detail is erased by an administrator, on the strength of a document.")
        raise Refused([no_authority(message, "role")])


def _check(streams: Places, document: str) -> list[_Thing]:
    """The things whose streams are named, in the order in which they are locked. Raises `ValidationError`."""
    errors: dict[str, ValidationError] = {}
    things = []
    if not 1 <= len(one_line(document)) <= _longest:
        message = _("Use 1 to %(count)d characters.") % {"count": _longest}
        errors["document"] = ValidationError(message, code="length")
    if not streams or not all(streams.values()):
        message = _("Name the entries whose personal detail is to be erased.")
        errors["streams"] = ValidationError(message, code="empty")
    for stream in streams:
        kind, _colon, key = stream.rpartition(":")
        if kind in _kept_of and key.isascii() and key.isdecimal() and len(key) < _digits:
            things.append(_Thing(stream, _kept_of[kind], int(key)))
        else:
            errors[f"streams[{stream}]"] = ValidationError(_("The record has no such stream."), code="unknown")
    if errors:
        raise ValidationError(dict(errors))
    return sorted(things, key=lambda thing: (KEPT.index(thing.kept), thing.pk))


_digits: Final = 16


def _refuse_erasures(streams: Places) -> None:
    """The paper on which an erasure rests stays: it says by what right the rest is gone."""
    found = rows.fetch(
        f"SELECT stream, seq FROM workflow_audit_entry WHERE deed = %s AND {rows.among('stream', 'text')}",
        [ERASED, rows.array(streams)],
    )
    kept = {stream for stream, seq in found if seq in streams[stream]}
    if kept:
        message = _("The document of an erasure is kept: it says by what right the rest was erased.")
        raise ValidationError({f"streams[{stream}]": ValidationError(message, code="erasure") for stream in kept})


def _erase(thing: _Thing, seqs: Sequence[int], act: Act, ground: ErasureGround, document: str) -> None:
    """Count the entry first: it locks the row before the stream is read."""
    place = f"streams[{thing.stream}]"
    counted = f"UPDATE {thing.kept._meta.db_table} SET version = version + 1 WHERE id = %s"
    if not rows.execute(counted, [thing.pk]):
        raise ValidationError({place: ValidationError(_("The record has no such stream."), code="unknown")})
    try:
        erase_personal_detail(
            thing.stream,
            seqs,
            person=act.person,
            ground=ground.value,
            at=act.at,
            operation=act.operation,
            under=act.under,
            document=document,
        )
    except LookupError as error:
        message = _("Some of these entries have no personal detail, or no longer. Choose those that have.")
        raise ValidationError({place: ValidationError(message, code="erased")}) from error
