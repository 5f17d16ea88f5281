"""Telling: entries of the record as a lay person reads them, and what has changed since a page was loaded."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow.audit.models import Entry, Kept, PersonalDetail
from workflow.directory.models import Organisation, Person, User
from workflow.dossiers.forms import grounds_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import SignOffKind, Transition
from workflow.procedure.wording import WORDING

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

_at_most: Final = 500
_icon: Final = "clock-history"


@dataclass(frozen=True, slots=True)
class Moment:
    """One deed as a timeline shows it. `who` names the person with post and body; `text` says the rest, by lines."""

    at: datetime
    who: str
    title: str
    text: str = ""
    icon: str = _icon


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the record, read: its facts, and the personal detail that was not erased."""

    entry: Entry
    data: Mapping[str, Any]
    detail: Mapping[str, Any]

    @property
    def reason(self) -> Mapping[str, Any]:
        """The reason that was given, by its parts."""
        given = self.detail.get("reason")
        return given if isinstance(given, Mapping) else {"text": given}


DEEDS: "Final[Mapping[str, tuple[_StrPromise, str]]]" = {
    "ADDED": (gettext_lazy("Drafted"), "pencil"),
    "DRAFTED": (gettext_lazy("Drafted"), "pencil"),
    "EDITED": (gettext_lazy("Edited"), "pencil"),
    "ANSWERED": (gettext_lazy("Criteria answered"), "list-check"),
    "ATTACHED": (gettext_lazy("Papers attached"), "paperclip"),
    "PAPER_REMOVED": (gettext_lazy("A paper taken off"), "paperclip"),
    "FILE_INFECTED": (gettext_lazy("A file was found to be infected"), "x-octagon"),
    "CORRECTED": (gettext_lazy("Spelling corrected"), "pencil-square"),
    "NAMES_CONFIRMED": (gettext_lazy("Names, title and unit confirmed"), "check-circle"),
    "OPENED": (gettext_lazy("Opened"), "folder-plus"),
    "LETTER_EDITED": (gettext_lazy("Data of the letter changed"), "pencil"),
    "SIGNED": (gettext_lazy("A signature was given"), "pen"),
    "SIGNATURE_VOIDED": (gettext_lazy("The signature became void"), "pen"),
    "ISSUED": (gettext_lazy("Issued with number and date"), "send"),
    "SPLIT": (gettext_lazy("Taken into a letter of its own"), "shuffle"),
    "MERGED": (gettext_lazy("Taken into the superior's letter"), "collection"),
    "HANDED_TO_HEAD": (gettext_lazy("Handed to the head for signature"), "send"),
    "RECEIVED": (gettext_lazy("Received by the office"), "inbox"),
    "ASSIGNED": (gettext_lazy("Assigned for appraisal"), "person-check"),
    "APPRAISED": (gettext_lazy("Appraised"), "clipboard-check"),
    "APPRAISAL_SUBMITTED": (gettext_lazy("Appraisal submitted for approval"), "send"),
    "CONSULTED": (gettext_lazy("Another body asked for its opinion"), "chat-left-text"),
    "OPINION_GIVEN": (gettext_lazy("The body asked has answered"), "chat-left-text"),
    "ITEM_ANSWERED": (gettext_lazy("An item of the supplement answered"), "reply"),
    "SUPPLEMENT_WIDENED": (gettext_lazy("Further items of the supplement named"), "folder-plus"),
    "ITEM_TICKED_OFF": (gettext_lazy("An item of the supplement ticked off"), "list-check"),
    "HOLD_CONCLUDED": (gettext_lazy("The checking is concluded"), "pause-circle"),
    "AGENDA_FIXED": (gettext_lazy("The agenda of the session was fixed"), "calendar-event"),
    "ADDED_TO_AGENDA": (gettext_lazy("Lines were added to the agenda"), "calendar-event"),
    "WRITTEN_UNTIL": (gettext_lazy("Another last day for written ballots was set"), "calendar-event"),
    "PAPERS_SENT": (gettext_lazy("The papers of the session were sent"), "send"),
    "PAPERS_READ": (gettext_lazy("A member has read the papers"), "check2-square"),
    "CONFLICT_DECLARED": (gettext_lazy("A member declared a conflict of interest"), "slash-circle"),
    "ATTENDANCE_NOTED": (gettext_lazy("Members came or left"), "person-check"),
    "MEMBERS_REMINDED": (gettext_lazy("Members were reminded of their ballots"), "bell"),
    "SLIP_HANDED_IN": (gettext_lazy("A signed slip was handed in"), "paperclip"),
    "PAPER_COUNT_ENTERED": (gettext_lazy("A teller entered the paper count"), "hash"),
    "PAPER_COUNT_CONFIRMED": (gettext_lazy("Another teller confirmed the paper count"), "check2-all"),
    "MINUTES_DRAFTED": (gettext_lazy("The minutes were drafted"), "pencil-square"),
    "VOTING_OPENED": (gettext_lazy("The vote was opened"), "inboxes"),
    "VOTING_CLOSED": (gettext_lazy("The vote was closed and counted"), "inboxes"),
    "WAITING_FOR_ABSENT": (gettext_lazy("Waiting for the ballots of absent members"), "clock"),
    "BALLOT_HANDED_IN": (gettext_lazy("A ballot was handed in"), "inboxes"),
    "MINUTES_SIGNED": (gettext_lazy("The minutes were signed"), "pen"),
    "LINES_CONCLUDED": (gettext_lazy("The lines left were concluded"), "pen"),
    "PASSED_TO_NEXT_SESSION": (gettext_lazy("Passed to the next session: no quorum"), "calendar-event"),
    "PAPER_TO_SIGN_KEPT": (gettext_lazy("A PDF was given out to be signed"), "download"),
    "SIGNED_FILE_KEPT": (gettext_lazy("The digitally signed file was kept"), "file-earmark-check"),
    "SCAN_KEPT": (gettext_lazy("A scan of the paper original was kept"), "file-earmark-ruled"),
    "COPY_SEALED": (gettext_lazy("A copy was sealed by the system"), "patch-check"),
    "FILE_CHECKED_AGAIN": (gettext_lazy("The signatures of a file were checked again"), "search"),
    "FILE_SET_ASIDE": (gettext_lazy("A file was set aside"), "x-circle"),
    "FORM_CHECKED": (gettext_lazy("The form was checked"), "check-circle"),
    "DRAFT_SENT_BACK": (gettext_lazy("The draft was sent back to be composed anew"), "reply"),
    "DECISION_SPLIT": (gettext_lazy("Lines taken into a draft of their own"), "diagram-3"),
    "PUBLISHED": (gettext_lazy("Published"), "megaphone"),
    "REVOCATION_DRAFTED": (gettext_lazy("A revocation was drafted"), "x-octagon"),
    "REVOCATION_DROPPED": (gettext_lazy("The draft revocation was dropped"), "x-octagon"),
    "PRIZES_CHANGED": (gettext_lazy("Prizes entered otherwise than by the rule"), "pencil-square"),
    "PAYMENTS_OPENED": (gettext_lazy("The payment list was opened"), "folder-plus"),
    "PRIZES_PAID": (gettext_lazy("Prizes were paid"), "check-circle"),
    "PRIZES_RETURNED": (gettext_lazy("Prizes came back"), "reply"),
    "PRIZES_RECOVERED": (gettext_lazy("Prizes were recovered"), "reply"),
    "PRIZE_SUPPLEMENTED": (gettext_lazy("A supplementary payment was added"), "folder-plus"),
    "PRIZES_SETTLED": (gettext_lazy("Prizes were settled"), "check2-all"),
    "AWARD_PROTECTED": (gettext_lazy("The public sees less of an award"), "lock"),
    "AWARD_PROTECTION_LIFTED": (gettext_lazy("The protection of an award was lifted"), "unlock"),
    "STORY_DRAFTED": (gettext_lazy("A story was drafted"), "pencil"),
    "STORY_EDITED": (gettext_lazy("Edited"), "pencil"),
    "STORY_PUBLISHED": (gettext_lazy("Published"), "megaphone"),
    "STORY_WITHDRAWN": (gettext_lazy("Withdrawn from the public"), "x-octagon"),
    "CORRECTION_DRAFTED": (gettext_lazy("A correction was drafted"), "pencil-square"),
    "CORRECTION_DROPPED": (gettext_lazy("The draft correction was dropped"), "pencil-square"),
    "CORRECTION_ISSUED": (gettext_lazy("Corrected by a decision"), "pencil-square"),
    "RESTING_FOUND": (gettext_lazy("The offices were told what rested on the revoked awards"), "bell"),
    "RESULT_NOTICES_OPENED": (gettext_lazy("Notices of results are due"), "envelope"),
    "RESULT_NOTICE_SIGNED": (gettext_lazy("A notice of results was signed"), "pen"),
    "RESULT_NOTICE_SENT": (gettext_lazy("A notice of results was sent to the unit"), "send"),
    "CERTIFICATE_ENTERED": (gettext_lazy("Entered in the register of awards"), "journal-check"),
    "CERTIFICATE_REPLACED": (gettext_lazy("Replaced by a new certificate"), "arrow-repeat"),
    "CERTIFICATE_PRINTED": (gettext_lazy("Certificate printed"), "printer"),
    "CERTIFICATE_REPRINTED": (gettext_lazy("Certificate printed again"), "printer"),
    "CERTIFICATE_DELIVERED": (gettext_lazy("Certificate delivered"), "send"),
    "CERTIFICATE_RETURNED": (gettext_lazy("Certificate returned for a misprint"), "reply"),
    "CERTIFICATE_REFUSED": (gettext_lazy("Certificate not accepted by the awardee"), "slash-circle"),
    "CERTIFICATE_UNDELIVERABLE": (gettext_lazy("Certificate cannot be delivered"), "exclamation-circle"),
    "CERTIFICATE_DEMANDED": (gettext_lazy("Certificate demanded back"), "reply"),
    "CERTIFICATE_RECOVERED": (gettext_lazy("Certificate recovered"), "box-arrow-left"),
    "CEREMONY_RECORDED": (gettext_lazy("Put on a ceremony"), "trophy"),
    "BLANK_CHANGED": (gettext_lazy("Texts of a blank moved"), "file-earmark-ruled"),
    "APPOINTED": (gettext_lazy("Appointed"), "person-plus"),
    "APPOINTMENT_ENDED": (gettext_lazy("Appointment ended"), "person-x"),
    "DELEGATED": (gettext_lazy("Right to sign delegated"), "person-plus"),
    "DELEGATION_ENDED": (gettext_lazy("Delegation ended"), "person-x"),
    "GRANTED": (gettext_lazy("Sight granted"), "eye"),
    "GRANT_ENDED": (gettext_lazy("Sight ended"), "eye"),
    "DRAWN_FROM_PLAN": (gettext_lazy("Answered from the unit's plan"), "list-check"),
    "PLAN_RECORDED": (gettext_lazy("Implementation plan recorded"), "journal-text"),
    "PLAN_WITHDRAWN": (gettext_lazy("Implementation plan withdrawn"), "journal-text"),
    "UNIT_MINUTES_RECORDED": (gettext_lazy("Minutes of the unit's council recorded"), "people"),
    "QUOTA_ALLOCATED": (gettext_lazy("Numbers allocated"), "hash"),
    "ROUND_DATED": (gettext_lazy("Dates of the round entered"), "calendar-event"),
    "LATE_ACCEPTED": (gettext_lazy("Late letters accepted"), "calendar-event"),
    "PAST_AWARDS_RECORDED": (gettext_lazy("Past awards recorded"), "award"),
    "PAST_AWARD_REMOVED": (gettext_lazy("A past award removed"), "trash"),
    "PAST_AWARDS_ERASED": (gettext_lazy("Past awards erased"), "trash"),
    "COLLEAGUE_INVITED": (gettext_lazy("A colleague invited to write in the letter"), "person-plus"),
    "COLLEAGUE_ENDED": (gettext_lazy("The invitation of a colleague ended"), "person-x"),
    "SECRET_STUB_RECORDED": (gettext_lazy("A secret dossier registered that goes on paper"), "shield-lock"),
    "SECRET_STUB_REMOVED": (gettext_lazy("A secret dossier taken off the letter"), "shield-lock"),
    "SECRET_STUB_RECEIVED": (gettext_lazy("A secret dossier received by the office"), "shield-lock"),
    "PERSONAL_DETAIL_ERASED": (gettext_lazy("Personal detail erased"), "trash"),
    "CLUSTER_ASSIGNED": (gettext_lazy("A cluster assigned"), "eye"),
    "CLUSTER_WATCH_ENDED": (gettext_lazy("The watch over a cluster ended"), "eye"),
    "ACCOUNT_OPENED": (gettext_lazy("Account opened"), "person-plus"),
    "PASSWORD_SET": (gettext_lazy("New password set by an administrator"), "key"),
    "ACCOUNT_CLOSED": (gettext_lazy("Account closed"), "person-x"),
    "ACCOUNT_REOPENED": (gettext_lazy("Account opened again"), "person-check"),
    "REFERENCE_ADDED": (gettext_lazy("Reference data added"), "sliders"),
    "REFERENCE_CHANGED": (gettext_lazy("Reference data changed"), "sliders"),
    "REFUSED": (gettext_lazy("Refused for lack of authority"), "shield-lock"),
}
"""The words and the icon of every deed that is no transition."""


SIGNATURES: "Final[Mapping[SignOffKind, _StrPromise]]" = {
    SignOffKind.ENDORSEMENT: gettext_lazy("endorsement"),
    SignOffKind.APPRAISAL: gettext_lazy("signature of the appraisal"),
    SignOffKind.VOTE: gettext_lazy("vote of the council"),
    SignOffKind.PRESENTATION: gettext_lazy("presentation for decision"),
    SignOffKind.DECISION: gettext_lazy("signature of the decision"),
}
"""The kinds of signature in words."""


def told(deed: str) -> "tuple[str | _StrPromise, str]":
    """The words and the icon of a deed; of one that is no longer known, its code."""
    transition = Transition.__members__.get(deed)
    if transition is not None:
        return WORDING[transition], "arrow-right"
    return DEEDS.get(deed, (deed, _icon))


def read_story(*streams: str) -> list[Told]:
    """The entries of streams, oldest first: two statements, and the newest 500 entries at most."""
    return _read(Q(stream__in=streams))


def moments_of(*streams: str) -> list[Moment]:
    """The entries of streams as moments, oldest first: four statements."""
    return tell(read_story(*streams))


def moments_since(seen: Mapping[int, int], user: User) -> list[Moment]:
    """What happened to nominations since a page showed these versions, of those the user may still see."""
    if not seen:
        return []
    visible = set(visible_to(user).filter(pk__in=list(seen)).values_list("pk", flat=True))
    newer = Q()
    for key in sorted(visible):
        newer |= Q(stream=f"{Nomination.stream}:{key}", seq__gt=seen[key])
    return tell(_read(newer)) if newer else []


def moments_after(thing: Kept, seen: int, untold: Collection[str] = ()) -> list[Moment]:
    """What happened to a letter, a session or a decision since a page showed this version of it."""
    newer = _read(Q(stream=f"{thing.stream}:{thing.pk}", seq__gt=seen))
    return tell([one for one in newer if one.entry.deed not in untold])


def _read(which: Q) -> list[Told]:
    entries = list(Entry.objects.filter(which).order_by("-at", "-stream", "-seq")[:_at_most])[::-1]
    details = _details(entries)
    return [
        Told(entry, json.loads(entry.payload)["data"], details.get((entry.stream, entry.seq), {})) for entry in entries
    ]


def _details(entries: Sequence[Entry]) -> dict[tuple[str, int], dict[str, Any]]:
    streams = {entry.stream for entry in entries}
    rows = PersonalDetail.objects.filter(stream__in=streams).exclude(detail="")
    return {(one.stream, one.seq): json.loads(one.detail) for one in rows}


def tell(story: Sequence[Told]) -> list[Moment]:
    """Entries as moments: two statements. What one act did again and again, or to many lines, is told once."""
    people, bodies = _named_in(story)
    return [_moment(list(same), people, bodies) for _alike, same in groupby(story, key=_act)]


def tell_each(story: Sequence[Told]) -> list[Moment]:
    """Each entry as a moment of its own: two statements."""
    people, bodies = _named_in(story)
    return [_moment([one], people, bodies) for one in story]


def _named_in(story: Sequence[Told]) -> tuple[dict[int, str], dict[int, str]]:
    """The people and the bodies of whom the entries speak."""
    people = _names(Person.objects.all(), "full_name", (key for one in story for key in _people_in(one)))
    bodies = _names(Organisation.objects.all(), "name", (one.data.get(key) for one in story for key in _bodies))
    return people, bodies


def _moment(together: Sequence[Told], people: Mapping[int, str], bodies: Mapping[int, str]) -> Moment:
    first = together[0]
    title, icon = told(first.entry.deed)
    texts = dict.fromkeys(text for one in together for text in _texts(one, people, bodies))
    number = _how_often(together)
    who = _who(first, people, bodies)
    return Moment(first.entry.at, who, f"{title} ({number})" if number else str(title), "\n".join(texts), icon)


_bodies: Final = ("organisation", "asks")


def _people_in(one: Told) -> Iterator[int | None]:
    yield from (one.entry.person_id, one.entry.on_behalf_of_id, _signer(one))
    yield from (one.data.get("invited_by"), one.data.get("colleague"))


def _signer(one: Told) -> int | None:
    """Who signed the paper at whose issue the transition happened."""
    signed = one.data.get("signed")
    return signed.get("person") if isinstance(signed, Mapping) else None


def _act(one: Told) -> tuple[object, ...]:
    """Entries of one act that say the same deed are told together."""
    entry = one.entry
    own = entry.operation or (entry.stream, entry.seq)
    return (own, entry.deed, entry.person_id, entry.on_behalf_of_id)


def _how_often(together: Sequence[Told]) -> str:
    """How many lines, or how many times; empty for one."""
    lines, times = len({one.entry.stream for one in together}), len(together)
    if lines > 1:
        return ngettext("%(count)d line", "%(count)d lines", lines) % {"count": lines}
    return ngettext("%(count)d time", "%(count)d times", times) % {"count": times} if times > 1 else ""


def _names(rows: "QuerySet[Any]", column: str, keys: Iterable[int | None]) -> dict[int, str]:
    wanted = sorted({key for key in keys if key is not None})
    return dict(rows.filter(pk__in=wanted).values_list("pk", column)) if wanted else {}


def _who(one: Told, people: Mapping[int, str], bodies: Mapping[int, str]) -> str:
    entry = one.entry
    if entry.person_id is None:
        return _("the system")
    parts = [people.get(entry.person_id, "")]
    if entry.on_behalf_of_id is not None:
        parts.append(_("for %(name)s") % {"name": people.get(entry.on_behalf_of_id, "")})
    role = str(one.data.get("role"))
    if role in Role.__members__:
        parts.append(str(Role(role).label))
    parts.append(bodies.get(one.data.get("organisation") or 0, ""))
    if one.data.get("grant") and one.data.get("invited_by"):
        parts.append(_("invited by %(name)s") % {"name": people.get(one.data["invited_by"], "")})
    return ", ".join(filter(None, parts))


def _texts(one: Told, people: Mapping[int, str], bodies: Mapping[int, str]) -> Iterator[str]:
    """What stands beside the deed, a line each. The opinion of a body that was asked stays on the appraisal."""
    data, detail = one.data, one.detail
    if data.get("to") in State.__members__:
        yield _("Now: %(state)s.") % {"state": State(data["to"]).label}
    if data.get("register_number"):
        yield _("No. %(number)s of the unit's register of secret documents.") % {"number": data["register_number"]}
    if data.get("colleague"):
        yield _("Colleague: %(name)s.") % {"name": people.get(data["colleague"], "")}
        until = parse_date(str(data.get("until") or ""))
        if until is not None:
            yield _("Until %(day)s.") % {"day": date_format(until, "SHORT_DATE_FORMAT")}
    signer = people.get(_signer(one) or 0)
    if signer:
        prefix = str(one.data["signed"].get("prefix", ""))
        yield _("Signed by: %(name)s.") % {"name": f"{prefix} {signer}".strip()}
    if data.get("kind") in SignOffKind.__members__:
        yield _("Kind of signature: %(kind)s.") % {"kind": SIGNATURES[SignOffKind(data["kind"])]}
    if data.get("asks"):
        yield _("Asked: %(body)s.") % {"body": bodies.get(data["asks"], "")}
    yield from _changes(data, detail)
    yield from _reasons(one)
    yield from _days({**one.reason, **data})


def _changes(data: Mapping[str, Any], detail: Mapping[str, Any]) -> Iterator[str]:
    """What an edit or a correction changed."""
    if data.get("fields"):
        names = {field.name: str(field.verbose_name) for field in Nomination._meta.concrete_fields}
        yield _("Changed: %(fields)s.") % {"fields": ", ".join(names.get(one, one) for one in data["fields"])}
    if data.get("revision"):
        yield _("Revision %(number)s.") % {"number": data["revision"]}
    if detail.get("was") is not None and detail.get("text"):
        yield _("«%(was)s» is rightly written «%(text)s».") % {"was": detail["was"], "text": detail["text"]}
    elif detail.get("text"):
        yield str(detail["text"])


def _reasons(one: Told) -> Iterator[str]:
    """Ground, reason and document, each called what it is."""
    transition = Transition.__members__.get(one.entry.deed)
    ground = grounds_of(transition).get(str(one.data.get("code"))) if transition is not None else None
    if ground is not None:
        yield _("Ground: %(ground)s.") % {"ground": ground}
    if one.reason.get("text"):
        yield _("Reason: %(text)s") % {"text": one.reason["text"]}
    document = one.detail.get("document") or one.reason.get("document")
    if document:
        yield _("Document: %(document)s") % {"document": document}
    for key in ("number", "conclusion"):
        if one.detail.get(key):
            yield str(one.detail[key])


def _days(given: Mapping[str, Any]) -> Iterator[str]:
    reply_by, review_on = (parse_date(str(given.get(key) or "")) for key in ("reply_by", "review_on"))
    if reply_by is not None:
        yield _("Reply by %(day)s.") % {"day": date_format(reply_by, "SHORT_DATE_FORMAT")}
    if review_on is not None:
        yield _("To be looked at again on %(day)s.") % {"day": date_format(review_on, "SHORT_DATE_FORMAT")}
