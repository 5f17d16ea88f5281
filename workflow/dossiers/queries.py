"""Reads of the dossiers for pages: letters and their lines, of which the person may see."""

from typing import TYPE_CHECKING, Final

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.http import Http404

from workflow.awards.queries import criteria_for
from workflow.database.texts import folded
from workflow.directory.invitations import LETTERS_OPEN, open_to
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Letter, Nomination, SignOff, Standing
from workflow.dossiers.unit_minutes import UnitMinutes
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem

if TYPE_CHECKING:
    from workflow.awards.models import Criterion

WENT_OUT: Final = tuple(one.name for one in Transition if one.when_issued)
"""How a line leaves the case of a paper that is issued."""
PREPARES = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
OFFICE = (Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD)
READERS: Final = frozenset(
    {*PREPARES, Role.RECORDS_CLERK, *OFFICE, Role.DECIDER, Role.DECIDER_OFFICE, Role.AUDITOR},
)
"""Who reads letters: those through whose hands they go, and who inspects them."""


def letters_visible_to(acting: Acting) -> "QuerySet[Letter]":
    """The letters a person sees: those of the own body, and those that brought a line which the person sees.

    A records clerk sees a letter once it is signed. What is not visible does not exist for a page.
    """
    own = Q(organisation__in=acting.bodies(*PREPARES)) & ~Q(kind=Letter.Kind.OFFICE)
    own |= Q(organisation__in=acting.bodies(*OFFICE), kind=Letter.Kind.OFFICE)
    own |= Q(organisation__in=acting.bodies(Role.RECORDS_CLERK), signed_at__isnull=False)
    own |= _invited(acting)
    stood = Standing.objects.filter(case=OuterRef("case"), nomination__in=visible_to(acting.user, acting.today))
    return Letter.objects.filter(own | (Q(issued_at__isnull=False) & Exists(stood)))


def _invited(acting: Acting) -> Q:
    """The letters in which the person writes as an invited colleague."""
    return Q(pk__in=RawSQL(LETTERS_OPEN, open_to(acting.user.person_id, acting.today)))  # noqa: S611 -- our own text


def letters_read_by(acting: Acting) -> "QuerySet[Letter]":
    """The letters whose pages a person opens: those of the posts that read letters, and those of an invitation."""
    return letters_visible_to(acting) if acting.roles & READERS else Letter.objects.filter(_invited(acting))


STAND_OR_WENT_OUT: Final = Q(left_at=None) | Q(left_by__in=WENT_OUT)


def waits_for(acting: Acting) -> Q:
    """Letters on a desk of the posts that count now."""
    desks = Q()
    for post in acting.posts:
        desks |= Q(role=post.role, organisation__in=post.organisations)
    mine = Q(person=None) | Q(person=acting.user.person_id)
    open_here = WorkItem.objects.filter(mine, desks, process=OuterRef("case"), finished=None)
    return Q(Exists(open_here)) if desks else Q(pk__in=())


def written_in(year: int) -> Q:
    """Letters dated in the year; one without a date counts in the year in which it was opened."""
    return Q(dated__year=year) | Q(dated=None, opened_at__year=year)


def named_like(text: str) -> Q:
    """Letters whose subject or number holds every word of the text; marks and case do not matter."""
    found = Q()
    for word in folded(text).split():
        found &= Q(folded_subject__contains=word) | Q(folded_number__contains=word)
    return found


def with_phase(letters: "QuerySet[Letter]") -> "QuerySet[Letter]":
    """Each letter with where it is (`phase`) and how many lines stand on it, or stood when it left (`stand`)."""
    before_head = WorkItem.objects.filter(process=OuterRef("case"), finished=None, flow_task__endswith=".sign")
    phase = Case(
        When(issued_at__isnull=False, then=Value("issued")),
        When(case__finished__isnull=False, then=Value("empty")),
        When(signed_at__isnull=False, then=Value("signed")),
        When(Exists(before_head), then=Value("head")),
        default=Value("prepare"),
    )
    there = Standing.objects.filter(STAND_OR_WENT_OUT, case=OuterRef("case")).order_by().values("case")
    return letters.annotate(phase=phase, stand=Subquery(there.annotate(number=Count("pk")).values("number")))


def letter_for(acting: Acting, pk: int) -> Letter:
    """One letter with what its page names. Raises `Http404` where there is none for this person."""
    related = (
        "organisation",
        "authority",
        "campaign",
        "round",
        "route",
        "case",
        "signed_by",
        "replaces",
        "unit_minutes",
    )
    found = letters_read_by(acting).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reads_paper_of_office(letter: Letter, acting: Acting) -> bool:
    """Whether the person reads what an office writes to its decider: the office, and then those to whom it is issued.

    It tells how the council was divided, and of lines of every unit: a unit whose line it brought never reads it.
    """
    if letter.kind != Letter.Kind.OFFICE:
        return False
    sent = letter.issued_at is not None and acting.fitting((Role.DECIDER, Role.DECIDER_OFFICE), letter.authority_id)
    return bool(sent or acting.fitting(OFFICE, letter.organisation_id))


def minutes_of(letter: Letter) -> UnitMinutes | None:
    """The minutes of the unit's council that were recorded for a letter, read with it."""
    found: UnitMinutes | None = getattr(letter, "unit_minutes", None)
    return found


def lines_on_case(case: int, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that stand on a case, in their order, of which the person may see."""
    return (
        visible_to(acting.user, acting.today)
        .filter(standings__case=case, standings__left_at=None)
        .order_by("standings__joined_at", "standings__position", "standings__id")
    )


def named(lines: "QuerySet[Nomination]", text: str) -> "QuerySet[Nomination]":
    """The lines whose name, as it reads now, holds every word of the text; marks and case do not matter."""
    for word in folded(text).split():
        lines = lines.filter(folded_name__contains=word)
    return lines


def lines_that_stood_on(case: int, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that stand or stood on a case, each once, in their order."""
    return (
        visible_to(acting.user, acting.today)
        .filter(Exists(Standing.objects.filter(nomination=OuterRef("pk"), case=case)))
        .order_by("pk")
    )


def lines_in_print(case: int, acting: Acting) -> "QuerySet[Nomination]":
    """The lines of a paper as it is printed: those that stand on it, or went out with it."""
    on = Standing.objects.filter(STAND_OR_WENT_OUT, nomination=OuterRef("pk"), case=case)
    place = Subquery(on.order_by("-joined_at").values("position")[:1])
    return visible_to(acting.user, acting.today).filter(Exists(on)).order_by(place, "pk")


def to_read(lines: "QuerySet[Nomination]") -> "QuerySet[Nomination]":
    """The lines with all that a head reads before signing: answers, evidence and papers, in a few statements."""
    evidence = Prefetch("evidencelink_set", EvidenceLink.objects.select_related("attachment").order_by("pk"))
    answers = CriterionAnswer.objects.select_related("criterion").prefetch_related(evidence)
    return lines.select_related("award_form", "unit").prefetch_related(
        Prefetch("answers", answers.order_by("criterion__position")),
        Prefetch("attachments", papers_of(Attachment.objects.all())),
    )


def papers_of(every: "QuerySet[Attachment]") -> "QuerySet[Attachment]":
    """The papers that count, in the order in which they were attached."""
    return every.filter(removed_at=None).order_by("pk")


def papers_for(line: Nomination) -> "QuerySet[Attachment]":
    """The papers that may prove an answer: the line's own and its letter's."""
    return papers_of(Attachment.objects.filter(Q(nomination=line) | Q(letter=line.letter_id)))


def paper_for(acting: Acting, pk: int) -> Attachment:
    """One paper that the person may read: of a line, or of a letter that is seen or that brought a line seen.

    Raises `Http404` where there is none, or where it was taken off.
    """
    seen = visible_to(acting.user, acting.today)
    may = Q(nomination__in=seen) | Q(letter__in=letters_visible_to(acting)) | Q(letter__in=seen.values("letter"))
    found = Attachment.objects.filter(may, pk=pk, removed_at=None).select_related("nomination", "letter").first()
    if found is None:
        raise Http404
    return found


def line_to_edit(acting: Acting, pk: int) -> Nomination:
    """One line with what its forms name. Raises `Http404` where the person does not see it."""
    related = ("award_form", "letter", "route", "campaign", "nominee")
    found = visible_to(acting.user, acting.today).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def criteria_asked(line: Nomination) -> "QuerySet[Criterion]":
    """The criteria that the line answers, general and specific, in their order."""
    groups = line.route.rules.criteria_groups
    return criteria_for(line.campaign_id, line.nominee_kind, line.track, groups).order_by("position", "code")


def answers_given(line: Nomination) -> dict[int, CriterionAnswer]:
    """The answers of a line by criterion, each with its evidence: two statements."""
    evidence = Prefetch("evidencelink_set", EvidenceLink.objects.select_related("attachment").order_by("pk"))
    return {one.criterion_id: one for one in line.answers.prefetch_related(evidence)}


def signature_on(case: int) -> SignOff | None:
    """The signature that stands under the lines of a letter; one head signs all of them."""
    found = SignOff.objects.filter(case=case, voided_at=None)
    return found.select_related("person", "appointment", "delegation__giver").first()


def lines_to_confirm(letter: Letter, acting: Acting) -> "QuerySet[Nomination]":
    """The lines of a letter whose names nobody has confirmed, in their order."""
    return lines_on_case(letter.case_id, acting).filter(names_confirmed_at=None).select_related("award_form")


def lines_to_merge(letter: Letter, acting: Acting) -> "QuerySet[Nomination]":
    """The body's own lines that wait for its head and fit the letter in which it merges others'."""
    return (
        visible_to(acting.user, acting.today)
        .filter(
            state=State.WITH_HEAD,
            unit=letter.organisation_id,
            authority=letter.authority_id,
            route__code=letter.route.code,
            round=letter.round_id,
            supplement_rounds=0,
        )
        .exclude(case=letter.case_id)
        .select_related("award_form")
        .order_by("pk")
    )


def lines_named(keys: list[int], acting: Acting) -> list[Nomination]:
    """The named lines that the person may see, in the order named: a strange key is as if it did not exist."""
    found = {line.pk: line for line in visible_to(acting.user, acting.today).filter(pk__in=keys)}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def states_of(lines: "QuerySet[Nomination]") -> list[tuple[State, int]]:
    """How many lines are in each state, in the order of the procedure: one statement."""
    counted = lines.order_by().values_list("state").annotate(number=Count("pk", distinct=True))
    return sorted(((State(state), number) for state, number in counted), key=lambda one: _places[one[0]])


_places: Final = {state: place for place, state in enumerate(State)}
