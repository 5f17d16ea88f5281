"""How the tests of the public register say what is given."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.appraisal.proof import Acts
from tests.decisions.given import Authority
from tests.support.walk import R4, Way
from workflow.awards.models import Campaign
from workflow.decisions.commands import publish_decision
from workflow.decisions.models import Decision, DecisionLine
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.public_register.commands import Told, publish_story, write_story
from workflow.public_register.models import Level, PrivacyRule, Story
from workflow.public_register.protecting import protect_award

TEXT = "Anh là tấm gương cần cù (minh họa).\n\nCả thôn học theo."


def published(cast: Cast, count: int = 2, *, first: int = 1, way: Way = R4) -> tuple[Decision, list[DecisionLine]]:
    """A published decision and its award lines in the order of the list."""
    decision, _keys = Authority(cast, way).issued(count, first=first)
    return decision, lines_of(decision)


def issued(cast: Cast, count: int = 1, *, first: int = 1) -> tuple[Decision, list[DecisionLine]]:
    """A decision that is issued and not published."""
    authority = Authority(cast, R4)
    decision, _keys = authority.signed(count, first=first)
    authority.issue(decision)
    decision.refresh_from_db()
    return decision, lines_of(decision)


def lines_of(decision: Decision) -> list[DecisionLine]:
    """The lines of a decision in the order of its list."""
    return list(decision.lines.filter(void=False).select_related("nomination").order_by("position"))


def revoked(cast: Cast, line: DecisionLine, *, publish: bool = False) -> Decision:
    """The issued decision that revokes an award."""
    authority = Authority(cast, R4)
    decision = authority.revoked([line.nomination_id])
    if publish:
        publish_decision(decision, **authority.form)
        decision.refresh_from_db()
    return decision


def corrected(cast: Cast, line: DecisionLine, **texts: str) -> Decision:
    """The issued decision that corrects an award."""
    return Authority(cast, R4).corrected(line.nomination_id, **texts)


def rule(level: Level, day: date | None = None, **names: Any) -> PrivacyRule:
    """A rule of privacy from a day on, yesterday where none is said."""
    return PrivacyRule.objects.create(
        level=level, valid_from=day or timezone.localdate() - timedelta(days=1), document="CV 1 (minh họa)", **names
    )


def office_head(cast: Cast) -> Acts:
    """The head of the standing office of the province."""
    return cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")


def protected(cast: Cast, line: DecisionLine, level: Level) -> None:
    """The office lets the public see less of an award."""
    protect_award(line, **office_head(cast), level=level.value, reason="Bảo vệ trẻ em (minh họa)")


def unit_head(cast: Cast) -> Acts:
    """The head of the unit whose lines the tests award."""
    return cast.acts("duc-trong-head", Role.UNIT_HEAD, "ubnd-x-duc-trong")


def unit_officer(cast: Cast) -> Acts:
    """An officer of the same unit."""
    return cast.acts("duc-trong-officer", Role.UNIT_OFFICER, "ubnd-x-duc-trong")


def drafted(cast: Cast, lines: Sequence[DecisionLine] = (), *, title: str = "Gương sáng (minh họa)") -> Story:
    """A draft story of the unit."""
    told = Told(title, TEXT, [line.pk for line in lines])
    campaign = Campaign.objects.order_by("pk")[0]
    made = write_story(cast.organisation("ubnd-x-duc-trong"), campaign, told, **unit_officer(cast)).made
    return Story.objects.get(pk=made["story"])


def told(cast: Cast, lines: Sequence[DecisionLine] = ()) -> Story:
    """A published story of the unit."""
    story = drafted(cast, lines)
    publish_story(story, **unit_head(cast))
    story.refresh_from_db()
    return story


def got(path: str, *, language: str = "en", **headers: str) -> Any:
    """The answer to somebody whom nobody knows."""
    return Client(headers={"accept-language": language, **headers}).get(path)


def words(answer: Any) -> str:
    """The page as text with single spaces, marks of HTML resolved."""
    return " ".join(unescape(answer.content.decode()).split())


def names_found(query: str = "") -> list[str]:
    """The names that the register finds, as its JSON has them."""
    return [one["name"] for one in got(f"/register/awards.json{query}").json()["awards"]]
