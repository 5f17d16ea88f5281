"""Judgement: whether a transition is lawful for a line, by this person, now; and if not, why not."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from workflow.directory.capacity import Capacity
from workflow.dossiers.lines import Line
from workflow.procedure.bases import Basis
from workflow.procedure.check import is_on
from workflow.procedure.facts import Family, Reason, Refusal
from workflow.procedure.guards import ASKS
from workflow.procedure.roles import Post, Role
from workflow.procedure.transitions import Transition


def families_for(transitions: Iterable[Transition]) -> frozenset[Family]:
    """The fact families to read before these transitions are judged."""
    every = frozenset(transitions)
    found = {family for transition in every for family in transition.families}
    if any(transition.when_issued for transition in every):
        found.add(Family.SIGNATURE)
    if Transition.DECLINE in every:
        found.add(Family.DECISION)
    return frozenset(found)


def judge(
    transition: Transition, line: Line, capacity: Capacity | None, reason: Reason | None, expected: int | None = None
) -> tuple[Refusal, ...]:
    """Every refusal of one transition for one line; empty when it is lawful.

    No capacity means the system. Without a reason, guards that only judge the reason are left out (a
    preview). Whoever lacks authority learns nothing else of the line. Set guards run later, on the
    lines that pass here.
    """
    line.reason = reason or Reason()
    line.actors = capacity.persons if capacity is not None else frozenset()
    line.signers = signers(line) if transition.when_issued else frozenset()
    lacking = lacks_authority(transition, line, capacity)
    if lacking is not None:
        return (lacking,)
    if line.state is not transition.source:
        return (_wrong_state(transition, line),)
    if expected is not None and expected != line.version:
        return (changed_meanwhile(),)
    if not is_on(transition, line.route):
        return (_not_on_route(line),)
    guards = (guard for guard in transition.guards if reason is not None or guard not in ASKS)
    return tuple(refusal for guard in guards if (refusal := guard(line)) is not None)


def judge_together(transition: Transition, lines: Sequence[Line]) -> dict[int, tuple[Refusal, ...]]:
    """The refusals of the set guards, in list order: what passes for one line may not for the next."""
    refused: dict[int, tuple[Refusal, ...]] = {}
    for guard in transition.set_guards:
        left = [line for line in lines if line.id not in refused]
        refused |= {line: (refusal,) for line, refusal in guard(left).items()}
    return refused


def signers(line: Line) -> frozenset[int]:
    """Who signed the paper on which the line stands and, by delegation, for whom."""
    about = line.of(Family.SIGNATURE)
    return frozenset(person for person in (about.get("person"), about.get("giver")) if person is not None)


def lacks_authority(transition: Transition, line: Line, capacity: Capacity | None) -> Refusal | None:
    """Authority by dated appointment, and nobody acts on a nomination of oneself or of a declared relative."""
    if transition.by.is_system:
        if capacity is None:
            return None
        return _no(_("Nobody makes this transition; the system does, when a date passes."), "system")
    if capacity is None:
        return _no(_("The system does not make this transition; a person with a post does."), "system")
    if transition.when_issued:
        return _no_right_to_issue(transition, line, capacity) or _signed_for_oneself(line)
    return (
        no_post(transition.by.posts, line, capacity)
        or reserved(transition, line, capacity)
        or out_of_scope(transition, capacity)
        or own_matter(line, capacity)
    )


def lacks_right_to_sign(transition: Transition, line: Line, capacity: Capacity) -> Refusal | None:
    """The authority of whoever signs a paper now; its issue happens later on the strength of this."""
    return (
        no_post(transition.by.posts, line, capacity)
        or reserved(transition, line, capacity)
        or out_of_scope(transition, capacity)
        or own_matter(line, capacity)
    )


def no_post(posts: Sequence[Post], line: Line, capacity: Capacity) -> Refusal | None:
    """Whether the post is none of these for this line."""
    of_role = [post for post in posts if post.role is capacity.role]
    if not of_role:
        names = ", ".join(str(post.role.label) for post in posts)
        return _no(
            _("Your post is «%(mine)s»; this is done by: %(who)s.") % {"mine": capacity.role.label, "who": names},
            "role",
            posts[0].role,
        )
    if any(line.seat(post.seat) in capacity.organisations for post in of_role):
        return None
    return _no(
        _("Your post belongs to another organisation than the one this nomination is with."), "organisation", None
    )


def reserved(transition: Transition, line: Line, capacity: Capacity) -> Refusal | None:
    """What the route reserves is done under an appointment, whatever a delegation names."""
    if capacity.scope is None or transition.name not in line.route.reserved:
        return None
    message = _(
        "Route %(route)s reserves this: it is not signed by delegation (%(prefix)s). The holder of the post signs,"
        " a deputy (KT.), or whoever is appointed to act (Q.)."
    )
    told = message % {"route": line.route.code, "prefix": capacity.prefix}
    return _no(told, "reserved", transition.by.posts[0].role)


def out_of_scope(transition: Transition, capacity: Capacity) -> Refusal | None:
    """A delegation covers only the transitions it names; it is never wider."""
    if capacity.scope is None or transition.name in capacity.scope:
        return None
    return _no(_("The delegation does not cover this. Ask the person who gave it."), "delegation")


def out_of_scope_deed(capacity: Capacity) -> Refusal | None:
    """A delegation names transitions; no other deed is done under it."""
    if capacity.scope is None:
        return None
    return _no(_("A delegation covers named transitions only. Act under an appointment."), "delegation")


def own_matter(line: Line, capacity: Capacity) -> Refusal | None:
    """Nobody acts on a nomination of oneself or of a declared relative; nor does whoever is acted for."""
    if line.nominee_person is None:
        return None
    if line.nominee_person in capacity.persons:
        return _separate(
            _(
                "Nobody acts on a nomination of oneself. A deputy (KT.) acts under an appointment of his own,"
                " or somebody is appointed to act (Q.) by document."
            ),
            "own",
        )
    if line.nominee_person in capacity.kin:
        return _separate(_("Nobody acts on a nomination of a declared relative. Somebody else acts."), "relative")
    return None


def _signed_for_oneself(line: Line) -> Refusal | None:
    """The nominee did not sign the paper; a relative's signature was refused when it was given."""
    if line.nominee_person is None or line.nominee_person not in line.signers:
        return None
    return _separate(
        _("The signer of this paper stands on it. A deputy signs that line in a letter of its own."), "own"
    )


def _no_right_to_issue(transition: Transition, line: Line, capacity: Capacity) -> Refusal | None:
    """The clerk of the body that signed issues; where it keeps its own register, the signer's act does."""
    seats = {line.seat(post.seat) for post in transition.by.posts}
    if seats.isdisjoint(capacity.organisations):
        return _no(_("Your post belongs to another organisation than the one that issues this paper."), "organisation")
    if capacity.role is Role.RECORDS_CLERK:
        return None
    signed_by_the_actor = not capacity.persons.isdisjoint(line.signers)
    nothing_to_issue = transition is Transition.DECLINE and not line.of(Family.DECISION).get("awards")
    if signed_by_the_actor and (capacity.keeps_register or nothing_to_issue):
        return None
    return _no(
        _("This happens when the signed paper is issued: the records clerk gives it number and date."),
        "issue",
        Role.RECORDS_CLERK,
    )


def changed_meanwhile() -> Refusal:
    """What you saw is not what stands."""
    return Refusal(
        "version",
        _("Somebody changed this nomination after you opened it. Look at it again, then decide."),
        Basis.UNCHANGED,
    )


def state_forbids(transition: Transition, line: Line) -> Refusal:
    """Why the state or the route of the line has no such step."""
    return _wrong_state(transition, line) if line.state is not transition.source else _not_on_route(line)


def _wrong_state(transition: Transition, line: Line) -> Refusal:
    return Refusal(
        "state",
        _("It is «%(is)s»; this is possible only from «%(from)s».")
        % {"is": line.state.label, "from": transition.source.label},
        Basis.PROCEDURE,
    )


def _not_on_route(line: Line) -> Refusal:
    return Refusal(
        "route",
        _("The route %(route)s of this nomination has no such step.") % {"route": line.route.code},
        Basis.PROCEDURE,
    )


def _no(reason: str, rule: str, lifted_by: Role | None = None) -> Refusal:
    return Refusal(rule, reason, Basis.AUTHORITY, lifted_by, of_authority=True)


def _separate(reason: str, rule: str) -> Refusal:
    return Refusal(rule, reason, Basis.SEPARATION_OF_DUTIES, of_authority=True)
