"""The page of the amounts of a draft decision."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.queries import funds_on
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.prize_forms import PrizesForm
from workflow.decisions.prizes import CHANGES, change_prizes, prizes_of
from workflow.decisions.queries import decision_for, open_lines
from workflow.decisions.showing import UNSIGNED
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.turns import why_not_now
from workflow.dossiers.visibility import bodies_audited
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.listing import key_of
from workflow.procedure.roles import Role
from workflow.worklist.queries import desk_of


@dataclass(frozen=True, slots=True)
class Drafted:
    """The prizes of a draft in short: their sum, for how many lines, and for how many it was entered otherwise."""

    total: int
    paid: int
    changed: int


def drafted(one: Decision, acting: Acting) -> Drafted | None:
    """What the prizes of an unsigned draft come to; none for anybody else than those who prepare and sign it."""
    if one.kind != Decision.Kind.AWARD or one.signed_at is not None or not acting.fitting(CHANGES, one.authority_id):
        return None
    keys = open_lines(one, acting).order_by().values_list("pk", flat=True)
    found = prizes_of(one.pk, list(keys), one.authority_id, acting.today).values()
    amounts = [prize.amount for prize in found if prize.amount]
    return Drafted(sum(amounts), len(amounts), sum(prize.is_changed for prize in found))


def payments_of(one: Decision, acting: Acting) -> str:
    """The name of the address where the prizes of an issued decision are paid, for whoever gets that page; else empty.

    It is the room above that pays; here is only known whether there is a list, and whose lines are on it.
    """
    if one.kind != Decision.Kind.AWARD or one.issued_at is None:
        return ""
    paid = one.lines.filter(void=False, payments__isnull=False)
    mine = paid.filter(nomination__unit__in=acting.bodies(Role.UNIT_OFFICER, Role.UNIT_HEAD))
    audits = acting.bodies(Role.AUDITOR)
    whole = bool(acting.fitting((Role.FINANCE, *CHANGES), one.authority_id)) or (
        bool(audits)
        and Decision.objects.filter(pk=one.pk, authority__in=bodies_audited(sorted(audits), acting.today)).exists()
    )
    if (paid if whole else mine).exists():
        return "payment_list"
    due = one.lines.filter(void=False, verdict=DecisionLine.Verdict.AWARD, prize__isnull=False)
    opens = bool(acting.fitting({Role.FINANCE}, one.authority_id)) and not paid.exists() and due.exists()
    return "payment_open" if opens else ""


@seen_by(*CHANGES)
def decision_prizes(request: Request, pk: int) -> HttpResponse:
    """Each amount of the draft with how it came about; another one is entered for the lines chosen."""
    one = decision_for(request.acting, pk)
    page = _page(request, one)
    return deed(request, PrizesForm, page, lambda form: change_prizes(one, **form.given, **form.acts))


def _page(request: Request, one: Decision) -> DeedPage:
    posts = request.acting.fitting(CHANGES, one.authority_id)
    if not posts or one.kind != Decision.Kind.AWARD:
        raise Http404
    lines = list(open_lines(one, request.acting))
    prizes = prizes_of(one.pk, [line.pk for line in lines], one.authority_id, request.acting.today)
    chosen = [key for key in map(key_of, request.GET.getlist("on")) if key is not None]
    usual = next((prize.fund for prize in prizes.values() if not prize.is_changed), None)
    return DeedPage(
        title=_("Prizes of the draft"),
        posts=posts,
        back=reverse("decision", args=[one.pk]),
        submit=_("Enter for the lines chosen"),
        lead=_(
            "The amount is the multiplier times the base salary. After the form check a change sends the draft back."
        ),
        template="decisions/prizes.html",
        done=_("The amounts are entered."),
        refused=why_not_now(one.case, desk_of(one.case_id), UNSIGNED),
        thing=one,
        initial={"nominations": chosen, "fund": usual},
        form={"lines": lines, "prizes": prizes, "funds": funds_on(request.acting.today)},
        then=lambda _report: reverse("decision_prizes", args=[one.pk]),
    )
