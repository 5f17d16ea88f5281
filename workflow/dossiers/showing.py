"""What the page of a letter shows: its lines with what each still lacks, and the deeds that wait for the person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.awards.models import NomineeKind
from workflow.dossiers.answering import WhyNot, why_not
from workflow.dossiers.care import cautions_on
from workflow.dossiers.door import preview_transitions
from workflow.dossiers.letters import preview_signature
from workflow.dossiers.mending import mendable
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import lines_on_case
from workflow.pages.acting import Acting
from workflow.procedure.cautions import BEFORE_SENDING, BEFORE_SIGNING
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.queries import OnDesk, desk_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from workflow.awards.models import AwardForm

UNIT_KINDS = frozenset({Letter.Kind.UNIT.value, Letter.Kind.SUPPLEMENTARY.value})
EDITABLE = frozenset({State.DRAFT, State.IN_SUPPLEMENT})


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page. `closes` draws it as what ends a nomination."""

    label: str
    url: str
    icon: str = ""
    closes: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the table of lines shows it: what it lacks, what may be edited, what the office asks to be added."""

    line: Nomination
    why: Sequence[WhyNot] = ()
    cautions: Sequence[WhyNot] = ()
    works: Sequence[Link] = ()
    items: Sequence[Any] = ()
    to_read: bool = False

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

    Each reason names the page on which it is mended. A constant number of statements.
    """
    supplementary = one.kind == Letter.Kind.SUPPLEMENTARY
    transition = Transition.SUBMIT_SUPPLEMENT if supplementary else Transition.SEND_TO_HEAD
    under = acting.fitting({desk.role}, desk.organisation)[0].under
    keys = [line.pk for line in lines]
    report = preview_transitions([transition], keys, acting.user, capacity=under)[transition]
    why = {key: mendable(why_not(some), key, one.pk) for key, some in report.refused.items()}
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


def shown_lines(
    lines: Iterable[Nomination], acting: Acting, readiness: Readiness | None, *, to_read: bool = False
) -> list[ShownLine]:
    """The lines, each with its reasons and the pages on which it is edited.

    Whoever edits them is told once, as a task of the letter, that the names are not confirmed.
    """
    lacks = readiness if readiness is not None else _nothing_lacks
    items = open_items_of(lines)
    found = []
    for line in lines:
        works = works_on(line, acting)
        told = [one for one in lacks.cautions.get(line.pk, ()) if not (works and one.rule == "R-NAME")]
        why = lacks.why.get(line.pk, ())
        found.append(ShownLine(line, why, told, works, items.get(line.pk, ()), to_read))
    return found


_nothing_lacks: Final = Readiness(0, 0, {})


def open_items_of(lines: Iterable[Nomination]) -> dict[int, Sequence[Any]]:
    """What the open request asks of each line that is in supplement: no statement where none is, else two."""
    asked = [line.pk for line in lines if line.state == State.IN_SUPPLEMENT]
    if not asked:
        return {}
    found = Nomination.objects.filter(pk__in=asked).prefetch_related("supplement_requests__items")
    return {
        line.pk: [
            item
            for request in line.supplement_requests.all()
            if request.closed_at is None
            for item in request.items.all()
        ]
        for line in found
    }


def works_on(line: Nomination, acting: Acting) -> list[Link]:
    """The pages on which the unit's officer edits a line that is drafted or supplemented."""
    if line.state not in EDITABLE or not acting.fitting({Role.UNIT_OFFICER}, line.unit_id):
        return []
    return [
        Link(_("Criteria"), reverse("line_criteria", args=[line.pk]), "list-check"),
        Link(_("Papers"), reverse("line_papers", args=[line.pk]), "paperclip"),
        Link(_("Edit"), reverse("line_edit", args=[line.pk]), "pencil"),
    ]


def deeds_on(one: Letter, desk: OnDesk | None, acting: Acting) -> list[Link]:
    """The deeds on the whole letter that wait for the person now, the chief one first."""
    found = []
    if signs(one, desk, acting):
        found.append(Link(_("Review and sign"), reverse("letter_review", args=[one.pk]), "pen"))
    if desk is not None and acting.fitting({desk.role}, desk.organisation):
        found += _deeds_at(one, desk)
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
        found.append(Link(_("Add a nominee"), reverse("line_add", args=[one.pk]), "person-plus"))
        found.append(Link(_("Nominees as a table"), reverse("letter_grid", args=[one.pk]), "file-earmark-ruled"))
        found.append(Link(_("Nominees from a workbook"), reverse("letter_list", args=[one.pk]), "upload"))
        found.append(Link(_("Minutes of the unit's council"), reverse("letter_minutes", args=[one.pk]), "people"))
    return found


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
