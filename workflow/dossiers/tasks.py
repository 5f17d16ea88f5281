"""The letter as a list of tasks: what is to be done before it is sent, how far each is, and what stops it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.dossiers.asked import ShownItem
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.dossiers.showing import Readiness
from workflow.dossiers.unit_minutes import UnitMinutes

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@unique
class Stage(StrEnum):
    """How far a task is."""

    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    BLOCKED = "BLOCKED"

    @property
    def label(self) -> "_StrPromise":
        """The stage in words."""
        return _words[self]


_words: "Final[dict[Stage, _StrPromise]]" = {
    Stage.NOT_STARTED: gettext_lazy("not started"),
    Stage.IN_PROGRESS: gettext_lazy("in progress"),
    Stage.DONE: gettext_lazy("done"),
    Stage.BLOCKED: gettext_lazy("blocked"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task: what it is, how far, what is said of it, and where it is done; `items` are what the office asks."""

    label: str
    stage: Stage
    said: str = ""
    url: str = ""
    items: Sequence[ShownItem] = ()


_papers: Final = frozenset({"R-DOSSIER", "R-FOREIGN", "files"})
_criteria: Final = frozenset({"criteria"})
_asked: Final = frozenset({"items", "request"})
_names: Final = frozenset({"R-NAME"})
_elsewhere: Final = frozenset({"round", "R-QUOTA", "R-DISSOLVED"})
"""Rules about which the officer does nothing on the pages of the letter."""


def tasks_of(
    one: Letter,
    lines: Sequence[Nomination],
    readiness: Readiness | None,
    papers: Iterable[Attachment],
    minutes: UnitMinutes | None,
    asked: Sequence[ShownItem] = (),
) -> list[Task]:
    """The tasks of a unit's letter in preparation, in their order. No statement of its own."""
    checks = readiness if readiness is not None else Readiness(0, 0, {})
    stopped = {key: {why.rule for why in some} for key, some in checks.why.items()}
    own = one.kind == Letter.Kind.UNIT
    found = list(_of_the_letter(one, len(lines))) if own else [_request(lines, stopped, asked)]
    found += _of_each_line(one, lines, stopped, checks)
    if own and one.route.rules.unit_minutes:
        found.append(_minutes(one, papers, minutes))
    return [*found, _rules(len(lines), stopped), _sending(one, checks)]


def _of_the_letter(one: Letter, every: int) -> Iterator[Task]:
    subject = one.subject or _("Say what the letter is about.")
    stage = Stage.DONE if one.subject else Stage.NOT_STARTED
    yield Task(_("Data of the letter"), stage, subject, reverse("letter_edit", args=[one.pk]))
    listed = _("%(count)d on the list") % {"count": every}
    stage = Stage.DONE if every else Stage.NOT_STARTED
    yield Task(_("Nominees"), stage, listed, reverse("letter_grid", args=[one.pk]))


def _request(lines: Sequence[Nomination], stopped: Mapping[int, set[str]], asked: Sequence[ShownItem]) -> Task:
    """A supplementary letter answers what the office asks; its data and its nominees are given."""
    url = _first(lines, stopped, _asked, "supplement_answer")
    task = _of_lines(_("What the office asks"), len(lines), _with(stopped, _asked), url)
    answered = sum(1 for one in asked if one.reply)
    said = _("%(done)d of %(every)d items answered") % {"done": answered, "every": len(asked)}
    begun = Stage.IN_PROGRESS if answered and task.stage == Stage.NOT_STARTED else task.stage
    return replace(task, stage=begun, said=said, items=asked) if asked else task


def _of_each_line(
    one: Letter, lines: Sequence[Nomination], stopped: Mapping[int, set[str]], checks: Readiness
) -> Iterator[Task]:
    every = len(lines)
    looked = {key: {why.rule for why in some} for key, some in checks.cautions.items()}
    for label, rules, page in (
        (_("Reports and papers of each nominee"), _papers, "line_papers"),
        (_("Criteria and evidence"), _criteria, "line_criteria"),
    ):
        yield _of_lines(label, every, _with(stopped, rules), _first(lines, stopped, rules, page))
    names = reverse("letter_names", args=[one.pk])
    yield _of_lines(_("Names, titles and units confirmed"), every, _with(looked, _names), names)


def _with(found: Mapping[int, set[str]], rules: frozenset[str]) -> int:
    """How many lines one of these rules names."""
    return sum(1 for some in found.values() if some & rules)


def _first(lines: Sequence[Nomination], found: Mapping[int, set[str]], rules: frozenset[str], page: str) -> str:
    """The page of the first line that one of these rules names; none where no line is left."""
    return next((reverse(page, args=[line.pk]) for line in lines if found.get(line.pk, set()) & rules), "")


def _of_lines(label: str, every: int, lacking: int, url: str) -> Task:
    """A task that is done line by line."""
    if not every:
        return Task(label, Stage.NOT_STARTED)
    done = every - lacking
    stage = Stage.DONE if not lacking else Stage.IN_PROGRESS if done else Stage.NOT_STARTED
    return Task(label, stage, _("%(done)d of %(every)d lines") % {"done": done, "every": every}, url if lacking else "")


def _minutes(one: Letter, papers: Iterable[Attachment], minutes: UnitMinutes | None) -> Task:
    """The meeting with its votes, and the signed minutes as a paper of the letter."""
    label, attached = _("Minutes of the unit's council"), any(paper.kind == "MINUTES" for paper in papers)
    if minutes is None:
        stage = Stage.IN_PROGRESS if attached else Stage.NOT_STARTED
        said = _("Record the meeting and the votes on each line.")
        return Task(label, stage, said, reverse("letter_minutes", args=[one.pk]))
    if not attached:
        said = _("Attach the minutes of the unit's council.")
        return Task(label, Stage.IN_PROGRESS, said, reverse("letter_papers", args=[one.pk]))
    said = _("Meeting of %(day)s; the minutes are attached.") % {
        "day": date_format(minutes.held_on, "SHORT_DATE_FORMAT")
    }
    return Task(label, Stage.DONE, said, reverse("letter_minutes", args=[one.pk]))


def _rules(every: int, stopped: Mapping[int, set[str]]) -> Task:
    """What remains of the rules: grounds that are to be given, and what is in other hands."""
    label = _("Rules of the round and of the nominee")
    others = {key: some - _papers - _criteria - _asked - {"R-MINUTES"} for key, some in stopped.items()}
    lacking = sum(1 for some in others.values() if some)
    if any(some & _elsewhere for some in others.values()):
        return Task(
            label, Stage.BLOCKED, _("%(count)d lines are stopped; the reason stands beside each.") % {"count": lacking}
        )
    return _of_lines(label, every, lacking, "")


def _sending(one: Letter, checks: Readiness) -> Task:
    said = _("%(ready)d of %(every)d lines ready") % {"ready": checks.ready, "every": checks.every}
    if not checks.every:
        return Task(_("Check and send"), Stage.BLOCKED, _("There is no nominee on the list yet."))
    if not checks.ready:
        return Task(_("Check and send"), Stage.BLOCKED, said)
    return Task(_("Check and send"), Stage.IN_PROGRESS, said, reverse("letter_send", args=[one.pk]))
