"""(d) Page to page: one transition posted to our page of acts, and one step posted to viewflow's own two pages.

Both go through the test client of Django, the whole stack of middleware and a session of the same
person; each request begins with a new sign-in, so that no message of the request before is carried along.
"""

from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from tests.bench import flows
from tests.bench.measures import Measures, in_state, medians, statements, timed
from tests.bench.world import World
from workflow.directory.models import User
from workflow.directory.posts import posts_of
from workflow.dossiers.models import Nomination
from workflow.pages.keeping import mark_of
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

OURS, WITH_DESK, STOCK = "page, ours", "page, ours with desk rows", "page, stock viewflow"
NOTHING = "page, a POST that does nothing"


def pages(world: World, found: Measures) -> None:
    """The same acts as function to function, by their pages; the states are asserted when the clock has stopped."""
    many = found.sizes.singles
    _letter, leaving = world.with_head(many + 1)
    alone, tasks = world.single_letters(many), flows.begin(many)
    times: dict[str, list[float]] = {OURS: [], WITH_DESK: [], STOCK: [], NOTHING: []}
    for line, on_its_own, task in zip(leaving, alone, tasks, strict=False):
        times[OURS].append(timed(_act(world, Transition.NOT_ENDORSE, line)))
        times[WITH_DESK].append(timed(_act(world, Transition.SEND_BACK, on_its_own)))
        times[STOCK].append(timed(_step(world, task)))
        times[NOTHING].append(timed(_nothing(world)))
    in_state(leaving[:many], State.NOT_ENDORSED)
    in_state(alone, State.DRAFT)
    _all_done(tasks)
    medians(times, found)
    _count(world, found)


def _count(world: World, found: Measures) -> None:
    _letter, leaving = world.with_head(2)
    (alone,), (task,) = world.single_letters(1), flows.begin(1)
    posts = {
        OURS: _act(world, Transition.NOT_ENDORSE, leaving[0]),
        WITH_DESK: _act(world, Transition.SEND_BACK, alone),
        STOCK: _step(world, task),
        NOTHING: _nothing(world),
    }
    for name, post in posts.items():
        found.statements[name], sent = statements(post)
        found.listing[name] = [" ".join(query["sql"].split())[:100] for query in sent]
    in_state(leaving[:1], State.NOT_ENDORSED)
    in_state([alone], State.DRAFT)
    _all_done([task])


def _all_done(tasks: Sequence[int]) -> None:
    if flows.open_ones(list(tasks)):
        raise AssertionError(tasks)


def _act(world: World, transition: Transition, line: int) -> Callable[[], None]:
    """The form of one transition, filled as our page gives it, and ready to be posted."""
    user = world.head()
    post = next(one for one in posts_of(user, world.today) if one.role is Role.UNIT_HEAD)
    given = {
        "on": line,
        "operation": uuid4().hex,
        "owner": mark_of(user),
        "seen": f"{line}:{Nomination.objects.get(pk=line).version}",
        "under": post.key,
        "code": "OTHER",
        "text": "Lý do (minh họa)",
    }
    return partial(_post, signed_in(user), [(reverse("act", args=[transition.name]), given)])


def _step(world: World, task: int) -> Callable[[], None]:
    """The forms of viewflow's own pages for one human task: claim it, then do it."""
    assign, execute = flows.addresses(task)
    return partial(_post, signed_in(world.head()), [(assign, {}), (execute, {"data": '{"reviewed": true}'})])


def _nothing(world: World) -> Callable[[], None]:
    """The choice of a language: what any POST costs before and after its view."""
    return partial(_post, signed_in(world.head()), [(reverse("set_language"), {"language": "vi", "next": "/"})])


def _post(client: Client, forms: Sequence[tuple[str, dict[str, Any]]]) -> None:
    for address, given in forms:
        answer = client.post(address, given)
        if answer.status_code != HTTPStatus.FOUND:
            raise AssertionError((address, answer.status_code, answer.content.decode()))


def signed_in(user: User) -> Client:
    """A browser of the person. A server has loaded its middleware before the first request."""
    client = Client()
    client.handler.load_middleware()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
