"""The table as documents for clerks, lawyers and programmers: diagrams, lists and a matrix of roles.

The words of states, roles, transitions and bases come from the catalogue of the language asked for;
the text around them is English.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum, unique
from typing import Final

from django.utils.translation import override

from workflow.procedure.cautions import BEFORE_SENDING, BEFORE_SIGNING, CAUTIONS, IN_THE_OFFICE
from workflow.procedure.check import is_on
from workflow.procedure.exceptions import FOR_THE_DECIDER
from workflow.procedure.roles import ACT_ON_PAPERS, CONFIGURE, ONLY_READ, Post, Role, Seat
from workflow.procedure.routes import RouteRules
from workflow.procedure.states import CLOSED, FINAL, HOLDABLE, State
from workflow.procedure.transitions import SIGNS, VOIDS, SignOffKind, Transition
from workflow.procedure.wording import BASIS_WORDING, WORDING

LANGUAGES: Final = ("en", "vi")
"""The first is the language of the words; states and roles are named in each of them."""

HEAD: Final = (
    "<!-- Written by `manage.py write_docs` from workflow/procedure/transitions.py. "
    "Do not edit: change the table, then write anew. -->"
)

SEATS: Final[Mapping[Seat, str]] = {
    Seat.UNIT: "the submitting unit",
    Seat.LEVEL: "the organisation to which the line has climbed on its way up",
    Seat.OFFICE: "the standing office of the deciding authority",
    Seat.COUNCIL: "the council of the deciding authority",
    Seat.AUTHORITY: "the deciding authority",
}
_LETTERS: Final[Mapping[Seat, str]] = {seat: seat.name[0] for seat in SEATS}

ON_PAPERS_TOO: Final[Mapping[Role, str]] = {
    Role.OFFICE_SPECIALIST: "Writes the appraisal sheets and asks other bodies for their opinion.",
    Role.COUNCIL_CHAIR: "Signs the minutes.",
    Role.COUNCIL_SECRETARY: "Keeps the agenda and signs the minutes.",
    Role.DECIDER_OFFICE: "Checks the form of draft decisions.",
}
"""What roles that have transitions do besides, without moving a nomination."""


@unique
class Part(StrEnum):
    """The parts in which the table is drawn; each transition stands in one of them."""

    UNIT = "The unit's side"
    OFFICE = "The office and the council"
    DECISION = "The decision and after"
    HOLDS = "Holds"
    LEAVING = "Withdrawals and lapses"


def part_of(transition: Transition) -> Part:
    """Where the transition is drawn: by what it does, then by the desk it leaves."""
    if transition.resumes or State.ON_HOLD in {transition.source, transition.target}:
        return Part.LEAVING if not transition.resumes and transition.target is State.WITHDRAWN else Part.HOLDS
    if transition.target in {State.WITHDRAWN, State.LAPSED}:
        return Part.LEAVING
    if transition.source in {State.DRAFT, State.WITH_HEAD, State.WITH_SUPERIOR, State.IN_SUPPLEMENT}:
        return Part.UNIT
    return Part.DECISION if transition.source is State.WITH_DECIDER or transition.source in CLOSED else Part.OFFICE


def _rows(part: Part) -> list[Transition]:
    return [transition for transition in Transition if part_of(transition) is part]


def _table(*columns: str, rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    yield from (f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)
    yield ""


# The words of a row.


def post_words(post: Post) -> str:
    """A post as text: the role in words at its seat."""
    return f"{post.role.label} @ {post.seat}"


def who(transition: Transition) -> str:
    """Who makes the transition, and when."""
    posts = " or ".join(post_words(post) for post in transition.by.posts) or "the system"
    return f"{posts}; when issued" if transition.when_issued else posts


def where(transition: Transition) -> str:
    """Where the nomination goes, in words."""
    return "where it stood" if transition.resumes else str(transition.target.label)


def only_on(transition: Transition) -> str:
    """The routes that have the transition, in words; empty when all do."""
    if not is_on(transition, RouteRules(council=False)):
        return "route with a council"
    if not is_on(transition, RouteRules(council=True)):
        return "route without a council"
    return "" if is_on(transition, RouteRules(superiors_sign=False)) else "route on which superiors sign"


def condition(guard: Callable[..., object]) -> str:
    """The name of a guard as words."""
    return guard.__name__.replace("_", " ")


def provided(transition: Transition) -> str:
    """The conditions of a row, those of the route first."""
    names = [condition(guard) for guard in transition.guards]
    names += [condition(guard) for guard in transition.set_guards]
    return "; ".join(filter(None, [only_on(transition), *names])) or "—"


# docs/procedure.md


def _kind(state: State) -> str:
    if state.is_open:
        return "open"
    return "final" if state in FINAL else "closed"


def _names(of: State | Role, languages: Sequence[str]) -> list[str]:
    names = []
    for language in languages:
        with override(language):
            names.append(str(of.label))
    return names


def _states(languages: Sequence[str]) -> Iterator[str]:
    rows = []
    for state in State:
        posts = dict.fromkeys(post_words(p) for t in Transition if t.source is state for p in t.by.posts)
        rows.append((f"`{state}`", *_names(state, languages), _kind(state), ", ".join(posts) or "—"))
    yield from _table("State", *(f"Name ({language})" for language in languages), "Kind", "Who can act", rows=rows)


def _diagram(part: Part) -> Iterator[str]:
    """Mermaid: one arrow for each pair of states, with the words of every transition between them."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for transition in _rows(part):
        for target in HOLDABLE if transition.resumes else (transition.target,):
            arrows.setdefault((transition.source, target), []).append(str(WORDING[transition]))
    drawn = {state for arrow in arrows for state in arrow}
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f'    state "{state.label}" as {state}' for state in State if state in drawn)
    if part is Part.UNIT:
        yield f"    [*] --> {State.DRAFT}"
    yield from (f"    {source} --> {to}: {'<br/>'.join(words)}" for (source, to), words in arrows.items())
    yield from (f"    {state} --> [*]" for state in State if state in drawn & FINAL)
    yield "```"
    yield ""


def _part(part: Part) -> Iterator[str]:
    yield f"### {part}"
    yield ""
    yield from _diagram(part)
    yield from _table(
        *("Transition", "From", "To", "By", "Basis", "Provided that"),
        rows=[
            (f"{WORDING[t]} `{t.name}`", t.source.label, where(t), who(t), BASIS_WORDING[t.basis], provided(t))
            for t in _rows(part)
        ],
    )


def _conditions() -> Iterator[str]:
    of_one = dict.fromkeys(guard for transition in Transition for guard in transition.guards)
    of_list = dict.fromkeys(guard for transition in Transition for guard in transition.set_guards)
    rows = [(condition(guard), _sentence(guard)) for guard in of_one]
    rows += [(condition(guard), f"{_sentence(guard)} Judged for the whole list, in its order.") for guard in of_list]
    yield from _table("Condition", "Holds when", rows=rows)


def _cautions() -> Iterator[str]:
    told = {"officer": BEFORE_SENDING, "head": BEFORE_SIGNING, "office": IN_THE_OFFICE, "decider": FOR_THE_DECIDER}
    rows = [(condition(one), _sentence(one), ", ".join(who for who in told if one in told[who])) for one in CAUTIONS]
    yield from _table("Caution", "Says nothing when", "Told to", rows=rows)


def _sentence(guard: Callable[..., object]) -> str:
    return " ".join((guard.__doc__ or "").split())


def _signatures() -> Iterator[str]:
    given = {kind: [str(WORDING[t]) for t, signed in SIGNS.items() if signed is kind] for kind in SignOffKind}
    rows = [(f"`{kind}`", ", ".join(words) or "a paper is signed, before its issue") for kind, words in given.items()]
    yield from _table("Signature", "Given when", rows=rows)
    yield from _table("Transition", "Makes void", rows=[(WORDING[t], _voided(kinds)) for t, kinds in VOIDS.items()])


def _voided(kinds: frozenset[SignOffKind]) -> str:
    if kinds == frozenset(SignOffKind):
        return "every signature"
    return ", ".join(f"`{kind}`" for kind in SignOffKind if kind in kinds)


def procedure_document(languages: Sequence[str] = LANGUAGES) -> str:
    """`docs/procedure.md`: states, diagrams, transitions, conditions and signatures."""
    with override(languages[0]):
        lines = [HEAD, "", "# The procedure", "", _INTRODUCTION, "", "## States", "", *_states(languages), _KINDS, ""]
        lines += ["## Seats", "", *_table("Seat", "Is", rows=[(f"`{seat}`", words) for seat, words in SEATS.items()])]
        lines += ["## Transitions", "", _HOW_TO_READ, ""]
        lines += [line for part in Part for line in _part(part)]
        lines += ["## Conditions", "", _ABOUT_CONDITIONS, "", *_conditions()]
        lines += ["## Cautions", "", _ABOUT_CAUTIONS, "", *_cautions()]
        lines += ["## What is not taken", "", _ABOUT_SECRETS, ""]
        lines += ["## Signatures", "", _ABOUT_SIGNATURES, "", *_signatures()]
        return "\n".join(lines).rstrip() + "\n"


# docs/permissions.md


def acting_roles() -> list[Role]:
    """The roles that some row of the table names."""
    named = {post.role for transition in Transition for post in transition.by.posts}
    return [role for role in Role if role in named]


def _cell(transition: Transition, role: Role) -> str:
    mark = "*" if transition.when_issued else ""
    return " ".join(_LETTERS[post.seat] + mark for post in transition.by.posts if post.role is role)


def _matrix() -> Iterator[str]:
    roles = acting_roles()
    rows = [
        (f"{WORDING[t]} `{t.name}`", *(_cell(t, role) for role in roles), "•" if t.by.is_system else "")
        for part in Part
        for t in _rows(part)
    ]
    yield from _table("Transition", *(f"`{role}`" for role in roles), "the system", rows=rows)


def _role(role: Role, languages: Sequence[str]) -> Iterator[str]:
    yield f"### {' · '.join(_names(role, languages))} `{role}`"
    yield ""
    if role in ON_PAPERS_TOO:
        yield f"{ON_PAPERS_TOO[role]} And these transitions:"
        yield ""
    yield from _table(
        *("Transition", "At", "From", "To", "Happens"),
        rows=[
            (f"{WORDING[t]} `{t.name}`", f"`{post.seat}`", t.source.label, where(t), _happens(t))
            for t in Transition
            for post in t.by.posts
            if post.role is role
        ],
    )


def _happens(transition: Transition) -> str:
    return "when the signed paper is issued" if transition.when_issued else "at once"


def permissions_document(languages: Sequence[str] = LANGUAGES) -> str:
    """`docs/permissions.md`: the matrix of transitions and roles, then each role by itself."""
    with override(languages[0]):
        lines = [HEAD, "", "# Who may do what", "", _ABOUT_ROLES, "", "## Roles and transitions", ""]
        lines += [_ABOUT_MATRIX, "", *(f"- {_LETTERS[seat]}: {words}" for seat, words in SEATS.items()), ""]
        lines += [*_matrix(), "## Roles without a transition", ""]
        others = [("acts on papers", ACT_ON_PAPERS), ("only reads", ONLY_READ), ("configures", CONFIGURE)]
        rows = [
            (f"{' · '.join(_names(role, languages))} `{role}`", what, words)
            for what, listed in others
            for role, words in listed.items()
        ]
        lines += [*_table("Role", "It", "Namely", rows=rows), "## Each role", ""]
        lines += [line for role in acting_roles() for line in _role(role, languages)]
        return "\n".join(lines).rstrip() + "\n"


DOCUMENTS: Final[Mapping[str, Callable[[], str]]] = {
    "procedure.md": procedure_document,
    "permissions.md": permissions_document,
}
"""The documents under docs/ that are written from the table, by file name."""


# The text around the table.

_INTRODUCTION: Final = (
    "The order of work, as the table in `workflow/procedure/transitions.py` has it. A nomination stands in one state,\n"
    "and each state is one desk. It leaves that desk only by a transition of this table, made by somebody who holds\n"
    "the post named there on that day, and only when every condition holds. A route may switch transitions off and\n"
    "sets their parameters; it cannot add any."
)
_KINDS: Final = (
    "An *open* nomination waits on somebody's desk. A *closed* one has its result and can still be taken up, reopened\n"
    "or revoked as listed below. A *final* one stays as it is."
)
_HOW_TO_READ: Final = (
    "Each part has a diagram and the list of its transitions. Several transitions between the same two states share\n"
    "one arrow. *When issued*: the post signs, and the transition happens when the signed paper is issued with number\n"
    "and date. The basis is a subject; the citations behind it are dated and stand in the legal regime of the dossier."
)
_ABOUT_CONDITIONS: Final = (
    "Each act is judged against these, and a refusal says which one failed, on which basis, and who can lift it. They\n"
    "come on top of the authority of the person, which is asked anew at each act."
)
_ABOUT_CAUTIONS: Final = (
    "A caution stops nothing: it stands beside the line before it is sent, signed or ruled on, with its basis and\n"
    "with who can mend it. The office is also told what a unit may not know of the nominations of others."
)
_ABOUT_SECRETS: Final = (
    "`R-SECRET`: what bears the degree mark of a state secret (MẬT, TỐI MẬT, TUYỆT MẬT) in the name of a file, in the\n"
    "title of a paper or as the beginning of a text is refused before anything is kept. Nobody lifts it. Such a\n"
    "dossier goes on paper; the letter bears a stub of it, which is no nomination and makes no transition."
)
_ABOUT_SIGNATURES: Final = (
    "A signature is bound to the content of the nomination at that moment. A material change makes those signatures\n"
    "void that rested on the older content; the transitions in the second list make them void whatever the content."
)
_ABOUT_ROLES: Final = (
    "An appointment by document gives a person a role at an organisation, from a day until a day. The role alone\n"
    "gives nothing: the organisation must also be the one that the seat means for this nomination. Technical rights,\n"
    "such as those of a superuser, give no transition."
)
_ABOUT_MATRIX: Final = (
    "A cell names the seat at which the role makes the transition, by its first letter. With a star, the role signs\n"
    "and the transition happens when the paper is issued, by the records clerk or by the organisation's own register."
)
