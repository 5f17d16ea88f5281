"""What waits after a decision: certificates, prize money, notices of results. No case stands for it: it is read as due.

A post at the body sees it until it is done; each kind of work is one statement, however much of it there is.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.certificates.models import Certificate, PrintedCertificate
from workflow.certificates.printing import WAITS
from workflow.certificates.register import OFFICE
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.notices import ResultNotice
from workflow.decisions.recovery import Recovery
from workflow.desk.queries import Item
from workflow.pages.acting import Acting
from workflow.payments.models import PaymentState
from workflow.payments.queries import to_be_opened
from workflow.payments.standing import TO_BE_PAID, payments_now
from workflow.procedure.roles import Role
from workflow.procedure.states import State

_most: Final = 50
_latest: Final = date.max
_OF: Final = ("line__decision", "line__decision__number", "line__nomination__office", "line__nomination__office__name")


def after_decisions(acting: Acting) -> list[Item]:
    """What the posts that count now are to do after decisions, due first, at most fifty of each kind."""
    keeps, heads = _bodies(acting, *OFFICE), _bodies(acting, Role.OFFICE_HEAD)
    clerks, pays = _bodies(acting, Role.RECORDS_CLERK), _bodies(acting, Role.FINANCE)
    found = chain(
        _to_enter(keeps) if keeps else (),
        _to_print_or_hand(keeps) if keeps else (),
        _to_get_back(keeps) if keeps else (),
        _notices(heads, signed=False) if heads else (),
        _notices(clerks, signed=True) if clerks else (),
        _to_open(acting, pays) if pays else (),
        _to_pay(pays) if pays else (),
    )
    return sorted(found, key=lambda item: (item.due or _latest, item.title))


_Bodies = dict[int, str]
"""Bodies, each with the role under which the person acts there."""


def _bodies(acting: Acting, *roles: Role) -> _Bodies:
    held = [post for post in acting.posts if post.role in roles]
    return {body: str(post.role.label) for post in held for body in post.organisations}


def _of_decision(number: str) -> str:
    return _("Decision %(number)s") % {"number": number}


def _to_enter(bodies: _Bodies) -> Iterator[Item]:
    """Awards of issued decisions that are not in the register yet."""
    awarded = DecisionLine.objects.filter(
        void=False,
        verdict=DecisionLine.Verdict.AWARD,
        decision__issued_at__isnull=False,
        decision__kind=Decision.Kind.AWARD,
        certificates=None,
        nomination__state=State.AWARDED.value,
        nomination__office__in=bodies,
    )
    of = tuple(name.removeprefix("line__") for name in _OF)
    counted = awarded.values_list(*of).annotate(many=Count("pk")).order_by("decision")
    for decision, number, office, name, many in counted[:_most]:
        url = reverse("decision_certificates", args=[decision])
        yield Item(_of_decision(number), _("Enter in the register of awards"), bodies[office], name, url, many, None)


def _to_print_or_hand(bodies: _Bodies) -> Iterator[Item]:
    """Certificates in force that are with the office, by decision: those never printed, and those that were."""
    here = Certificate.objects.filter(
        replaced_at=None,
        state__in=WAITS,
        line__nomination__state=State.AWARDED.value,
        line__nomination__office__in=bodies,
    )
    here = here.annotate(printed=Exists(PrintedCertificate.objects.filter(certificate=OuterRef("pk"))))
    counted = here.values_list(*_OF, "printed").annotate(many=Count("pk")).order_by("line__decision", "printed")
    for decision, number, office, name, printed, many in counted[: 2 * _most]:
        work, show = (_("Hand over certificates"), "here") if printed else (_("Print certificates"), "print")
        url = reverse("decision_certificates", args=[decision]) + f"?show={show}"
        yield Item(_of_decision(number), work, bodies[office], name, url, many, None)


def _to_get_back(bodies: _Bodies) -> Iterator[Item]:
    """Certificates of revoked awards: delivered, and asked back by the revocation; or demanded by the office."""
    recovers = Recovery.objects.filter(
        objects_back=True,
        decision__issued_at__isnull=False,
        decision__lines__void=False,
        decision__lines__nomination=OuterRef("line__nomination"),
    )
    gone = Certificate.objects.filter(
        replaced_at=None,
        recovered_on=None,
        line__nomination__state=State.REVOKED.value,
        line__nomination__office__in=bodies,
    ).annotate(until=Subquery(recovers.values("until")[:1]))
    out = Q(state=Certificate.State.DELIVERED, until__isnull=False)
    asked = gone.filter(out | Q(demanded_on__isnull=False))
    counted = asked.values_list(*_OF).annotate(many=Count("pk"), due=Min("until")).order_by("due", "line__decision")
    for decision, number, office, name, many, due in counted[:_most]:
        url = reverse("decision_certificates", args=[decision]) + "?show=revoked"
        yield Item(_of_decision(number), _("Get certificates back"), bodies[office], name, url, many, due)


def _notices(bodies: _Bodies, *, signed: bool) -> Iterator[Item]:
    """Notices of results that the head of the office is to sign, or its clerk to send."""
    found = ResultNotice.objects.filter(sent_at=None, signed_at__isnull=not signed, office__in=bodies)
    told = found.select_related("letter", "unit", "office").order_by("due", "pk")
    work = _("Give number and date") if signed else _("Sign the notice of results")
    for one in told[:_most]:
        title = _("Letter %(number)s of %(unit)s") % {"number": one.letter.number, "unit": one.unit}
        url = reverse("result_notice", args=[one.pk])
        yield Item(title, work, bodies[one.office_id], str(one.office), url, 1, one.due)


def _to_open(acting: Acting, bodies: _Bodies) -> Iterator[Item]:
    """Issued decisions whose payment list is not opened."""
    awarded = Count("lines", filter=Q(lines__void=False, lines__verdict=DecisionLine.Verdict.AWARD))
    for one in to_be_opened(acting).filter(authority__in=bodies).annotate(many=awarded)[:_most]:
        title, url = _of_decision(one.number), reverse("payment_open", args=[one.pk])
        work, role = _("Open the payment list"), bodies[one.authority_id]
        yield Item(title, work, role, str(one.authority), url, one.many, None)


def _to_pay(bodies: _Bodies) -> Iterator[Item]:
    """Lists with money that is to go out, and with money that is to come back, until the day of the revocation."""
    states = (*TO_BE_PAID, PaymentState.RECOVERY_DUE)
    waits = payments_now().filter(list__decision__authority__in=bodies, state__in=states).order_by()
    of = ("list", "list__decision__number", "list__decision__authority", "list__decision__authority__name")
    recovers = Q(state=PaymentState.RECOVERY_DUE)
    counted = waits.values_list(*of).annotate(
        to_pay=Count("pk", filter=~recovers), to_recover=Count("pk", filter=recovers), due=Min("recover_by")
    )
    for opened, number, authority, name, to_pay, to_recover, due in counted.order_by("list")[:_most]:
        about = (_of_decision(number), bodies[authority], name, reverse("payment_list", args=[opened]))
        if to_pay:
            yield _item(about, _("Pay the prizes"), to_pay, None)
        if to_recover:
            yield _item(about, _("Recover prizes"), to_recover, due)


def _item(about: tuple[str, str, str, str], work: str, lines: int, due: date | None) -> Item:
    title, role, body, url = about
    return Item(title, work, role, body, url, lines, due)
