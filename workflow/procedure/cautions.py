"""Cautions: what a person looks at before sending, signing or ruling. A caution stops nothing.

Each is a rule with a code, judged like a guard on `Facts` alone; what it says names what can be done.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext_lazy as _

from workflow.procedure.bases import Basis
from workflow.procedure.exceptions import FOR_THE_DECIDER
from workflow.procedure.facts import Facts, Family, Refusal
from workflow.procedure.guards import NEEDS, Guard, needs
from workflow.procedure.roles import Role

_half: Final = Fraction(1, 2)


@needs(Family.CARE)
def names_are_confirmed(line: Facts) -> Refusal | None:
    """The unit has confirmed how name, title and unit are spelt, as the certificate will bear them (R-NAME)."""
    if line.of(Family.CARE).get("names_confirmed"):
        return None
    return Refusal(
        "R-NAME",
        _("Name, title and unit are not confirmed yet. Compare them with the papers of the nominee, then confirm."),
        Basis.DOSSIER_CONTENTS,
        Role.UNIT_OFFICER,
    )


@needs(Family.CARE)
def the_collective_of_a_leader_is_proposed(line: Facts) -> Refusal | None:
    """A leader is proposed together with the collective he or she leads (criterion LDR-08, R-LDR08).

    Where no appointment says which body the person heads, the rule says nothing.
    """
    about = line.of(Family.CARE)
    if not about.get("leads") or about.get("collective"):
        return None
    return Refusal(
        "R-LDR08",
        _("The collective that this leader heads is not proposed in the campaign. Prove its results by evidence."),
        Basis.CRITERIA,
        Role.UNIT_OFFICER,
    )


@needs(Family.CARE)
def the_units_council_is_in_favour(line: Facts) -> Refusal | None:
    """More than half of the unit's council is in favour, where its vote is recorded (domain reference, D4)."""
    about = line.of(Family.CARE)
    number, of = about.get("votes_for"), about.get("votes_of")
    if number is None or not of or Fraction(number, of) > _half:
        return None
    return Refusal(
        "R-UNIT-VOTE",
        _("In the unit's council %(number)d of %(of)d were in favour: no more than half.")
        % {"number": number, "of": of},
        Basis.WHO_SUBMITS,
        Role.UNIT_HEAD,
    )


@needs(Family.CARE)
def unchanged_since_it_was_signed(line: Facts) -> Refusal | None:
    """What was signed before and came back reads as it did (design, idea 4)."""
    if not line.of(Family.CARE).get("changed"):
        return None
    return Refusal(
        "R-CHANGED",
        _("The nomination was signed before and has changed since. Look at what changed before you sign again."),
        Basis.UNCHANGED,
        Role.UNIT_HEAD,
    )


@needs(Family.SUPPLEMENT)
def what_was_asked_has_changed(line: Facts) -> Refusal | None:
    """An item of the supplement that is said to be done has changed what it names (R-UNTOUCHED)."""
    untouched = line.of(Family.SUPPLEMENT).get("untouched") or ()
    if not untouched:
        return None
    return Refusal(
        "R-UNTOUCHED",
        _("Said to be done, but nothing was changed there: %(parts)s. Read the answer against the content.")
        % {"parts": ", ".join(map(str, untouched))},
        Basis.SUPPLEMENT,
        Role.UNIT_OFFICER,
    )


@needs(Family.OTHERS)
def a_further_proposal_is_looked_at(line: Facts) -> Refusal | None:
    """No other proposal or award is for the same merit; the ground for this one is shown (LAW-P1, R-DUP-MERIT)."""
    about = line.of(Family.OTHERS)
    ground = str(about.get("ground") or "").strip()
    if not (about.get("others") or about.get("awarded")) or not ground:
        return None
    return Refusal(
        "R-DUP-MERIT",
        _("Another proposal or award for the same merit exists. The ground given is: «%(ground)s».")
        % {"ground": ground},
        Basis.ONE_MERIT_ONE_AWARD,
        Role.OFFICE_HEAD,
    )


@needs(Family.CARE)
def nothing_else_of_the_nominee_is_on_hold(line: Facts) -> Refusal | None:
    """No other nomination of the nominee waits while facts are being checked (LAW-P5, R-HOLD)."""
    if not line.of(Family.CARE).get("held"):
        return None
    return Refusal(
        "R-HOLD",
        _("Another nomination of this nominee is on hold. Look at its ground before you rule on this one."),
        Basis.HOLD,
        Role.OFFICE_HEAD,
    )


BEFORE_SENDING: Final[Sequence[Guard]] = (
    names_are_confirmed,
    the_collective_of_a_leader_is_proposed,
    the_units_council_is_in_favour,
    a_further_proposal_is_looked_at,
)
"""What the unit's officer is told."""

BEFORE_SIGNING: Final[Sequence[Guard]] = (
    *BEFORE_SENDING,
    unchanged_since_it_was_signed,
    what_was_asked_has_changed,
)
"""What the head is told."""

IN_THE_OFFICE: Final[Sequence[Guard]] = (
    *BEFORE_SENDING,
    what_was_asked_has_changed,
    nothing_else_of_the_nominee_is_on_hold,
)
"""What the office is told: also what the unit may not know of other units' nominations."""

CAUTIONS: Final[Sequence[Guard]] = tuple(dict.fromkeys((*BEFORE_SIGNING, *IN_THE_OFFICE, *FOR_THE_DECIDER)))


def families_of_cautions(cautions: Sequence[Guard]) -> frozenset[Family]:
    """The fact families to read before these are judged."""
    return frozenset(family for caution in cautions for family in NEEDS[caution])


def cautioned(line: Facts, cautions: Sequence[Guard]) -> tuple[Refusal, ...]:
    """What is to be looked at on this line."""
    return tuple(found for caution in cautions if (found := caution(line)) is not None)
