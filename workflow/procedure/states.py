"""The states of a nomination: one state is one desk."""

from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise


@unique
class State(StrEnum):
    """Where a nomination stands. The name is what the database keeps."""

    # As of any text: Enum's own hash is a call of Python, for each line and each table a transition is looked up in.
    __hash__ = str.__hash__

    DRAFT = "DRAFT"
    WITH_HEAD = "WITH_HEAD"
    WITH_SUPERIOR = "WITH_SUPERIOR"
    WITH_OFFICE = "WITH_OFFICE"
    IN_SUPPLEMENT = "IN_SUPPLEMENT"
    WITH_COUNCIL = "WITH_COUNCIL"
    TO_PRESENT = "TO_PRESENT"
    WITH_DECIDER = "WITH_DECIDER"
    ON_HOLD = "ON_HOLD"
    AWARDED = "AWARDED"
    NOT_ENDORSED = "NOT_ENDORSED"
    INELIGIBLE = "INELIGIBLE"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NOT_AWARDED = "NOT_AWARDED"
    REDIRECTED = "REDIRECTED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    REVOKED = "REVOKED"

    @property
    def label(self) -> "_StrPromise":
        """The word every page uses for this state."""
        return LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether a nomination in this state still waits on somebody's desk."""
        return self in OPEN


LABELS: "Final[Mapping[State, _StrPromise]]" = {
    State.DRAFT: _("Being drafted"),
    State.WITH_HEAD: _("With the head of the unit"),
    State.WITH_SUPERIOR: _("With the superior"),
    State.WITH_OFFICE: _("Under appraisal"),
    State.IN_SUPPLEMENT: _("Awaiting supplement"),
    State.WITH_COUNCIL: _("Before the council"),
    State.TO_PRESENT: _("To be presented"),
    State.WITH_DECIDER: _("Presented for decision"),
    State.ON_HOLD: _("On hold"),
    State.AWARDED: _("Awarded"),
    State.NOT_ENDORSED: _("Not endorsed by the unit"),
    State.INELIGIBLE: _("Ineligible"),
    State.NOT_SUPPORTED: _("Not supported by the council"),
    State.NOT_AWARDED: _("Not awarded"),
    State.REDIRECTED: _("Redirected to another form or level"),
    State.WITHDRAWN: _("Withdrawn"),
    State.LAPSED: _("Lapsed with the round"),
    State.REVOKED: _("Revoked"),
}

OPEN: Final = frozenset(
    {
        State.DRAFT,
        State.WITH_HEAD,
        State.WITH_SUPERIOR,
        State.WITH_OFFICE,
        State.IN_SUPPLEMENT,
        State.WITH_COUNCIL,
        State.TO_PRESENT,
        State.WITH_DECIDER,
        State.ON_HOLD,
    }
)
CLOSED: Final = frozenset(State) - OPEN
FINAL: Final = frozenset({State.WITHDRAWN, State.LAPSED, State.REVOKED, State.NOT_ENDORSED, State.REDIRECTED})
HOLDABLE: Final = (State.WITH_OFFICE, State.WITH_COUNCIL, State.TO_PRESENT, State.WITH_DECIDER)
