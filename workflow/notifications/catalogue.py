"""Every notice, its words, and the transition it tells of.

To add one: a member, its words, and the transitions that speak it.
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@unique
class Notice(StrEnum):
    """What somebody is told. The list is closed; a stored row names a member for good."""

    ARRIVED = "ARRIVED"
    SENT_BACK = "SENT_BACK"
    RETURNED = "RETURNED"
    NOT_ENDORSED = "NOT_ENDORSED"
    SUPPLEMENT_REQUESTED = "SUPPLEMENT_REQUESTED"
    SUPPLEMENT_OVERDUE = "SUPPLEMENT_OVERDUE"
    INELIGIBLE = "INELIGIBLE"
    DEFERRED = "DEFERRED"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    TAKEN_UP = "TAKEN_UP"
    SENT_BACK_TO_OFFICE = "SENT_BACK_TO_OFFICE"
    AWARDED = "AWARDED"
    NOT_AWARDED = "NOT_AWARDED"
    HELD = "HELD"
    RESUMED = "RESUMED"
    REOPENED = "REOPENED"
    REDIRECTED = "REDIRECTED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    REVOKED = "REVOKED"
    INVITED = "INVITED"
    INVITATION_ENDED = "INVITATION_ENDED"
    PAPERS_SENT = "PAPERS_SENT"
    BALLOT_AWAITED = "BALLOT_AWAITED"
    AWARD_CORRECTED = "AWARD_CORRECTED"
    RESTS_ON_REVOKED = "RESTS_ON_REVOKED"
    RESULT_NOTIFIED = "RESULT_NOTIFIED"

    @property
    def wording(self) -> "_StrPromise":
        """The notice as one sentence, in the reader's language."""
        return WORDING[self]


WORDING: "Final[Mapping[Notice, _StrPromise]]" = {
    Notice.ARRIVED: _("A nomination has arrived at your desk."),
    Notice.SENT_BACK: _("The head of the unit sent a nomination back to the officer."),
    Notice.RETURNED: _("A nomination was returned to the unit; complete it before the reply date."),
    Notice.NOT_ENDORSED: _("A nomination was not endorsed."),
    Notice.SUPPLEMENT_REQUESTED: _("The office asks for a supplement; answer before the reply date."),
    Notice.SUPPLEMENT_OVERDUE: _("The reply date passed without a supplement; the office rules on what it has."),
    Notice.INELIGIBLE: _("The office ruled a nomination ineligible."),
    Notice.DEFERRED: _("The council deferred a nomination; it is with the office again."),
    Notice.NOT_SUPPORTED: _("The council did not support a nomination."),
    Notice.TAKEN_UP: _("The decider took up a nomination that the council did not support."),
    Notice.SENT_BACK_TO_OFFICE: _("The decider sent a nomination back to the office."),
    Notice.AWARDED: _("An award was decided."),
    Notice.NOT_AWARDED: _("It was decided not to award."),
    Notice.HELD: _("A nomination is on hold while a matter is checked."),
    Notice.RESUMED: _("A hold was lifted; the nomination goes on where it stood."),
    Notice.REOPENED: _("A closed nomination was reopened."),
    Notice.REDIRECTED: _("A nomination goes on under another form or level."),
    Notice.WITHDRAWN: _("The unit withdrew a nomination."),
    Notice.LAPSED: _("The round closed before a nomination was submitted."),
    Notice.REVOKED: _("An award was revoked."),
    Notice.INVITED: _("You are invited to write in a letter of your body."),
    Notice.INVITATION_ENDED: _("Your invitation into a letter of your body is over."),
    Notice.PAPERS_SENT: _("The papers of a council session are ready to be read."),
    Notice.BALLOT_AWAITED: _("Your ballot for a council session is awaited."),
    Notice.AWARD_CORRECTED: _("A decision corrected how an award reads."),
    Notice.RESTS_ON_REVOKED: _("An award was revoked on which other nominations of yours rest; look at them again."),
    Notice.RESULT_NOTIFIED: _("The notice of results for a letter of your unit has come."),
}

NOTICE_OF: Final[Mapping[Transition, Notice]] = {
    Transition.SEND_TO_HEAD: Notice.ARRIVED,
    Transition.SEND_BACK: Notice.SENT_BACK,
    Transition.SEND_BACK_SUPPLEMENT: Notice.SENT_BACK,
    Transition.NOT_ENDORSE: Notice.NOT_ENDORSED,
    Transition.NOT_ENDORSE_ABOVE: Notice.NOT_ENDORSED,
    Transition.ENDORSE: Notice.ARRIVED,
    Transition.ENDORSE_UPWARD: Notice.ARRIVED,
    Transition.PASS_UPWARD: Notice.ARRIVED,
    Transition.FORWARD: Notice.ARRIVED,
    Transition.RETURN_FROM_SUPERIOR: Notice.RETURNED,
    Transition.RETURN_SUPPLEMENT: Notice.RETURNED,
    Transition.RETURN_TO_UNIT: Notice.RETURNED,
    Transition.RETURN_FROM_PRESENTING: Notice.RETURNED,
    Transition.REQUEST_SUPPLEMENT: Notice.SUPPLEMENT_REQUESTED,
    Transition.SUBMIT_SUPPLEMENT: Notice.ARRIVED,
    Transition.SUPPLEMENT_OVERDUE: Notice.SUPPLEMENT_OVERDUE,
    Transition.SUPPLEMENT_OVERDUE_AT_HEAD: Notice.SUPPLEMENT_OVERDUE,
    Transition.SUPPLEMENT_OVERDUE_ABOVE: Notice.SUPPLEMENT_OVERDUE,
    Transition.RULE_INELIGIBLE: Notice.INELIGIBLE,
    Transition.RULE_INELIGIBLE_PRESENTING: Notice.INELIGIBLE,
    Transition.RULE_INELIGIBLE_ON_HOLD: Notice.INELIGIBLE,
    Transition.REFER_TO_COUNCIL: Notice.ARRIVED,
    Transition.NOT_SUPPORT: Notice.NOT_SUPPORTED,
    Transition.DEFER: Notice.DEFERRED,
    Transition.PRESENT: Notice.ARRIVED,
    Transition.TAKE_UP: Notice.TAKEN_UP,
    Transition.AWARD: Notice.AWARDED,
    Transition.DECLINE: Notice.NOT_AWARDED,
    Transition.SEND_BACK_TO_OFFICE: Notice.SENT_BACK_TO_OFFICE,
    Transition.HOLD_AT_OFFICE: Notice.HELD,
    Transition.HOLD_AT_COUNCIL: Notice.HELD,
    Transition.HOLD_PRESENTING: Notice.HELD,
    Transition.HOLD_AT_DECIDER: Notice.HELD,
    Transition.RESUME: Notice.RESUMED,
    Transition.REOPEN_INELIGIBLE: Notice.REOPENED,
    Transition.REOPEN_NOT_SUPPORTED: Notice.REOPENED,
    Transition.REOPEN_NOT_AWARDED: Notice.REOPENED,
    Transition.REDIRECT: Notice.REDIRECTED,
    Transition.REDIRECT_PRESENTING: Notice.REDIRECTED,
    Transition.WITHDRAW_AT_HEAD: Notice.WITHDRAWN,
    Transition.WITHDRAW_AT_SUPERIOR: Notice.WITHDRAWN,
    Transition.WITHDRAW_AT_OFFICE: Notice.WITHDRAWN,
    Transition.WITHDRAW_SUPPLEMENT: Notice.WITHDRAWN,
    Transition.WITHDRAW_ON_HOLD: Notice.WITHDRAWN,
    Transition.WITHDRAW_PRESENTING: Notice.WITHDRAWN,
    Transition.REVOKE: Notice.REVOKED,
    Transition.LAPSE: Notice.LAPSED,
    Transition.LAPSE_AT_HEAD: Notice.LAPSED,
    Transition.LAPSE_AT_SUPERIOR: Notice.LAPSED,
}

OF_DEEDS: Final = frozenset(
    {
        Notice.INVITED,
        Notice.INVITATION_ENDED,
        Notice.PAPERS_SENT,
        Notice.BALLOT_AWAITED,
        Notice.AWARD_CORRECTED,
        Notice.RESTS_ON_REVOKED,
        Notice.RESULT_NOTIFIED,
    }
)
"""Notices that tell of another deed than a transition; its command says to whom they go."""

SILENT: Final = frozenset(
    {
        # The line leaves a desk where nobody has worked on it yet.
        Transition.RECALL,
        Transition.RECALL_SUPPLEMENT,
        Transition.RECALL_FROM_SUPERIOR,
        Transition.RECALL_FROM_OFFICE,
        # It stays in the same hands.
        Transition.CLEAR,
        Transition.TAKE_BACK,
        Transition.WITHDRAW_DRAFT,
        # Advice, not a result: the unit is told when it is decided.
        Transition.SUPPORT,
    }
)
