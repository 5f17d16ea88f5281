"""How an award stands now: valid, corrected or revoked, by the issued decisions that came after its own."""

from typing import Final

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from workflow.decisions.models import DecisionLine

VALID: Final = "VALID"
CORRECTED: Final = "CORRECTED"
REVOKED: Final = "REVOKED"


def awards() -> "QuerySet[DecisionLine]":
    """The lines by which something was awarded, each as it stands now, whoever looks.

    Beside the line as signed, each row has `name_now`, `title_now` and `unit_now`, as the last correction has them,
    and `searched_now`, the words of that name;
    `correction` and `revocation`, the keys of the decisions that corrected it last and that revoked it, or none;
    and `standing`: `VALID`, `CORRECTED` or `REVOKED`. A line declined was never an award and is none of them.
    """
    later = DecisionLine.objects.filter(
        nomination=OuterRef("nomination"), void=False, decision__issued_at__isnull=False
    ).order_by("-decision__issued_at", "-decision__pk")
    corrects = later.filter(verdict=DecisionLine.Verdict.CORRECT)
    revokes = later.filter(verdict=DecisionLine.Verdict.REVOKE)
    given = DecisionLine.objects.filter(
        verdict=DecisionLine.Verdict.AWARD, void=False, decision__issued_at__isnull=False
    )
    return given.annotate(
        correction=Subquery(corrects.values("decision")[:1]),
        revocation=Subquery(revokes.values("decision")[:1]),
        name_now=Coalesce(Subquery(corrects.values("name")[:1]), F("name")),
        searched_now=Coalesce(Subquery(corrects.values("searched_name")[:1]), F("searched_name")),
        title_now=Coalesce(Subquery(corrects.values("title")[:1]), F("title")),
        unit_now=Coalesce(Subquery(corrects.values("unit")[:1]), F("unit")),
        standing=Case(
            When(Q(revocation__isnull=False), then=Value(REVOKED)),
            When(Q(correction__isnull=False), then=Value(CORRECTED)),
            default=Value(VALID),
            output_field=CharField(),
        ),
    )
