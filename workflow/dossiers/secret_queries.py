"""Reads of secret dossiers for pages: the stubs of a letter, and what the person may do with them now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from workflow.awards.queries import bodies_of
from workflow.directory.posts import HeldPost
from workflow.dossiers.models import Letter
from workflow.dossiers.queries import letters_read_by
from workflow.dossiers.secret_commands import RECEIVES
from workflow.dossiers.secret_stubs import SecretStub
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.worklist.queries import OnDesk


@dataclass(frozen=True, slots=True)
class Secrets:
    """The stubs of a letter. `may_write`: the person registers and takes off now; `may_receive`: marks what came."""

    stubs: Sequence[SecretStub]
    may_write: bool
    may_receive: bool

    @property
    def is_shown(self) -> bool:
        """Whether the page tells of them."""
        return self.may_write or bool(self.stubs)


def stubs_of(one: Letter) -> list[SecretStub]:
    """The stubs that stand on a letter, in the order in which they were registered: one statement."""
    found = SecretStub.objects.filter(letter=one, removed_at=None)
    return list(found.select_related("handed_by", "received_by").order_by("pk"))


def secrets_of(one: Letter, desk: OnDesk | None, acting: Acting) -> Secrets:
    """The stubs of a letter as its page shows them: one statement, one more for the office of what has come."""
    stubs = stubs_of(one)
    preparing = desk is not None and desk.desk == "prepare" and one.kind == Letter.Kind.UNIT
    may_write = preparing and bool(acting.fitting({Role.UNIT_OFFICER}, one.organisation_id))
    may_receive = bool(stubs) and one.issued_at is not None and bool(posts_receiving(one, acting))
    return Secrets(stubs, may_write, may_receive)


def posts_receiving(one: Letter, acting: Acting) -> Sequence[HeldPost]:
    """The posts under which the person marks at the office that a secret dossier came."""
    if not acting.fitting(RECEIVES):
        return ()
    return acting.fitting(RECEIVES, bodies_of(one.authority_id, acting.today).office_id)


def stub_for(acting: Acting, pk: int) -> SecretStub:
    """A stub of a letter that the person reads. Raises `Http404` where there is none, or where it was taken off."""
    found = SecretStub.objects.filter(pk=pk, removed_at=None, letter__in=letters_read_by(acting))
    one = found.select_related("letter__case", "letter__organisation", "handed_by").first()
    if one is None:
        raise Http404
    return one
