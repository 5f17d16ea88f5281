"""The papers that the office made about a letter, for the pages on which one looks for them: only which there are."""

from dataclasses import dataclass

from django.db.models import Q

from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import OFFICE, PREPARES
from workflow.pages.acting import Acting


@dataclass(frozen=True, slots=True)
class OfficePapers:
    """Whether the person reads a receipt of the letter, and the request that the letter answers; 0 for none."""

    receipt: bool = False
    request: int = 0


def office_papers_of(one: Letter, acting: Acting) -> OfficePapers:
    """What the office and the letter's own unit read: two statements at most, none before the letter is issued."""
    receipt = False
    if one.issued_at is not None:
        own = one.organisation_id in acting.bodies(*PREPARES)
        read_by = Q() if own else Q(appraisals__office__in=acting.bodies(*OFFICE))
        numbered = Q(appraisals__received_at__isnull=False, appraisals__incoming_number__gt="")
        receipt = Letter.objects.filter(read_by & numbered, pk=one.pk).exists()
    request = _request_answered(one, acting) if one.kind == Letter.Kind.SUPPLEMENTARY else 0
    return OfficePapers(receipt, request)


def _request_answered(one: Letter, acting: Acting) -> int:
    """The request for which the letter was opened: the newest that its lines had then."""
    may = Q(unit__in=acting.bodies(*PREPARES))
    may |= Q(supplement_requests__appraisal__office__in=acting.bodies(*OFFICE))
    asked = Nomination.objects.filter(
        may, standings__case=one.case_id, supplement_requests__asked_at__lte=one.opened_at
    ).order_by("-supplement_requests__asked_at", "supplement_requests__pk")
    return asked.values_list("supplement_requests__pk", flat=True).first() or 0
