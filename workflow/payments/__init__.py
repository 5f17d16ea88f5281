"""Prize money after a decision is issued: the payment list, what was paid, returned and recovered, and settlement.

Amounts and names are those of the decision's lines; here is kept only what was done with the money.
"""
