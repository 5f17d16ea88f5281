"""Who is told of what: the desk where a line arrives, the desk it left, or its unit."""

from enum import Enum, unique
from typing import Final

from workflow.notifications.catalogue import Notice


@unique
class Told(Enum):
    """To whom a notice goes."""

    THE_DESK = "where the line arrives"
    THE_DESK_IT_LEFT = "where it stood"
    THE_UNIT = "the officer of the submitting unit"


_at_the_desk: Final = frozenset(
    {
        Notice.ARRIVED,
        Notice.SENT_BACK,
        Notice.RETURNED,
        Notice.SUPPLEMENT_REQUESTED,
        Notice.SUPPLEMENT_OVERDUE,
        Notice.DEFERRED,
        Notice.SENT_BACK_TO_OFFICE,
    }
)


def told_of(notice: Notice) -> Told:
    """To whom this notice goes."""
    if notice in _at_the_desk:
        return Told.THE_DESK
    return Told.THE_DESK_IT_LEFT if notice is Notice.WITHDRAWN else Told.THE_UNIT
