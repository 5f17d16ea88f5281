"""Exceptions: what the decider looks at before the signature, line by line. Each is a caution and stops nothing."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Facts, Family, Refusal
from workflow.procedure.guards import Guard, needs
from workflow.procedure.roles import Role
from workflow.procedure.routes import QuotaRule


@needs(Family.ADVICE)
def supported_by_the_council(line: Facts) -> Refusal | None:
    """The council supported the line when it last voted on it; else the decider has taken it up (R-COUNCIL)."""
    about = line.of(Family.ADVICE)
    if about.get("supported") is not False:
        return None
    counts = {key: about.get(key) or 0 for key in ("in_favour", "against", "abstained")}
    return Refusal(
        "R-COUNCIL",
        _(
            "The council did not support it: %(in_favour)d for, %(against)d against, %(abstained)d abstained."
            " Whoever awards it gives the reason."
        )
        % counts,
        Basis.COUNCIL,
        Role.DECIDER,
    )


@needs(Family.OTHERS)
def inside_the_allocated_number(line: Facts) -> Refusal | None:
    """No more lines stand than are allocated by the document that holds now (SEED-31, R-QUOTA)."""
    about = line.of(Family.OTHERS)
    free = int(about.get("free") or 0)
    if line.route.quota is not QuotaRule.ALLOCATED or not about or (about.get("pool") is not None and free >= 0):
        return None
    if about.get("pool") is None:
        message = _("No number is allocated to the unit any more. Ask the office to amend the allocation.")
        return Refusal("R-QUOTA", message, Basis.QUOTA, Role.OFFICE_HEAD)
    message = _("The unit has %(over)d more than its allocated number. Choose, or ask the office to amend it.")
    return Refusal("R-QUOTA", message % {"over": -free}, Basis.QUOTA, Role.OFFICE_HEAD)


@needs(Family.OTHERS)
def the_only_award_for_its_merit(line: Facts) -> Refusal | None:
    """No other proposal and no award is for the same merit, whatever ground was given (LAW-P1, R-DUP-MERIT)."""
    about = line.of(Family.OTHERS)
    if not (about.get("others") or about.get("awarded")):
        return None
    ground = str(about.get("ground") or "").strip()
    if ground:
        message = _("Another proposal or award for the same merit exists. The ground given is: «%(ground)s».")
        return Refusal("R-DUP-MERIT", message % {"ground": ground}, Basis.ONE_MERIT_ONE_AWARD, Role.OFFICE_HEAD)
    message = _("Another proposal or award for the same merit exists, and no ground is given for this one.")
    return Refusal("R-DUP-MERIT", message, Basis.ONE_MERIT_ONE_AWARD, Role.OFFICE_HEAD)


@needs(Family.ADVICE)
def unchanged_since_the_vote(line: Facts) -> Refusal | None:
    """It reads as the council, or without one the office, had it before them (design, idea 4; R-CHANGED)."""
    about = line.of(Family.ADVICE)
    if about.get("voted_otherwise"):
        message = _("The council once voted on another content of it. Compare what changed before you sign.")
        return Refusal("R-CHANGED", message, Basis.UNCHANGED, Role.OFFICE_HEAD)
    if not about.get("corrected"):
        return None
    message = _("A name, title or unit was corrected after the vote or the appraisal. Compare it before you sign.")
    return Refusal("R-CHANGED", message, Basis.UNCHANGED, Role.OFFICE_HEAD)


@needs(Family.ADVICE)
def no_hold_was_lifted(line: Facts) -> Refusal | None:
    """The line never stood still for discipline, inspection or a complaint (LAW-P5, R-HELD)."""
    conclusions = [str(one) for one in line.of(Family.ADVICE).get("held") or () if one]
    if not conclusions:
        return None
    message = _("It was on hold and taken up again. The hold was concluded by: %(documents)s.")
    return Refusal("R-HELD", message % {"documents": "; ".join(conclusions)}, Basis.HOLD, Role.OFFICE_HEAD)


@needs(Family.CARE)
def nothing_else_of_the_nominee_is_checked(line: Facts) -> Refusal | None:
    """No other nomination of the nominee waits while facts are being checked (LAW-P5, R-HOLD)."""
    if not line.of(Family.CARE).get("held"):
        return None
    message = _("Another nomination of this nominee is on hold. Ask the office for its ground before you sign.")
    return Refusal("R-HOLD", message, Basis.HOLD, Role.OFFICE_HEAD)


@needs(Family.ADVICE)
def the_bodies_asked_agree(line: Facts) -> Refusal | None:
    """No body that was asked for its opinion disagrees (R-OPINION)."""
    bodies = [str(one) for one in line.of(Family.ADVICE).get("disagree") or ()]
    if not bodies:
        return None
    message = _("Asked for an opinion and does not agree: %(bodies)s. Read the opinion in the dossier.")
    return Refusal("R-OPINION", message % {"bodies": ", ".join(bodies)}, Basis.CONSULTATION, Role.OFFICE_HEAD)


@needs(Family.ADVICE)
def no_member_was_excluded(line: Facts) -> Refusal | None:
    """No member of the council was kept from the vote by a conflict of interest (R-CONFLICT)."""
    members = int(line.of(Family.ADVICE).get("conflicts") or 0)
    if not members:
        return None
    message = _("A conflict of interest kept %(count)d member(s) of the council from the vote on it.")
    return Refusal("R-CONFLICT", message % {"count": members}, Basis.SEPARATION_OF_DUTIES, Role.COUNCIL_SECRETARY)


FOR_THE_DECIDER: Final[Sequence[Guard]] = (
    supported_by_the_council,
    inside_the_allocated_number,
    the_only_award_for_its_merit,
    unchanged_since_the_vote,
    no_hold_was_lifted,
    nothing_else_of_the_nominee_is_checked,
    the_bodies_asked_agree,
    no_member_was_excluded,
)
"""What the decider is told of a line that is awarded."""
