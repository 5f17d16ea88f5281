"""The pages of what comes after a decision: corrections, recoveries, what rests on an award, notices of results."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import head, states, today
from tests.decisions.given import Authority
from tests.decisions.test_effects_of_revoking import further
from tests.dossiers.pages_given import sent as posted
from tests.dossiers.pages_given import signed_in, text_of
from tests.support.walk import R1, Walk
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import sign_notice
from workflow.decisions.recovery import Recovery
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import hold_session

FORM, DECIDER, CLERK = R1.bodies.form, R1.bodies.decider, R1.bodies.clerk


def url(name: str, thing: Any) -> str:
    """The address of a page of something."""
    return reverse(name, args=[thing.pk])


def typed(line: int, **changes: str) -> dict[str, str]:
    """The form of a correction as it opens, with these changes."""
    one = DecisionLine.objects.get(nomination=line, verdict="AWARD")
    whole = {"name": one.name, "title": one.title, "unit": one.unit, "reason": "Ghi sai", **changes}
    return {f"corrections[{line}].{part}": text for part, text in whole.items()}


def counted(client: Client, path: str) -> int:
    """How many statements a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured.captured_queries)


# Corrections -------------------------------------------------------------------------------------------


def test_an_award_is_corrected_by_pages_alone(cast: Cast) -> None:
    decision, (line, other) = Authority(cast).issued(2)
    form, decider, clerk = signed_in(cast, FORM), signed_in(cast, DECIDER), signed_in(cast, CLERK)
    path = reverse("correction_new")
    assert path in [one.url for one in form.get(url("decision", decision)).context["on_annex"]]
    answer = posted(form, f"{path}?on={line}", on=str(line), document="CV 3", **typed(line, title="Trưởng phòng"))
    correction = Decision.objects.get(kind="CORRECTION")
    assert (answer.status_code, answer["Location"]) == (302, url("decision", correction))
    assert posted(form, url("decision_submit", correction), subject="Đính chính").status_code == 302
    assert posted(form, url("decision_check", correction)).status_code == 302
    page = decider.get(url("decision_sign", correction))
    assert [row["reason"] for row in page.context["form"].rows] == [None]
    assert [one.becomes[1] for one in page.context["after"].mended] == ["Trưởng phòng"]
    assert posted(decider, url("decision_sign", correction)).status_code == 302
    assert posted(clerk, url("decision_issue", correction), number="8000/QĐ-ĐC").status_code == 302
    assert posted(form, url("decision_publish", correction)).status_code == 302
    assert states([line, other]) == ["AWARDED", "AWARDED"]
    assert "Trưởng phòng" in text_of(clerk.get(url("decision_print", correction)))
    award = form.get(url("decision", decision))
    assert [one.number for one in award.context["after"].later] == ["8000/QĐ-ĐC"]


def test_a_correction_that_is_refused_shows_what_was_typed_with_the_error_beside_it(cast: Cast) -> None:
    _decision, (line,) = Authority(cast).issued(1)
    path = f"{reverse('correction_new')}?on={line}"
    answer = posted(signed_in(cast, FORM), path, on=str(line), document="CV 3", **typed(line, name="Hoàng Văn Bình"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"corrections[{line}].name"]
    assert "Hoàng Văn Bình" in text_of(answer)
    assert list(Decision.objects.filter(kind="CORRECTION")) == []


def test_the_dossier_of_an_award_leads_to_its_correction_only_for_those_who_may(cast: Cast) -> None:
    _decision, (line,) = Authority(cast).issued(1)
    path = reverse("dossier", args=[line])
    assert [one.url for one in signed_in(cast, "tdkt-head").get(path).context["correcting"]] == [
        reverse("correction_new")
    ]
    assert signed_in(cast, "nnmt-officer").get(path).context["correcting"] == []
    assert signed_in(cast, "nnmt-head").get(f"{reverse('correction_new')}?on={line}").status_code == 404


def test_the_head_of_the_office_drafts_a_correction_and_returns_to_the_dossier(cast: Cast) -> None:
    _decision, (line,) = Authority(cast).issued(1)
    path = f"{reverse('correction_new')}?on={line}"
    answer = posted(
        signed_in(cast, "tdkt-head"), path, on=str(line), document="CV 3", **typed(line, title="Trưởng phòng")
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse("dossier", args=[line]))


def test_a_draft_correction_is_dropped_on_its_page_and_no_other_draft_is(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    form = signed_in(cast, FORM)
    path = f"{reverse('correction_new')}?on={line}"
    posted(form, path, on=str(line), document="CV 3", **typed(line, title="Trưởng phòng"))
    correction = Decision.objects.get(kind="CORRECTION")
    offered = [one.url for one in form.get(url("decision", correction)).context["deeds"]]
    assert offered == [url("decision_submit", correction), url("correction_drop", correction)]
    assert posted(form, url("correction_drop", correction)).status_code == 422
    assert posted(form, url("correction_drop", correction), reason="Nhầm").status_code == 302
    assert form.get(url("correction_drop", authority.revoking([other]))).status_code == 404


def test_corrections_are_a_part_of_the_list(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    correction = authority.corrected(line, title="Trưởng phòng")
    page = signed_in(cast, FORM).get(reverse("decisions") + "?show=corrections").context["page"]
    assert [one.pk for one in page] == [correction.pk]


# Revocations -------------------------------------------------------------------------------------------


def test_a_revocation_is_drafted_with_what_is_given_back(cast: Cast) -> None:
    _decision, (line,) = Authority(cast).issued(1)
    client = signed_in(cast, DECIDER)
    path = reverse("revocation_new") + f"?on={line}"
    asked = {"ground": "FRAUD", "document": "9/KL-TTr", "recovery.money_back": "on", "recovery.payer": "Ông A"}
    refused = posted(client, path, on=str(line), **asked)
    assert refused.status_code == 422
    assert sorted(refused.context["form"].errors) == ["recovery.receiver", "recovery.until"]
    until = today() + timedelta(days=30)
    given = {"recovery.receiver": "Sở Nội vụ", "recovery.until": f"{until:%d/%m/%Y}"}
    assert posted(client, path, on=str(line), **asked, **given).status_code == 302
    assert Recovery.objects.get().until == until
    draft = Decision.objects.get(kind="REVOCATION")
    assert "Sở Nội vụ" in text_of(client.get(url("decision", draft)))


def test_a_draft_revocation_shows_what_rests_on_it_of_what_the_person_sees(cast: Cast) -> None:
    authority = Authority(cast)
    award, (line,) = authority.issued(1)
    further(cast, achievement=f"Theo Quyết định {award.number}")
    draft = authority.revoking([line])
    after = signed_in(cast, DECIDER).get(url("decision_sign", draft)).context["after"]
    assert (list(after.resting), after.resting_unseen) == ([], 1)


def test_a_draft_award_that_rests_on_a_revoked_one_is_to_be_looked_at_before_signing(cast: Cast) -> None:
    authority = Authority(cast)
    award, (line,) = authority.issued(1)
    entries = [_citing(Walk(cast), award)]
    draft, (further_line,) = authority.checked(entries=entries)
    client = signed_in(cast, DECIDER)
    assert list(client.get(url("decision_sign", draft)).context["after"].careful) == []
    authority.revoked([line])
    careful = client.get(url("decision_sign", draft)).context["after"].careful
    assert [one.line.pk for one in careful] == [further_line]
    assert award.number in careful[0].cautions[0].reason


def _citing(walk: Walk, award: Decision) -> Any:
    (entry,) = walk.persons(1)
    return replace(entry, achievement=f"Theo Quyết định {award.number}", duplicate_ground="Nâng mức khen")


# Notices of results ------------------------------------------------------------------------------------


def test_a_notice_is_signed_numbered_and_read_by_the_unit_by_pages_alone(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(2, declined=[1])
    authority.issue(decision)
    notice = ResultNotice.objects.get()
    office, clerk, unit = (signed_in(cast, who) for who in ("tdkt-head", "tdkt-clerk", "nnmt-officer"))
    assert unit.get(url("result_notice", notice)).status_code == 404
    page = office.get(url("result_notice", notice))
    assert [one.url for one in page.context["deeds"]] == [url("result_notice_sign", notice)]
    assert (len(page.context["passed"]), len(page.context["failed"])) == (1, 1)
    assert posted(office, url("result_notice_sign", notice)).status_code == 302
    assert unit.get(url("result_notice", notice)).status_code == 404
    assert [one.url for one in clerk.get(url("result_notice", notice)).context["deeds"]] == [
        url("result_notice_send", notice)
    ]
    assert posted(clerk, url("result_notice_send", notice), number="5/TB-BTĐKT").status_code == 302
    text = text_of(unit.get(url("result_notice", notice)))
    assert "5/TB-BTĐKT" in text
    assert "Chưa đủ thuyết phục" in text
    assert [one.pk for one in unit.get(reverse("result_notices")).context["page"]] == [notice.pk]
    assert [one.pk for one in office.get(url("decision", decision)).context["after"].notices] == [notice.pk]


def test_what_a_notice_said_when_it_was_signed_stays(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    authority.corrected(line, title="Trưởng phòng")
    page = signed_in(cast, "tdkt-head").get(url("result_notice", notice))
    assert [one["title"] for one in page.context["passed"]] != ["Trưởng phòng"]


@pytest.mark.parametrize("who", ["gddt-officer", "cdc-head", "yte-office-head", "inspector"])
def test_a_notice_is_nobody_elses(cast: Cast, who: str) -> None:
    Authority(cast).issued(1)
    notice = ResultNotice.objects.get()
    client = signed_in(cast, who)
    names = ["result_notice", "result_notice_sign", "result_notice_send"]
    assert [client.get(url(name, notice)).status_code for name in names] == [404] * 3


def test_two_units_of_one_decision_read_their_own_lines_alone(cast: Cast) -> None:
    _session, own = Walk(cast).before_council(1)
    Walk(cast, replace(R1, unit="so-gddt", name="gddt")).before_council(1, first=5)
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    authority = Authority(cast)
    authority.present(own[0])
    authority.walked(Decision.objects.get())
    notices = {one.unit_id: one for one in ResultNotice.objects.all()}
    assert len(notices) == 2
    for one in notices.values():
        sign_notice(one, **head(cast))
        posted(signed_in(cast, "tdkt-clerk"), url("result_notice_send", one), number=f"{one.pk}/TB")
    mine, other = notices[cast.organisation("so-nnmt").pk], notices[cast.organisation("so-gddt").pk]
    client = signed_in(cast, "nnmt-officer")
    assert client.get(url("result_notice", other)).status_code == 404
    text = text_of(client.get(url("result_notice", mine)))
    assert cast.person("nominee-01").full_name in text
    assert cast.person("nominee-05").full_name not in text


def test_the_pages_take_a_constant_number_of_statements(cast: Cast) -> None:
    authority = Authority(cast)
    few, (line,) = authority.issued(1)
    many, lines = authority.issued(6, first=5)
    client = signed_in(cast, "tdkt-head")
    first, second = ResultNotice.objects.order_by("pk")
    assert counted(client, url("result_notice", first)) == counted(client, url("result_notice", second))
    drafts = [authority.revoking([line]), authority.revoking(lines[:5])]
    decider = signed_in(cast, DECIDER)
    assert len({counted(decider, url("decision", one)) for one in drafts}) == 1
    assert counted(decider, url("decision", few)) == counted(decider, url("decision", many))
    named = [f"{reverse('correction_new')}?{'&'.join(f'on={key}' for key in keys)}" for keys in ([line], lines)]
    assert len({counted(decider, path) for path in named}) == 1
