"""Numbers of decisions: dense in the own register, each given once, the cancelled ones kept and never given again."""

from typing import Any

import pytest
from django.utils import timezone

from tests.appraisal.given import states, today, yesterday
from tests.appraisal.proof import invalid, refused
from tests.decisions.given import Authority
from tests.directory.given import last_entry
from tests.dossiers.pages_given import sent, signed_in, text_of
from tests.support.walk import R1, R3S
from workflow.decisions.commands import issue_decision, sign_decision
from workflow.decisions.models import Decision
from workflow.decisions.register import cancel_number
from workflow.directory.models import NumberRegister, Organisation
from workflow.directory.numbers import CancelledNumber, Series, next_number
from workflow.management.demo.cast import Cast

WHY: dict[str, Any] = {"reason": "Văn bản bị hỏng khi in (minh họa)", "document": "Biên bản số 3 ngày 02/11/2026"}


def _number(authority: Authority, ordinal: int) -> str:
    """The number that the authority's register would give."""
    register = NumberRegister.objects.filter(organisation__code=authority.way.bodies.authority, series="QĐ")
    register.delete()
    organisation = Organisation.objects.get(code=authority.way.bodies.authority)
    number = ""
    for _one in range(ordinal):
        number = next_number(organisation.pk, Series.DECISION, today())
    register.delete()
    return number


def _body(authority: Authority) -> Organisation:
    return Organisation.objects.get(code=authority.way.bodies.authority)


def test_the_own_register_passes_over_a_cancelled_number_and_misses_none(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    second = _number(authority, 2)
    cancel_number(_body(authority), second, today().year, **authority.form, **WHY)
    given = []
    for first in (1, 5):
        decision, lines = authority.checked(1, first=first)
        given.append(str(sign_decision(decision, **authority.decider).made["number"]))
        assert states(lines) == ["AWARDED"]
    numbers = [*given, *CancelledNumber.objects.values_list("number", flat=True)]
    assert sorted(number.split("/")[0] for number in numbers) == ["01", "02", "03"]


def test_a_cancelled_number_is_not_given_by_hand_in_its_year(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    cancel_number(_body(authority), " 15/QĐ-UBND ", today().year, **authority.clerk, **WHY)
    with invalid("number"):
        issue_decision(decision, "15/QĐ-UBND", today(), **authority.clerk)
    issue_decision(decision, "16/QĐ-UBND", today(), **authority.clerk)


def test_who_cancelled_which_number_why_and_by_what_is_kept(cast: Cast) -> None:
    authority = Authority(cast)
    body = _body(authority)
    cancel_number(body, "15/QĐ-UBND", today().year, **authority.clerk, **WHY)
    kept = CancelledNumber.objects.get()
    assert (kept.number, kept.year, kept.reason, kept.document) == (
        "15/QĐ-UBND",
        today().year,
        WHY["reason"],
        WHY["document"],
    )
    deed, person, data, personal = last_entry(f"organisation:{body.pk}")
    assert (deed, person, data["number"], data["year"]) == ("NUMBER_CANCELLED", kept.by_id, "15/QĐ-UBND", today().year)
    assert personal == WHY


def test_a_number_that_a_decision_bears_stands(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.issued(1)
    with invalid("number"):
        cancel_number(_body(authority), decision.number, today().year, **authority.clerk, **WHY)
    assert Decision.objects.get(pk=decision.pk).issued_at is not None


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("number", {"number": "  "}),
        ("number", {"number": "x" * 61}),
        ("year", {"year": timezone.localdate().year - 2}),
        ("year", {"year": timezone.localdate().year + 1}),
        ("year", {"year": 99_999}),
        ("reason", {"reason": " "}),
        ("document", {"document": ""}),
        ("document", {"document": "x" * 201}),
    ],
)
def test_what_is_not_usable_is_named(cast: Cast, field: str, given: dict[str, Any]) -> None:
    authority = Authority(cast)
    asked: dict[str, Any] = {"number": "15/QĐ", "year": today().year, **WHY, **given}
    with invalid(field):
        cancel_number(_body(authority), **asked, **authority.clerk)


def test_a_number_is_cancelled_once(cast: Cast) -> None:
    authority = Authority(cast)
    cancel_number(_body(authority), "15/QĐ", today().year, **authority.clerk, **WHY)
    with invalid("number"):
        cancel_number(_body(authority), "15/QĐ", today().year, **authority.clerk, **WHY)
    cancel_number(_body(authority), "15/QĐ", today().year - 1, **authority.clerk, **WHY)


def test_only_the_records_clerk_of_the_authority_cancels(cast: Cast) -> None:
    authority = Authority(cast)
    for acts in (authority.form, authority.decider, Authority(cast, R3S).form):
        with refused("role", security=True):
            cancel_number(_body(authority), "15/QĐ", today().year, **acts, **WHY)


def test_the_register_lists_what_was_given_and_what_was_cancelled(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.issued(1)
    clerk = signed_in(cast, R1.bodies.clerk)
    body = _body(authority)
    path = f"/decisions/numbers/{body.pk}/cancel/"
    assert sent(clerk, path, number="15/QĐ-UBND", **WHY).status_code == 302
    for name in (R1.bodies.clerk, R1.bodies.form, "inspector"):
        page = signed_in(cast, name).get(f"/decisions/numbers/?of={body.pk}")
        assert {row[0] for row in page.context["page"]} == {decision.number, "15/QĐ-UBND"}
        assert WHY["reason"] in text_of(page)
    narrowed = clerk.get(f"/decisions/numbers/?of={body.pk}&q=15/qd")
    assert [row[0] for row in narrowed.context["page"]] == ["15/QĐ-UBND"]
    assert list(clerk.get(f"/decisions/numbers/?of={body.pk}&year={yesterday().year - 1}").context["page"]) == []
    again = sent(clerk, path, number=decision.number, **WHY)
    assert (again.status_code, WHY["reason"] in text_of(again)) == (422, True)


def test_the_register_of_another_authority_is_not_there(cast: Cast) -> None:
    clerk, other = signed_in(cast, R1.bodies.clerk), _body(Authority(cast, R3S))
    assert clerk.get(f"/decisions/numbers/?of={other.pk}").status_code == 404
    assert clerk.get(f"/decisions/numbers/{other.pk}/cancel/").status_code == 404
    assert signed_in(cast, "nnmt-officer").get("/decisions/numbers/").status_code in {403, 404}
