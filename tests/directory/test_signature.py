"""What stands above a signature, by the kind of post, the collective and the day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import appoint_new, delegation, today, tomorrow, yesterday
from workflow.directory.models import Appointment, Delegation
from workflow.directory.signature import block_of
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def _above(post: Appointment | Delegation, *, of_the_body: bool = True, day: date | None = None) -> list[str]:
    appointment, lent = (post.giver_id, post.pk) if isinstance(post, Delegation) else (post.pk, None)
    return block_of(appointment, lent, day or today(), of_the_body=of_the_body)


def _titled(post: Appointment, title: str) -> Appointment:
    post.title = title
    post.save()
    return post


def _post(cast: Cast, kind: str, title: str, at: str = "so-nnmt", **days: Any) -> Appointment:
    made = appoint_new(f"{kind}-{title}", Role.UNIT_HEAD, cast.organisation(at), kind=kind, **days)
    return _titled(made["capacity"], title)


def test_the_holder_signs_under_the_title_alone(cast: Cast) -> None:
    assert _above(cast.post("nnmt-head", Role.UNIT_HEAD)) == ["Giám đốc Sở"]


def test_a_deputy_signs_for_the_title_of_the_holder_over_the_own_one(cast: Cast) -> None:
    assert _above(cast.post("nnmt-deputy", Role.UNIT_HEAD)) == ["KT. Giám đốc Sở", "Phó Giám đốc Sở"]


def test_who_acts_signs_under_the_title_with_its_letter(cast: Cast) -> None:
    assert _above(_post(cast, "ACTING", "Giám đốc")) == ["Q. Giám đốc"]


def test_the_holder_of_the_day_counts_then_the_last_one(cast: Cast) -> None:
    deputy, head = cast.post("nnmt-deputy", Role.UNIT_HEAD), cast.post("nnmt-head", Role.UNIT_HEAD)
    Appointment.objects.filter(pk=head.pk).update(until=today())
    _post(cast, "HOLDER", "Quyền hạn mới", from_day=tomorrow())
    assert _above(deputy)[0] == "KT. Giám đốc Sở"
    assert _above(deputy, day=tomorrow())[0] == "KT. Quyền hạn mới"
    Appointment.objects.filter(title="Quyền hạn mới").delete()
    assert _above(deputy, day=tomorrow())[0] == "KT. Giám đốc Sở"


def test_where_nobody_ever_held_the_post_the_words_of_every_paper_stand(cast: Cast) -> None:
    deputy = cast.post("nnmt-deputy", Role.UNIT_HEAD)
    Appointment.objects.filter(pk=cast.post("nnmt-head", Role.UNIT_HEAD).pk).update(role=Role.UNIT_OFFICER.value)
    first, second = _above(deputy)
    assert first.startswith("KT. ")
    assert len(first) > len("KT. ")
    assert second == "Phó Giám đốc Sở"


@pytest.mark.parametrize("kind", ["TL", "TUQ"])
def test_a_delegate_signs_under_the_givers_title_over_the_own_one(cast: Cast, kind: str) -> None:
    giver = cast.post("nnmt-head", Role.UNIT_HEAD)
    given = delegation(giver, cast.person("gddt-head"), "ENDORSE", kind=kind)
    assert _above(given) == [f"{kind}. Giám đốc Sở", cast.post("gddt-head", Role.UNIT_HEAD).title]


def test_a_delegate_without_a_post_signs_under_the_givers_title_alone(cast: Cast) -> None:
    given = delegation(cast.post("nnmt-head", Role.UNIT_HEAD), cast.person("nominee-70"), "ENDORSE", kind="TUQ")
    assert _above(given) == ["TUQ. Giám đốc Sở"]


def test_a_post_of_a_council_or_one_that_has_ended_is_no_title_of_a_delegate(cast: Cast) -> None:
    who = cast.person("nominee-70")
    for role, at, until in (
        (Role.COUNCIL_MEMBER, "hd-tdkt-tinh", None),
        (Role.AUDITOR, "so-nnmt", None),
        (Role.UNIT_OFFICER, "so-nnmt", yesterday()),
    ):
        body = Appointment.objects.filter(role=role.value)[0].organisation if at == "hd-tdkt-tinh" else None
        days: dict[str, Any] = {"from_day": today() - timedelta(days=9), "until": until}
        appoint_new("x", role, body or cast.organisation(at), person=who, **days)
    given = delegation(cast.post("nnmt-head", Role.UNIT_HEAD), who, "ENDORSE", kind="TUQ")
    assert _above(given) == ["TUQ. Giám đốc Sở"]


def _of_a_committee(cast: Cast, kind: str, title: str) -> Appointment:
    return _post(cast, kind, title, at="ubnd-tinh")


@pytest.mark.parametrize(
    ("kind", "title", "above"),
    [
        ("HOLDER", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "Chủ tịch"]),
        ("DEPUTY", "Phó Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "KT. Chủ tịch", "Phó Chủ tịch"]),
        ("ACTING", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "Q. Chủ tịch"]),
    ],
)
def test_a_letter_of_a_committee_names_the_collective_and_its_decision_does_not(
    cast: Cast, kind: str, title: str, above: list[str]
) -> None:
    if kind == "DEPUTY":
        _of_a_committee(cast, "HOLDER", "Chủ tịch")
    post = _of_a_committee(cast, kind, title)
    assert _above(post) == above
    assert _above(post, of_the_body=False) == above[1:]


def test_whoever_signs_by_delegation_does_not_speak_for_the_collective(cast: Cast) -> None:
    given = delegation(_of_a_committee(cast, "HOLDER", "Chủ tịch"), cast.person("nominee-70"), "ENDORSE", kind="TL")
    assert _above(given) == ["TL. Chủ tịch"]


def test_it_costs_one_statement_or_two(cast: Cast) -> None:
    deputy = cast.post("nnmt-deputy", Role.UNIT_HEAD)
    given = delegation(cast.post("nnmt-head", Role.UNIT_HEAD), cast.person("nominee-70"), "ENDORSE")
    for post, many in ((deputy, 1), (given, 2)):
        with CaptureQueriesContext(connection) as captured:
            _above(post)
        assert len(captured) == many
