"""What the page of a decision shows: its deeds, and the acts on the lines of its draft."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from workflow.decisions.merging import ASSEMBLED_ON
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.queries import DECIDES, drafts_beside
from workflow.decisions.reviewing import review_of
from workflow.decisions.sending_back import WHO_SENDS_BACK
from workflow.directory.models import Delegation
from workflow.dossiers.handling import keys_on
from workflow.dossiers.judgement import out_of_scope_deed
from workflow.dossiers.lines import read_lines
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import Offer, correcting_awards, offers_for
from workflow.dossiers.showing import Link
from workflow.dossiers.signing import barred_posts, bars_all
from workflow.pages.acting import Acting
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.queries import OnDesk

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNSIGNED: Final = frozenset({"draft", "form_check", "sign"})
"""The desks before the signature."""
_deeds: "Final[Mapping[str, tuple[str, _StrPromise, str]]]" = {
    "draft": ("decision_submit", _("The draft is composed"), "send"),
    "form_check": ("decision_check", _("The form is right"), "check-circle"),
    "sign": ("decision_sign", _("Sign the decision"), "pen"),
    "issue": ("decision_issue", _("Give number and date"), "journal-check"),
    "publish": ("decision_publish", _("Note the publication"), "megaphone"),
}


def deeds_on(one: Decision, desk: OnDesk | None, acting: Acting) -> list[Link]:
    """The deeds on the decision that the person's posts give now."""
    if desk is None:
        return []
    found = []
    if acting.fitting({desk.role}, one.authority_id):
        name, label, icon = _deeds[desk.desk]
        found.append(Link(str(label), reverse(name, args=[one.pk]), icon))
    if desk.desk == "sign":
        found = [*_signing_the_clean(one, acting), *found]
    if desk.desk in WHO_SENDS_BACK and acting.fitting({WHO_SENDS_BACK[desk.desk]}, one.authority_id):
        found.append(Link(gettext("Send back the draft"), reverse("decision_send_back", args=[one.pk]), "reply"))
    if desk.desk == ASSEMBLED_ON and one.kind == Decision.Kind.AWARD and drafts_beside(one, acting).exists():
        found += _merging(one, acting)
    if one.kind == Decision.Kind.CORRECTION and desk.desk in UNSIGNED and acting.fitting(DECIDES, one.authority_id):
        found.append(
            Link(gettext("Drop the correction"), reverse("correction_drop", args=[one.pk]), "x-circle", closes=True)
        )
    if one.kind == Decision.Kind.REVOCATION and desk.desk in UNSIGNED and acting.fitting(DECIDES, one.authority_id):
        found.append(
            Link(gettext("Drop the revocation"), reverse("revocation_drop", args=[one.pk]), "x-circle", closes=True)
        )
    return found


def _signing_the_clean(one: Decision, acting: Acting) -> list[Link]:
    """Where something is to be looked at and the rest is clean, the clean lines are signed in one act."""
    posts = acting.fitting({Role.DECIDER}, one.authority_id)
    review = review_of(one, acting.user, posts[0].under) if posts else None
    if review is None or not review.exceptions or not review.clean:
        return []
    text = ngettext("Sign the %(count)d clean line", "Sign the %(count)d clean lines", review.clean)
    url = reverse("decision_sign", args=[one.pk])
    return [Link(text % {"count": review.clean}, f"{url}?clean=1", "pen")]


def _merging(one: Decision, acting: Acting) -> list[Link]:
    if not acting.fitting({Role.DECIDER_OFFICE}, one.authority_id):
        return []
    return [Link(gettext("Take in another draft"), reverse("decision_merge", args=[one.pk]), "collection")]


def offers_on(one: Decision, lines: Sequence[Nomination], desk: OnDesk | None, acting: Acting) -> list[Offer]:
    """The acts on chosen lines of the draft.

    An unsigned draft is split: a deputy signs the lines on which the decider stands too near.
    """
    offers = offers_for(lines, acting)
    may_split = desk is not None and desk.desk in UNSIGNED and bool(acting.fitting(DECIDES, one.authority_id))
    if may_split and len(lines) >= _fewest:
        url = reverse("decision_split", args=[one.pk])
        offers.append(Offer(None, gettext("Take into a draft of their own"), url, len(lines)))
    return offers


def offers_on_annex(annex: Iterable[DecisionLine], acting: Acting) -> list[Offer]:
    """The acts on chosen lines of a signed decision, such as their revocation."""
    lines = [line.nomination for line in annex]
    return [*offers_for(lines, acting), *correcting_awards(lines, acting)]


def barred_on(one: Decision, acting: Acting) -> dict[str, Refusal]:
    """The person's delegations under which the decision is not signed, each with its reason."""
    posts = acting.fitting({Role.DECIDER}, one.authority_id)
    if not any(isinstance(post.under, Delegation) for post in posts):
        return {}
    if one.kind == Decision.Kind.CORRECTION:
        return barred_posts(posts, acting.user, acting.today, out_of_scope_deed)
    is_award = one.kind == Decision.Kind.AWARD
    transition = Transition.AWARD if is_award else Transition.REVOKE
    signed = [(transition, line) for line in read_lines(keys_on(one.case_id), acting.today, lock=False)]
    return barred_posts(posts, acting.user, acting.today, lambda held: bars_all(signed, held))


_fewest: Final = 2
"""One line alone cannot be taken out of its draft."""
