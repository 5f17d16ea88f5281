"""The amounts of a draft decision: by the rule, with how each came about, or entered otherwise with a reason.

The rule is the multiplier of the regime that was pinned at receipt times the base salary of the day, rounded as on that
day (domain reference, 2.8). Real decisions deviate from it, so whoever prepares or signs the draft may enter another
amount or another source of funds. A change after the form check voids the check: the decision is prepared again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.prizes import FundSource
from workflow.awards.queries import fund_of, funds_on
from workflow.database import rows
from workflow.database.arguments import command
from workflow.decisions.models import Decision, PrizeChange
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.lines import Line
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.worklist.board import BACK

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PRIZES_CHANGED: Final = "PRIZES_CHANGED"
MOST: Final = 10**12 - 1
"""The largest amount that is entered for one line, in đồng."""
CHANGES: Final = (Role.DECIDER_OFFICE, Role.DECIDER)
"""The draft lies with them, and nobody else sees it: the decider's office prepares it, the decider signs it. The
standing office has said what it proposes in its own letter."""
_UNSIGNED: Final = ("draft", "form_check", "sign")
_READ: Final = """
SELECT n.id, p.per_mille, s.amount, COALESCE(r.step, 1), c.amount, c.fund_id, COALESCE(c.reason, '')
FROM workflow_nomination n
LEFT JOIN workflow_prizerate p ON p.regime_id = n.regime_id AND p.award_form_id = n.award_form_id
  AND p.nominee_kind = n.nominee_kind
LEFT JOIN workflow_basesalary s
  ON s.valid_from = (SELECT max(b.valid_from) FROM workflow_basesalary b WHERE b.valid_from <= %s)
LEFT JOIN workflow_prizerounding r
  ON r.valid_from = (SELECT max(b.valid_from) FROM workflow_prizerounding b WHERE b.valid_from <= %s)
LEFT JOIN workflow_prizechange c ON c.id = (SELECT max(x.id) FROM workflow_prizechange x
  WHERE x.decision_id = %s AND x.nomination_id = n.id AND x.hash = n.content_hash)
WHERE {among}"""


@dataclass(frozen=True, slots=True)
class Prize:
    """The prize of one line in đồng, and how it came about.

    `per_mille` is the multiplier × 1000 and `salary` the base salary, each none where no rule gives one; `entered` is
    what was entered instead (0: nothing is paid), `fund` the key of the source, with the `reason`.
    """

    per_mille: int | None
    salary: int | None
    step: int
    entered: int | None
    fund: int | None
    reason: str

    @property
    def by_rule(self) -> int | None:
        """The amount by the rule; none where there is none."""
        if self.per_mille is None or self.salary is None:
            return None
        return _by_rule(self.per_mille, self.salary, self.step)

    @property
    def amount(self) -> int | None:
        """What is paid; none where nothing is."""
        return (self.by_rule if self.entered is None else self.entered) or None

    @property
    def multiplier(self) -> str:
        """The multiplier as it is written: 1,5."""
        return "" if self.per_mille is None else multiplier_of(self.per_mille)

    @property
    def is_changed(self) -> bool:
        """Whether anything was entered for the line."""
        return bool(self.reason)


# Neither a rule nor an amount that was entered for the line on the draft on which it stands.
_WITHOUT: Final = """
SELECT count(*) FROM workflow_nomination n
WHERE {among}
  AND NOT (EXISTS(SELECT 1 FROM workflow_prizerate p WHERE p.regime_id = n.regime_id
      AND p.award_form_id = n.award_form_id AND p.nominee_kind = n.nominee_kind)
    AND EXISTS(SELECT 1 FROM workflow_basesalary b WHERE b.valid_from <= %s))
  AND NOT EXISTS(SELECT 1 FROM workflow_prizechange x JOIN workflow_decision d ON d.id = x.decision_id
    WHERE x.nomination_id = n.id AND d.case_id = n.case_id AND x.hash = n.content_hash AND x.amount IS NOT NULL)"""


def count_without_prize(nominations: Iterable[int], day: date) -> int:
    """How many lines of a draft have no prize, neither by a rule of the day nor as entered. One statement."""
    ((number,),) = rows.fetch(_WITHOUT.format(among=rows.among("n.id")), [rows.array(nominations), day])
    return int(number)


def rounded(exact: Fraction, step: int) -> int:
    """Up to a whole number of `step` đồng. With 1 nothing is rounded: a part of a đồng, which no coin pays, is left."""
    return int(exact) if step == 1 else -(-exact // step) * step


@lru_cache(maxsize=256)
def _by_rule(per_mille: int, salary: int, step: int) -> int:
    """The lines of a decision have few multipliers between them."""
    return rounded(Fraction(per_mille * salary, 1000), step)


def multiplier_of(per_mille: int) -> str:
    """A multiplier × 1000 as Vietnamese writes it: 1500 is 1,5."""
    whole, part = divmod(per_mille, 1000)
    return f"{whole},{part:03d}".rstrip("0").rstrip(",")


def prizes_of(decision: int, nominations: Iterable[int], authority: int, day: date) -> dict[int, Prize]:
    """The prizes of lines on a draft, as they would be signed on the day. At most three statements."""
    usual = fund_of(authority, day)
    found = rows.fetch(_READ.format(among=rows.among("n.id")), [day, day, decision, rows.array(nominations)])
    return {
        key: Prize(rate, salary, step, entered, fund or (usual.pk if usual else None), reason)
        for key, rate, salary, step, entered, fund, reason in found
    }


@command
def change_prizes(
    decision: Decision,
    nominations: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    amount: int | None,
    fund: FundSource,
    reason: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Enter one amount and one source for these lines of an unsigned draft; without an amount the rule's stands.

    A form that was checked has to be checked again, by the draft's way from its beginning. Raises `ValidationError` on
    `nominations`, `amount`, `fund` or `reason`.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {
        "deed": PRIZES_CHANGED,
        "decision": decision.pk,
        "nominations": ids,
        "amount": amount,
        "fund": fund.pk,
        "reason": reason,
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, set(CHANGES))
        lines = {line.id: line for line in take_case(decision.case_id, act, _UNSIGNED)}
        _check(decision, ids, lines, act, {"amount": amount, "fund": fund, "reason": reason})
        own = {key: (why,) for key in ids if (why := own_matter(lines[key], act.holder)) is not None}
        if own:
            raise Refused((), own)
        _keep(decision, [(key, lines[key].content_hash) for key in ids], act, amount, fund, reason.strip())
        data: dict[str, Json] = {"lines": [*ids], "amount": amount, "fund": fund.code}
        act.note(Decision, decision.pk, PRIZES_CHANGED, data, {"reason": reason.strip()})
        _prepare_again(decision, act)
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _keep(
    decision: Decision, lines: Sequence[tuple[int, str]], act: Act, amount: int | None, fund: FundSource, reason: str
) -> None:
    """The rows, each for a line with the content that it has: one statement."""
    columns = ("decision_id", "nomination_id", "hash", "amount", "fund_id", "reason", "person_id", "at")
    given = [(decision.pk, key, content, amount, fund.pk, reason, act.person, act.at) for key, content in lines]
    rows.insert_rows(PrizeChange, columns, given)


def _prepare_again(decision: Decision, act: Act) -> None:
    """A draft whose form was checked goes back to where it is prepared."""
    node = act.board.node(decision.case_id)
    if node is not None and node.name == "sign":
        Decision.objects.filter(pk=decision.pk).update(form_checked_at=None, form_checked_by=None)
        act.board.step(decision.case_id, BACK)


def _check(
    decision: Decision, ids: Sequence[int], lines: Mapping[int, Line], act: Act, given: Mapping[str, object]
) -> None:
    if decision.kind != Decision.Kind.AWARD:
        raise Refused([Refusal("kind", _("Only a decision of awards gives prizes."), Basis.PROCEDURE)])
    errors: dict[str, ValidationError] = {}
    strange = [key for key in ids if key not in lines]
    if strange or not ids:
        message = _("These are no lines of the decision: %(ids)s.") % {"ids": ", ".join(map(str, strange)) or "-"}
        errors["nominations"] = ValidationError(message, code="unknown")
    amount, reason = given["amount"], str(given["reason"])
    if isinstance(amount, int) and not 0 <= amount <= MOST:
        message = _("Give an amount in whole đồng, from 0 to 999,999,999,999.")
        errors["amount"] = ValidationError(message, code="amount")
    if given["fund"] not in funds_on(act.today):
        errors["fund"] = ValidationError(_("Choose a source of funds that is in force today."), code="fund")
    if not reason.strip() or len(reason) > _longest_reason:
        message = _("Write the reason, in at most %(count)d characters.") % {"count": _longest_reason}
        errors["reason"] = ValidationError(message, code="reason")
    if errors:
        raise ValidationError(dict(errors))


_longest_reason: Final = 4000


def carry_changes(nominations: Sequence[int], before: int, after: int) -> None:
    """What was entered for these lines on one draft counts on the draft to which they were taken. One statement."""
    rows.execute(
        "INSERT INTO workflow_prizechange (decision_id, nomination_id, hash, amount, fund_id, reason, person_id, at)"
        " SELECT CAST(%s AS bigint), c.nomination_id, c.hash, c.amount, c.fund_id, c.reason, c.person_id, c.at"
        " FROM workflow_prizechange c WHERE c.decision_id = %s"
        f" AND {rows.among('c.nomination_id')} ORDER BY c.id",
        [after, before, rows.array(nominations)],
    )
