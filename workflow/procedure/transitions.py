"""THE TABLE: every lawful transition of a nomination (design, section 4)."""

from collections.abc import Callable, Iterable
from enum import Enum, StrEnum, unique
from typing import Final

from workflow.procedure import guards as g
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family
from workflow.procedure.roles import By, Role, Seat, any_of, on_issue, the_system
from workflow.procedure.states import State

unit_officer = Role.UNIT_OFFICER @ Seat.UNIT
unit_head = Role.UNIT_HEAD @ Seat.UNIT
level_head = Role.UNIT_HEAD @ Seat.LEVEL
office_specialist = Role.OFFICE_SPECIALIST @ Seat.OFFICE
office_head = Role.OFFICE_HEAD @ Seat.OFFICE
council_secretary = Role.COUNCIL_SECRETARY @ Seat.COUNCIL
council_chair = Role.COUNCIL_CHAIR @ Seat.COUNCIL
decider = Role.DECIDER @ Seat.AUTHORITY
decider_office = Role.DECIDER_OFFICE @ Seat.AUTHORITY


class _WhereItStood(Enum):
    """The only run-time target: a lifted hold resumes where the nomination stood."""

    WHERE_IT_STOOD = "WHERE_IT_STOOD"


WHERE_IT_STOOD: Final = _WhereItStood.WHERE_IT_STOOD


@unique
class SignOffKind(StrEnum):
    """What a person has put a signature to; each is bound to the hash of the content at that moment."""

    ENDORSEMENT = "ENDORSEMENT"
    APPRAISAL = "APPRAISAL"
    VOTE = "VOTE"
    PRESENTATION = "PRESENTATION"
    DECISION = "DECISION"


@unique
class Transition(Enum):
    """Every lawful transition of a nomination. Nothing about the order of work is written anywhere else."""

    # Each is itself alone: Enum's own hash is a call of Python for every line.
    __hash__ = object.__hash__

    # fmt: off
    #                            FROM                 TO                    BY                                      BASIS                   PROVIDED
    SEND_TO_HEAD               = State.DRAFT,         State.WITH_HEAD,      any_of(unit_officer),                   Basis.DOSSIER_CONTENTS, g.round_is_open, g.papers_are_complete, g.files_are_safe, g.criteria_are_answered, g.the_simplified_ground_is_stated, g.nominee_organisation_exists, g.the_managing_body_submits, g.a_recipient_is_named, g.papers_of_a_foreigner_are_there, g.one_proposal_for_one_merit, g.within_quota
    RECALL                     = State.WITH_HEAD,     State.DRAFT,          any_of(unit_officer),                   Basis.RECALL,           g.no_request_is_open
    RECALL_SUPPLEMENT          = State.WITH_HEAD,     State.IN_SUPPLEMENT,  any_of(unit_officer),                   Basis.RECALL,           g.a_request_is_open
    RECALL_FROM_SUPERIOR       = State.WITH_SUPERIOR, State.DRAFT,          any_of(unit_head),                      Basis.RECALL,           g.superior_has_not_signed, g.no_request_is_open
    RECALL_FROM_OFFICE         = State.WITH_OFFICE,   State.DRAFT,          any_of(unit_head),                      Basis.RECALL,           g.not_yet_received
    SEND_BACK                  = State.WITH_HEAD,     State.DRAFT,          any_of(unit_head),                      Basis.WHO_SUBMITS,      g.reason_is_given, g.no_request_is_open
    SEND_BACK_SUPPLEMENT       = State.WITH_HEAD,     State.IN_SUPPLEMENT,  any_of(unit_head),                      Basis.WHO_SUBMITS,      g.reason_is_given, g.a_request_is_open
    NOT_ENDORSE                = State.WITH_HEAD,     State.NOT_ENDORSED,   any_of(unit_head),                      Basis.WHO_SUBMITS,      g.refusal_to_endorse_is_coded
    NOT_ENDORSE_ABOVE          = State.WITH_SUPERIOR, State.NOT_ENDORSED,   any_of(level_head),                     Basis.WHO_SUBMITS,      g.refusal_to_endorse_is_coded
    ENDORSE                    = State.WITH_HEAD,     State.WITH_OFFICE,    on_issue(unit_head),                    Basis.WHO_SUBMITS,      g.no_level_remains, g.minutes_are_present, g.signer_did_not_draft, g.signed_as_it_stands, g.the_paper_is_numbered
    ENDORSE_UPWARD             = State.WITH_HEAD,     State.WITH_SUPERIOR,  on_issue(unit_head),                    Basis.WHO_SUBMITS,      g.a_level_remains, g.minutes_are_present, g.signer_did_not_draft, g.signed_as_it_stands, g.the_paper_is_numbered
    PASS_UPWARD                = State.WITH_SUPERIOR, State.WITH_SUPERIOR,  on_issue(level_head),                   Basis.WHO_SUBMITS,      g.a_level_remains, g.signer_did_not_draft, g.signed_as_it_stands, g.the_paper_is_numbered
    FORWARD                    = State.WITH_SUPERIOR, State.WITH_OFFICE,    on_issue(level_head),                   Basis.WHO_SUBMITS,      g.no_level_remains, g.signer_did_not_draft, g.signed_as_it_stands, g.the_paper_is_numbered
    RETURN_FROM_SUPERIOR       = State.WITH_SUPERIOR, State.DRAFT,          any_of(level_head),                     Basis.WHO_SUBMITS,      g.return_is_coded, g.reply_date_is_given, g.no_request_is_open
    RETURN_SUPPLEMENT          = State.WITH_SUPERIOR, State.IN_SUPPLEMENT,  any_of(level_head),                     Basis.WHO_SUBMITS,      g.reason_is_given, g.a_request_is_open
    RETURN_TO_UNIT             = State.WITH_OFFICE,   State.DRAFT,          any_of(office_specialist),              Basis.DOSSIER_CONTENTS, g.return_is_coded, g.reply_date_is_given
    RETURN_FROM_PRESENTING     = State.TO_PRESENT,    State.DRAFT,          any_of(office_head),                    Basis.DOSSIER_CONTENTS, g.return_is_coded, g.reply_date_is_given
    REQUEST_SUPPLEMENT         = State.WITH_OFFICE,   State.IN_SUPPLEMENT,  any_of(office_specialist),              Basis.SUPPLEMENT,       g.items_are_named, g.a_round_of_supplement_is_left
    SUBMIT_SUPPLEMENT          = State.IN_SUPPLEMENT, State.WITH_HEAD,      any_of(unit_officer),                   Basis.SUPPLEMENT,       g.every_item_is_answered, g.papers_are_complete, g.files_are_safe, g.criteria_are_answered, g.the_simplified_ground_is_stated, g.a_recipient_is_named, g.papers_of_a_foreigner_are_there
    SUPPLEMENT_OVERDUE         = State.IN_SUPPLEMENT, State.WITH_OFFICE,    the_system,                             Basis.SUPPLEMENT,       g.a_request_is_open, g.the_reply_date_has_passed
    SUPPLEMENT_OVERDUE_AT_HEAD = State.WITH_HEAD,     State.WITH_OFFICE,    the_system,                             Basis.SUPPLEMENT,       g.a_request_is_open, g.the_reply_date_has_passed
    SUPPLEMENT_OVERDUE_ABOVE   = State.WITH_SUPERIOR, State.WITH_OFFICE,    the_system,                             Basis.SUPPLEMENT,       g.a_request_is_open, g.the_reply_date_has_passed
    RULE_INELIGIBLE            = State.WITH_OFFICE,   State.INELIGIBLE,     any_of(office_head),                    Basis.APPRAISAL,        g.appraised_by_another, g.every_item_is_ticked_off, g.ineligibility_is_coded
    RULE_INELIGIBLE_PRESENTING = State.TO_PRESENT,    State.INELIGIBLE,     any_of(office_head),                    Basis.APPRAISAL,        g.appraised_by_another, g.ineligibility_is_coded
    RULE_INELIGIBLE_ON_HOLD    = State.ON_HOLD,       State.INELIGIBLE,     any_of(office_head),                    Basis.HOLD,             g.the_hold_is_concluded, g.ineligibility_is_coded
    REFER_TO_COUNCIL           = State.WITH_OFFICE,   State.WITH_COUNCIL,   any_of(office_head),                    Basis.APPRAISAL,        g.appraised_by_another, g.every_item_is_ticked_off, g.appraised_eligible, g.no_consultation_is_open
    CLEAR                      = State.WITH_OFFICE,   State.TO_PRESENT,     any_of(office_head),                    Basis.SIMPLIFIED,       g.appraised_by_another, g.every_item_is_ticked_off, g.appraised_eligible, g.no_consultation_is_open
    SUPPORT                    = State.WITH_COUNCIL,  State.TO_PRESENT,     any_of(council_secretary, council_chair), Basis.COUNCIL,        g.the_session_is_closed, g.the_tally_supports
    NOT_SUPPORT                = State.WITH_COUNCIL,  State.NOT_SUPPORTED,  any_of(council_secretary, council_chair), Basis.COUNCIL,        g.the_session_is_closed, g.the_tally_does_not_support
    DEFER                      = State.WITH_COUNCIL,  State.WITH_OFFICE,    any_of(council_secretary, council_chair), Basis.COUNCIL,        g.reason_is_given, g.voting_is_not_open, g.the_minutes_are_not_sealed
    PRESENT                    = State.TO_PRESENT,    State.WITH_DECIDER,   on_issue(office_head),                  Basis.WHO_DECIDES,      g.presented_as_advised, g.party_opinion_is_in, g.signed_as_it_stands, g.the_paper_is_numbered
    TAKE_BACK                  = State.TO_PRESENT,    State.WITH_OFFICE,    any_of(office_head),                    Basis.APPRAISAL,        g.reason_is_given
    TAKE_UP                    = State.NOT_SUPPORTED, State.TO_PRESENT,     any_of(decider),                        Basis.WHO_DECIDES,      g.reason_is_given, g.within_quota
    AWARD                      = State.WITH_DECIDER,  State.AWARDED,        on_issue(decider),                      Basis.WHO_DECIDES,      g.the_form_is_checked, g.within_competence, g.nominee_organisation_exists, g.decided_as_it_stands, g.decided_to_award, g.unchanged_since_presented, g.the_decision_is_numbered
    DECLINE                    = State.WITH_DECIDER,  State.NOT_AWARDED,    on_issue(decider),                      Basis.WHO_DECIDES,      g.the_form_is_checked, g.decided_as_it_stands, g.decided_to_decline, g.unchanged_since_presented, g.the_decision_is_numbered
    SEND_BACK_TO_OFFICE        = State.WITH_DECIDER,  State.TO_PRESENT,     any_of(decider, decider_office),        Basis.WHO_DECIDES,      g.reason_is_given
    HOLD_AT_OFFICE             = State.WITH_OFFICE,   State.ON_HOLD,        any_of(office_head),                    Basis.HOLD,             g.a_hold_is_grounded
    HOLD_AT_COUNCIL            = State.WITH_COUNCIL,  State.ON_HOLD,        any_of(office_head),                    Basis.HOLD,             g.a_hold_is_grounded, g.voting_is_not_open, g.the_minutes_are_not_sealed
    HOLD_PRESENTING            = State.TO_PRESENT,    State.ON_HOLD,        any_of(office_head),                    Basis.HOLD,             g.a_hold_is_grounded
    HOLD_AT_DECIDER            = State.WITH_DECIDER,  State.ON_HOLD,        any_of(office_head),                    Basis.HOLD,             g.a_hold_is_grounded
    RESUME                     = State.ON_HOLD,       WHERE_IT_STOOD,       any_of(office_head),                    Basis.HOLD,             g.reason_is_given
    REOPEN_INELIGIBLE          = State.INELIGIBLE,    State.WITH_OFFICE,    any_of(office_head),                    Basis.COMPLAINT,        g.reason_is_given, g.document_is_given, g.reopened_never_before, g.within_quota
    REOPEN_NOT_SUPPORTED       = State.NOT_SUPPORTED, State.WITH_OFFICE,    any_of(office_head),                    Basis.COMPLAINT,        g.reason_is_given, g.document_is_given, g.reopened_never_before, g.within_quota
    REOPEN_NOT_AWARDED         = State.NOT_AWARDED,   State.WITH_OFFICE,    any_of(office_head),                    Basis.COMPLAINT,        g.reason_is_given, g.document_is_given, g.reopened_never_before, g.within_quota
    REDIRECT                   = State.WITH_OFFICE,   State.REDIRECTED,     any_of(office_head),                    Basis.REDIRECT,         g.reason_is_given, g.unit_consents, g.a_linked_nomination_is_drafted
    REDIRECT_PRESENTING        = State.TO_PRESENT,    State.REDIRECTED,     any_of(office_head),                    Basis.REDIRECT,         g.reason_is_given, g.unit_consents, g.a_linked_nomination_is_drafted
    WITHDRAW_DRAFT             = State.DRAFT,         State.WITHDRAWN,      any_of(unit_head, unit_officer),        Basis.WITHDRAWAL,       g.reason_is_given
    WITHDRAW_AT_HEAD           = State.WITH_HEAD,     State.WITHDRAWN,      any_of(unit_head),                      Basis.WITHDRAWAL,       g.reason_is_given
    WITHDRAW_AT_SUPERIOR       = State.WITH_SUPERIOR, State.WITHDRAWN,      any_of(unit_head),                      Basis.WITHDRAWAL,       g.reason_is_given
    WITHDRAW_AT_OFFICE         = State.WITH_OFFICE,   State.WITHDRAWN,      any_of(unit_head),                      Basis.WITHDRAWAL,       g.reason_is_given
    WITHDRAW_SUPPLEMENT        = State.IN_SUPPLEMENT, State.WITHDRAWN,      any_of(unit_head),                      Basis.WITHDRAWAL,       g.reason_is_given
    WITHDRAW_ON_HOLD           = State.ON_HOLD,       State.WITHDRAWN,      any_of(unit_head),                      Basis.WITHDRAWAL,       g.reason_is_given
    WITHDRAW_PRESENTING        = State.TO_PRESENT,    State.WITHDRAWN,      any_of(unit_head),                      Basis.WITHDRAWAL,       g.reason_is_given
    REVOKE                     = State.AWARDED,       State.REVOKED,        on_issue(decider),                      Basis.REVOCATION,       g.decided_as_it_stands, g.decided_to_revoke, g.a_ground_for_revocation, g.the_decision_is_numbered
    LAPSE                      = State.DRAFT,         State.LAPSED,         the_system,                             Basis.ROUND,            g.the_round_has_closed, g.no_request_is_open
    LAPSE_AT_HEAD              = State.WITH_HEAD,     State.LAPSED,         the_system,                             Basis.ROUND,            g.the_round_has_closed, g.no_request_is_open
    LAPSE_AT_SUPERIOR          = State.WITH_SUPERIOR, State.LAPSED,         the_system,                             Basis.ROUND,            g.the_round_has_closed, g.no_request_is_open
    # fmt: on

    def __init__(
        self, source: State, target: State | _WhereItStood, by: By, basis: Basis, *provided: Callable[..., object]
    ) -> None:
        self.source = source
        self._target = target
        self.by = by
        self.basis = basis
        self.guards: tuple[g.Guard, ...] = tuple(p for p in provided if p in g.NEEDS)
        self.set_guards: tuple[g.SetGuard, ...] = tuple(p for p in provided if p in g.SET_NEEDS)
        self.families = frozenset(f for guard in self.guards for f in g.NEEDS[guard])
        self.set_families = frozenset(f for guard in self.set_guards for f in g.SET_NEEDS[guard])

    @property
    def resumes(self) -> bool:
        """Whether the target is known only at run time."""
        return self._target is WHERE_IT_STOOD

    @property
    def target(self) -> State:
        """Where the nomination goes. Raises `LookupError` for RESUME, whose target is the line's own."""
        if isinstance(self._target, State):
            return self._target
        message = f"{self.name} resumes where the nomination stood"
        raise LookupError(message)

    @property
    def asked(self) -> tuple[str, ...]:
        """The parts of a reason that the actor has to give."""
        return tuple(dict.fromkeys(part for guard in self.guards for part in g.ASKS.get(guard, ())))

    @property
    def when_issued(self) -> bool:
        """Whether the transition happens at the issue of a signed paper."""
        return self.by.when_issued


def families_of(transitions: Iterable[Transition]) -> frozenset[Family]:
    """The fact families that the guards of these transitions read."""
    return frozenset(family for transition in transitions for family in transition.families)


SIGNS: Final[dict[Transition, SignOffKind]] = {
    Transition.REFER_TO_COUNCIL: SignOffKind.APPRAISAL,
    Transition.CLEAR: SignOffKind.APPRAISAL,
    Transition.SUPPORT: SignOffKind.VOTE,
    Transition.NOT_SUPPORT: SignOffKind.VOTE,
}
"""The transitions that are themselves the signature: the actor's, bound to the content as it stands."""

_EVERY: Final = frozenset(SignOffKind)
_OFFICE: Final = frozenset({SignOffKind.APPRAISAL, SignOffKind.VOTE, SignOffKind.PRESENTATION, SignOffKind.DECISION})

VOIDS: Final[dict[Transition, frozenset[SignOffKind]]] = {
    Transition.RECALL: _EVERY,
    Transition.RECALL_FROM_SUPERIOR: _EVERY,
    Transition.RECALL_FROM_OFFICE: _EVERY,
    Transition.SEND_BACK: _EVERY,
    Transition.RETURN_FROM_SUPERIOR: _EVERY,
    Transition.RETURN_TO_UNIT: _EVERY,
    Transition.RETURN_FROM_PRESENTING: _EVERY,
    Transition.TAKE_BACK: _OFFICE,
    Transition.REOPEN_INELIGIBLE: _OFFICE,
    Transition.REOPEN_NOT_SUPPORTED: _OFFICE,
    Transition.REOPEN_NOT_AWARDED: _OFFICE,
    Transition.DEFER: frozenset({SignOffKind.VOTE}),
    Transition.SEND_BACK_TO_OFFICE: frozenset({SignOffKind.PRESENTATION, SignOffKind.DECISION}),
}
"""The signatures that a transition makes void, whatever the content. A material edit voids those that rested on it."""
