"""Inviting a colleague into one letter, and taking the invitation back: by the officer or the head of its body."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.awards.queries import bodies_of
from workflow.database.arguments import command
from workflow.directory.commands import GRANT_ENDED, GRANTED, OF_A_COUNCIL
from workflow.directory.invitations import WRITES, colleagues_on, give_pen, take_pens
from workflow.directory.models import LetterGrant, Person, User
from workflow.directory.posts import HeldPost, posts_of
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.locking import lock_case
from workflow.dossiers.models import Letter
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.notifications.catalogue import Notice
from workflow.notifications.outbox import Message
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from workflow.audit.canonical import Json

INVITED: Final = "COLLEAGUE_INVITED"
ENDED: Final = "COLLEAGUE_ENDED"
INVITES: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})
"""Who invites into a letter of the body."""
_LOOKS_ON: Final = frozenset({Role.AUDITOR, Role.OVERSIGHT, Role.ADMINISTRATOR})
_JUDGES: Final = OF_A_COUNCIL | {Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD, Role.DECIDER, Role.DECIDER_OFFICE}


@command
def invite_colleague(
    letter: Letter,
    colleague: Person,
    actor: User | None,
    *,
    capacity: Under,
    until: date,
    operation_id: str | None = None,
) -> TransitionReport:
    """Let a colleague of the body write in one letter in preparation, until a last day; `made` names the grant.

    The colleague changes lines, answers, papers and the list of nominees; sending, splitting, withdrawing, signing,
    minutes and inviting stay with the post. It ends with the signature. Raises `ValidationError` on `colleague` or
    `until`, `Refused` where the letter is not being prepared.
    """
    asked: dict[str, Json] = {"deed": INVITED, "letter": letter.pk, "colleague": colleague.pk, "until": until}

    def deed(act: Act) -> TransitionReport:
        require_post(act, letter.organisation_id, INVITES)
        if letter.kind != Letter.Kind.UNIT:
            message = _("Colleagues are invited into a unit's letter, not into one that collects or supplements.")
            raise Refused([Refusal("letter", message, Basis.PROCEDURE)])
        take_case(letter.case_id, act, ("prepare",))
        user = User.objects.filter(person=colleague, is_active=True).select_related("person").first()
        posts = posts_of(user, act.today) if user is not None else ()
        near = [post for post in posts if _is_near(post, letter)]
        _check(letter, colleague, until, posts, act)
        assert user is not None  # noqa: S101 -- whoever has a post has an account
        grant = give_pen(letter.pk, user, given_by=act.holder.person, from_day=act.today, until=until)
        act.note(Letter, letter.pk, INVITED, {"invitation": grant, "colleague": colleague.pk, "until": until})
        _note_grant(letter, GRANTED, user.pk, act, until=until)
        _tell(Notice.INVITED, letter, near[0], colleague.pk, act)
        return TransitionReport(act.operation, made={"grant": grant})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _is_near(post: HeldPost, letter: Letter) -> bool:
    """An own post at the letter's body, or at one right below it."""
    body = post.organisation
    return post.key.startswith("a") and letter.organisation_id in {body.pk, body.parent_id}


def _check(letter: Letter, colleague: Person, until: date, posts: Sequence[HeldPost], act: Act) -> None:
    """Raises `ValidationError` by field."""
    errors: dict[str, ValidationError] = {}
    wrong = _why_not(letter, colleague, posts, act)
    if wrong is not None:
        errors["colleague"] = wrong
    if until < act.today:
        errors["until"] = ValidationError(_("This day has passed. Give today or a later day."), code="dates")
    if errors:
        raise ValidationError(dict(errors))


def _why_not(letter: Letter, colleague: Person, posts: Sequence[HeldPost], act: Act) -> ValidationError | None:
    """The first thing that is wrong with the colleague."""
    body, day = letter.organisation_id, act.today
    wrong: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("self", lambda: colleague.pk == act.holder.person),
        ("post", lambda: not any(_is_near(post, letter) for post in posts)),
        ("writes", lambda: any(post.fits({Role.UNIT_OFFICER}, body) for post in posts)),
        ("signs", lambda: any(post.fits({Role.UNIT_HEAD}, body) for post in posts)),
        ("judges", lambda: _stands_over(letter, posts, day)),
        ("twice", lambda: colleagues_on(letter.pk, day).filter(user__person=colleague).exists()),
    )
    for code, is_so in wrong:
        if is_so():
            return ValidationError(_WORDS[code], code=code)
    return None


_WORDS: "Final[Mapping[str, _StrPromise]]" = {
    "self": gettext_lazy("Nobody invites oneself. Choose a colleague."),
    "post": gettext_lazy(
        "Only a colleague with an open account and a post at the body, or at one right below it, is invited."
    ),
    "writes": gettext_lazy("This colleague writes in every letter of the body by the own post."),
    "signs": gettext_lazy("Whoever signs letters of the body does not write them. Choose another colleague."),
    "judges": gettext_lazy(
        "This colleague also holds a post that appraises, votes, decides or inspects. Whoever does so does not"
        " write what is looked at. Choose another colleague."
    ),
    "twice": gettext_lazy("This colleague is invited already. Take the invitation back before you give another."),
}


def _stands_over(letter: Letter, posts: Sequence[HeldPost], today: date) -> bool:
    """Whether a post, own or lent, inspects, or judges for the authority to which the letter goes."""
    bodies = bodies_of(letter.authority_id, today)
    over = {letter.authority_id, bodies.office_id, bodies.council_id}
    return any(
        post.role in _LOOKS_ON or (post.role in _JUDGES and not over.isdisjoint(post.organisations)) for post in posts
    )


@command
def uninvite_colleague(
    grant: LetterGrant, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Take an invitation back at once: whatever is saved under it afterwards is refused.

    Any officer or head of the letter's body does it, whoever gave it. Raises `Refused` where it is over already.
    """
    asked: dict[str, Json] = {"deed": ENDED, "grant": grant.pk}

    def deed(act: Act) -> TransitionReport:
        letter = Letter.objects.get(pk=grant.content_object_id)
        require_post(act, letter.organisation_id, INVITES)
        lock_case(letter.case_id, act)
        if not _end(letter, act, grant=grant.pk):
            raise Refused([Refusal("closed", _("This invitation is over already."), Basis.PROCEDURE)])
        return TransitionReport(act.operation, made={"grant": grant.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def end_invitations(letter: Letter, act: Act) -> None:
    """The letter is signed: nobody writes in it any more. Two statements where nobody is invited."""
    _end(letter, act)


def _end(letter: Letter, act: Act, *, grant: int | None = None) -> int:
    """End invitations into a letter whose case is locked; how many there were."""
    ended = take_pens(letter.pk, act.at, act.today, grant=grant)
    for key, user, person in ended:
        act.note(Letter, letter.pk, ENDED, {"invitation": key, "colleague": person})
        _note_grant(letter, GRANT_ENDED, user, act)
        act.tell(Message(Notice.INVITATION_ENDED, "", letter.organisation_id, person, payload={"letter": letter.pk}))
    return len(ended)


def _note_grant(letter: Letter, deed: str, user: int, act: Act, **days: date) -> None:
    """Also the stream of the letter's body tells who was given what."""
    data: dict[str, Json] = {"grant": WRITES, "of": letter.pk, "to": user, **days}
    act.note_of_organisation(letter.organisation_id, deed, data)


def _tell(notice: Notice, letter: Letter, post: HeldPost, person: int, act: Act) -> None:
    payload = {"letter": letter.pk}
    act.tell(Message(notice, post.role.value, post.organisation.pk, person, payload=payload))
