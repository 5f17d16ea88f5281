"""Reads of the record for auditors: the entries of what they audit, by person, object, deed and time.

An entry is shown where its stream is: of a nomination, letter or decision that the auditor sees, of a session on which
such a line stands or stood, of a body under the audit, of the account of somebody appointed there. Its personal detail
is shown for nominations, letters and decisions; what is said of votes, accounts and people elsewhere stays closed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Entry, Kept, PersonalDetail
from workflow.council.models import CouncilSession
from workflow.database.texts import folded
from workflow.decisions.models import Decision
from workflow.decisions.queries import decisions_visible_to
from workflow.directory.models import Appointment, Organisation, Person, User
from workflow.dossiers.models import Letter, Nomination, Standing
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import letters_visible_to
from workflow.dossiers.telling import Moment, Told, tell_each
from workflow.dossiers.visibility import bodies_audited, visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

KINDS: Final = {
    Nomination.stream: _("Nomination"),
    Letter.stream: _("Letter"),
    CouncilSession.stream: _("Council session"),
    Decision.stream: _("Decision"),
    Organisation.stream: _("Organisation"),
    User.stream: _("Account"),
}
"""What a stream is about, by the head of its name."""
_PAGES: Final = {Nomination.stream: "dossier", Letter.stream: "letter", Decision.stream: "decision"}
_TOLD: Final = frozenset(_PAGES)
_open_to_all: Final = ("document",)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the auditor's page shows it: the deed, and what it was done to."""

    entry: Entry
    moment: Moment
    kind: str
    name: str
    url: str


def entries_for(acting: Acting, asked: Mapping[str, Any]) -> "QuerySet[Entry]":
    """The entries that the auditor may read and asks for, newest first."""
    found = Entry.objects.filter(_under_audit(acting, str(asked.get("kind") or "")))
    if asked.get("kind") and asked.get("key"):
        found = found.filter(stream=f"{asked['kind']}:{asked['key']}")
    if asked.get("deed"):
        found = found.filter(deed=asked["deed"])
    if asked.get("person"):
        people = Person.objects.all()
        for word in folded(asked["person"]).split():
            people = people.filter(folded_name__contains=word)
        found = found.filter(Q(person_id__in=people.values("pk")) | Q(on_behalf_of_id__in=people.values("pk")))
    if asked.get("since"):
        found = found.filter(at__gte=_start_of(asked["since"]))
    if asked.get("until"):
        found = found.filter(at__lt=_start_of(asked["until"] + timedelta(days=1)))
    return found.order_by("-pk")


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _under_audit(acting: Acting, kind: str) -> Q:
    """The streams under the audit, of one kind or of all."""
    bodies = bodies_audited(acting.bodies(Role.AUDITOR), acting.today)
    seen = visible_to(acting.user, acting.today)
    stood = Standing.objects.filter(case=OuterRef("case"), nomination__in=seen)
    posts = Appointment.objects.filter(organisation__in=bodies)
    which: dict[str, tuple[type[Kept], QuerySet[Any]]] = {
        Nomination.stream: (Nomination, seen),
        Letter.stream: (Letter, letters_visible_to(acting)),
        CouncilSession.stream: (CouncilSession, CouncilSession.objects.filter(Exists(stood))),
        Decision.stream: (Decision, decisions_visible_to(acting)),
        Organisation.stream: (Organisation, Organisation.objects.filter(pk__in=bodies)),
        User.stream: (User, User.objects.filter(person__in=posts.values("person"))),
    }
    streams = Q()
    for name, (kept, rows) in which.items():
        if kind in {"", name}:
            key = Concat(Value(f"{kept.stream}:"), Cast(F("pk"), CharField()), output_field=CharField())
            streams |= Q(stream__in=rows.order_by().values_list(key, flat=True))
    return streams


def lines_of(entries: Sequence[Entry]) -> list[Line]:
    """Entries as lines: a constant number of statements for any number of them."""
    details = _details(entries)
    story = [Told(one, json.loads(one.payload)["data"], details.get((one.stream, one.seq), {})) for one in entries]
    names = _names(entries)
    lines = []
    for one, moment in zip(entries, tell_each(story), strict=True):
        kind, _colon, key = one.stream.rpartition(":")
        page = _PAGES.get(kind)
        url = reverse(page, args=[int(key)]) if page else ""
        lines.append(Line(one, moment, f"{KINDS[kind]} {key}", names.get(one.stream, ""), url))
    return lines


def _details(entries: Sequence[Entry]) -> dict[tuple[str, int], Mapping[str, Any]]:
    wanted = Q(pk__in=())
    for one in entries:
        wanted |= Q(stream=one.stream, seq=one.seq)
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for detail in PersonalDetail.objects.filter(wanted).exclude(detail=""):
        said = json.loads(detail.detail)
        is_told = detail.stream.rpartition(":")[0] in _TOLD
        found[detail.stream, detail.seq] = {
            name: value for name, value in said.items() if is_told or name in _open_to_all
        }
    return found


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """The names of the nominees, bodies and accounts that the entries are about."""
    keys: dict[str, set[int]] = {}
    for one in entries:
        kind, _colon, key = one.stream.rpartition(":")
        keys.setdefault(kind, set()).add(int(key))
    lines = {key: said[0] for key, said in names_of(keys.get(Nomination.stream, ())).items()}
    bodies = dict(Organisation.objects.filter(pk__in=keys.get(Organisation.stream, ())).values_list("pk", "name"))
    accounts = dict(User.objects.filter(pk__in=keys.get(User.stream, ())).values_list("pk", "username"))
    named = {Nomination.stream: lines, Organisation.stream: bodies, User.stream: accounts}
    return {f"{kind}:{key}": name for kind, some in named.items() for key, name in some.items()}
