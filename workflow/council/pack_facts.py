"""What the papers pack tells: its lines as plain data for the template, in Vietnamese whoever reads it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count, groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from workflow.audit.canonical import Json
from workflow.awards.models import NomineeKind
from workflow.council.models import CouncilSession
from workflow.council.pack import Pack, Read
from workflow.council.pack_lines import day_of, line_facts, table_of
from workflow.documents.frame import Mark, frame_of
from workflow.procedure.roles import Role

_ORDER: Final = (NomineeKind.COLLECTIVE, NomineeKind.PERSON, NomineeKind.HOUSEHOLD)
_roman: Final = ("I", "II", "III")


def facts_of(pack: Pack) -> dict[str, Json]:
    """The facts of `templates/session_pack.typ`. The lines are numbered within the copy, so that none is missed."""
    with override("vi"):
        session, name = pack.session, str(pack.copy.person)
        about = _("Session %(number)s of %(year)s") % {"number": session.number, "year": session.year}
        post = str(pack.copy.role.label)
        council = session.council
        frame = frame_of(
            pgettext("on paper", "PAPERS OF THE SESSION"),
            session.held_on or date(session.year or 1, 1, 1),
            issuer=council.name,
            superior=council.parent.name if council.parent else "",
            mark=Mark(name, about),
            foot=f"{name}, {about}",
        )
        return {
            **frame,
            "subject": pgettext("on paper", "%(session)s of %(council)s") % {"session": about, "council": council.name},
            "about": table_of(_about(pack)),
            "copy": pgettext("on paper", "Copy of %(name)s (%(post)s)") % {"name": name, "post": post},
            "notes": _notes(pack),
            "words": _words(),
            "sections": list(_sections(pack.lines)),
        }


def _about(pack: Pack) -> Iterator[tuple[str, str]]:
    session = pack.session
    yield pgettext("on paper", "Day of the session"), day_of(session.held_on)
    yield pgettext("on paper", "Place of the session"), session.place
    yield pgettext("on paper", "Kind of session"), str(CouncilSession.Mode(session.mode).label)
    yield pgettext("on paper", "Written ballots until"), day_of(session.written_until)
    secret, in_the_open = pgettext("on paper", "by secret ballot"), pgettext("on paper", "by open vote")
    yield pgettext("on paper", "Vote"), secret if session.secret else in_the_open
    yield pgettext("on paper", "Nominations"), str(len(pack.lines))


def _notes(pack: Pack) -> list[Json]:
    """What is said of the copy on its cover. Of a copy that is not whole nothing is said, so that it tells nothing."""
    told: list[Json] = []
    if pack.is_whole and pack.copy.role is not Role.COUNCIL_MEMBER:
        told.append(pgettext("on paper", "Whole copy: it holds every nomination on the agenda."))
    told.append(pgettext("on paper", "This copy is for the person named here and is not handed on."))
    told.append(pgettext("on paper", "The attached files are listed with their hashes and are opened in the system."))
    return told


def _words() -> dict[str, Json]:
    return {
        "agenda": pgettext("on paper", "Agenda of the session"),
        "number": pgettext("on paper", "No."),
        "name": pgettext("on paper", "Name"),
        "unit": _("Unit"),
        "page": pgettext("on paper", "Page"),
        "achievement": pgettext("on paper", "Achievement"),
        "appraisal": pgettext("on paper", "Result of the appraisal"),
        "criteria": pgettext("on paper", "Answers to the criteria"),
        "awards": pgettext("on paper", "Earlier awards"),
        "files": pgettext("on paper", "Attached files"),
        "no-criteria": _("No criterion is answered yet."),
        "no-awards": _("No other award of the nominee is known."),
        "no-files": _("No paper is attached."),
    }


def _sections(lines: Sequence[Read]) -> Iterator[Json]:
    """Collectives, individuals, households; in each the award forms, the higher first, in the order of the agenda."""
    titles = {
        NomineeKind.COLLECTIVE: pgettext("on paper", "COLLECTIVES"),
        NomineeKind.PERSON: pgettext("on paper", "INDIVIDUALS"),
        NomineeKind.HOUSEHOLD: pgettext("on paper", "HOUSEHOLDS"),
    }
    number, roman = count(1), iter(_roman)
    for kind in _ORDER:
        of_kind = [one for one in lines if one.line.nominee_kind == kind]
        if of_kind:
            yield {"name": f"{next(roman)}. {titles[kind]}", "forms": list(_forms(of_kind, number))}


def _forms(lines: Iterable[Read], number: Iterator[int]) -> Iterator[Json]:
    def form(one: Read) -> tuple[int, str]:
        return one.line.award_form.rank, one.line.award_form.name

    for (_rank, name), some in groupby(sorted(lines, key=form), key=form):
        yield {"name": name, "lines": [line_facts(one, next(number)) for one in some]}
