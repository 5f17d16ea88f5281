"""The paper count: one teller enters what the paper ballots say, another confirms it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.conflicts import excluded_on
from workflow.council.models import AgendaItem, CouncilSession, PaperCount, Seat
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ENTERED: Final = "PAPER_COUNT_ENTERED"
CONFIRMED: Final = "PAPER_COUNT_CONFIRMED"


@dataclass(frozen=True, slots=True)
class Figures:
    """The paper ballots on one line, by what they say."""

    in_favour: int
    against: int
    abstained: int
    invalid: int = 0

    @property
    def all(self) -> tuple[int, int, int, int]:
        """In favour, against, abstained, invalid."""
        return (self.in_favour, self.against, self.abstained, self.invalid)


@command
def enter_paper_count(
    session: CouncilSession,
    counts: Mapping[int, Figures],
    issued: int,
    returned: int,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """A teller enters the paper ballots: by nomination in favour, against, abstained and invalid.

    `issued` and `returned` are sheets. A new entry takes the place of one that nobody has confirmed. Raises
    `ValidationError` by field, a line's as `counts[17]`.
    """
    asked: dict[str, Json] = {
        "deed": ENTERED,
        "session": session.pk,
        "counts": {str(line): list(figures.all) for line, figures in counts.items()},
        "sheets": [issued, returned],
    }

    def deed(act: Act) -> TransitionReport:
        _take(session, act)
        before = PaperCount.objects.filter(session=session).first()
        if before is not None and before.confirmed_by_id is not None:
            raise Refused([Refusal("tellers", _("The count is confirmed; it stays."), Basis.COUNCIL)])
        items = _items(session)
        errors = dict(_wrong(session, items, counts, issued, returned))
        if errors:
            raise ValidationError(errors)
        written = {"issued": issued, "returned": returned, "figures": asked["counts"]}
        by = {"entered_by_id": act.holder.person, "entered_at": act.at}
        PaperCount.objects.update_or_create(session=session, defaults={**written, **by})
        act.note(CouncilSession, session.pk, ENTERED, {"counts": asked["counts"], "sheets": asked["sheets"]})
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def confirm_paper_count(
    session: CouncilSession, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Another teller confirms what was entered; then the vote may be closed."""
    asked: dict[str, Json] = {"deed": CONFIRMED, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        _take(session, act)
        entered = PaperCount.objects.filter(session=session, confirmed_by=None).first()
        if entered is None:
            raise Refused([Refusal("tellers", _("No count waits to be confirmed."), Basis.COUNCIL)])
        if entered.entered_by_id == act.person:
            message = _("Two tellers count. You have entered the count; another confirms it.")
            raise Refused([Refusal("tellers", message, Basis.SEPARATION_OF_DUTIES, of_authority=True)])
        PaperCount.objects.filter(pk=entered.pk).update(confirmed_by=act.person, confirmed_at=act.at)
        act.note(CouncilSession, session.pk, CONFIRMED, {"entered_by": entered.entered_by_id})
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _take(session: CouncilSession, act: Act) -> None:
    """The session on the desk of the vote, for a teller, where it is voted on paper. Raises `Refused`."""
    require_post(act, session.council_id, {Role.TELLER})
    take_case(session.case_id, act, ("voting",))
    if not CouncilSession.objects.filter(pk=session.pk, by_paper=True).exists():
        message = _("At this session it is not voted on paper.")
        raise Refused([Refusal("tellers", message, Basis.COUNCIL)])


def _items(session: CouncilSession) -> dict[int, int]:
    """The items that stand on the session, by nomination."""
    on = AgendaItem.objects.filter(session=session, nomination__case=session.case_id)
    return dict(on.values_list("nomination_id", "pk"))


def _wrong(
    session: CouncilSession,
    items: Mapping[int, int],
    counts: Mapping[int, Figures],
    issued: int,
    returned: int,
) -> Iterator[tuple[str, ValidationError]]:
    present = set(Seat.objects.filter(session=session, present=True).values_list("person_id", flat=True))
    if not 0 <= issued <= len(present):
        message = _("At most as many sheets as members are present: %(count)d.") % {"count": len(present)}
        yield "issued", ValidationError(message, code="many")
    if not 0 <= returned <= issued:
        yield "returned", ValidationError(_("At most as many sheets as were issued."), code="many")
    if counts.keys() != items.keys():
        yield "counts", ValidationError(_("Enter the count of every line on the agenda."), code="required")
    excluded = excluded_on(items.values())
    for line, figures in counts.items():
        entitled = len(present - excluded.get(items.get(line, 0), set()))
        if min(figures.all) < 0 or sum(figures.all) > min(returned, entitled):
            message = _("At most %(count)d ballots can be there for this line.")
            yield (
                f"counts[{line}]",
                ValidationError(message % {"count": max(min(returned, entitled), 0)}, code="many"),
            )
