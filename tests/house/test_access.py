"""Every address, for every role, at the own body and elsewhere: the page or 404, as the table says.

The page of something is for whoever holds a role of its row at a body that has to do with it. A page of a deed
answers 403, 404 or 409 to those of its role whose turn it is not. Nothing is changed by looking, nothing by posting
past a page.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final, cast

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.house.access_table import TABLE, UNDECLARED, Row
from tests.house.access_world import OTHERS, OWN, World
from tests.support.everything import everything, written
from workflow.directory.models import User
from workflow.directory.posts import posts_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import acts_directly
from workflow.management.demo.cast import Cast
from workflow.pages.access import EVERY_POST, EVERYBODY, SIGNED_IN
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

OPENS: Final = frozenset({HTTPStatus.OK, HTTPStatus.FOUND})
KEPT_OUT: Final = HTTPStatus.NOT_FOUND
NOT_YOUR_TURN: Final = frozenset(
    {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.CONFLICT}
)
Found = list[tuple[str, str, int]]


def _addresses(patterns: list[Any]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from _addresses(one.url_patterns)
        else:
            yield one


# The table and the decorators ------------------------------------------------------------------------


def test_every_address_is_in_the_table_and_every_row_has_its_address() -> None:
    names = [str(one.name) for one in _addresses(get_resolver().url_patterns)]
    assert sorted(name for name in names if name not in UNDECLARED) == sorted({row.name for row in TABLE})


def test_every_view_declares_what_the_table_says() -> None:
    declared = {one.name: getattr(one.callback, "seen_by", None) for one in _addresses(get_resolver().url_patterns)}
    assert {row.name: declared.get(row.name) for row in TABLE} == {row.name: row.who for row in TABLE}
    assert [name for name in UNDECLARED if declared[name] is not None] == []


def test_the_people_of_the_world_hold_every_role(cast: Cast) -> None:
    held = {role for name in OWN for role in _roles(cast.user(name))}
    assert held == EVERY_POST


def test_the_people_elsewhere_hold_no_post_at_the_own_bodies(cast: Cast) -> None:
    own = {post.organisation.code for name in OWN for post in _posts(cast.user(name))}
    elsewhere = {post.organisation.code for name in OTHERS for post in _posts(cast.user(name))}
    assert own & elsewhere == set()


def _posts(user: User) -> tuple[Any, ...]:
    return posts_of(user, timezone.localdate())


def _roles(user: User) -> frozenset[Role]:
    return frozenset(post.role for post in _posts(user))


# The matrix --------------------------------------------------------------------------------------------


@pytest.fixture
def world(cast: Cast) -> World:
    """Something on every desk."""
    return World.made(cast)


def _url(row: Row, world: World) -> str:
    kwargs: dict[str, Any] = {"name": "WITHDRAW_DRAFT"} if row.name == "act" else {}
    if row.thing:
        kwargs = {"pk": world.things[row.thing]}
    query = row.query.format_map(world.things)
    return reverse(row.name, kwargs=kwargs) + (f"?{query}" if query else "")


def _got(client: Client, url: str) -> int:
    """The status of a page; 500 where it breaks. A file that is sent is closed again."""
    answer = client.get(url)
    if answer.streaming:
        b"".join(cast("Any", answer).streaming_content)
    return answer.status_code


def _clients(names: Iterator[str] | tuple[str, ...], cast: Cast) -> dict[str, Client]:
    clients = {}
    for name in names:
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(cast.user(name))
    return clients


def _may(row: Row, roles: frozenset[Role], *, own: bool) -> bool:
    """Whether the row is for the person: the role, and the own side where the address names something."""
    if row.who in {EVERYBODY, SIGNED_IN}:
        return True
    anywhere = row.anybody or not (row.thing or row.query)
    return bool(roles & frozenset(row.who)) and bool(own or anywhere)


def test_every_page_opens_for_whom_the_table_says_and_is_not_there_for_the_others(world: World, cast: Cast) -> None:
    clients = _clients((*OWN, *OTHERS), cast)
    roles = {name: _roles(cast.user(name)) for name in clients}
    before, wrong, unopened = everything(), [], []
    for row in TABLE:
        opened = False
        for name, client in clients.items():
            status = _got(client, _url(row, world))
            may = _may(row, roles[name], own=name in OWN)
            opened |= may and status in OPENS
            if status != KEPT_OUT and not (may and status in OPENS | NOT_YOUR_TURN):
                wrong.append((row.name, name, status))
            if may and not row.thing and not row.query and not row.closed and status not in OPENS:
                wrong.append((row.name, name, status))
        if not (opened or row.closed):
            unopened.append(row.name)
    assert (wrong, unopened) == ([], [])
    assert written(before, everything()) == {}, "a page has changed something"


def test_nobody_sees_a_page_without_a_sign_in(world: World) -> None:
    client, wrong = Client(), []
    for row in TABLE:
        answer = client.get(_url(row, world))
        to_sign_in = answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith("/accounts/login/")
        if not to_sign_in and row.who != EVERYBODY:
            wrong.append((row.name, answer.status_code))
    assert wrong == []


def test_what_is_not_there_for_a_person_takes_no_form_either(world: World, cast: Cast) -> None:
    clients = _clients((*OWN, *OTHERS), cast)
    roles = {name: _roles(cast.user(name)) for name in clients}
    before, wrong = everything(), []
    for row in TABLE:
        for name, client in clients.items():
            if not _may(row, roles[name], own=name in OWN):
                status = client.post(_url(row, world), {"operation": "x", "on": "1"}).status_code
                if status != KEPT_OUT:
                    wrong.append((row.name, name, status))
    assert wrong == []
    assert written(before, everything()) == {}


def _lines(world: World) -> dict[int, State]:
    keys = {key for name, key in world.things.items() if "line" in name}
    return {one.pk: State(one.state) for one in Nomination.objects.filter(pk__in=keys)}


def test_an_act_that_is_not_offered_is_refused_when_posted(world: World, cast: Cast) -> None:
    """Each act that a line's state knows, posted by people elsewhere and by people of the own side without the role."""
    clients = _clients((*OWN, *OTHERS), cast)
    roles = {name: _roles(cast.user(name)) for name in clients}
    before, wrong = _data(), []
    for line, state in _lines(world).items():
        for act in (one for one in Transition if one.source is state and acts_directly(one)):
            for name, client in clients.items():
                if name in OWN and roles[name] & {post.role for post in act.by.posts}:
                    continue
                status = _posted(client, cast.user(name), act, line)
                allowed = {403, 404, 422} if name in OWN else {404}
                if status not in allowed:
                    wrong.append((act.name, name, status))
    assert wrong == []
    assert written(before, _data()) == {}


def _data() -> dict[str, list[tuple[object, ...]]]:
    """Everything but the record, to which a lack of authority is written, and the version of whoever lacked it."""
    return {table: rows for table, rows in everything().items() if "audit" not in table and table != "workflow_user"}


def _posted(client: Client, user: User, act: Transition, line: int) -> int:
    posts = _posts(user)
    given = {
        "on": line,
        "operation": f"{act.name}-{line}-{user.pk}",
        "under": posts[0].key,
        "seen": "",
        "code": "COMPLAINT",
        "text": "Minh họa",
        "document": "Văn bản minh họa",
        "reply_by": "01/12/2026",
        "review_on": "01/12/2026",
    }
    return client.post(reverse("act", args=[act.name]), given).status_code
