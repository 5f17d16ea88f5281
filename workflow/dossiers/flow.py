"""The flow of a letter: one for its four kinds."""

from workflow.dossiers.models import Letter
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.flow import At, CaseFlow, Desk, End, this

_unit, _superior = Letter.Kind.UNIT.value, Letter.Kind.SUPERIOR.value
_office, _supplementary = Letter.Kind.OFFICE.value, Letter.Kind.SUPPLEMENTARY.value


class LetterFlow(CaseFlow):
    """Letter (tờ trình).

    Prepared, signed by one head, issued with number and date. An issued letter never reopens.
    """

    prepare = Desk(
        {
            _unit: At(Role.UNIT_OFFICER, (State.DRAFT,), (Transition.SEND_TO_HEAD, Transition.WITHDRAW_DRAFT)),
            _supplementary: At(Role.UNIT_OFFICER, (State.IN_SUPPLEMENT,), (Transition.SUBMIT_SUPPLEMENT,)),
            _superior: At(Role.UNIT_OFFICER, (State.WITH_SUPERIOR, State.WITH_HEAD)),
            _office: At(Role.OFFICE_SPECIALIST, (State.TO_PRESENT,)),
        }
    ).Next(this.sign)
    sign = (
        Desk(
            {
                _unit: At(
                    Role.UNIT_HEAD,
                    (State.WITH_HEAD,),
                    (Transition.SEND_BACK, Transition.NOT_ENDORSE, Transition.WITHDRAW_AT_HEAD),
                ),
                _supplementary: At(
                    Role.UNIT_HEAD,
                    (State.WITH_HEAD,),
                    (Transition.SEND_BACK_SUPPLEMENT, Transition.NOT_ENDORSE, Transition.WITHDRAW_AT_HEAD),
                ),
                _superior: At(
                    Role.UNIT_HEAD,
                    (State.WITH_SUPERIOR, State.WITH_HEAD),
                    (Transition.RETURN_FROM_SUPERIOR, Transition.RETURN_SUPPLEMENT, Transition.NOT_ENDORSE_ABOVE),
                ),
                _office: At(
                    Role.OFFICE_HEAD,
                    (State.TO_PRESENT,),
                    (
                        Transition.TAKE_BACK,
                        Transition.RETURN_FROM_PRESENTING,
                        Transition.RULE_INELIGIBLE_PRESENTING,
                        Transition.REDIRECT_PRESENTING,
                        Transition.HOLD_PRESENTING,
                    ),
                ),
            }
        )
        .Next(this.issue)
        .Back(this.prepare)
    )
    issue = (
        Desk(
            {
                _unit: At(Role.RECORDS_CLERK, (State.WITH_HEAD,), (Transition.ENDORSE, Transition.ENDORSE_UPWARD)),
                _supplementary: At(
                    Role.RECORDS_CLERK, (State.WITH_HEAD,), (Transition.ENDORSE, Transition.ENDORSE_UPWARD)
                ),
                _superior: At(
                    Role.RECORDS_CLERK,
                    (State.WITH_SUPERIOR, State.WITH_HEAD),
                    (Transition.FORWARD, Transition.PASS_UPWARD, Transition.ENDORSE, Transition.ENDORSE_UPWARD),
                ),
                _office: At(Role.RECORDS_CLERK, (State.TO_PRESENT,), (Transition.PRESENT,)),
            },
            signed=True,
        )
        .Next(this.end)
        .Back({_unit: this.sign, _supplementary: this.sign, _superior: this.prepare, _office: this.prepare})
    )
    end = End()
