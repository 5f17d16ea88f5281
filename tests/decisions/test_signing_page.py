"""The signing page: what is clean and what is to be looked at, the password again, and nothing lost when refused."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import desk, related, states
from tests.decisions.given import PASSWORD, Authority, annexed, signer, taken_up
from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.support.walk import R1
from workflow.decisions.models import Decision
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

WHY = "Thành tích nổi bật, được nhân dân ghi nhận"


def _path(decision: Decision) -> str:
    return reverse("decision_sign", args=[decision.pk])


def _decider(cast: Cast) -> Client:
    return signer(cast, R1.bodies.decider)


def test_the_page_says_how_many_are_clean_and_shows_the_others_first_with_rule_fact_and_basis(cast: Cast) -> None:
    decision, lines = taken_up(Authority(cast), 3)
    page = signed_in(cast, R1.bodies.decider).get(_path(decision))
    form, text = page.context["form"], text_of(page)
    assert "2 clean, 1 to look at." in text
    assert [row.line.pk for row in form.exceptions] == lines[:1]
    assert [row.line.pk for row in form.clean_lines] == lines[1:]
    assert "The council did not support it: 0 for, 13 against" in text
    assert "Opinion of the council" in text or form.exceptions[0].cautions[0].basis_label in text


def test_the_clean_ones_are_signed_in_one_act_from_the_page_of_the_decision(cast: Cast) -> None:
    decision, lines = taken_up(Authority(cast), 3)
    decider = _decider(cast)
    page = decider.get(reverse("decision", args=[decision.pk]))
    (clean,) = [one.url for one in page.context["deeds"] if "clean" in one.url]
    given = filled(decider, clean)
    assert given["leaving"] in (lines[0], str(lines[0]))
    answer = decider.post(clean, {**given, "password": PASSWORD})
    assert answer.status_code == 302
    assert annexed(decision) == [(lines[1], "AWARD"), (lines[2], "AWARD")]
    left = Decision.objects.exclude(pk=decision.pk).get()
    assert (desk(decision.case_id), desk(left.case_id)) == ("issue", "sign")
    assert answer["Location"] == reverse("decision", args=[left.pk])


def test_a_line_is_awarded_against_the_advice_with_a_reason_typed_on_the_page(cast: Cast) -> None:
    decision, lines = taken_up(Authority(cast))
    decider, field = _decider(cast), f"otherwise[{lines[0]}]"
    answer = sent(decider, _path(decision), password=PASSWORD)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert sent(decider, _path(decision), **{field: WHY, "password": PASSWORD}).status_code == 302
    issued = signed_in(cast, R1.bodies.form).get(reverse("decision", args=[decision.pk]))
    assert WHY in text_of(issued)


def test_the_unit_does_not_read_why_the_decider_differs_from_the_council(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority)
    given = {f"otherwise[{lines[0]}]": WHY, "password": PASSWORD}
    sent(_decider(cast), _path(decision), **given)
    authority.issue(decision)
    unit = text_of(signed_in(cast, "nnmt-officer").get(reverse("decision", args=[decision.pk])))
    assert (cast.person("nominee-01").full_name in unit, WHY in unit) == (True, False)


@pytest.mark.parametrize("password", ["", "sai-mật-khẩu"])
def test_a_wrong_password_signs_nothing_and_loses_nothing(cast: Cast, password: str) -> None:
    decision, lines = taken_up(Authority(cast))
    decider = _decider(cast)
    given = {f"otherwise[{lines[0]}]": WHY, "password": password}
    form = filled(decider, _path(decision), **given)
    answer = decider.post(_path(decision), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])
    assert (WHY in text_of(answer), "sai-mật-khẩu" in text_of(answer)) == (True, False)
    assert (states(lines), annexed(decision), desk(decision.case_id)) == (["WITH_DECIDER"] * 2, [], "sign")


def test_after_too_many_wrong_passwords_not_even_the_right_one_signs(cast: Cast) -> None:
    decision, _lines = Authority(cast).checked(1)
    decider = _decider(cast)
    for _try in range(settings.AXES_FAILURE_LIMIT):
        answer = sent(decider, _path(decision), password="sai")  # noqa: S106 -- the wrong one
    answer = sent(decider, _path(decision), password=PASSWORD)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])
    assert "Wait" in text_of(answer)
    assert annexed(decision) == []


def test_another_persons_password_does_not_sign(cast: Cast) -> None:
    decision, _lines = Authority(cast).checked(1)
    signer(cast, "vice-chairman")
    answer = sent(signed_in(cast, R1.bodies.decider), _path(decision), password=PASSWORD)
    assert (answer.status_code, annexed(decision)) == (422, [])


def test_a_line_left_for_later_has_no_reason(cast: Cast) -> None:
    decision, lines = taken_up(Authority(cast))
    field = f"declined[{lines[0]}]"
    given: dict[str, Any] = {"leaving": [str(lines[0])], field: "Không", "password": PASSWORD}
    answer = sent(_decider(cast), _path(decision), **given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_deputy_signs_kt_and_sees_by_which_document(cast: Cast) -> None:
    decision, lines = Authority(cast).checked(1)
    related(cast.person("nominee-01"), cast.person("chairman"))
    deputy = signer(cast, "vice-chairman")
    page = text_of(deputy.get(_path(decision)))
    assert ("KT. " in page, cast.post("vice-chairman", Role.DECIDER).document in page) == (True, True)
    assert sent(deputy, _path(decision), password=PASSWORD).status_code == 302
    assert annexed(decision) == [(lines[0], "AWARD")]


def test_looking_at_the_page_writes_nothing(cast: Cast) -> None:
    decision, _lines = taken_up(Authority(cast))
    decider = signed_in(cast, R1.bodies.decider)
    with unwritten():
        decider.get(_path(decision))


def test_the_page_needs_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    authority = Authority(cast)
    decider = signed_in(cast, R1.bodies.decider)
    counts = []
    for first, many in ((1, 2), (5, 20)):
        decision, _lines = authority.checked(many, first=first)
        for page in (_path(decision), reverse("decision", args=[decision.pk])):
            decider.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert decider.get(page).status_code == 200
            counts.append(len(captured.captured_queries))
    assert counts[:2] == counts[2:]
