"""The facts of a request for a supplement (D5) as an official paper: what was asked of each line, and by when.

One paper holds what was asked in one act of one unit. It says what the office asks; what the unit answers, and what the
office makes of it, stand in no paper that goes out.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import override, pgettext

from workflow.appraisal.models import SupplementItem, SupplementRequest
from workflow.appraisal.paper_parts import cited, head_of, signed
from workflow.directory.dateline import dateline, in_words
from workflow.documents.tables import CENTRED, table
from workflow.dossiers.explaining import citations_for
from workflow.dossiers.names import names_of
from workflow.dossiers.open_parts import label_of
from workflow.dossiers.queries import OFFICE, PREPARES
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.bases import Basis

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def requests_on_paper(acting: Acting, pk: int) -> list[SupplementRequest]:
    """The requests that one paper holds, this one among them: asked in the same act of the same unit.

    For the office that asked and the unit that was asked. Raises `Http404` for others. Three statements.
    """
    mine = _of(acting)
    one = mine.filter(pk=pk).first()
    if one is None:
        raise Http404
    beside = mine.filter(appraisal=one.appraisal_id, asked_at=one.asked_at, nomination__unit=one.nomination.unit_id)
    items = Prefetch("items", SupplementItem.objects.order_by("pk"))
    return list(beside.prefetch_related(items).order_by("pk"))


def _of(acting: Acting) -> "QuerySet[SupplementRequest]":
    mine = Q(appraisal__office__in=acting.bodies(*OFFICE)) | Q(nomination__unit__in=acting.bodies(*PREPARES))
    seen = SupplementRequest.objects.filter(mine, nomination__in=visible_to(acting.user, acting.today))
    return seen.select_related("nomination__unit", "appraisal__letter", "appraisal__office__parent", "asked_by")


def request_facts(requests: Sequence[SupplementRequest]) -> "dict[str, Json]":
    """The facts of the paper. Constantly few statements."""
    one, names = requests[0], names_of(request.nomination_id for request in requests)
    office, day, rounds = one.appraisal.office, timezone.localdate(one.asked_at), _rounds(requests)
    days = {request.reply_by for request in requests}
    with override("vi"):
        title = pgettext("on paper", "Request for a supplement")
        return {
            **head_of(title, day, office),
            "paper": {
                "number": pgettext("on paper", "No.: %(number)s") % {"number": "……"},
                "place_day": dateline(office.pk, day),
                "kind": title,
                "subject": pgettext("on paper", "Supplement to the dossiers that propose commendation"),
                "sign": [
                    signed(pgettext("on paper", "ASKED BY"), one.asked_by),
                    signed(pgettext("on paper", "HEAD OF THE OFFICE")),
                ],
                "recipients": [pgettext("on paper", "As above;"), pgettext("on paper", "Filed at the registry.")],
            },
            "told": {
                "to": str(one.nomination.unit),
                "bases": list(_bases(one, day)),
                "letter": cited(one.appraisal.letter),
                "round": rounds[one.pk] if len(set(rounds.values())) == 1 else "",
                "reply_by": in_words(one.reply_by) if len(days) == 1 else "",
            },
            "tables": {"items": _items(requests, names, rounds, days)},
        }


def _rounds(requests: Sequence[SupplementRequest]) -> dict[int, int]:
    """Which round each request is for its line: one statement."""
    every = SupplementRequest.objects.filter(nomination__in=[one.nomination_id for one in requests])
    pairs = list(every.values_list("pk", "nomination"))
    return {one.pk: sum(line == one.nomination_id and pk <= one.pk for pk, line in pairs) for one in requests}


def _bases(one: SupplementRequest, day: date) -> Iterator[str]:
    """The law on supplements, where it was seen at its source."""
    for text in citations_for(one.nomination, day).get(Basis.SUPPLEMENT, ()):
        yield pgettext("on paper", "On the basis of %(law)s;") % {"law": text}


def _items(
    requests: Sequence[SupplementRequest],
    names: dict[int, tuple[str, str, str]],
    rounds: dict[int, int],
    days: set[date],
) -> "dict[str, Json]":
    """Each line with its items; where lines differ in their round or their day, each says its own."""
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Part of the dossier"), 7),
        (pgettext("on paper", "To be added or explained"), 14),
    )
    rows: list[Json] = []
    for number, one in enumerate(requests, 1):
        about = [", ".join(filter(None, names[one.nomination_id]))]
        if len(set(rounds.values())) > 1:
            about.append(pgettext("on paper", "time %(round)s") % {"round": rounds[one.pk]})
        if len(days) > 1:
            about.append(pgettext("on paper", "reply by %(day)s at the latest") % {"day": in_words(one.reply_by)})
        rows.append({"heading": f"{number}. {'; '.join(about)}"})
        for place, item in enumerate(one.items.all(), 1):
            part = label_of(item.kind, item.target)
            rows.append([f"{number}.{place}", part[:1].upper() + part[1:], _asked(item)])
    return table(columns, rows)


def _asked(item: SupplementItem) -> str:
    if item.added_at is None:
        return item.what
    return pgettext("on paper", "%(what)s (named later, on %(day)s)") % {
        "what": item.what,
        "day": f"{timezone.localdate(item.added_at):%d/%m/%Y}",
    }
