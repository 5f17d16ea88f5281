"""Every address, for every role, at the own body and elsewhere: the page or 404, as the table says.

The page of something is for whoever holds a role of its row at a body that has to do with it. A page of a deed
answers 403, 404 or 409 to those of its role whose turn it is not. Nothing is changed by looking, nothing by posting
past a page. Whoever may open a page asks the whole service for it, and so does one person elsewhere; the others, for
whom it is not there, ask its view alone, which has to say so by itself.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.house.access_table import TABLE, UNDECLARED, Row
from tests.house.access_world import OTHERS, OWN, World
from tests.house.asking import Asking, typed_for
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
    invited = {one.name: getattr(one.callback, "for_invited", False) for one in _addresses(get_resolver().url_patterns)}
    assert {row.name: invited.get(row.name) for row in TABLE} == {row.name: row.invited for row in TABLE}
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
        code = world.codes.get(row.thing)
        kwargs = {"code": code} if code else {"pk": world.things[row.thing]}
    query = row.query.format_map(world.things)
    return reverse(row.name, kwargs=kwargs) + (f"?{query}" if query else "")


def _people(cast: Cast) -> list[Asking]:
    return [Asking(name, cast) for name in (*OWN, *OTHERS)]


def _may(row: Row, roles: frozenset[Role], *, own: bool) -> bool:
    """Whether the row is for the person: the role, and the own side where the address names something."""
    if row.who in {EVERYBODY, SIGNED_IN}:
        return True
    anywhere = row.anybody or not (row.thing or row.query)
    return bool(roles & frozenset(row.who)) and bool(own or anywhere)


def test_every_page_opens_for_whom_the_table_says_and_is_not_there_for_the_others(world: World, cast: Cast) -> None:
    people, before, wrong, unopened = _people(cast), everything(), [], []
    for row in TABLE:
        opened, url = False, _url(row, world)
        for one in people:
            may = _may(row, one.roles, own=one.name in OWN)
            status = one.got(url) if may or one.name == OTHERS[0] else one.got_of_the_view(url)
            opened |= may and status in OPENS
            if status != KEPT_OUT and not (may and status in OPENS | NOT_YOUR_TURN):
                wrong.append((row.name, one.name, status))
            if may and not row.thing and not row.query and not row.closed and status not in OPENS:
                wrong.append((row.name, one.name, status))
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
    people, before, wrong = _people(cast), everything(), []
    for row in TABLE:
        for one in people:
            if not _may(row, one.roles, own=one.name in OWN):
                send = one.sent if one.name == OTHERS[0] else one.sent_to_the_view
                status = send(_url(row, world), {"operation": "x", "on": "1"})
                if status != KEPT_OUT:
                    wrong.append((row.name, one.name, status))
    assert wrong == []
    assert written(before, everything()) == {}


def _lines(world: World) -> dict[int, State]:
    keys = {key for name, key in world.things.items() if "line" in name}
    return {one.pk: State(one.state) for one in Nomination.objects.filter(pk__in=keys)}


def test_an_act_on_a_line_is_not_there_for_people_elsewhere(world: World, cast: Cast) -> None:
    """Each act that a line's state knows; what it answers to the own side stands in `test_offered.py`."""
    people, before, wrong = [Asking(name, cast) for name in OTHERS], everything(), []
    for line, state in _lines(world).items():
        for act in (one for one in Transition if one.source is state and acts_directly(one)):
            for one in people:
                send = one.sent if one.name == OTHERS[0] else one.sent_to_the_view
                status = send(reverse("act", args=[act.name]), typed_for(act, line, one.acting))
                if status != KEPT_OUT:
                    wrong.append((act.name, one.name, status))
    assert wrong == []
    assert written(before, everything()) == {}
