"""Pens: under which posts the person writes in a letter or a line, as its pages offer it; the commands ask again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from workflow.directory.invitations import WRITES, colleagues_on
from workflow.directory.models import LetterGrant
from workflow.directory.posts import HeldPost
from workflow.dossiers.inviting import INVITES
from workflow.dossiers.models import Letter, Nomination
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.worklist.queries import OnDesk


def pens_on(one: Letter, acting: Acting) -> Sequence[HeldPost]:
    """The posts under which the person writes in a letter: the officer's, else those of an invited colleague."""
    own = acting.fitting({Role.UNIT_OFFICER}, one.organisation_id)
    return own or (acting.near(one.organisation_id) if one.pk in acting.invited else ())


def pens_for(line: Nomination, acting: Acting) -> Sequence[HeldPost]:
    """The same for one line. An invitation reaches what is being drafted on its letter."""
    own = acting.fitting({Role.UNIT_OFFICER}, line.unit_id)
    if own or line.state != State.DRAFT or line.letter_id not in acting.invited:
        return own
    return acting.near(line.unit_id)


def writes(one: Letter, desk: OnDesk | None, acting: Acting) -> bool:
    """Whether the person lists nominees and attaches papers on this letter now."""
    here = desk is not None and desk.desk == "prepare" and one.kind == Letter.Kind.UNIT
    return here and bool(pens_on(one, acting))


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who else writes in a letter. `may_invite` and `may_end`: the person gives and takes invitations now.

    `own` is the person's own invitation, where that is why the person writes here.
    """

    invited: Sequence[LetterGrant]
    may_invite: bool
    may_end: bool
    own: LetterGrant | None

    @property
    def is_shown(self) -> bool:
        """Whether the page tells of them."""
        return self.may_invite or bool(self.invited)


def colleagues_of(one: Letter, desk: OnDesk | None, acting: Acting) -> Colleagues | None:
    """The colleagues on a unit's letter, for its officer and head and for themselves; one statement.

    None where it is signed, and for everybody else.
    """
    gives = bool(acting.fitting(INVITES, one.organisation_id))
    if one.kind != Letter.Kind.UNIT or one.signed_at is not None or not (gives or one.pk in acting.invited):
        return None
    invited = list(colleagues_on(one.pk, acting.today))
    own = next((grant for grant in invited if grant.user_id == acting.user.pk), None)
    preparing = desk is not None and desk.desk == "prepare"
    return Colleagues(invited, gives and preparing, gives, None if pens_by_post(one, acting) else own)


def pens_by_post(one: Letter, acting: Acting) -> bool:
    """Whether the person writes in the letter by the own post."""
    return bool(acting.fitting({Role.UNIT_OFFICER}, one.organisation_id))


def invitation_for(acting: Acting, pk: int) -> tuple[LetterGrant, Letter]:
    """An invitation into a letter of a body whose officer or head the person is. Raises `Http404` for any other."""
    bodies = acting.bodies(*INVITES)
    found = LetterGrant.objects.filter(pk=pk, permission__codename=WRITES, content_object__organisation__in=bodies)
    one = found.select_related("user__person", "content_object__case").first()
    if one is None:
        raise Http404
    return one, one.content_object


def letters_invited(acting: Acting) -> Sequence[LetterGrant]:
    """The invitations under which the person writes today, with their letters, those that end first on top.

    One statement where there is none, else two.
    """
    if not acting.invited:
        return ()
    found = LetterGrant.objects.filter(user=acting.user, permission__codename=WRITES, ended_at=None)
    mine = found.filter(content_object__in=acting.invited, until__gte=acting.today)
    return list(mine.select_related("content_object__organisation", "given_by").order_by("until", "pk"))
