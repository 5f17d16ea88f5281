"""Pages of the register: the lists, one certificate, entering, exchange, delivery, and recovery."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.certificates.forms import DemandForm, HandForm, RecoverForm, ReplaceForm
from workflow.certificates.handing import demand_recovery, note_handing, note_recovery
from workflow.certificates.models import Certificate
from workflow.certificates.queries import (
    READS,
    certificate_for,
    certificates_asked,
    chosen_of,
    counts_of,
    offices_of,
    with_lines,
)
from workflow.certificates.register import OFFICE, enter_certificates, replace_certificate
from workflow.certificates.showing import asks_for_exchange, deeds_on, keeps, offers_on, stands_as
from workflow.decisions.models import Decision
from workflow.decisions.queries import decision_for
from workflow.decisions.standing import REVOKED
from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import moments_of
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing


def _narrowing(request: Request) -> Narrowing:
    parts = {
        "all": _("All"),
        "print": _("To be printed"),
        "here": _("Printed, with the office"),
        "delivered": _("Delivered"),
        "stopped": _("Not handed over"),
        "replaced": _("Replaced"),
        "revoked": _("Revoked"),
    }
    return Narrowing(request, parts, label=_("Register number, name or decision"))


@seen_by(*READS)
def certificates(request: Request) -> HttpResponse:
    """The certificates that the person sees, over all decisions, the newest first."""
    narrow = _narrowing(request)
    page = page_of(certificates_asked(request.acting, narrow), request)
    return render(request, "certificates/certificates.html", {"narrow": narrow, **_listed(page, request)})


def _listed(page: Any, request: Request) -> dict[str, Any]:
    rows = with_lines(page.rows)
    return {"page": page, "rows": rows, "offers": offers_on(rows, request.acting)}


@seen_by(*READS)
def decision_certificates(request: Request, pk: int) -> HttpResponse:
    """The certificates of one decision, in the order of the register, and what may be done with them."""
    one, narrow = _issued(request, pk), _narrowing(request)
    page = page_of(certificates_asked(request.acting, narrow, one), request, size=200)
    counts, may = counts_of(one), bool(_posts_over(one, request.acting))
    shows = {"decision": one, "narrow": narrow, "counts": counts, "keeps": may, **_listed(page, request)}
    return render(request, "certificates/decision.html", shows)


def _issued(request: Request, pk: int) -> Decision:
    """An issued award decision that the person sees. Raises `Http404`."""
    one = decision_for(request.acting, pk)
    if one.issued_at is None or one.kind != Decision.Kind.AWARD:
        raise Http404
    return one


def _posts_over(one: Decision, acting: Acting) -> tuple[HeldPost, ...]:
    """The posts under which the person keeps the register for this decision."""
    offices = Nomination.objects.filter(decision_lines__decision=one, decision_lines__void=False)
    found = set(offices.values_list("office", flat=True))
    return tuple(post for post in acting.fitting(OFFICE) if found and found <= post.organisations)


@seen_by(*READS)
def certificate(request: Request, pk: int) -> HttpResponse:
    """One certificate: how the award stands, where it is, what was printed, and what happened."""
    one = certificate_for(request.acting, pk)
    shows = {
        "certificate": one,
        "line": one.line,
        "deeds": deeds_on(one, request.acting),
        "asks_for_exchange": asks_for_exchange(one),
        "is_revoked": stands_as(one) == REVOKED,
        "is_kept": keeps([one], request.acting),
        "prints": one.prints.select_related("print__blank", "print__by").order_by("-pk"),
        "moments": moments_of(f"{Certificate.stream}:{one.pk}"),
    }
    return render(request, "certificates/certificate.html", shows)


@seen_by(*OFFICE)
def certificates_enter(request: Request, pk: int) -> HttpResponse:
    """Enter the certificates of a decision in the register."""
    one = _issued(request, pk)
    posts = _posts_over(one, request.acting)
    if not posts:
        raise Http404
    lead = _("Each award that stands gets the next number of the register, in the order of the annexed list.")
    back = reverse("decision_certificates", args=[one.pk])
    page = DeedPage(title=_("Enter in the register of awards"), posts=posts, back=back, submit=_("Enter"), lead=lead)
    return deed(request, DeedForm, page, lambda form: enter_certificates(one, **form.acts))


def page_over(request: Request, chosen: Sequence[Certificate], **page: Any) -> DeedPage:
    """The page of a deed on certificates, for whoever keeps their register. Raises `Http404` for others."""
    offices = offices_of(chosen)
    posts = tuple(post for post in request.acting.fitting(OFFICE) if offices <= post.organisations)
    if not posts:
        raise Http404
    back = reverse("certificate", args=[chosen[0].pk])
    if len(chosen) > 1:
        back = reverse("decision_certificates", args=[chosen[0].line.decision_id])
    given = {"posts": posts, "back": back, "template": "certificates/deed.html", **page}
    return DeedPage(**{**given, "shows": {"chosen": chosen, **given.get("shows", {})}})


def chosen_on(request: Request) -> list[Certificate]:
    """The certificates that the address names."""
    return chosen_of(request.acting, request.GET.getlist("on"))


@seen_by(*OFFICE)
def certificate_replace(request: Request, pk: int) -> HttpResponse:
    """Exchange a certificate, or issue it again."""
    one = certificate_for(request.acting, pk)
    lead = _("The old certificate stays in the register as replaced; the new one gets a number of its own.")
    words = {"title": _("Exchange or issue again"), "submit": _("Make out a new certificate"), "lead": lead}
    page = page_over(request, [one], thing=one, then=_new, **words)
    return deed(request, ReplaceForm, page, lambda form: replace_certificate(one, **form.given, **form.acts))


def _new(report: TransitionReport) -> str:
    return reverse("certificate", args=[report.made["certificate"]])


@seen_by(*OFFICE)
def certificates_hand(request: Request) -> HttpResponse:
    """Note what became of the chosen certificates."""
    chosen = chosen_on(request)
    page = page_over(request, chosen, title=_("Note delivery or return"), submit=pgettext("a deed", "Note it"))
    keys = [one.pk for one in chosen]
    return deed(request, HandForm, page, lambda form: note_handing(keys, **form.given, **form.acts))


@seen_by(*OFFICE)
def certificates_demand(request: Request) -> HttpResponse:
    """Demand certificates of revoked awards back."""
    chosen = chosen_on(request)
    page = page_over(request, chosen, title=_("Demand certificates back"), submit=_("Demand back"), danger=True)
    keys = [one.pk for one in chosen]
    return deed(request, DemandForm, page, lambda form: demand_recovery(keys, **form.given, **form.acts))


@seen_by(*OFFICE)
def certificate_recovered(request: Request, pk: int) -> HttpResponse:
    """Note that a certificate of a revoked award came back."""
    one = certificate_for(request.acting, pk)
    page = page_over(request, [one], thing=one, title=_("The certificate came back"), submit=_("It came back"))
    return deed(request, RecoverForm, page, lambda form: note_recovery(one, **form.given, **form.acts))
