"""The flow of a council session."""

from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.flow import At, CaseFlow, Desk, End, this

_before = (State.WITH_COUNCIL,)
_deferred = (Transition.DEFER,)


class SessionFlow(CaseFlow):
    """Council session (phiên họp).

    Agenda, papers, voting, the ballots of absent members, the tally, the signed minutes.
    """

    agenda = Desk(At(Role.COUNCIL_SECRETARY, _before, _deferred)).Next(this.papers)
    papers = Desk(At(Role.COUNCIL_SECRETARY, _before, _deferred)).Next(this.voting)
    voting = Desk(At(Role.COUNCIL_MEMBER, _before)).Next(this.absent)
    absent = Desk(At(Role.COUNCIL_SECRETARY, _before)).Next(this.tally)
    tally = Desk(At(Role.COUNCIL_SECRETARY, _before, _deferred)).Next(this.minutes)
    minutes = Desk(
        At(Role.COUNCIL_CHAIR, _before, (Transition.SUPPORT, Transition.NOT_SUPPORT, Transition.DEFER))
    ).Next(this.end)
    end = End()
