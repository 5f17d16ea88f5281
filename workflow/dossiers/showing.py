"""What the page of a letter shows: its lines with what each still lacks, and the deeds that wait for the person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.awards.models import NomineeKind
from workflow.directory.models import Delegation
from workflow.dossiers.answering import WhyNot, why_not
from workflow.dossiers.asked import ShownItem, open_items_of
from workflow.dossiers.care import cautions_on, stops_on
from workflow.dossiers.door import preview_transitions
from workflow.dossiers.handling import keys_on
from workflow.dossiers.letters import moves_at_issue, preview_signature
from workflow.dossiers.lines import read_lines
from workflow.dossiers.mending import mendable
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.open_parts import OpenParts, open_parts_of
from workflow.dossiers.pens import pens_for, pens_on
from workflow.dossiers.queries import lines_on_case
from workflow.dossiers.signing import barred_posts, bars_all
from workflow.dossiers.writing import EDITABLE
from workflow.pages.acting import Acting
from workflow.procedure.cautions import BEFORE_SENDING, BEFORE_SIGNING
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.queries import OnDesk, desk_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from workflow.awards.models import AwardForm

UNIT_KINDS = frozenset({Letter.Kind.UNIT.value, Letter.Kind.SUPPLEMENTARY.value})


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page. `closes` draws it as what ends a nomination."""

    label: str
    url: str
    icon: str = ""
    closes: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the table of lines shows it: what it lacks, what may be edited, what the office asks to be added.

    `answers`: the person answers what the office asks.
    """

    line: Nomination
    why: Sequence[WhyNot] = ()
    cautions: Sequence[WhyNot] = ()
    works: Sequence[Link] = ()
    items: Sequence[ShownItem] = ()
    to_read: bool = False
    answers: bool = False

    @property
    def pk(self) -> int:
        """The line's key."""
        return self.line.pk

    @property
    def nominee_name(self) -> str:
        """Whom it proposes."""
        return self.line.nominee_name

    @property
    def nominee_title(self) -> str:
        """The title beside the name."""
        return self.line.nominee_title

    @property
    def nominee_unit(self) -> str:
        """The unit beside the name."""
        return self.line.nominee_unit

    @property
    def award_form(self) -> "AwardForm":
        """What is proposed."""
        return self.line.award_form

    @property
    def state(self) -> str:
        """Where it is."""
        return self.line.state


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many lines of a letter can be sent now, why each other cannot, and what is to be looked at on any."""

    ready: int
    every: int
    why: Mapping[int, Sequence[WhyNot]]
    cautions: Mapping[int, Sequence[WhyNot]] = field(default_factory=dict)

    @property
    def clean(self) -> int:
        """How many lines can go and have nothing to be looked at."""
        return self.every - len(self.exceptions)

    @property
    def exceptions(self) -> frozenset[int]:
        """The lines that are to be looked at: those that cannot go, and those with a caution."""
        return frozenset(self.why) | frozenset(self.cautions)


def prepares(one: Letter, desk: OnDesk | None, acting: Acting) -> bool:
    """Whether the letter is on a desk of the person where nominees are listed and papers gathered."""
    return (
        desk is not None
        and desk.desk == "prepare"
        and one.kind in UNIT_KINDS
        and bool(acting.fitting({desk.role}, desk.organisation))
    )


def signed_on(one: Letter) -> frozenset[str]:
    """The desks on which the letter may be signed; one that collects also while it is being prepared."""
    return frozenset({"sign"} if one.kind in UNIT_KINDS else {"prepare", "sign"})


def signer_of(one: Letter) -> Role:
    """Whose signature the letter bears."""
    return Role.OFFICE_HEAD if one.kind == Letter.Kind.OFFICE else Role.UNIT_HEAD


def signs(one: Letter, desk: OnDesk | None, acting: Acting) -> bool:
    """Whether the person may sign the letter now."""
    on_it = desk is not None and desk.desk in signed_on(one)
    return on_it and bool(acting.fitting({signer_of(one)}, one.organisation_id))


def readiness_of(one: Letter, desk: OnDesk, lines: Sequence[Nomination], acting: Acting) -> Readiness:
    """The check before sending: what the door would say of each line now, and what to look at.

    Each reason names the page on which it is mended. To an invited colleague, who does not send it, the rules alone
    answer. A constant number of statements.
    """
    supplementary = one.kind == Letter.Kind.SUPPLEMENTARY
    transition = Transition.SUBMIT_SUPPLEMENT if supplementary else Transition.SEND_TO_HEAD
    keys = [line.pk for line in lines]
    posts = acting.fitting({desk.role}, desk.organisation)
    if posts:
        refused = preview_transitions([transition], keys, acting.user, capacity=posts[0].under)[transition].refused
    else:
        refused = stops_on(keys, transition)
    why = {key: mendable(why_not(some), key, one.pk) for key, some in refused.items()}
    told = cautions_on(keys, BEFORE_SENDING)
    cautions = {key: mendable(why_not(some), key, one.pk) for key, some in told.items()}
    return Readiness(len(lines) - len(why), len(lines), why, cautions)


def signable_of(one: Letter, acting: Acting) -> Readiness:
    """The check before signing: what a signature would be refused for on each line now, and what to look at."""
    under = acting.fitting({signer_of(one)}, one.organisation_id)[0].under
    report = preview_signature(one, acting.user, capacity=under)
    why = {key: why_not(refusals) for key, refusals in report.refused.items()}
    told = cautions_on([*report.moved, *why], BEFORE_SIGNING)
    cautions = {key: why_not(some) for key, some in told.items()}
    return Readiness(len(report.moved), len(report.moved) + len(why), why, cautions)


def lines_to_look_at(one: Letter, acting: Acting) -> "QuerySet[Nomination]":
    """The lines of a letter that its signer is to look at, in their order; none for whoever may not sign it now."""
    on = lines_on_case(one.case_id, acting)
    if not signs(one, desk_of(one.case_id), acting):
        return on.none()
    return on.filter(pk__in=signable_of(one, acting).exceptions)


def barred_on(one: Letter, acting: Acting) -> dict[str, Refusal]:
    """The person's delegations under which the letter is not signed, with the reason; nothing while it is not due."""
    posts = acting.fitting({signer_of(one)}, one.organisation_id)
    if not signs(one, desk_of(one.case_id), acting) or not any(isinstance(post.under, Delegation) for post in posts):
        return {}
    lines = {line.id: line for line in read_lines(keys_on(one.case_id), acting.today, lock=False)}
    moves = moves_at_issue(list(lines.values()), acting.today)
    signed = [(move.transition, lines[key]) for move in moves for key in move.nominations]
    return barred_posts(posts, acting.user, acting.today, lambda held: bars_all(signed, held))


def shown_lines(
    lines: Sequence[Nomination], acting: Acting, readiness: Readiness | None, *, to_read: bool = False
) -> list[ShownLine]:
    """The lines, each with its reasons and the pages on which it is edited.

    Whoever edits them is told once, as a task of the letter, that the names are not confirmed.
    """
    lacks = readiness if readiness is not None else _nothing_lacks
    items, mine = open_items_of(lines), [line for line in lines if edits(line, acting)]
    open_parts, edited = open_parts_of(mine, acting.today), {line.pk for line in mine}
    found = []
    for line in lines:
        may_edit = line.pk in edited
        works = works_on(line, open_parts.get(line.pk)) if may_edit else []
        told = [one for one in lacks.cautions.get(line.pk, ()) if not (may_edit and one.rule == "R-NAME")]
        why, asked = lacks.why.get(line.pk, ()), items.get(line.pk, ())
        answers = bool(asked) and may_edit
        found.append(ShownLine(line, why, told, works, asked, to_read, answers))
    return found


_nothing_lacks: Final = Readiness(0, 0, {})


def edits(line: Nomination, acting: Acting) -> bool:
    """Whether the person writes in a line that is drafted or supplemented."""
    return line.state in EDITABLE and bool(pens_for(line, acting))


def works_on(line: Nomination, parts: OpenParts | None) -> list[Link]:
    """The pages on which a line is edited; in a supplement only those of what the office asked."""
    works = (
        (parts is None or parts.criteria, _("Criteria"), "line_criteria", "list-check"),
        (parts is None or parts.attachable, _("Papers"), "line_papers", "paperclip"),
        (parts is None or parts.fields, _("Edit"), "line_edit", "pencil"),
    )
    return [Link(label, reverse(page, args=[line.pk]), icon) for is_open, label, page, icon in works if is_open]


def deeds_on(one: Letter, desk: OnDesk | None, acting: Acting) -> list[Link]:
    """The deeds on the whole letter that wait for the person now, the chief one first."""
    found = []
    if signs(one, desk, acting):
        found.append(Link(_("Review and sign"), reverse("letter_review", args=[one.pk]), "pen"))
    if desk is not None and acting.fitting({desk.role}, desk.organisation):
        found += _deeds_at(one, desk)
    elif desk is not None and desk.desk == "prepare" and one.kind == Letter.Kind.UNIT and pens_on(one, acting):
        found += _listing(one)
    collects = one.kind == Letter.Kind.SUPERIOR and desk is not None and desk.desk in {"prepare", "sign"}
    if collects and acting.fitting({Role.UNIT_OFFICER, Role.UNIT_HEAD}, one.organisation_id):
        found.append(Link(_("Take in own lines"), reverse("letter_merge", args=[one.pk]), "collection"))
    return found


def _deeds_at(one: Letter, desk: OnDesk) -> list[Link]:
    if desk.desk == "issue":
        return [Link(_("Give number and date"), reverse("letter_issue", args=[one.pk]), "journal-check")]
    if desk.desk != "prepare":
        return []
    if one.kind not in UNIT_KINDS:
        return [Link(_("Hand to the head"), reverse("letter_hand", args=[one.pk]), "send")]
    found = [Link(_("Send to the head"), reverse("letter_send", args=[one.pk]), "send")]
    if one.kind == Letter.Kind.UNIT:
        found += _listing(one)
        found.append(Link(_("Minutes of the unit's council"), reverse("letter_minutes", args=[one.pk]), "people"))
    return found


def _listing(one: Letter) -> list[Link]:
    """The ways in which nominees come on the letter."""
    return [
        Link(_("Add a nominee"), reverse("line_add", args=[one.pk]), "person-plus"),
        Link(_("Nominees as a table"), reverse("letter_grid", args=[one.pk]), "file-earmark-ruled"),
        Link(_("Nominees from a workbook"), reverse("letter_list", args=[one.pk]), "upload"),
    ]


def may_split(one: Letter) -> frozenset[Role]:
    """Who takes lines into a letter of their own: whoever prepares or signs letters of the kind."""
    office = one.kind == Letter.Kind.OFFICE
    return frozenset({Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD} if office else {Role.UNIT_OFFICER, Role.UNIT_HEAD})


def splits(one: Letter, desk: OnDesk | None, acting: Acting) -> list[Link]:
    """Taking chosen lines into a letter of their own, while nobody has signed: whoever prepares or signs may."""
    if desk is None or desk.desk not in {"prepare", "sign"}:
        return []
    if not acting.fitting(may_split(one), one.organisation_id):
        return []
    return [Link(_("Into a letter of its own"), reverse("letter_split", args=[one.pk]), "shuffle")]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one kind of nominee, as the annexed list has them."""

    title: "_StrPromise"
    lines: Sequence[Nomination]


def groups_of(lines: Iterable[Nomination]) -> list[Group]:
    """The annexed list: collectives, individuals, households, each in the order of the letter."""
    every = list(lines)
    titles = (
        (NomineeKind.COLLECTIVE, gettext_lazy("Collectives")),
        (NomineeKind.PERSON, gettext_lazy("Individuals")),
        (NomineeKind.HOUSEHOLD, gettext_lazy("Households")),
    )
    found = (Group(title, [line for line in every if line.nominee_kind == kind]) for kind, title in titles)
    return [group for group in found if group.lines]
