"""Visible is allowed: what a page offers the door does not refuse for lack of authority; what it hides nobody makes."""

from collections.abc import Iterator
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.house.access_world import OWN, World
from tests.support.everything import everything, written
from workflow.dossiers.door import preview_transitions
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import acts_directly, offers_for, posts_for
from workflow.dossiers.visibility import visible_to
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

ACTS: Final = tuple(one for one in Transition if acts_directly(one))
OPEN_NOW: Final = frozenset(
    {
        State.DRAFT,
        State.WITH_HEAD,
        State.WITH_OFFICE,
        State.IN_SUPPLEMENT,
        State.WITH_COUNCIL,
        State.TO_PRESENT,
        State.WITH_DECIDER,
        State.ON_HOLD,
    }
)
"""The states in which the world holds a line."""
_given: Final = {
    "code": "COMPLAINT",
    "text": "Minh họa",
    "document": "Văn bản minh họa",
    "reply_by": "01/12/2026",
    "review_on": "01/12/2026",
    "seen": "",
}


@pytest.fixture
def people(cast: Cast) -> list[Acting]:
    """One person for each role at the own bodies, in a world with a line on every desk."""
    World.made(cast)
    assert set(Nomination.objects.values_list("state", flat=True)) == OPEN_NOW
    return [Acting(cast.user(name), timezone.localdate()) for name in OWN]


def _offered(acting: Acting) -> Iterator[tuple[Transition, Nomination]]:
    """The acts that a page with all lines the person sees would offer, each with the lines it fits."""
    seen = list(visible_to(acting.user, acting.today))
    for act in ACTS:
        yield from ((act, line) for line in seen if line.state == act.source and posts_for(act, line, acting))


def test_of_what_is_offered_the_door_refuses_nothing_for_lack_of_authority_or_for_the_state(
    people: list[Acting],
) -> None:
    wrong, number = [], 0
    for acting in people:
        for act, line in _offered(acting):
            assert [one.count for one in offers_for([line], acting) if one.transition is act] == [1]
            under = posts_for(act, line, acting)[0].under
            refused = preview_transitions([act], [line.pk], acting.user, capacity=under)[act].refused
            number += 1
            wrong += [
                (acting.name, act.name, line.state, str(one.reason))
                for one in refused.get(line.pk, ())
                if one.of_authority or one.rule == "state"
            ]
    assert wrong == []
    assert number > len(ACTS) // 2, "hardly anything is offered: the test has nothing to say"


def test_what_is_not_offered_to_people_of_the_own_side_is_refused_when_it_is_posted(people: list[Acting]) -> None:
    lines, before, wrong = list(Nomination.objects.order_by("pk")), _data(), []
    for acting in people:
        client = Client(raise_request_exception=False)
        client.force_login(acting.user)
        offered = {(act, line.pk) for act, line in _offered(acting)}
        for act in ACTS:
            hidden = [one.pk for one in lines if one.state == act.source and (act, one.pk) not in offered]
            if hidden and (status := _posted(client, acting, act, hidden)) not in {403, 404, 422}:
                wrong.append((acting.user.username, act.name, status))
    assert wrong == []
    assert written(before, _data()) == {}


def _posted(client: Client, acting: Acting, act: Transition, lines: list[int]) -> int:
    """The status of the act posted under the person's first post."""
    own = {"on": lines, "operation": f"{act.name}-{acting.user.pk}", "under": acting.held[0].key}
    return client.post(reverse("act", args=[act.name]), {**_given, **own}).status_code


def _data() -> dict[str, list[tuple[object, ...]]]:
    """Everything but the record, to which a lack of authority is written, and what a sign-in writes."""
    signing_in = {"workflow_user", "django_session"}
    return {name: rows for name, rows in everything().items() if "audit" not in name and name not in signing_in}
