"""The minutes of a session, made from the facts."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.audit.canonical import content_hash
from workflow.council.models import AgendaItem, CouncilSession, Seat
from workflow.dossiers.names import names_of


def minutes_of(session: CouncilSession, remarks: str) -> str:
    """The text of the minutes, in Vietnamese whoever signs: who took part, the count of each line, who had no ballot.

    A line that has left the session meanwhile (deferred, held) has no result. In a secret vote it
    names nobody's choice; in an open one dissent is named.
    """
    with override("vi"):
        return "\n".join(_told(session, remarks))


def hash_of_minutes(text: str) -> str:
    """What both signatures under the minutes rest on."""
    return content_hash({"minutes": text})


def _told(session: CouncilSession, remarks: str) -> list[str]:
    seats = Seat.objects.filter(session=session).select_related("person").order_by("person__name_key", "person_id")
    items = (
        AgendaItem.objects.filter(session=session)
        .select_related("nomination")
        .prefetch_related("exclusions__person", "ballots__person")
    )
    text = [
        _("Session %(number)s of the year %(year)s, held on %(day)s.")
        % {"number": session.number, "year": session.year, "day": f"{session.held_on:%d/%m/%Y}"},
        _("Members: %(all)s; took part: %(present)s; quorum: %(quorum)s.")
        % {
            "all": session.members_all,
            "present": session.members_present,
            "quorum": _("reached") if session.quorum_met else _("not reached"),
        },
        _("Absent: %(names)s.")
        % {"names": ", ".join(str(seat.person) for seat in seats if not seat.present) or _("nobody")},
    ]
    names = {nomination: name for nomination, (name, *_rest) in names_of(one.nomination_id for one in items).items()}
    for item in items:
        stands = item.nomination.case_id == session.case_id
        name = names[item.nomination_id]
        text.append(_line(item, name, secret=session.secret) if stands else _taken_off(item, name))
    if remarks.strip():
        text.append(remarks.strip())
    return text


def _taken_off(item: AgendaItem, name: str) -> str:
    return _("%(position)s. %(name)s: taken off the agenda.") % {
        "position": item.position,
        "name": name,
    }


def _line(item: AgendaItem, name: str, *, secret: bool) -> str:
    told = _("%(position)s. %(name)s: in favour %(yes)s, against %(no)s, abstained %(other)s: %(result)s.") % {
        "position": item.position,
        "name": name,
        "yes": item.in_favour,
        "no": item.against,
        "other": item.abstained,
        "result": _("supported") if item.supported else _("not supported"),
    }
    excluded = ", ".join(str(one.person) for one in item.exclusions.all())
    if excluded:
        told += " " + _("No ballot: %(names)s.") % {"names": excluded}
    dissent = ", ".join(str(one.person) for one in item.ballots.all() if not secret and one.choice == "DISAGREE")
    if dissent:
        told += " " + _("Dissent: %(names)s.") % {"names": dissent}
    return told
