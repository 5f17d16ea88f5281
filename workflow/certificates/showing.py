"""What the pages of certificates show: the deeds on one, and those on the chosen ones of a list."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.certificates.models import Certificate
from workflow.certificates.printing import WAITS
from workflow.certificates.queries import offices_of
from workflow.certificates.register import OFFICE
from workflow.decisions.standing import REVOKED
from workflow.dossiers.offers import Offer
from workflow.dossiers.showing import Link
from workflow.pages.acting import Acting

TONES: Final = {
    Certificate.State.AT_OFFICE.value: "grey",
    Certificate.State.RETURNED.value: "amber",
    Certificate.State.DELIVERED.value: "green",
    Certificate.State.REFUSED.value: "red",
    Certificate.State.UNDELIVERABLE.value: "red",
}


def keeps(certificates: Sequence[Certificate], acting: Acting) -> bool:
    """Whether the person keeps the register in which these stand."""
    return bool(certificates) and offices_of(certificates) <= acting.bodies(*OFFICE)


def offers_on(certificates: Sequence[Certificate], acting: Acting) -> list[Offer]:
    """The deeds on chosen certificates of a list, for whoever keeps the register."""
    if not keeps(certificates, acting):
        return []
    standing = [one for one in certificates if one.replaced_at is None]
    revoked = [one for one in standing if stands_as(one) == REVOKED]
    valid = len(standing) - len(revoked)
    waits = sum(1 for one in standing if one.state in WAITS and stands_as(one) != REVOKED)
    asked = sum(1 for one in revoked if one.demanded_on is None)
    every = [
        (waits, _("Print"), "certificates_print", False),
        (valid, _("Record the ceremony"), "ceremony_new", False),
        (valid, _("Note delivery or return"), "certificates_hand", False),
        (asked, _("Demand back"), "certificates_demand", True),
    ]
    return [Offer(None, label, reverse(name), count, closes=closes) for count, label, name, closes in every if count]


def deeds_on(one: Certificate, acting: Acting) -> list[Link]:
    """The deeds on one certificate, for whoever keeps the register."""
    if one.replaced_at is not None or not keeps([one], acting):
        return []
    on = f"?on={one.pk}"
    if stands_as(one) == REVOKED:
        if one.recovered_on is not None:
            return []
        if one.demanded_on is None:
            return [Link(_("Demand back"), reverse("certificates_demand") + on, "reply", closes=True)]
        return [Link(_("It came back"), reverse("certificate_recovered", args=[one.pk]), "check-circle")]
    links = []
    if one.state in WAITS:
        links.append(Link(_("Print"), reverse("certificates_print") + on, "printer"))
    links.append(Link(_("Note delivery or return"), reverse("certificates_hand") + on, "send"))
    links.append(Link(_("Exchange or issue again"), reverse("certificate_replace", args=[one.pk]), "arrow-repeat"))
    return links


def stands_as(one: Certificate) -> str:
    """How the award stands now, of a certificate that was read with its line."""
    return str(one.line.standing)  # type: ignore[attr-defined]  # annotated by `awards`


def asks_for_exchange(one: Certificate) -> bool:
    """Whether the award was corrected after the certificate had been printed: what it says is no longer right."""
    line = one.line
    corrected = getattr(line, "correction", None) is not None
    return corrected and one.replaced_at is None and one.kind == Certificate.Kind.FIRST and one.state not in WAITS
