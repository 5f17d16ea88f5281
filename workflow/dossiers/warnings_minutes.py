"""Warnings about the minutes of a unit's council: pure, for whoever shows them beside a line."""

from django.utils.translation import gettext as _


def why_not_passed(in_favour: int | None, present: int | None) -> str | None:
    """Why the vote of the unit's council does not carry a line: no more than half of those present were in favour.

    `None` where it does, or where nothing was recorded.
    """
    if in_favour is None or not present or in_favour * 2 > present:
        return None
    message = _("%(count)d of %(present)d members present voted in favour; more than half of those present are needed.")
    return message % {"count": in_favour, "present": present}
