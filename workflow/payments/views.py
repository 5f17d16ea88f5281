"""Pages of the payments: the lists, one list, what is done with it, and its workbook and paper."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.queries import funds_on
from workflow.awards.templates import wording_for
from workflow.decisions.models import Decision
from workflow.decisions.queries import decision_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import Moment, read_story, tell
from workflow.dossiers.views.lists import as_file
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import key_of, page_of
from workflow.pages.narrowing import Narrowing
from workflow.payments.commands import (
    DEEDS_OF_MONEY,
    add_supplement,
    open_payments,
    pay_prizes,
    recover_prizes,
    return_prizes,
)
from workflow.payments.forms import EntryForm, ReturnForm, SupplementForm
from workflow.payments.models import Payment, PaymentEntry, PaymentList
from workflow.payments.paper import facts_of
from workflow.payments.queries import (
    READS,
    WHOLE,
    Sums,
    by_unit,
    is_whole,
    list_for,
    lists_asked,
    named,
    payments_visible_to,
    sums_by,
    to_be_opened,
    total_of,
)
from workflow.payments.sheets import payments_sheet
from workflow.payments.showing import offers_on
from workflow.payments.standing import FITTING
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

_fetched_by = ("GET", "HEAD")


@seen_by(*READS)
def payments(request: Request) -> HttpResponse:
    """The payment lists that the person sees, and for an accountant the decisions whose list is to be opened."""
    acting = request.acting
    parts = {"all": _("All"), "to_pay": _("To pay"), "to_recover": _("To recover")}
    narrow = Narrowing(request, parts, label=_("Subject or number"))
    page = page_of(lists_asked(acting, narrow), request)
    listed = [one.pk for one in page]
    sums = sums_by(payments_visible_to(acting).filter(list__in=listed), "list")
    shown = [(one, sums.get(one.pk, Sums())) for one in page]
    settles = bool(acting.roles & {*WHOLE, Role.AUDITOR})
    shows = {"page": page, "shown": shown, "narrow": narrow, "settles": settles, "to_open": to_be_opened(acting)[:20]}
    return render(request, "payments/payments.html", shows)


@seen_by(*READS)
def payment_list(request: Request, pk: int) -> HttpResponse:
    """One list: its payments by unit, sums by unit and source, and what may be done with those chosen."""
    one = list_for(request.acting, pk)
    narrow = Narrowing(request, label=_("Name of a nominee"))
    mine = payments_visible_to(request.acting).filter(list=one)
    page = page_of(named(mine, narrow.text), request, size=200)
    shows = {
        "one": one,
        "narrow": narrow,
        "is_long": narrow.is_narrow or page.is_long,
        "page": page,
        "offers": offers_on(one, page.rows, request.acting),
        "pays": bool(request.acting.fitting({Role.FINANCE}, one.decision.authority_id)),
    }
    return render(request, "payments/payment_list.html", {**shows, **_sums(one, mine, page.rows, request)})


def _sums(one: PaymentList, mine: "QuerySet[Any]", listed: Sequence[Payment], request: Request) -> dict[str, Any]:
    """The payments by unit, the sums by unit and source, and what happened, for those who see the whole list."""
    units, sources = sums_by(mine, "line__nomination__unit"), sums_by(mine, "fund__name")
    sees_all = is_whole(one, request.acting)
    return {
        "units": by_unit(listed, units),
        "sources": sources.items(),
        "total": total_of(sources),
        "is_whole": sees_all,
        "moments": _paid(one) if sees_all else [],
    }


def _paid(one: PaymentList) -> list[Moment]:
    """What happened to the money, and no more of the decision."""
    story = read_story(f"{Decision.stream}:{one.decision_id}")
    return tell([told for told in story if told.entry.deed in DEEDS_OF_MONEY])


@seen_by(Role.FINANCE)
def payment_open(request: Request, pk: int) -> HttpResponse:
    """Open the payment list of an issued decision; where it is open, go there."""
    one = decision_for(request.acting, pk)
    opened = PaymentList.objects.filter(decision=one).first()
    if opened is not None:
        return redirect("payment_list", pk=opened.pk)
    page = _opening(request, one)
    return deed(request, DeedForm, page, lambda form: open_payments(one, **form.acts))


def _opening(request: Request, one: Decision) -> DeedPage:
    posts = request.acting.fitting({Role.FINANCE}, one.authority_id)
    if not posts or one.kind != Decision.Kind.AWARD:
        raise Http404
    return DeedPage(
        title=_("Open the payment list"),
        posts=posts,
        back=reverse("decision", args=[one.pk]),
        submit=_("Open the list"),
        lead=_("One payment is opened for each awarded line with a prize, with the amount as it was signed."),
        thing=one,
        then=_opened,
    )


def _opened(report: TransitionReport) -> str:
    return reverse("payment_list", args=[report.made["list"]])


@seen_by(Role.FINANCE)
def payment_pay(request: Request, pk: int) -> HttpResponse:
    """Note that payments went out."""
    return _enter(request, pk, PaymentEntry.Kind.PAID, _("Note as paid"), EntryForm, pay_prizes)


@seen_by(Role.FINANCE)
def payment_return(request: Request, pk: int) -> HttpResponse:
    """Note that payments came back."""
    return _enter(
        request, pk, PaymentEntry.Kind.RETURNED, _("Note as returned or unclaimed"), ReturnForm, return_prizes
    )


@seen_by(Role.FINANCE)
def payment_recover(request: Request, pk: int) -> HttpResponse:
    """Note that prizes of revoked awards were recovered."""
    return _enter(request, pk, PaymentEntry.Kind.RECOVERED, _("Note as recovered"), EntryForm, recover_prizes)


def _enter(
    request: Request,
    pk: int,
    kind: PaymentEntry.Kind,
    title: str,
    form_class: type[EntryForm],
    command: Callable[..., TransitionReport],
) -> HttpResponse:
    one = list_for(request.acting, pk)
    listed = payments_visible_to(request.acting).filter(list=one, state__in=FITTING[kind])
    chosen = [key for key in map(key_of, request.GET.getlist("on")) if key is not None]
    page = _page(
        one,
        request,
        title,
        template="payments/entering.html",
        initial={"payments": chosen},
        form={"listed": listed},
        danger=kind is PaymentEntry.Kind.RECOVERED,
    )
    return deed(request, form_class, page, lambda form: command(one, **form.given, **form.acts))


def _page(one: PaymentList, request: Request, title: str, **more: Any) -> DeedPage:
    """The page of a deed on the list. Raises `Http404` for whoever has no post for it."""
    posts = request.acting.fitting({Role.FINANCE}, one.decision.authority_id)
    if not posts:
        raise Http404
    back = reverse("payment_list", args=[one.pk])
    return DeedPage(title=title, posts=posts, back=back, submit=title, thing=one.decision, **more)


@seen_by(Role.FINANCE)
def payment_supplement(request: Request, pk: int) -> HttpResponse:
    """Add a further payment for a line whose amount was too low."""
    one = list_for(request.acting, pk)
    prizes = payments_visible_to(request.acting).filter(list=one, kind=Payment.Kind.PRIZE, revocation=None)
    lines = list(prizes.values_list("line__nomination", "name_now"))
    given = {"form": {"lines": lines, "funds": funds_on(request.acting.today)}}
    page = _page(one, request, _("Add a supplementary payment"), **given)
    return deed(request, SupplementForm, page, lambda form: add_supplement(one, **form.given, **form.acts))


@seen_by(*READS)
def payment_sheet(request: Request, pk: int) -> HttpResponse:
    """The payments that the person sees, as a workbook."""
    one = list_for(request.acting, pk)
    mine = payments_visible_to(request.acting).filter(list=one)
    return as_file(payments_sheet(one.decision, mine), f"chi-tien-thuong-{one.pk}.xlsx")


@seen_by(*READS)
def payment_paper(request: Request, pk: int, form: str) -> HttpResponse:
    """The payments that the person sees, as the list that is printed and signed: PDF or .docx."""
    one = list_for(request.acting, pk)
    if request.method not in _fetched_by:
        return HttpResponseNotAllowed(_fetched_by)
    mine = list(payments_visible_to(request.acting).filter(list=one))
    regime, dated = mine[0].line.nomination.regime_id, one.decision.dated or request.acting.today
    wording = wording_for(Document.PAYMENT_LIST, regime, dated)
    facts = facts_of(one, mine, is_extract=not is_whole(one, request.acting))
    made = make_paper(Document.PAYMENT_LIST, facts, wording, Form(form))
    return sent(made, f"danh-sach-chi-tien-thuong-{one.pk}.{form}")
