"""Campaigns, rounds, criteria, forms, authorities, routes, regimes, prizes, privacy and the calendar.

A rule that a dossier rests on is not changed: it gets its last day, and a new version follows it.
"""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow.admin.kept import Listed, Reference
from workflow.admin.site import site
from workflow.awards.calendar import CalendarDay
from workflow.awards.models import (
    AwardAuthority,
    AwardForm,
    Campaign,
    CampaignDocument,
    Citation,
    Criterion,
    LateAcceptance,
    LegalRegime,
    QuotaDocument,
    QuotaLine,
    Round,
    Route,
    StandingBodies,
)
from workflow.awards.prizes import BaseSalary, FundDefault, FundSource, PrizeRate, PrizeRounding
from workflow.certificates.blanks import CertificateBlank
from workflow.public_register.models import PrivacyRule

COPIED: Final = "of"
"""The key of the version that a new one copies, in an address."""


@admin.register(Campaign, site=site)
class Campaigns(Reference):
    """Emulation movements."""

    list_display = ("name", "code", "starts_in", "launched_by", "counts_for_merit")
    list_select_related = ("launched_by",)
    search_fields = ("name", "code")
    autocomplete_fields = ("launched_by",)
    ordering = ("-starts_in", "code")
    open_when_used = ("name_en",)


@admin.register(CampaignDocument, site=site)
class CampaignDocuments(Reference):
    """The documents that govern a campaign."""

    list_display = ("title", "number", "issued_on", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("number", "title")
    autocomplete_fields = ("campaign",)
    ordering = ("campaign__code", "position", "pk")
    fixed = ("campaign", "seed")


@admin.register(Criterion, site=site)
class Criteria(Reference):
    """Criteria. One that was answered keeps its words: signatures rest on the answers."""

    list_display = ("code", "text", "group", "nominee_kind", "track", "campaign")
    list_select_related = ("campaign",)
    list_filter = ("group", "nominee_kind", "track")
    search_fields = ("code", "text")
    autocomplete_fields = ("campaign",)
    ordering = ("campaign__code", "position", "pk")
    fixed = ("campaign", "code")
    open_when_used = ("text_en", "evidence_hint")


@admin.register(Round, site=site)
class Rounds(Reference):
    """Rounds. Their dates come by a document of the head of the standing office, not here (SEED-36)."""

    list_display = ("name", "code", "campaign", "authority", "occasion", "opens_on", "closes_on")
    list_select_related = ("campaign", "authority")
    list_filter = ("occasion",)
    search_fields = ("name", "code")
    autocomplete_fields = ("campaign", "authority")
    ordering = ("-pk",)
    readonly_fields = ("opens_on", "closes_on")
    open_when_used = ("name", "name_en")


@admin.register(AwardForm, site=site)
class AwardForms(Reference):
    """Forms of award."""

    list_display = ("name", "code", "rank")
    search_fields = ("name", "code")
    ordering = ("rank", "code")
    open_when_used = ("name_en",)


@admin.register(AwardAuthority, site=site)
class AwardAuthorities(Reference):
    """Who may give which form, from when to when."""

    list_display = ("award_form", "organisation", "organisation_type", "valid_from", "valid_until", "confidence")
    list_select_related = ("award_form", "organisation", "organisation_type")
    list_filter = ("confidence",)
    search_fields = ("award_form__code", "award_form__name", "organisation__code")
    autocomplete_fields = ("award_form", "organisation", "organisation_type")
    ordering = ("award_form__rank", "pk")
    fixed = ("award_form", "organisation", "organisation_type", "seed", "valid_from")


@admin.register(StandingBodies, site=site)
class Bodies(Reference):
    """The bodies around an authority: office, council, inspectorate."""

    list_display = ("authority", "office", "council", "inspectorate", "valid_from", "valid_until")
    list_select_related = ("authority", "office", "council", "inspectorate")
    search_fields = ("authority__code", "office__code")
    autocomplete_fields = ("authority", "office", "council", "inspectorate")
    ordering = ("authority__code", "-valid_from")
    fixed = ("authority", "office", "council", "inspectorate", "valid_from")


@admin.register(LegalRegime, site=site)
class Regimes(Reference):
    """Law, decree and circular of a period. One that a dossier was received under only gets its end."""

    list_display = ("name", "code", "valid_from", "valid_until", "confidence")
    search_fields = ("name", "code")
    ordering = ("-valid_from", "code")
    open_when_used = ("valid_until", "name_en", "note")


class OfARegime(Reference):
    """What belongs to a regime and is in use with it."""

    def is_used(self, row: Any) -> bool:
        """Whether a dossier was received under the regime."""
        regimes = self.admin_site.get_model_admin(LegalRegime)
        return isinstance(regimes, Reference) and regimes.is_used(row.regime)


@admin.register(Citation, site=site)
class Citations(OfARegime):
    """The citations behind the bases. One may still be confirmed at its source."""

    list_display = ("basis", "text", "regime", "confidence")
    list_select_related = ("regime",)
    list_filter = ("regime", "confidence")
    search_fields = ("basis", "text")
    autocomplete_fields = ("regime",)
    ordering = ("regime__code", "basis", "pk")
    fixed = ("regime", "basis")
    open_when_used = ("confidence", "source")


@admin.register(PrizeRate, site=site)
class PrizeRates(OfARegime):
    """Prize money as a multiple of the base salary."""

    list_display = ("award_form", "nominee_kind", "per_mille", "regime", "confidence")
    list_select_related = ("award_form", "regime")
    list_filter = ("regime", "nominee_kind")
    search_fields = ("award_form__code", "award_form__name")
    autocomplete_fields = ("regime", "award_form")
    ordering = ("regime__code", "award_form__rank", "pk")
    fixed = ("regime", "award_form", "nominee_kind")
    open_when_used = ("confidence", "source")


@admin.register(CertificateBlank, site=site)
class Blanks(Reference):
    """Blanks of certificates. The office moves their texts on a page of its own, with a picture beside it."""

    list_display = ("name", "authority", "award_form", "width", "height", "valid_from", "valid_until", "confidence")
    list_select_related = ("authority", "award_form")
    search_fields = ("name", "code")
    autocomplete_fields = ("authority", "award_form", "regime")
    ordering = ("authority__code", "-valid_from")
    fixed = ("code", "authority", "award_form", "regime", "valid_from")


@admin.register(BaseSalary, site=site)
class BaseSalaries(Reference):
    """The base salary from a day on. Another amount is another row."""

    list_display = ("amount", "valid_from", "document", "confidence")
    search_fields = ("document",)
    ordering = ("-valid_from",)
    fixed = ("amount", "valid_from")


@admin.register(PrizeRounding, site=site)
class PrizeRoundings(Reference):
    """How prizes are rounded from a day on. Another rule is another row."""

    list_display = ("step", "valid_from", "document", "confidence")
    search_fields = ("document",)
    ordering = ("-valid_from",)
    fixed = ("step", "valid_from")


@admin.register(FundSource, site=site)
class FundSources(Reference):
    """The sources from which prizes are paid. One that money was paid from keeps its name."""

    list_display = ("name", "code", "position", "valid_from", "valid_until", "confidence")
    search_fields = ("name", "code")
    ordering = ("position", "code")
    open_when_used = ("position", "valid_until", "name_en", "confidence", "note")


@admin.register(FundDefault, site=site)
class FundDefaults(Reference):
    """From which source the prizes of an authority are usually paid."""

    list_display = ("authority", "source", "valid_from", "valid_until", "confidence")
    list_select_related = ("authority", "source")
    search_fields = ("authority__code", "source__code")
    autocomplete_fields = ("authority", "source")
    ordering = ("authority__code", "-valid_from")
    fixed = ("authority", "source", "valid_from")


@admin.register(PrivacyRule, site=site)
class PrivacyRules(Reference):
    """What the public sees of awards. Another level is another rule: the old one gets its last day."""

    list_display = ("level", "campaign", "authority", "nominee_kind", "valid_from", "valid_until", "document")
    list_select_related = ("campaign", "authority")
    list_filter = ("level", "nominee_kind")
    search_fields = ("document", "campaign__name", "authority__code")
    autocomplete_fields = ("campaign", "authority")
    ordering = ("-valid_from", "-pk")
    fixed = ("campaign", "authority", "nominee_kind", "level", "valid_from")


@admin.register(CalendarDay, site=site)
class CalendarDays(Reference):
    """Days that are worked or off against the calendar."""

    list_display = ("day", "works", "document")
    search_fields = ("document",)
    ordering = ("-day",)
    fixed = ("day",)


@admin.register(Route, site=site)
class Routes(Reference):
    """Versions of routes. One in use only gets its end; a new version begins as its copy."""

    list_display = ("code", "version", "name", "valid_from", "valid_until", "confidence")
    list_filter = ("code",)
    search_fields = ("code", "name")
    ordering = ("code", "-version")
    fixed = ("code", "version")
    open_when_used = ("valid_until", "name_en")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A version, with the way to the next one."""
        address = f"{reverse('admin:workflow_route_add')}?{urlencode({COPIED: object_id})}"
        deeds = [{"label": _("Make a new version of it"), "url": address}]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the version holds of which a new one is made."""
        key = request.GET.get(COPIED, "")
        copied = Route.objects.filter(pk=int(key)).first() if key.isascii() and key.isdecimal() else None
        if copied is None:
            return {}
        newest = Route.objects.filter(code=copied.code).aggregate(newest=Max("version"))["newest"]
        names = ("code", "name", "name_en", "confidence", "parameters", "parameter_confidence")
        return {**{name: getattr(copied, name) for name in names}, "version": newest + 1}


@admin.register(QuotaDocument, site=site)
class Allocations(Listed):
    """Allocations of numbers: issued by the head of the standing office, read here."""

    list_display = ("number", "issued_on", "round", "issuer")
    list_select_related = ("round", "issuer")
    search_fields = ("number", "round__code")
    ordering = ("-issued_on", "-pk")


@admin.register(QuotaLine, site=site)
class AllocatedNumbers(Listed):
    """The numbers of an allocation, read here."""

    list_display = ("document", "organisation", "award_form", "nominee_kind", "amount")
    list_select_related = ("document", "organisation", "award_form")
    search_fields = ("document__number", "organisation__code")
    ordering = ("-document__issued_on", "pk")


@admin.register(LateAcceptance, site=site)
class LateAcceptances(Listed):
    """Late letters that the office has accepted, read here."""

    list_display = ("round", "organisation", "until", "document")
    list_select_related = ("round", "organisation")
    search_fields = ("round__code", "organisation__code", "document")
    ordering = ("-until", "-pk")
