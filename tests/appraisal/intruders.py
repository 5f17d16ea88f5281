"""Everybody who must not do a deed, tried one after the other; and what an operation id is good for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from tests.appraisal.given import appointed, delegated, tomorrow, yesterday
from tests.appraisal.proof import Acts, nothing_written, refused
from workflow.directory.models import User
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

ELSEWHERE: Final = "cdc-lam-dong"


@dataclass(frozen=True, slots=True)
class Deed:
    """A command on a stage that is set for it, and the post that may use it.

    `elsewhere` and `delegated` name the rules that stop the same role at another body, and a delegation.
    """

    name: str
    stage: Callable[[Cast], Callable[..., TransitionReport]]
    who: str
    role: Role
    at: str
    elsewhere: str = "role"
    delegated: str = "delegation"

    def __str__(self) -> str:
        return self.name

    def rightful(self, cast: Cast) -> Acts:
        """Who may."""
        return cast.acts(self.who, self.role, self.at)


def _intruders(cast: Cast, deed: Deed) -> dict[str, tuple[Acts, str]]:
    """Who may not, and the rule that says so."""
    rightful = deed.rightful(cast)
    off = appointed(cast, "nominee-67", deed.role, deed.at)
    off["actor"].is_active = False
    off["actor"].save()
    long_ago = yesterday() - timedelta(days=1)
    of_the_role = [row for row in Transition if any(post.role is deed.role for post in row.by.posts)]
    return {
        "without a post": ({**rightful, "capacity": None}, "appointment"),
        "a superuser": ({"actor": User.objects.create_superuser("root-1"), "capacity": None}, "appointment"),
        "a superuser under the post": (
            {**rightful, "actor": User.objects.create_superuser("root-2", person=cast.person("nominee-60"))},
            "appointment",
        ),
        "an administrator": (cast.acts("administrator", Role.ADMINISTRATOR), "role"),
        "another role there": (appointed(cast, "nominee-61", Role.FINANCE, deed.at), "role"),
        "the role elsewhere": (appointed(cast, "nominee-62", deed.role, ELSEWHERE), deed.elsewhere),
        "the post until yesterday": (
            appointed(cast, "nominee-63", deed.role, deed.at, from_day=long_ago, until=yesterday()),
            "expired",
        ),
        "the post from tomorrow": (
            appointed(cast, "nominee-64", deed.role, deed.at, from_day=tomorrow(), until=tomorrow()),
            "expired",
        ),
        "somebody switched off": (off, "appointment"),
        "by delegation": (delegated(cast, rightful["capacity"], "nominee-66", *of_the_role), deed.delegated),
    }


def try_everybody(cast: Cast, deed: Deed) -> None:
    """Each of them is refused by the rule, with one security entry; the system has no post at all."""
    act = deed.stage(cast)
    found = {}
    intruders = _intruders(cast, deed)
    for name, (acts, rule) in intruders.items():
        with nothing_written(but_security=int(bool(rule))):
            found[name] = _rule(act, acts) if rule else ""
    assert found == {name: rule for name, (_acts, rule) in intruders.items()}
    with refused("system"):
        act(actor=None, capacity=None)


def _rule(act: Callable[..., TransitionReport], acts: Acts) -> str:
    try:
        report = act(**acts)
    except Refused as no:
        return ", ".join(sorted({one.rule for one in no.all}))
    assert dict(report.moved) == {}
    return ", ".join(sorted({one.rule for some in report.refused.values() for one in some}))


def try_operation_ids(cast: Cast, deed: Deed) -> None:
    """An operation id brings back its first report, for its own person and request; nothing is done twice."""
    act: Callable[..., Any] = deed.stage(cast)
    for unusable in ("x" * 65, "số-1"):
        with refused("operation"):
            act(**deed.rightful(cast), operation_id=unusable)
    first = act(**deed.rightful(cast), operation_id="once")
    assert first.is_whole
    with nothing_written():
        again = act(**deed.rightful(cast), operation_id="once")
    assert (again.repeated, dict(again.moved), dict(again.made)) == (True, dict(first.moved), dict(first.made))
    with refused("operation"):
        act(**cast.acts("administrator", Role.ADMINISTRATOR), operation_id="once")
