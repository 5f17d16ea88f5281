"""The facts of the receipt of a letter (D5) as an official paper: what came, when, and by when it is appraised.

The unit whose letter it is reads the same paper as the office. It tells how many lines came and which kinds of papers;
it names no nominee, nobody to whom the appraisal was given, and of a secret dossier its register number alone.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import override, pgettext

from workflow.appraisal.contents import held_by
from workflow.appraisal.models import Appraisal
from workflow.appraisal.paper_parts import cited, head_of, signed
from workflow.appraisal.receipt import RECEIVED
from workflow.audit.models import Entry
from workflow.awards.calendar import working_day_after
from workflow.directory.dateline import dateline, in_words
from workflow.directory.models import Person
from workflow.documents.tables import CENTRED, table
from workflow.dossiers.models import Letter, Nomination, Standing
from workflow.dossiers.queries import OFFICE, PREPARES, STAND_OR_WENT_OUT
from workflow.dossiers.secret_queries import stubs_of
from workflow.dossiers.showing import groups_of
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from datetime import datetime

    from workflow.audit.canonical import Json


def receipt_for(acting: Acting, letter: int) -> Appraisal:
    """The receipt of a letter, for its office and its own unit. Raises `Http404` for others, or before receipt.

    An appraisal that began again later was not received by a number of its own.
    """
    mine = Q(office__in=acting.bodies(*OFFICE)) | Q(letter__organisation__in=acting.bodies(*PREPARES))
    received = Appraisal.objects.filter(mine, letter=letter, received_at__isnull=False).exclude(incoming_number="")
    found = received.select_related("letter__organisation", "office__parent").order_by("received_at", "pk").first()
    if found is None:
        raise Http404
    return found


def lines_received(one: Appraisal) -> list[Nomination]:
    """The lines that came with the letter, whatever became of them: one statement."""
    on = Standing.objects.filter(STAND_OR_WENT_OUT, nomination=OuterRef("pk"), case=one.letter.case_id)
    return list(Nomination.objects.filter(Exists(on)).select_related("route").order_by("pk"))


def receipt_facts(one: Appraisal, lines: Sequence[Nomination]) -> "dict[str, Json]":
    """The facts of the receipt; the appraisal is one that was received. Constantly few statements."""
    at = one.received_at or one.letter.opened_at
    with override("vi"):
        title = pgettext("on paper", "Receipt of a dossier")
        return {
            **head_of(title, timezone.localdate(at), one.office),
            "paper": {
                "number": pgettext("on paper", "Incoming No.: %(number)s") % {"number": one.incoming_number},
                "place_day": dateline(one.office_id, timezone.localdate(at)),
                "kind": title,
                "sign": [
                    signed(pgettext("on paper", "HANDED IN BY")),
                    signed(pgettext("on paper", "RECEIVED BY"), _receiver(one)),
                ],
            },
            "told": {
                "from_unit": str(one.letter.organisation),
                "letter": cited(one.letter),
                "received_at": _moment(at),
                "lines": _counted(lines),
                "due": _due(lines, at),
                "note": "",
            },
            "tables": {"papers": _papers(one.letter, lines, at)},
        }


def _receiver(one: Appraisal) -> Person | None:
    """Who received the letter, as the record says."""
    entries = Entry.objects.filter(stream=f"{Letter.stream}:{one.letter_id}", deed=RECEIVED)
    return Person.objects.filter(pk__in=entries.order_by("seq").values("person_id")[:1]).first()


def _moment(at: "datetime") -> str:
    local = timezone.localtime(at)
    return pgettext("on paper", "%(hour)s hours %(minute)s, %(day)s") % {
        "hour": f"{local:%H}",
        "minute": f"{local:%M}",
        "day": in_words(local.date()),
    }


def _counted(lines: Sequence[Nomination]) -> str:
    """How many lines in all, and of each kind."""
    kinds = ", ".join(f"{len(group.lines):02d} {str(group.title).lower()}" for group in groups_of(lines))
    return f"{len(lines):02d} ({kinds})" if kinds else f"{len(lines):02d}"


def _due(lines: Sequence[Nomination], at: "datetime") -> str:
    """The working days of the route and the day on which they end; nothing where no route of the lines sets days.

    As on the day of receipt: what a supplement adds later is no fact of this paper.
    """
    days = [line.route.rules.appraisal_days for line in lines]
    fewest = min((one for one in days if one is not None), default=None)
    if fewest is None:
        return ""
    end = in_words(working_day_after(timezone.localdate(at), fewest))
    return pgettext("on paper", "%(days)s working days, until the end of %(day)s") % {"days": fewest, "day": end}


def _papers(letter: Letter, lines: Sequence[Nomination], at: "datetime") -> "dict[str, Json]":
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Component"), 10),
        (pgettext("on paper", "Received (nominations with it, of all)"), 5, CENTRED),
        (pgettext("on paper", "Note"), 5),
    )
    rows: list[Json] = [[str(number), *row] for number, row in enumerate(_rows(letter, lines, at), 1)]
    return table(columns, rows)


def _rows(letter: Letter, lines: Sequence[Nomination], at: "datetime") -> Iterator[tuple[str, str, str]]:
    yield pgettext("on paper", "Letter of submission"), pgettext("on paper", "yes"), ""
    for held in held_by(lines, at):
        note = pgettext("on paper", "not complete") if held.is_short else ""
        yield held.label, f"{held.there}/{held.asked or len(lines)}", note
    for stub in stubs_of(letter):
        told = {"number": stub.register_number, "degree": stub.degree_label}
        dossier = pgettext("on paper", "Secret dossier, register No. %(number)s (%(degree)s)") % told
        yield dossier, pgettext("on paper", "by its own way"), ""
