"""Reads of the awards: what is in force on a day. Where nothing is, a `LookupError` says what to enter."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflow.awards.models import (
    AwardAuthority,
    Criterion,
    LegalRegime,
    Route,
    StandingBodies,
)
from workflow.awards.prizes import FundDefault, FundSource
from workflow.directory.models import Organisation


def _in_force(day: date) -> Q:
    return Q(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


def regime_on(day: date) -> LegalRegime:
    """The legal regime for a dossier received on the day.

    A regime with an end and no beginning holds for all days before; one without any date is not in
    force: its dates are entered once they are verified.
    """
    open_start = Q(valid_from=None, valid_until__gte=day)
    regime = LegalRegime.objects.filter(_in_force(day) | open_start).order_by("-valid_from").first()
    if regime is None:
        raise LookupError(_("No legal regime is in force on %(day)s. Enter its dates first.") % {"day": day})
    return regime


def route_in_force(code: str, day: date) -> Route:
    """The newest version of the route that is in force on the day."""
    route = Route.objects.filter(_in_force(day), code=code).order_by("-version").first()
    if route is None:
        raise LookupError(
            _("The route %(code)s has no version in force on %(day)s. Enter one first.") % {"code": code, "day": day}
        )
    return route


def bodies_of(authority_id: int, day: date) -> StandingBodies:
    """The office and the council around a deciding authority on the day."""
    bodies = (
        StandingBodies.objects.filter(_in_force(day), authority_id=authority_id)
        .select_related("office", "council")
        .order_by("-valid_from")
        .first()
    )
    if bodies is None:
        raise LookupError(_("The authority has no standing office on %(day)s. Enter its bodies first.") % {"day": day})
    return bodies


def forms_within_competence(organisation: Organisation, day: date) -> set[int]:
    """The award forms that the organisation may give on the day, by key: itself, or as all of its type."""
    named = Q(organisation=organisation) | Q(organisation_type=organisation.type_id)
    authorities = AwardAuthority.objects.filter(_in_force(day), named)
    return set(authorities.values_list("award_form_id", flat=True)) if organisation.exists_on(day) else set()


def competent(award_form_id: int, organisation: Organisation, day: date) -> bool:
    """Whether the organisation exists on the day and may give the form: itself, or as all of its type (R-AUTH)."""
    return award_form_id in forms_within_competence(organisation, day)


CRITERION_APPLIES: Final = (
    "c.campaign_id = n.campaign_id AND c.nominee_kind IN ('', n.nominee_kind) AND c.track IN ('', n.track)"
)
"""The same in SQL, over a criterion `c` and a nomination `n`, whatever the group."""


def criteria_for(
    campaign_id: int, nominee_kind: str, track: str, groups: Iterable[str]
) -> QuerySet[Criterion, Criterion]:
    """Every criterion of these groups that such a nominee answers: general and specific (SEED-30)."""
    return Criterion.objects.filter(
        campaign_id=campaign_id, group__in=list(groups), nominee_kind__in=["", nominee_kind], track__in=["", track]
    )


def fund_of(authority: int, day: date) -> FundSource | None:
    """The usual source of an authority on a day: its own, else the first in force; none where there is none."""
    own = FundDefault.objects.filter(authority=authority, valid_from__lte=day)
    own = own.filter(Q(valid_until=None) | Q(valid_until__gte=day)).select_related("source").order_by("-valid_from")
    found = own.first()
    return found.source if found is not None else funds_on(day).first()


def funds_on(day: date) -> "QuerySet[FundSource]":
    """The sources in force on a day, in their order."""
    began = Q(valid_from=None) | Q(valid_from__lte=day)
    return FundSource.objects.filter(began, Q(valid_until=None) | Q(valid_until__gte=day)).order_by("position", "code")
