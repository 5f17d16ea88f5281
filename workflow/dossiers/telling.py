"""Telling: entries of the record as a lay person reads them, and what has changed since a page was loaded."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.audit.models import Entry, PersonalDetail
from workflow.directory.models import Organisation, Person, User
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

_at_most: Final = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """One deed as a timeline shows it. `who` names the person with post and body; `text` is the reason given."""

    at: datetime
    who: str
    title: str
    text: str = ""
    icon: str = "dot"


DEEDS: "Final[Mapping[str, tuple[_StrPromise, str]]]" = {
    "ADDED": (gettext_lazy("Drafted"), "pencil"),
    "DRAFTED": (gettext_lazy("Drafted"), "pencil"),
    "EDITED": (gettext_lazy("Edited"), "pencil"),
    "ANSWERED": (gettext_lazy("Criteria answered"), "list-check"),
    "ATTACHED": (gettext_lazy("Papers attached"), "paperclip"),
    "PAPER_REMOVED": (gettext_lazy("A paper taken off"), "paperclip"),
    "CORRECTED": (gettext_lazy("Spelling corrected"), "spellcheck"),
    "OPENED": (gettext_lazy("Opened"), "folder-plus"),
    "SIGNED": (gettext_lazy("Signed"), "pen"),
    "SIGNATURE_VOIDED": (gettext_lazy("The signature became void"), "pen"),
    "ISSUED": (gettext_lazy("Issued with number and date"), "send"),
    "SPLIT": (gettext_lazy("Taken into a letter of its own"), "scissors"),
    "MERGED": (gettext_lazy("Taken into the superior's letter"), "union"),
    "HANDED_TO_HEAD": (gettext_lazy("Handed to the head for signature"), "send"),
    "RECEIVED": (gettext_lazy("Received by the office"), "inbox"),
    "ASSIGNED": (gettext_lazy("Assigned for appraisal"), "person-check"),
    "APPRAISED": (gettext_lazy("Appraised"), "clipboard-check"),
    "APPRAISAL_SUBMITTED": (gettext_lazy("Appraisal submitted for approval"), "send"),
    "CONSULTED": (gettext_lazy("Another body asked for its opinion"), "chat"),
    "OPINION_GIVEN": (gettext_lazy("The body asked has answered"), "chat"),
    "ITEM_ANSWERED": (gettext_lazy("An item of the supplement answered"), "reply"),
    "HOLD_CONCLUDED": (gettext_lazy("The checking is concluded"), "pause"),
    "AGENDA_FIXED": (gettext_lazy("The agenda of the session was fixed"), "calendar"),
    "VOTING_OPENED": (gettext_lazy("The vote was opened"), "box"),
    "VOTING_CLOSED": (gettext_lazy("The vote was closed and counted"), "box"),
    "WAITING_FOR_ABSENT": (gettext_lazy("Waiting for the ballots of absent members"), "hourglass"),
    "BALLOT_HANDED_IN": (gettext_lazy("A ballot was handed in"), "box"),
    "MINUTES_SIGNED": (gettext_lazy("The minutes were signed"), "pen"),
    "LINES_CONCLUDED": (gettext_lazy("The lines left were concluded"), "pen"),
    "PASSED_TO_NEXT_SESSION": (gettext_lazy("Passed to the next session: no quorum"), "calendar"),
    "FORM_CHECKED": (gettext_lazy("The form was checked"), "check"),
    "PUBLISHED": (gettext_lazy("Published"), "megaphone"),
    "REVOCATION_DRAFTED": (gettext_lazy("A revocation was drafted"), "x-octagon"),
    "REVOCATION_DROPPED": (gettext_lazy("The draft revocation was dropped"), "x-octagon"),
    "APPOINTED": (gettext_lazy("Appointed"), "person-plus"),
    "APPOINTMENT_ENDED": (gettext_lazy("Appointment ended"), "person-dash"),
    "DELEGATED": (gettext_lazy("Right to sign delegated"), "person-plus"),
    "DELEGATION_ENDED": (gettext_lazy("Delegation ended"), "person-dash"),
    "GRANTED": (gettext_lazy("Sight granted"), "eye"),
    "GRANT_ENDED": (gettext_lazy("Sight ended"), "eye"),
    "QUOTA_ALLOCATED": (gettext_lazy("Numbers allocated"), "hash"),
    "ROUND_DATED": (gettext_lazy("Dates of the round entered"), "calendar"),
    "LATE_ACCEPTED": (gettext_lazy("Late letters accepted"), "calendar"),
    "PERSONAL_DETAIL_ERASED": (gettext_lazy("Personal detail erased"), "eraser"),
    "REFUSED": (gettext_lazy("Refused for lack of authority"), "shield"),
}
"""The words and the icon of every deed that is no transition."""


def told(deed: str) -> "tuple[str | _StrPromise, str]":
    """The words and the icon of a deed; of one that is no longer known, its code."""
    transition = Transition.__members__.get(deed)
    if transition is not None:
        return WORDING[transition], "arrow-right"
    return DEEDS.get(deed, (deed, "dot"))


def moments_of(*streams: str, after: int = 0) -> list[Moment]:
    """The entries of streams as moments, oldest first: four statements, and the newest 500 entries at most."""
    return _moments(Q(stream__in=streams, seq__gt=after))


def moments_since(seen: Mapping[int, int], user: User) -> list[Moment]:
    """What happened to nominations since a page showed these versions, of those the user may still see."""
    if not seen:
        return []
    visible = set(visible_to(user).filter(pk__in=list(seen)).values_list("pk", flat=True))
    newer = Q()
    for key in sorted(visible):
        newer |= Q(stream=f"{Nomination.stream}:{key}", seq__gt=seen[key])
    return _moments(newer) if newer else []


def _moments(which: Q) -> list[Moment]:
    entries = list(Entry.objects.filter(which).order_by("-at", "-stream", "-seq")[:_at_most])[::-1]
    details = _details(entries)
    told_of = [json.loads(entry.payload)["data"] for entry in entries]
    people = _names(
        Person.objects.all(),
        "full_name",
        [one for entry in entries for one in (entry.person_id, entry.on_behalf_of_id)],
    )
    bodies = _names(Organisation.objects.all(), "name", [data.get("organisation") for data in told_of])
    found = []
    for entry, data in zip(entries, told_of, strict=True):
        title, icon = told(entry.deed)
        text = _text(data, details.get((entry.stream, entry.seq), {}))
        found.append(Moment(entry.at, _who(entry, data, people, bodies), str(title), text, icon))
    return found


def _details(entries: Sequence[Entry]) -> dict[tuple[str, int], dict[str, Any]]:
    streams = {entry.stream for entry in entries}
    rows = PersonalDetail.objects.filter(stream__in=streams).exclude(detail="")
    return {(one.stream, one.seq): json.loads(one.detail) for one in rows}


def _names(rows: "QuerySet[Any]", column: str, keys: Iterable[int | None]) -> dict[int, str]:
    wanted = sorted({key for key in keys if key is not None})
    return dict(rows.filter(pk__in=wanted).values_list("pk", column)) if wanted else {}


def _who(entry: Entry, data: Mapping[str, Any], people: Mapping[int, str], bodies: Mapping[int, str]) -> str:
    if entry.person_id is None:
        return _("the system")
    parts = [people.get(entry.person_id, "")]
    if entry.on_behalf_of_id is not None:
        parts.append(_("for %(name)s") % {"name": people.get(entry.on_behalf_of_id, "")})
    role = str(data.get("role"))
    if role in Role.__members__:
        parts.append(str(Role(role).label))
    parts.append(bodies.get(data.get("organisation") or 0, ""))
    return ", ".join(filter(None, parts))


def _text(data: Mapping[str, Any], detail: Mapping[str, Any]) -> str:
    """What stands beside the deed: the new state, the reason, the paper, the day to reply."""
    reason = detail.get("reason")
    given = reason if isinstance(reason, Mapping) else {"text": reason}
    texts = []
    if data.get("to") in State.__members__:
        texts.append(_("Now: %(state)s.") % {"state": State(data["to"]).label})
    texts += [str(given[key]) for key in ("text", "document") if given.get(key)]
    texts += [str(detail[key]) for key in ("number", "text", "document", "answer", "conclusion") if detail.get(key)]
    day = parse_date(str(data.get("reply_by") or given.get("reply_by") or ""))
    if day is not None:
        texts.append(_("Reply by %(day)s.") % {"day": date_format(day, "SHORT_DATE_FORMAT")})
    return " ".join(texts)
