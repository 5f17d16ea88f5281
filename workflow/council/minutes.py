"""The minutes of a session, made from the facts."""

from django.utils.translation import gettext as _

from workflow.council.models import AgendaItem, CouncilSession, Seat


def minutes_of(session: CouncilSession, remarks: str) -> str:
    """The text of the minutes: who took part, the count of each line, who had no ballot, and the remarks.

    In a secret vote it names nobody's choice; in an open one dissent is named.
    """
    seats = Seat.objects.filter(session=session).select_related("person").order_by("person__full_name", "person_id")
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
    text += [_line(item, secret=session.secret) for item in items]
    if remarks.strip():
        text.append(remarks.strip())
    return "\n".join(text)


def _line(item: AgendaItem, *, secret: bool) -> str:
    told = _("%(position)s. %(name)s: in favour %(yes)s, against %(no)s, abstained %(other)s: %(result)s.") % {
        "position": item.position,
        "name": item.nomination.nominee_name,
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
