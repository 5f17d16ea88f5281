"""Guards: each answers None, or says why not, in the user's words. Pure: they see `Facts` only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Facts, Family, Refusal
from workflow.procedure.grounds import HOLD_GROUNDS, INELIGIBLE_GROUNDS, NOT_ENDORSED_GROUNDS, RETURN_GROUNDS
from workflow.procedure.papers import PAPERS
from workflow.procedure.roles import Role
from workflow.procedure.routes import QuotaRule, SameMerit

Guard = Callable[[Facts], Refusal | None]
SetGuard = Callable[[Sequence[Facts]], dict[int, Refusal]]

NEEDS: Final[dict[Guard, tuple[Family, ...]]] = {}
ASKS: Final[dict[Guard, tuple[str, ...]]] = {}
SET_NEEDS: Final[dict[SetGuard, tuple[Family, ...]]] = {}


def needs(*families: Family) -> Callable[[Guard], Guard]:
    """Name the fact families a guard reads, so that the door fetches just those."""

    def note(guard: Guard) -> Guard:
        NEEDS[guard] = families
        return guard

    return note


def asks(*parts: str) -> Callable[[Guard], Guard]:
    """Name the parts of the `Reason` that a guard judges: it reads nothing else.

    A preview without a reason does not judge them; it says that they will be asked.
    """

    def note(guard: Guard) -> Guard:
        NEEDS[guard] = ()
        ASKS[guard] = parts
        return guard

    return note


def set_needs(*families: Family) -> Callable[[SetGuard], SetGuard]:
    """The same for a guard that judges a whole batch in list order, under a lock of its own."""

    def note(guard: SetGuard) -> SetGuard:
        SET_NEEDS[guard] = families
        return guard

    return note


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


# What the actor must give.


@asks("text")
def reason_is_given(line: Facts) -> Refusal | None:
    """A written reason, never blank."""
    if line.reason.text.strip():
        return None
    return Refusal("reason", _("No reason is given. Write the reason, then try again."), Basis.PROCEDURE)


def _is_coded(line: Facts, grounds: Mapping[str, object], basis: Basis) -> Refusal | None:
    """A ground of a closed list; "another" needs words."""
    given = line.reason
    if given.code in grounds and (given.code != "OTHER" or given.text.strip()):
        return None
    return Refusal("reason", _("Choose a ground from the list; for another ground, write it in words."), basis)


@asks("code", "text")
def refusal_to_endorse_is_coded(line: Facts) -> Refusal | None:
    """The head says on which ground the nomination is not endorsed."""
    return _is_coded(line, NOT_ENDORSED_GROUNDS, Basis.WHO_SUBMITS)


@asks("code", "text")
def return_is_coded(line: Facts) -> Refusal | None:
    """Whoever returns a dossier says on which ground."""
    return _is_coded(line, RETURN_GROUNDS, Basis.DOSSIER_CONTENTS)


@asks("code", "text")
def ineligibility_is_coded(line: Facts) -> Refusal | None:
    """The office says on which ground the nomination is ineligible."""
    return _is_coded(line, INELIGIBLE_GROUNDS, Basis.APPRAISAL)


@asks("reply_by")
def reply_date_is_given(line: Facts) -> Refusal | None:
    """A day not before today by which the unit answers."""
    if line.reason.reply_by is not None and line.reason.reply_by >= line.today:
        return None
    return Refusal("reply-date", _("Give a reply date that is today or later."), Basis.SUPPLEMENT)


@asks("document")
def document_is_given(line: Facts) -> Refusal | None:
    """The number of the document on which the act rests."""
    if line.reason.document.strip():
        return None
    return Refusal("document", _("Name the document on which this rests (number and date)."), Basis.PROCEDURE)


# The unit's dossier.


@needs(Family.ROUND)
def round_is_open(line: Facts) -> Refusal | None:
    """The round takes nominations today, or late acceptance is recorded, or the line is inside its reply date."""
    if not line.route.round_required:
        return None
    about = line.of(Family.ROUND)
    reply_by = _day(about.get("reply_by"))
    if about.get("open") or about.get("late_accepted") or (reply_by is not None and reply_by >= line.today):
        return None
    return Refusal(
        "round",
        _("The round is not open for nominations. Ask the office to record a late acceptance."),
        Basis.ROUND,
        Role.OFFICE_HEAD,
    )


@needs(Family.DOSSIER)
def papers_are_complete(line: Facts) -> Refusal | None:
    """Every paper the route asks is attached (R-DOSSIER)."""
    there = set(line.of(Family.DOSSIER).get("papers") or ())
    missing = [paper for paper in line.route.papers if paper not in there]
    if not missing:
        return None
    return Refusal(
        "R-DOSSIER",
        _("The dossier is incomplete: %(papers)s missing. Attach what is missing, then send again.")
        % {"papers": ", ".join(str(PAPERS.get(paper, paper)) for paper in missing)},
        Basis.DOSSIER_CONTENTS,
        Role.UNIT_OFFICER,
    )


@needs(Family.DOSSIER)
def files_are_safe(line: Facts) -> Refusal | None:
    """No attached file is known to be infected, and none waits for its virus scan."""
    about = line.of(Family.DOSSIER)
    if about.get("infected"):
        return Refusal("files", _("An attached file is infected. Replace it, then send again."), Basis.DOSSIER_CONTENTS)
    if about.get("unscanned"):
        message = _("An attached file waits for its virus scan. Wait until it is scanned, then send again.")
        return Refusal("files", message, Basis.DOSSIER_CONTENTS)
    return None


@needs(Family.DOSSIER)
def criteria_are_answered(line: Facts) -> Refusal | None:
    """Every applicable criterion, general and specific, has an answer with evidence (SEED-30)."""
    groups = line.route.criteria_groups
    asked = line.of(Family.DOSSIER).get("unanswered") or ()
    open_ones = [criterion["code"] for criterion in asked if criterion["group"] in groups]
    if not open_ones:
        return None
    return Refusal(
        "criteria",
        _("Criteria without an answer and evidence: %(codes)s. Answer them, then send again.")
        % {"codes": ", ".join(sorted(open_ones))},
        Basis.CRITERIA,
        Role.UNIT_OFFICER,
    )


@needs(Family.DOSSIER)
def the_simplified_ground_is_stated(line: Facts) -> Refusal | None:
    """A simplified route states which of its grounds holds (domain reference, section 2.3)."""
    if not line.route.simplified or line.of(Family.DOSSIER).get("simplified_ground"):
        return None
    return Refusal(
        "ground",
        _("State the ground of the simplified procedure, then send again."),
        Basis.SIMPLIFIED,
        Role.UNIT_OFFICER,
    )


@needs(Family.NOMINEE)
def nominee_organisation_exists(line: Facts) -> Refusal | None:
    """A collective's organisation exists on the day; persons and households are never blocked (R-DISSOLVED)."""
    if line.of(Family.NOMINEE).get("exists", True):
        return None
    return Refusal(
        "R-DISSOLVED",
        _("The collective's organisation no longer exists. A dissolved body is not commended; nominate its successor."),
        Basis.DISSOLVED,
    )


@needs(Family.NOMINEE)
def the_managing_body_submits(line: Facts) -> Refusal | None:
    """The unit, or a body below it, manages the nominee, or a ground is given (LAW-A2, LAW-A4, R-SUBMITTER).

    Where nobody has recorded who manages the nominee, the rule says nothing.
    """
    about = line.of(Family.NOMINEE)
    if about.get("managed") is not False or str(about.get("submitter_ground") or "").strip():
        return None
    return Refusal(
        "R-SUBMITTER",
        _("Another body manages the nominee. Give the ground on which this unit submits, or leave it to that body."),
        Basis.WHO_SUBMITS,
        Role.UNIT_OFFICER,
    )


@needs(Family.NOMINEE)
def a_recipient_is_named(line: Facts) -> Refusal | None:
    """For a nominee who has died, it is said who receives the award (R-POSTHUMOUS)."""
    about = line.of(Family.NOMINEE)
    if not about.get("died") or str(about.get("recipient") or "").strip():
        return None
    return Refusal(
        "R-POSTHUMOUS",
        _("The nominee has died. Say who receives the award, then send again."),
        Basis.DOSSIER_CONTENTS,
        Role.UNIT_OFFICER,
    )


@needs(Family.DOSSIER, Family.NOMINEE)
def papers_of_a_foreigner_are_there(line: Facts) -> Refusal | None:
    """A foreigner's dossier holds the papers that the route asks of foreigners beside the others (R-FOREIGN)."""
    if not line.of(Family.NOMINEE).get("foreign"):
        return None
    there = set(line.of(Family.DOSSIER).get("papers") or ())
    missing = [paper for paper in line.route.foreigner_papers if paper not in there]
    if not missing:
        return None
    return Refusal(
        "R-FOREIGN",
        _("The nominee is a foreigner: %(papers)s missing. Attach what is missing, then send again.")
        % {"papers": ", ".join(str(PAPERS.get(paper, paper)) for paper in missing)},
        Basis.DOSSIER_CONTENTS,
        Role.UNIT_OFFICER,
    )


@needs(Family.DOSSIER)
def minutes_are_present(line: Facts) -> Refusal | None:
    """The minutes of the unit's own council are attached where the route asks (R-MINUTES)."""
    if not line.route.unit_minutes or "MINUTES" in (line.of(Family.DOSSIER).get("papers") or ()):
        return None
    return Refusal(
        "R-MINUTES",
        _("The minutes of the unit's council are missing. Attach them to the letter."),
        Basis.DOSSIER_CONTENTS,
        Role.UNIT_OFFICER,
    )


# Levels, signatures and the separation of duties.


def _level_remains(line: Facts) -> bool:
    if not line.route.superiors_sign or line.of(Family.LEVEL).get("next") is None:
        return False
    return line.route.superiors_sign_again or not line.of(Family.REQUEST).get("open")


@needs(Family.LEVEL, Family.REQUEST)
def a_level_remains(line: Facts) -> Refusal | None:
    """Another superior has to sign before the office."""
    if _level_remains(line):
        return None
    return Refusal("level", _("No superior has to sign any more; the letter goes to the office."), Basis.WHO_SUBMITS)


@needs(Family.LEVEL, Family.REQUEST)
def no_level_remains(line: Facts) -> Refusal | None:
    """Every superior whose signature the route asks has signed."""
    if not _level_remains(line):
        return None
    return Refusal("level", _("A superior has to sign before the office."), Basis.WHO_SUBMITS)


@needs()
def signer_did_not_draft(line: Facts) -> Refusal | None:
    """Who drafted does not endorse, unless the route allows it."""
    if line.route.drafter_may_endorse or line.signers.isdisjoint(line.drafters):
        return None
    return Refusal(
        "drafter",
        _("Whoever drafted a nomination does not endorse it. Another head or deputy signs."),
        Basis.SEPARATION_OF_DUTIES,
        of_authority=True,
    )


@needs(Family.SIGNATURE)
def signed_as_it_stands(line: Facts) -> Refusal | None:
    """The paper is signed, and what was signed is what stands now."""
    about = line.of(Family.SIGNATURE)
    if not about.get("hash"):
        return Refusal("signature", _("The paper is not signed, or its signature is void."), Basis.UNCHANGED)
    if about["hash"] == line.content_hash:
        return None
    return Refusal(
        "changed", _("The nomination was changed after it was signed. It has to be signed again."), Basis.UNCHANGED
    )


@needs(Family.SIGNATURE)
def the_paper_is_numbered(line: Facts) -> Refusal | None:
    """The signed paper bears its number and date: signed, then issued."""
    if line.of(Family.SIGNATURE).get("number"):
        return None
    return Refusal(
        "number",
        _("The paper has no number and date yet. The records clerk issues it."),
        Basis.PROCEDURE,
        Role.RECORDS_CLERK,
    )


@needs(Family.SIGNATURE)
def superior_has_not_signed(line: Facts) -> Refusal | None:
    """The letter on which the line stands bears no signature yet."""
    if not line.of(Family.SIGNATURE).get("signed"):
        return None
    return Refusal("recall", _("The superior has signed already; it can no longer be recalled."), Basis.RECALL)


@needs(Family.APPRAISAL)
def not_yet_received(line: Facts) -> Refusal | None:
    """The office has not received the line; a supplemented line counts as received."""
    if not line.of(Family.APPRAISAL).get("received") and not line.supplement_rounds:
        return None
    return Refusal(
        "recall", _("The office has received it already. Ask the office to return it, or withdraw."), Basis.RECALL
    )


# Supplements.


@needs(Family.REQUEST)
def no_request_is_open(line: Facts) -> Refusal | None:
    """No supplement request is open."""
    if not line.of(Family.REQUEST).get("open"):
        return None
    return Refusal("request", _("A supplement request is open; answer it first."), Basis.SUPPLEMENT)


@needs(Family.REQUEST)
def a_request_is_open(line: Facts) -> Refusal | None:
    """A supplement request is open."""
    if line.of(Family.REQUEST).get("open"):
        return None
    return Refusal("request", _("No supplement request is open."), Basis.SUPPLEMENT)


@needs(Family.REQUEST)
def items_are_named(line: Facts) -> Refusal | None:
    """The open request names what is missing and by when."""
    about = line.of(Family.REQUEST)
    if about.get("open") and about.get("items") and about.get("reply_by"):
        return None
    return Refusal("request", _("Name each missing item and a reply date."), Basis.SUPPLEMENT, Role.OFFICE_SPECIALIST)


@needs()
def a_round_of_supplement_is_left(line: Facts) -> Refusal | None:
    """The route allows another supplement request."""
    if line.supplement_rounds < line.route.supplement_rounds:
        return None
    return Refusal(
        "supplement-rounds",
        _("The route allows %(count)d supplement request(s), and all are used. Rule on what is there.")
        % {"count": line.route.supplement_rounds},
        Basis.SUPPLEMENT,
    )


@needs(Family.REQUEST)
def every_item_is_answered(line: Facts) -> Refusal | None:
    """Each item of the open request has an answer."""
    about = line.of(Family.REQUEST)
    if not about.get("open"):
        return Refusal("request", _("No supplement request is open."), Basis.SUPPLEMENT)
    if not about.get("unanswered"):
        return None
    return Refusal(
        "items",
        _("%(count)d item(s) of the supplement request are not answered.") % {"count": about.get("unanswered") or 0},
        Basis.SUPPLEMENT,
        Role.UNIT_OFFICER,
    )


@needs(Family.REQUEST)
def the_reply_date_has_passed(line: Facts) -> Refusal | None:
    """The reply date of the open request lies before today."""
    reply_by = _day(line.of(Family.REQUEST).get("reply_by"))
    if reply_by is not None and reply_by < line.today:
        return None
    return Refusal("reply-date", _("The reply date has not passed yet."), Basis.SUPPLEMENT)


# The office.


@needs(Family.SUPPLEMENT)
def every_item_is_ticked_off(line: Facts) -> Refusal | None:
    """What came back from a supplement is accepted or not, item by item, before anything is concluded on it."""
    number = line.of(Family.SUPPLEMENT).get("unsettled") or 0
    if not number:
        return None
    return Refusal(
        "unsettled",
        _("%(count)d item(s) of the supplement are not ticked off yet. Accept each, or say why not, then go on.")
        % {"count": number},
        Basis.SUPPLEMENT,
        Role.OFFICE_SPECIALIST,
    )


@needs(Family.APPRAISAL)
def appraised_by_another(line: Facts) -> Refusal | None:
    """Somebody else has appraised the nomination as it stands; who appraised does not approve."""
    about = line.of(Family.APPRAISAL)
    if not about.get("verdict") or about.get("hash") != line.content_hash:
        return Refusal(
            "appraisal",
            _("The nomination is not appraised as it stands. A specialist appraises it first."),
            Basis.APPRAISAL,
            Role.OFFICE_SPECIALIST,
        )
    if about.get("appraiser") in line.actors:
        return Refusal(
            "four-eyes",
            _("Whoever appraised a nomination does not approve that appraisal. Another person decides."),
            Basis.SEPARATION_OF_DUTIES,
            of_authority=True,
        )
    return None


@needs(Family.APPRAISAL)
def appraised_eligible(line: Facts) -> Refusal | None:
    """The appraisal found the nomination eligible."""
    if line.of(Family.APPRAISAL).get("verdict") == "ELIGIBLE":
        return None
    return Refusal("eligible", _("The appraisal did not find the nomination eligible."), Basis.APPRAISAL)


@needs(Family.CONSULTATION)
def no_consultation_is_open(line: Facts) -> Refusal | None:
    """Every consulted agency has answered, or its time has passed."""
    if not line.of(Family.CONSULTATION).get("open"):
        return None
    return Refusal(
        "consultation", _("A consultation is still open. Wait for the answer or its date."), Basis.CONSULTATION
    )


@needs(Family.CONSULTATION)
def party_opinion_is_in(line: Facts) -> Refusal | None:
    """The Party opinion is in where the route asks it; its silence never counts."""
    if not line.route.party_opinion or line.of(Family.CONSULTATION).get("party"):
        return None
    return Refusal(
        "party-opinion", _("The Party opinion is not in yet. Its silence never counts."), Basis.PARTY_OPINION
    )


@needs(Family.HOLD)
def the_hold_is_concluded(line: Facts) -> Refusal | None:
    """A concluding document is recorded on the hold."""
    if line.of(Family.HOLD).get("conclusion"):
        return None
    return Refusal("hold", _("Record the document that concludes the hold first."), Basis.HOLD, Role.OFFICE_HEAD)


@asks("code", "document", "review_on")
def a_hold_is_grounded(line: Facts) -> Refusal | None:
    """The hold states its ground, its document and a review date that lies ahead."""
    given = line.reason
    if (
        given.code in HOLD_GROUNDS
        and given.document.strip()
        and given.review_on is not None
        and given.review_on >= line.today
    ):
        return None
    return Refusal("hold", _("A hold needs a ground, a document and a review date from today on."), Basis.HOLD)


@needs(Family.COUNCIL)
def voting_is_not_open(line: Facts) -> Refusal | None:
    """The council is not voting on the line."""
    if not line.of(Family.COUNCIL).get("voting"):
        return None
    return Refusal("voting", _("The council is voting on this line. Wait until the session is closed."), Basis.COUNCIL)


@needs(Family.COUNCIL)
def the_minutes_are_not_sealed(line: Facts) -> Refusal | None:
    """No signature stands under minutes that tell this line's result."""
    if not line.of(Family.COUNCIL).get("sealed"):
        return None
    return Refusal(
        "minutes",
        _("The minutes are signed already and tell this line's result. It leaves the session with the others."),
        Basis.COUNCIL,
    )


@needs()
def reopened_never_before(line: Facts) -> Refusal | None:
    """A closed nomination is reopened once."""
    if not line.times_reopened:
        return None
    return Refusal("reopened", _("The nomination was reopened once already."), Basis.COMPLAINT)


# The council and the decider.


@needs(Family.COUNCIL)
def the_session_is_closed(line: Facts) -> Refusal | None:
    """The line stands on a session that is closed, had its quorum and whose minutes are signed."""
    about = line.of(Family.COUNCIL)
    if not about.get("closed"):
        return Refusal("session", _("The session is not closed."), Basis.COUNCIL, Role.COUNCIL_SECRETARY)
    if not about.get("quorum"):
        return Refusal("quorum", _("The session had no quorum; its lines pass to the next one."), Basis.COUNCIL)
    if not about.get("minutes_signed"):
        return Refusal("minutes", _("The minutes are not signed."), Basis.COUNCIL, Role.COUNCIL_CHAIR)
    if about.get("hash") != line.content_hash:
        return Refusal("changed", _("The nomination was changed after the vote."), Basis.UNCHANGED)
    return None


@needs(Family.COUNCIL)
def the_tally_supports(line: Facts) -> Refusal | None:
    """The votes in favour reach the pinned threshold."""
    if line.of(Family.COUNCIL).get("supported") is True:
        return None
    return Refusal("tally", _("The votes in favour do not reach the threshold."), Basis.COUNCIL)


@needs(Family.COUNCIL)
def the_tally_does_not_support(line: Facts) -> Refusal | None:
    """The votes in favour do not reach the pinned threshold."""
    if line.of(Family.COUNCIL).get("supported") is False:
        return None
    return Refusal("tally", _("The votes in favour reach the threshold."), Basis.COUNCIL)


@needs(Family.PRESENTED)
def presented_as_advised(line: Facts) -> Refusal | None:
    """What is presented is what the council voted on, or what was appraised where there is no council."""
    about = line.of(Family.PRESENTED)
    advised = about.get("vote") if line.route.council else about.get("appraisal")
    if advised == line.content_hash:
        return None
    return Refusal(
        "changed",
        _("The nomination is not the one that was voted on or appraised. Take it back to appraisal."),
        Basis.UNCHANGED,
    )


@needs(Family.DECISION)
def the_form_is_checked(line: Facts) -> Refusal | None:
    """The decider's office has checked the form of the draft decision."""
    if line.of(Family.DECISION).get("form_checked"):
        return None
    return Refusal(
        "form-check", _("The form of the draft decision is not checked."), Basis.WHO_DECIDES, Role.DECIDER_OFFICE
    )


@needs(Family.COMPETENCE)
def within_competence(line: Facts) -> Refusal | None:
    """The authority may give this award form (R-AUTH, SEED-21…25)."""
    if line.of(Family.COMPETENCE).get("competent"):
        return None
    return Refusal("R-AUTH", _("The authority has no competence for this award form."), Basis.WHO_DECIDES)


@needs(Family.DECISION)
def decided_as_it_stands(line: Facts) -> Refusal | None:
    """The decision is signed, and its line is the nomination as it stands."""
    about = line.of(Family.DECISION)
    if not about.get("hash"):
        return Refusal("signature", _("The decision is not signed."), Basis.WHO_DECIDES, Role.DECIDER)
    if about["hash"] == line.content_hash:
        return None
    return Refusal("changed", _("The nomination was changed after the decision was signed."), Basis.UNCHANGED)


@needs(Family.DECISION)
def the_decision_is_numbered(line: Facts) -> Refusal | None:
    """The signed decision bears its number and date; one that awards nothing is never issued."""
    about = line.of(Family.DECISION)
    if about.get("number") or (about.get("verdict") == "DECLINE" and not about.get("awards")):
        return None
    return Refusal(
        "number",
        _("The decision has no number and date yet. The records clerk issues it."),
        Basis.WHO_DECIDES,
        Role.RECORDS_CLERK,
    )


@needs(Family.DECISION)
def decided_to_award(line: Facts) -> Refusal | None:
    """The signed decision says of this line that it is awarded."""
    if line.of(Family.DECISION).get("verdict") == "AWARD":
        return None
    return Refusal("verdict", _("The signed decision does not award this line."), Basis.WHO_DECIDES, Role.DECIDER)


@needs(Family.DECISION)
def decided_to_decline(line: Facts) -> Refusal | None:
    """The signed decision declines this line, and says why."""
    about = line.of(Family.DECISION)
    if about.get("verdict") == "DECLINE" and str(about.get("reason") or "").strip():
        return None
    return Refusal("verdict", _("The signed decision does not decline this line."), Basis.WHO_DECIDES, Role.DECIDER)


@needs(Family.DECISION)
def decided_to_revoke(line: Facts) -> Refusal | None:
    """The signed revocation decision names this line."""
    if line.of(Family.DECISION).get("verdict") == "REVOKE":
        return None
    return Refusal("verdict", _("The signed decision does not revoke this award."), Basis.REVOCATION, Role.DECIDER)


@needs(Family.PRESENTED)
def unchanged_since_presented(line: Facts) -> Refusal | None:
    """What is decided is what was presented."""
    if line.of(Family.PRESENTED).get("presentation") == line.content_hash:
        return None
    return Refusal("changed", _("The nomination was changed after it was presented."), Basis.UNCHANGED)


@needs(Family.DECISION)
def a_ground_for_revocation(line: Facts) -> Refusal | None:
    """The revocation decision states one of the grounds of the law, or another in words."""
    if line.of(Family.DECISION).get("ground"):
        return None
    return Refusal("ground", _("State the ground of the revocation."), Basis.REVOCATION)


@asks("document")
def unit_consents(line: Facts) -> Refusal | None:
    """The unit's consent to another form or level is recorded."""
    if line.reason.document.strip():
        return None
    return Refusal("consent", _("Record the unit's consent (number and date of its paper)."), Basis.REDIRECT)


@needs(Family.DOSSIER)
def a_linked_nomination_is_drafted(line: Facts) -> Refusal | None:
    """The nomination lives on: the linked one, under its other form or level, is drafted in the same act."""
    if line.of(Family.DOSSIER).get("redirected"):
        return None
    return Refusal(
        "redirect", _("Say where the nomination goes on: another form, authority or procedure."), Basis.REDIRECT
    )


@needs(Family.ROUND)
def the_round_has_closed(line: Facts) -> Refusal | None:
    """The round is closed and no reply date is still running; without a round, the reply date has passed."""
    about = line.of(Family.ROUND)
    reply_by = _day(about.get("reply_by"))
    if reply_by is not None and reply_by >= line.today:
        over = False
    elif about.get("none"):
        over = reply_by is not None
    else:
        over = bool(about.get("closed")) and not about.get("late_accepted")
    if over:
        return None
    return Refusal("round", _("The round still takes this nomination."), Basis.ROUND)


# Guards of a whole batch, in list order, under their own lock.


@set_needs(Family.OTHERS)
def one_proposal_for_one_merit(lines: Sequence[Facts]) -> dict[int, Refusal]:
    """One achievement is not rewarded several times or by several forms (LAW-P1, R-DUP-MERIT).

    A line with a written ground passes where the route only warns.
    """
    refused: dict[int, Refusal] = {}
    seen: set[str] = set()
    for line in lines:
        about = line.of(Family.OTHERS)
        merit = str(about.get("merit") or line.id)
        doubled = merit in seen or bool(about.get("others")) or bool(about.get("awarded"))
        if doubled and (line.route.same_merit is SameMerit.BLOCK or not about.get("ground")):
            refused[line.id] = _doubled(line)
            continue
        seen.add(merit)
    return refused


def _doubled(line: Facts) -> Refusal:
    if line.route.same_merit is SameMerit.BLOCK:
        message = _("Another proposal or award for the same merit exists; this route takes only one. Drop this line.")
        return Refusal("R-DUP-MERIT", message, Basis.ONE_MERIT_ONE_AWARD)
    message = _("Another proposal or award for the same merit exists. Give a ground, or drop this line.")
    return Refusal("R-DUP-MERIT", message, Basis.ONE_MERIT_ONE_AWARD, Role.UNIT_OFFICER)


@set_needs(Family.OTHERS)
def within_quota(lines: Sequence[Facts]) -> dict[int, Refusal]:
    """No more proposals than allocated by document (SEED-31, R-QUOTA); the first in the list pass."""
    refused: dict[int, Refusal] = {}
    taken: dict[object, int] = {}
    for line in lines:
        if line.route.quota is not QuotaRule.ALLOCATED:
            continue
        about = line.of(Family.OTHERS)
        pool = about.get("pool")
        free = int(about.get("free") or 0) - taken.get(pool, 0)
        if pool is not None and free > 0:
            taken[pool] = taken.get(pool, 0) + 1
            continue
        refused[line.id] = Refusal(
            "R-QUOTA",
            _("The allocated number is used up, or none is allocated. Ask the office to amend the allocation."),
            Basis.QUOTA,
            Role.OFFICE_HEAD,
        )
    return refused
