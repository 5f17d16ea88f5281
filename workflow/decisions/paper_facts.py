"""The facts of a decision as an official paper (domain reference, D12 and D13): what its wording and its annex read.

Whoever asks for the paper gets the lines that person may see, and of them what a certificate says: name, title, unit,
award form and prize. Where lines are left out, the paper is an extract and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import override, pgettext

from workflow.awards.models import Campaign, NomineeKind
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.paper import bases_of, proposals_of
from workflow.decisions.prizes import prizes_of
from workflow.decisions.queries import KINDS, annex_of, kinds_of, open_lines
from workflow.directory.dateline import dateline, in_words
from workflow.directory.models import Organisation
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, RIGHT, Column, table
from workflow.dossiers.models import Nomination
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import signature_on
from workflow.dossiers.signing import lines_above
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_ROMAN: Final = ("I", "II", "III")
_EACH: Final = {
    NomineeKind.COLLECTIVE.value: "tập thể",
    NomineeKind.PERSON.value: "cá nhân",
    NomineeKind.HOUSEHOLD.value: "hộ gia đình",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the annexed list as the paper has it."""

    nomination: Nomination
    name: str
    title: str
    unit: str
    prize: int | None


def facts_of(decision: Decision, acting: Acting) -> "dict[str, Json] | None":
    """The facts of the paper, for this person; none where there is no line to show. A constant number of statements."""
    listed = _signed(decision, acting) if decision.signed_at else _drafted(decision, acting)
    if not listed:
        return None
    with override("vi"):
        return _facts(decision, listed)


def _signed(decision: Decision, acting: Acting) -> list[Listed]:
    awarded = annex_of(decision, acting).exclude(verdict=DecisionLine.Verdict.DECLINE)
    return [Listed(one.nomination, one.name, one.title, one.unit, one.prize) for one in awarded]


def _drafted(decision: Decision, acting: Acting) -> list[Listed]:
    """As the lines would read if they were signed today."""
    on = list(open_lines(decision, acting))
    keys = [line.pk for line in on]
    names = names_of(keys)
    prizes = prizes_of(decision.pk, keys, decision.authority_id, acting.today)
    return [Listed(line, *names[line.pk], prizes[line.pk].amount) for line in on]


def _facts(decision: Decision, listed: Sequence[Listed]) -> "dict[str, Json]":
    authority, day = decision.authority, decision.dated
    counted = kinds_of(decision) if decision.signed_at else _counted(listed)
    counts = ", ".join(f"{number:02d} {heading.lower()}" for heading, number in counted)
    number = decision.number or pgettext("on paper", "……/QĐ")
    issuer, superior = head_of(authority)
    title = pgettext("on paper", "Decision No. %(number)s") % {"number": number}
    cited = {"number": number, "issuer": issuer, "day": in_words(day)}
    return {
        **frame_of(title, day or date(1970, 1, 1), issuer=issuer, superior=superior),
        "paper": {
            "number": pgettext("on paper", "No.: %(number)s") % {"number": number},
            "place_day": dateline(decision.authority_id, day),
            "kind": pgettext("on paper", "Decision"),
            "subject": decision.subject,
            "sign": [
                {
                    "above": [one.upper() for one in lines_above(signature_on(decision.case_id))],
                    "name": _signer(decision),
                }
            ],
            "recipients": [pgettext("on paper", "As Article 3;"), pgettext("on paper", "Filed at the registry.")],
            "verify": f"{settings.PUBLIC_URL}/verify/{decision.code}/" if decision.code else "",
            "draft": decision.issued_at is None,
        },
        "told": {
            "authority": issuer,
            "bases": [*bases_of(decision, _nominations(listed)), *proposals_of(_nominations(listed))],
            "award": ", ".join(dict.fromkeys(str(one.nomination.award_form) for one in listed)),
            "counts": counts,
            "merit": _merit(listed),
            "has_annex": True,
            "is_extract": len(listed) < sum(number for _heading, number in counted),
            "prizes": list(_prizes(listed)),
            "cited": pgettext("on paper", "No. %(number)s, %(day)s, of %(issuer)s") % cited,
        },
        "tables": {"annex": _annex(listed)},
    }


def head_of(authority: Organisation) -> tuple[str, str]:
    """Who decides, as the head of the paper names it, and the body above; a Chairman decides in person."""
    if authority.type.collective:
        return pgettext("on paper", "Chairman of %(body)s") % {"body": authority}, ""
    return str(authority), str(authority.parent) if authority.parent else ""


def _nominations(listed: Iterable[Listed]) -> list[int]:
    return [one.nomination.pk for one in listed]


def _signer(decision: Decision) -> str:
    return str(decision.signed_by) if decision.signed_by else ""


def _counted(listed: Sequence[Listed]) -> list[tuple[str, int]]:
    kinds = [one.nomination.nominee_kind for one in listed]
    return [(heading, kinds.count(kind)) for kind, heading in KINDS.items() if kind in kinds]


def _merit(listed: Sequence[Listed]) -> str:
    names = Campaign.objects.filter(pk__in={one.nomination.campaign_id for one in listed}).order_by("pk")
    campaigns = "; ".join(str(one) for one in names)
    return pgettext("on paper", "with outstanding achievements in: %(campaigns)s") % {"campaigns": campaigns}


def _prizes(listed: Sequence[Listed]) -> Iterator[str]:
    """What each kind is paid, where one kind is paid one amount; else as the list says."""
    for kind, heading in _EACH.items():
        amounts = {one.prize for one in listed if one.nomination.nominee_kind == kind and one.prize}
        if len(amounts) == 1:
            told = {"kind": heading, "amount": _money(amounts.pop())}
            yield pgettext("on paper", "Each %(kind)s: %(amount)s đồng;") % told
        elif amounts:
            yield pgettext("on paper", "Each %(kind)s: as the annexed list says;") % {"kind": heading}


def _money(amount: int | None) -> str:
    return "" if amount is None else f"{amount:,}".replace(",", ".")


def _annex(listed: Sequence[Listed]) -> "dict[str, Json]":
    """In the parts that the domain reference names, numbered through each part."""
    rows: list[Json] = []
    parts = 0
    for kind, heading in KINDS.items():
        some = [one for one in listed if one.nomination.nominee_kind == kind]
        if some:
            rows.append({"heading": f"{_ROMAN[parts]}. {heading}"})
            rows += [list(_row(place, one)) for place, one in enumerate(some, 1)]
            parts += 1
    paid = [one.prize for one in listed if one.prize]
    if paid:
        total = pgettext("on paper", "Total: %(count)02d") % {"count": len(listed)}
        rows.append({"total": ["", total, "", "", _money(sum(paid))]})
    return table(_columns(), rows)


def _row(place: int, one: Listed) -> tuple[str, ...]:
    about = ", ".join(filter(None, (one.title, one.unit)))
    return (str(place), one.name, about, str(one.nomination.award_form), _money(one.prize))


def _columns() -> "list[Column]":
    return [
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 8),
        (pgettext("on paper", "Title and unit"), 10),
        (pgettext("on paper", "Award form"), 6),
        (pgettext("on paper", "Prize (đồng)"), 5, RIGHT),
    ]
