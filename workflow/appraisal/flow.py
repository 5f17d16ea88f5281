"""The flows of the office: the appraisal of a received letter, and a hold with its review date."""

from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.flow import At, CaseFlow, Desk, End, this

_with_office = (State.WITH_OFFICE,)


class AppraisalFlow(CaseFlow):
    """Appraisal (thẩm định).

    Received, assigned, appraised line by line, approved by another person.
    """

    receive = Desk(At(Role.OFFICE_SPECIALIST, _with_office, (Transition.RETURN_TO_UNIT,))).Next(this.assign)
    assign = Desk(At(Role.OFFICE_HEAD, _with_office, (Transition.HOLD_AT_OFFICE,))).Next(this.appraise)
    appraise = Desk(
        At(Role.OFFICE_SPECIALIST, _with_office, (Transition.RETURN_TO_UNIT, Transition.REQUEST_SUPPLEMENT))
    ).Next(this.approve)
    approve = (
        Desk(
            At(
                Role.OFFICE_HEAD,
                _with_office,
                (
                    Transition.REFER_TO_COUNCIL,
                    Transition.CLEAR,
                    Transition.RULE_INELIGIBLE,
                    Transition.REDIRECT,
                    Transition.HOLD_AT_OFFICE,
                ),
            )
        )
        .Next(this.end)
        .Back(this.appraise)
    )
    end = End()


class HoldFlow(CaseFlow):
    """Hold (tạm dừng).

    Lines stand still until the matter is checked; then the hold is lifted or concluded.
    """

    review = Desk(
        At(
            Role.OFFICE_HEAD,
            (State.ON_HOLD,),
            (Transition.RESUME, Transition.RULE_INELIGIBLE_ON_HOLD),
        )
    ).Next(this.end)
    end = End()
