"""What the page of a payment list offers: the deeds on the payments chosen."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.dossiers.offers import Offer
from workflow.pages.acting import Acting
from workflow.payments.models import Payment, PaymentEntry, PaymentList
from workflow.payments.standing import FITTING
from workflow.procedure.roles import Role


def offers_on(one: PaymentList, listed: Sequence[Payment], acting: Acting) -> list[Offer]:
    """The deeds that the person's posts give on the payments shown, as far as one of them is so far."""
    if not acting.fitting({Role.FINANCE}, one.decision.authority_id):
        return []
    deeds = (
        (PaymentEntry.Kind.PAID, "payment_pay", _("Note as paid")),
        (PaymentEntry.Kind.RETURNED, "payment_return", _("Note as returned or unclaimed")),
        (PaymentEntry.Kind.RECOVERED, "payment_recover", _("Note as recovered")),
    )
    counted = [(name, label, sum(each.state in FITTING[kind] for each in listed)) for kind, name, label in deeds]
    return [Offer(None, label, reverse(name, args=[one.pk]), count) for name, label, count in counted if count]
