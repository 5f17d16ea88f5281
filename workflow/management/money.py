"""The money against the decisions: payments are what the lines give, entries follow each other, periods hold theirs."""

from collections.abc import Iterator

from workflow.database import rows


def payments_are_what_the_lines_give() -> Iterator[str]:
    """Where a list is open, each awarded line with a prize has one payment of just its amount, and no other line has.

    A supplement stands beside the prize of its line, on the same list.
    """
    found = rows.fetch(
        "SELECT l.id, d.id, x.id, x.prize, p.kind, p.amount"
        " FROM workflow_payment p JOIN workflow_paymentlist l ON l.id = p.list_id"
        " JOIN workflow_decision d ON d.id = l.decision_id JOIN workflow_decisionline x ON x.id = p.line_id"
        " WHERE x.decision_id <> d.id OR x.verdict <> 'AWARD' OR x.void = {true} OR d.issued_at IS NULL"
        " OR (p.kind = 'PRIZE' AND (x.prize IS NULL OR p.amount <> x.prize)) ORDER BY p.id"
    )
    for listed, decision, line, prize, kind, amount in found:
        yield (
            f"decision {decision}: list {listed} has a {kind} of {amount} for line {line}, to which {prize} was awarded"
        )
    missing = rows.fetch(
        "SELECT d.id, x.id, x.prize FROM workflow_paymentlist l JOIN workflow_decision d ON d.id = l.decision_id"
        " JOIN workflow_decisionline x ON x.decision_id = d.id AND x.verdict = 'AWARD' AND x.void = {false}"
        " AND x.prize IS NOT NULL WHERE NOT EXISTS (SELECT 1 FROM workflow_payment p WHERE p.line_id = x.id"
        " AND p.list_id = l.id AND p.kind = 'PRIZE') ORDER BY x.id"
    )
    for decision, line, prize in missing:
        yield f"decision {decision}: its payment list has no payment of {prize} for line {line}"


def money_went_out_before_it_came_back() -> Iterator[str]:
    """What came back names the entry by which the same payment had gone out before; it is out at most once at a time.

    Nothing is recovered of an award that stands.
    """
    found = rows.fetch(
        "SELECT e.id, e.payment_id FROM workflow_paymententry e JOIN workflow_paymententry o ON o.id = e.undoes_id"
        " WHERE o.kind <> 'PAID' OR o.payment_id <> e.payment_id OR o.attempt <> e.attempt OR o.dated > e.dated"
        " ORDER BY e.id"
    )
    yield from (f"payment {payment}: its entry {entry} undoes none of its payouts" for entry, payment in found)
    twice = rows.fetch(
        "SELECT e.payment_id, count(*) FROM workflow_paymententry e WHERE e.kind = 'PAID' AND NOT EXISTS"
        " (SELECT 1 FROM workflow_paymententry b WHERE b.undoes_id = e.id) GROUP BY e.payment_id HAVING count(*) > 1"
        " ORDER BY e.payment_id"
    )
    yield from (f"payment {payment}: it is out {times} times at once" for payment, times in twice)
    standing = rows.fetch(
        "SELECT p.id FROM workflow_paymententry e JOIN workflow_payment p ON p.id = e.payment_id"
        " JOIN workflow_decisionline x ON x.id = p.line_id WHERE e.kind = 'RECOVERED' AND NOT EXISTS"
        " (SELECT 1 FROM workflow_decisionline r JOIN workflow_decision d ON d.id = r.decision_id"
        " WHERE r.nomination_id = x.nomination_id AND r.verdict = 'REVOKE' AND r.void = {false}"
        " AND d.issued_at IS NOT NULL) ORDER BY p.id"
    )
    yield from (f"payment {payment}: it was recovered, but its award stands" for (payment,) in standing)


def settlements_hold_their_period() -> Iterator[str]:
    """Every entry of a source on a day of a settled period is in that settlement, and no other entry is."""
    strange = rows.fetch(
        "SELECT s.id, e.id FROM workflow_settledentry x JOIN workflow_settlement s ON s.id = x.settlement_id"
        " JOIN workflow_paymententry e ON e.id = x.entry_id JOIN workflow_payment p ON p.id = e.payment_id"
        " JOIN workflow_paymentlist l ON l.id = p.list_id JOIN workflow_decision d ON d.id = l.decision_id"
        " WHERE p.fund_id <> s.fund_id OR d.authority_id <> s.authority_id OR e.dated < s.from_day OR e.dated > s.until"
        " ORDER BY e.id"
    )
    yield from (f"settlement {settlement}: entry {entry} is not of its period" for settlement, entry in strange)
    left_out = rows.fetch(
        "SELECT s.id, e.id FROM workflow_settlement s JOIN workflow_payment p ON p.fund_id = s.fund_id"
        " JOIN workflow_paymentlist l ON l.id = p.list_id JOIN workflow_decision d ON d.id = l.decision_id"
        " AND d.authority_id = s.authority_id JOIN workflow_paymententry e ON e.payment_id = p.id"
        " AND e.dated >= s.from_day AND e.dated <= s.until WHERE NOT EXISTS (SELECT 1 FROM workflow_settledentry x"
        " WHERE x.entry_id = e.id AND x.settlement_id = s.id) ORDER BY e.id"
    )
    yield from (f"settlement {settlement}: entry {entry} of its period is missing" for settlement, entry in left_out)


MONEY = (
    payments_are_what_the_lines_give,
    money_went_out_before_it_came_back,
    settlements_hold_their_period,
)
"""What is asked of the money."""
