"""Reads of the certificates for their pages, of which the person may see."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.http import Http404

from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.models import Ceremony, Certificate, CertificatePrint, PrintedCertificate
from workflow.certificates.printing import WAITS, blanks_in_force
from workflow.certificates.register import OFFICE
from workflow.database.texts import folded
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import REVOKED, awards
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

READS: Final = (
    *OFFICE,
    Role.DECIDER,
    Role.DECIDER_OFFICE,
    Role.RECORDS_CLERK,
    Role.FINANCE,
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.AUDITOR,
)
"""Who reads certificates: who keeps the register, who decided, and those whose lines they are about."""
_number: Final = re.compile(r"(?P<number>\d{1,9})(/(?P<year>\d{4}))?")


def certificates_visible_to(acting: Acting) -> "QuerySet[Certificate]":
    """The certificates of the lines that the person sees, with how often each was printed."""
    seen = Certificate.objects.filter(line__nomination__in=visible_to(acting.user, acting.today))
    return seen.annotate(times=Count("prints"))


def parts_of(show: str) -> Q:
    """The condition of one part of the list."""
    stands = Q(replaced_at=None) & ~Q(line__in=_revoked())
    parts = {
        "print": stands & Q(times=0),
        "here": stands & Q(times__gt=0, state__in=WAITS),
        "delivered": stands & Q(state=Certificate.State.DELIVERED),
        "stopped": stands & Q(state__in=(Certificate.State.REFUSED, Certificate.State.UNDELIVERABLE)),
        "replaced": Q(replaced_at__isnull=False),
        "revoked": Q(replaced_at=None, line__in=_revoked()),
    }
    return parts.get(show, Q())


def _revoked() -> "QuerySet[DecisionLine]":
    return awards().filter(Q(standing=REVOKED)).order_by().values("pk")  # type: ignore[return-value]  # a sub-select


def certificates_asked(acting: Acting, narrow: Narrowing, decision: Decision | None = None) -> "QuerySet[Certificate]":
    """The certificates that the address asks for, by number of the register, name, or number of the decision."""
    found = certificates_visible_to(acting).filter(parts_of(narrow.show))
    if decision is not None:
        found = found.filter(line__decision=decision).order_by("year", "number")
    else:
        found = found.order_by("-year", "-number", "authority")
    for word in folded(narrow.text).split():
        found = found.filter(_meant(word))
    return found.select_related("replaces", "ceremony")


def _meant(word: str) -> Q:
    meant = Q(line__nomination__folded_name__contains=word) | Q(line__decision__folded_number__contains=word)
    number = _number.fullmatch(word)
    if number is not None:
        of_year = Q(year=int(number["year"])) if number["year"] else Q()
        meant |= of_year & Q(number=int(number["number"]))
    return meant


def with_lines(certificates: Iterable[Certificate]) -> list[Certificate]:
    """The certificates, each with its line as it stands now: one statement for all."""
    found = list(certificates)
    related = ("decision", "nomination__award_form", "nomination__office")
    lines = awards().filter(pk__in=[one.line_id for one in found]).select_related(*related)
    stands = {one.pk: one for one in lines}
    for one in found:
        one.line = stands[one.line_id]
    return found


def certificate_for(acting: Acting, pk: int) -> Certificate:
    """One certificate with its line as it stands now. Raises `Http404` where there is none for this person."""
    related = ("authority", "entered_by", "replaces", "replaced_by", "ceremony", "demanded_by")
    one = certificates_visible_to(acting).select_related(*related).filter(pk=pk).first()
    if one is None:
        raise Http404
    return with_lines([one])[0]


def chosen_of(acting: Acting, texts: Sequence[str]) -> list[Certificate]:
    """The certificates chosen on the page before, in the order of the register. Raises `Http404` without one."""
    keys = [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < _longest]
    found = certificates_visible_to(acting).filter(pk__in=keys).order_by("year", "number")
    chosen = with_lines(found) if keys and len(keys) == len(texts) else []
    if not chosen:
        raise Http404
    return chosen


_longest: Final = 16


def counts_of(decision: Decision) -> Mapping[str, int]:
    """How many awards of the decision stand, and how many of them are in the register: two statements."""
    stands = awards().filter(decision=decision).exclude(Q(standing=REVOKED))
    return {"awards": stands.count(), "entered": stands.filter(certificates__isnull=False).distinct().count()}


def waiting_for_print(decision: Decision, acting: Acting) -> "QuerySet[Certificate]":
    """The certificates of a decision that may be printed: in force, of awards that stand, still with the office."""
    seen = certificates_visible_to(acting).filter(line__decision=decision, replaced_at=None, state__in=WAITS)
    return seen.exclude(line__in=_revoked()).order_by("year", "number")


def offices_of(certificates: Iterable[Certificate]) -> set[int]:
    """The offices that keep these certificates."""
    return {one.line.nomination.office_id for one in certificates}


def print_for(acting: Acting, pk: int) -> CertificatePrint:
    """A print, for whoever sees what was printed. Raises `Http404`."""
    related = ("blank__authority", "by")
    one = CertificatePrint.objects.select_related(*related).filter(pk=pk).first()
    if one is None or not printed_in(one, acting).exists():
        raise Http404
    return one


def printed_in(job: CertificatePrint, acting: Acting) -> "QuerySet[Certificate]":
    """The certificates of a print that the person sees, in the order of the register."""
    printed = PrintedCertificate.objects.filter(print=job).values("certificate")
    return certificates_visible_to(acting).filter(pk__in=printed).order_by("year", "number")


def ceremonies_for(acting: Acting) -> "QuerySet[Ceremony]":
    """The ceremonies at which a certificate that the person sees is given, the newest first."""
    seen = certificates_visible_to(acting).values("ceremony").order_by()
    return Ceremony.objects.filter(pk__in=seen).select_related("authority", "recorded_by").order_by("-held_on", "-pk")


def ceremony_for(acting: Acting, pk: int) -> Ceremony:
    """One ceremony. Raises `Http404` where there is none for this person."""
    one = ceremonies_for(acting).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def blanks_fitting(certificates: Sequence[Certificate], acting: Acting) -> "QuerySet[CertificateBlank]":
    """The blanks in force that fit all of these certificates."""
    found = blanks_in_force(acting.today)
    lines = [one.line for one in certificates]
    wanted = {(one.decision.authority_id, one.nomination.award_form_id, one.nomination.regime_id) for one in lines}
    if len(wanted) != 1:
        return found.none()
    ((authority, form, regime),) = wanted
    return found.filter(authority=authority, award_form=form, regime=regime)


def blanks_of(acting: Acting) -> "QuerySet[CertificateBlank]":
    """The blanks of the authorities whose office the person's posts are at, those in force first."""
    offices = acting.bodies(*OFFICE)
    related = ("authority", "award_form", "regime")
    kept = CertificateBlank.objects.filter(authority__standing_bodies__office__in=offices).distinct()
    return kept.select_related(*related).order_by("-valid_from", "code")


def blank_for(acting: Acting, pk: int) -> CertificateBlank:
    """One blank. Raises `Http404` where it is not of the person's office."""
    one = blanks_of(acting).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one
