"""The story that the demo tells: what happened, in order, and whether it is what was meant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.management.demo.cast import Cast
from workflow.procedure.states import State


@dataclass(slots=True)
class Story:
    """Tells as it goes, and stops when an act did not do what it was meant to."""

    cast: Cast
    say: Callable[[str], None]
    told: list[str] = field(default_factory=list)
    chapter: str = ""

    def tell(self, what: str) -> None:
        """One sentence."""
        sentence = f"{self.chapter}: {what}"
        self.told.append(sentence)
        self.say(sentence)

    def expect_whole(self, report: TransitionReport) -> None:
        """Nothing was refused. Raises `RuntimeError` with the reasons."""
        if not report.is_whole:
            message = f"{self.chapter}: {'; '.join(report.reasons())}"
            raise RuntimeError(message)

    def expect_states(self, states: Mapping[int, State]) -> None:
        """These nominations are in these states. Raises `RuntimeError`."""
        found = dict(Nomination.objects.filter(pk__in=states).values_list("pk", "state"))
        wrong = {pk: found.get(pk) for pk, state in states.items() if found.get(pk) != state.value}
        if wrong:
            message = f"{self.chapter}: other states than meant: {wrong}"
            raise RuntimeError(message)
