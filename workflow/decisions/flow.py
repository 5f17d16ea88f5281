"""The flow of a decision: to award, to revoke, or to correct."""

from workflow.decisions.models import Decision
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.flow import At, CaseFlow, Desk, End, this

_award, _revoke = Decision.Kind.AWARD.value, Decision.Kind.REVOCATION.value
_correct = Decision.Kind.CORRECTION.value
_presented, _awarded = (State.WITH_DECIDER,), (State.AWARDED,)


class DecisionFlow(CaseFlow):
    """Decision (quyết định).

    Drafted, form checked, signed, issued with number and date, published.
    """

    draft = Desk(
        {
            _award: At(Role.DECIDER_OFFICE, _presented, (Transition.SEND_BACK_TO_OFFICE,)),
            _revoke: At(Role.DECIDER_OFFICE, _awarded),
            _correct: At(Role.DECIDER_OFFICE, _awarded),
        }
    ).Next(this.form_check)
    form_check = (
        Desk(
            {
                _award: At(Role.DECIDER_OFFICE, _presented, (Transition.SEND_BACK_TO_OFFICE,)),
                _revoke: At(Role.DECIDER_OFFICE, _awarded),
                _correct: At(Role.DECIDER_OFFICE, _awarded),
            }
        )
        .Next(this.sign)
        .Back(this.draft)
    )
    sign = (
        Desk(
            {
                _award: At(Role.DECIDER, _presented, (Transition.SEND_BACK_TO_OFFICE, Transition.DECLINE)),
                _revoke: At(Role.DECIDER, _awarded),
                _correct: At(Role.DECIDER, _awarded),
            }
        )
        .Next(this.issue)
        .Back(this.draft)
    )
    issue = (
        Desk(
            {
                _award: At(Role.RECORDS_CLERK, _presented, (Transition.AWARD, Transition.DECLINE)),
                _revoke: At(Role.RECORDS_CLERK, _awarded, (Transition.REVOKE,)),
                _correct: At(Role.RECORDS_CLERK, _awarded),
            },
            signed=True,
        )
        .Next(this.publish)
        .Back(this.draft)
    )
    publish = Desk({kind: At(Role.DECIDER_OFFICE) for kind in (_award, _revoke, _correct)}, lasts=True).Next(this.end)
    end = End()
