"""The decision as a paper (Decree 30/2020, annex I; domain reference, 4.1): what stands on it beside its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import pgettext

from workflow.awards.models import CampaignDocument, Confidence, LegalRegime
from workflow.decisions.models import Decision
from workflow.decisions.queries import Part, annex_of, kinds_of, parts_of
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import WENT_OUT, signature_on
from workflow.dossiers.signing import lines_above
from workflow.pages.acting import Acting

_seen: Final = (Confidence.SEED.value, Confidence.CONFIRMED.value)
_launch: Final = "LAUNCH"


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision in print. `bases` and `proposals` are whole lines, `signer` the lines above the signature.

    `counts` says how many of each kind the whole decision names; `is_extract` that some of them are not shown.
    """

    bases: Sequence[str]
    proposals: Sequence[str]
    signer: Sequence[str]
    parts: Sequence[Part]
    counts: str
    is_extract: bool
    has_prizes: bool


def paper_of(decision: Decision, acting: Acting) -> Paper | None:
    """The paper, of the lines that the person may see; none before the signature. A constant number of statements."""
    lines = list(annex_of(decision, acting))
    if not lines:
        return None
    parts, every = parts_of(lines), kinds_of(decision)
    return Paper(
        bases=list(bases_of(decision, [line.nomination_id for line in lines])),
        proposals=list(proposals_of([line.nomination_id for line in lines])),
        signer=lines_above(signature_on(decision.case_id)),
        parts=parts,
        counts=", ".join(f"{number:02d} {heading.lower()}" for heading, number in every),
        is_extract=sum(len(part.lines) for part in parts) < sum(number for _heading, number in every),
        has_prizes=any(line.prize for part in parts for line in part.lines),
    )


def bases_of(decision: Decision, lines: Sequence[int]) -> Iterator[str]:
    """The law and the plan on which its lines rest, and the document on which a revocation does."""
    yield from bases_for(lines)
    if decision.ground:
        text = pgettext("on paper", "On the basis of %(document)s (%(ground)s);")
        yield text % {"document": decision.ground_document, "ground": decision.get_ground_display()}


def bases_for(lines: Sequence[int]) -> Iterator[str]:
    """The law that is pinned on the lines, where it was seen at its source, and the plan of the campaign."""
    regimes = LegalRegime.objects.filter(nominations__in=lines, confidence__in=_seen)
    for name in regimes.order_by("code").values_list("name", flat=True).distinct():
        yield pgettext("on paper", "On the basis of %(law)s;") % {"law": name}
    campaigns = Nomination.objects.filter(pk__in=lines).order_by().values("campaign")
    for one in CampaignDocument.objects.filter(campaign__in=campaigns, use=_launch).exclude(number=""):
        named = {"number": one.number, "issuer": one.issuer, "title": one.title}
        day = date_format(one.issued_on, "d/m/Y") if one.issued_on else "……"
        text = pgettext("on paper", "On the basis of document No. %(number)s of %(day)s of %(issuer)s: %(title)s;")
        yield text % {**named, "day": day}


def proposals_of(lines: Sequence[int]) -> Iterator[str]:
    """The letters by which the lines were presented to the decider."""
    letters = Letter.objects.filter(
        kind=Letter.Kind.OFFICE, case__standings__nomination__in=lines, case__standings__left_by__in=WENT_OUT
    )
    for letter in letters.select_related("organisation").order_by("pk").distinct():
        text = pgettext("on paper", "At the proposal of %(office)s in its letter No. %(number)s of %(day)s.")
        yield text % {
            "office": letter.organisation,
            "number": letter.number,
            "day": date_format(letter.dated, "d/m/Y") if letter.dated else "……",
        }
