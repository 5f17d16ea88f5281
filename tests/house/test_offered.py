"""Visible is allowed: what a page offers the door does not refuse for lack of authority; what it hides nobody makes."""

from collections.abc import Iterator, Sequence
from typing import Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.dossiers.pages_given import filled, signed_in
from tests.house.access_world import OWN, World
from tests.house.asking import Asking, typed_for
from tests.support.everything import Rows, everything, written
from workflow.dossiers.door import preview_transitions
from workflow.dossiers.forms import grounds_of
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
        State.AWARDED,
    }
)
"""The states in which the world holds a line."""


UNREADY: Final = (
    "CLEAR",
    "REFER_TO_COUNCIL",
    "RULE_INELIGIBLE",
    "RULE_INELIGIBLE_ON_HOLD",
    "RECALL_SUPPLEMENT",
    "SEND_BACK_SUPPLEMENT",
)
"""Acts for which every line of the world lacks something, a sheet or an answer: its form says so."""


@pytest.fixture
def people(cast: Cast) -> list[Asking]:
    """One person for each role at the own bodies, in a world with a line on every desk."""
    World.made(cast)
    assert set(Nomination.objects.values_list("state", flat=True)) == OPEN_NOW | {State.AWARDED}
    return [Asking(name, cast) for name in OWN]


def _seen_by(acting: Acting) -> list[Nomination]:
    return list(visible_to(acting.user, acting.today).order_by("pk"))


def _offered(acting: Acting, seen: Sequence[Nomination]) -> Iterator[tuple[Transition, Nomination]]:
    """The acts that a page with all lines the person sees would offer, each with the lines it fits."""
    for act in ACTS:
        yield from ((act, line) for line in seen if line.state == act.source and posts_for(act, line, acting))


def test_of_what_is_offered_the_door_refuses_nothing_for_lack_of_authority_or_for_the_state(
    people: list[Asking],
) -> None:
    wrong, number = [], 0
    for acting in (one.acting for one in people):
        for act, line in _offered(acting, _seen_by(acting)):
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


def test_what_is_not_offered_to_people_of_the_own_side_is_refused_when_it_is_posted(people: list[Asking]) -> None:
    """One line at a time, so that no refusal hides behind another's. Of those not seen the view says there are none."""
    lines, before, wrong = list(Nomination.objects.order_by("pk")), _data(), []
    for one in people:
        seen = _seen_by(one.acting)
        offered = {(act, line.pk) for act, line in _offered(one.acting, seen)}
        for act, line in ((act, line) for act in ACTS for line in lines if line.state == act.source):
            if (act, line.pk) in offered:
                continue
            url, typed = reverse("act", args=[act.name]), typed_for(act, line.pk, one.acting)
            is_seen = line in seen
            status = one.sent(url, typed) if is_seen else one.sent_to_the_view(url, typed)
            if status not in ({403, 422} if is_seen else {404}):
                wrong.append((one.name, act.name, line.pk, status))
    assert wrong == []
    assert written(before, _data()) == {}


def _made(client: Client, act: Transition, line: Nomination) -> tuple[int, State]:
    """The answer to the form of an act, and where the line is then; afterwards everything is as it was."""
    url = reverse("act", args=[act.name]) + f"?on={line.pk}"
    before = transaction.savepoint()
    try:
        page = client.get(url)
        if page.status_code != 200:
            return page.status_code, State(line.state)
        form = page.context["form"]
        asked = {name: value for name, value in _TYPED.items() if name in form.fields}
        asked |= {"code": next(iter(grounds_of(act)), "OTHER")} if "code" in form.fields else {}
        status = client.post(url, filled(client, url, **asked)).status_code
        return status, State(Nomination.objects.values_list("state", flat=True).get(pk=line.pk))
    finally:
        transaction.savepoint_rollback(before)


_TYPED: Final = {
    "text": "Minh họa",
    "document": "Văn bản minh họa",
    "reply_by": "01/12/2030",
    "review_on": "01/12/2030",
}


def _data() -> Rows:
    """Everything but the record, to which a lack of authority is written, and the version of whoever lacked it."""
    return {name: rows for name, rows in everything().items() if "audit" not in name and name != "workflow_user"}


def test_every_act_that_somebody_is_offered_is_made_by_its_page(cast: Cast, people: list[Asking]) -> None:
    """The form as the page gives it, filled as it asks: the first of those to whom it is offered who is not refused."""
    made: set[Transition] = set()
    refused: dict[Transition, set[int]] = {}
    for one in people:
        client = signed_in(cast, one.name.removeprefix("demo-"))
        for act, line in _offered(one.acting, _seen_by(one.acting)):
            if act in made:
                continue
            status, state = _made(client, act, line)
            if status == 302:
                made.add(act)
                assert state is (State(line.resume_to) if act is Transition.RESUME else act.target), (act, state)
            else:
                refused.setdefault(act, set()).add(status)
    assert {act.name: some for act, some in refused.items() if act not in made} == {name: {422} for name in UNREADY}
    assert len(made) > len(ACTS) // 2
