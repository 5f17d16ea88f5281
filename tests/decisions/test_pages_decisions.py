"""The pages of decisions: from the draft to publication, revocation, the printed paper, and what each page refuses."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.appraisal.given import appointed, delegated, route, states, today
from tests.decisions.given import PASSWORD, Authority, annexed, knows, signer
from tests.dossiers.pages_given import filled, signed_in, text_of
from tests.dossiers.pages_given import sent as posted
from tests.support.walk import R1, R3, Walk
from workflow.decisions.commands import check_form, issue_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, hold_session
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

FORM, DECIDER, CLERK = R1.bodies.form, R1.bodies.decider, R1.bodies.clerk


def url(name: str, decision: Decision) -> str:
    """The address of a page of a decision."""
    return reverse(name, args=[decision.pk])


def offered(client: Client, decision: Decision) -> list[str]:
    """The deeds that the page of the decision offers."""
    return [one.url for one in client.get(url("decision", decision)).context["deeds"]]


def listed(client: Client, query: str = "") -> list[int]:
    """The decisions on the first page of the list."""
    return [one.pk for one in client.get(reverse("decisions") + query).context["page"]]


def ticked(client: Client, decision: Decision) -> dict[str, Any]:
    """Every point that the check of the form asks for, and a note."""
    choices = client.get(url("decision_check", decision)).context["form"].fields["points"].choices
    return {"points": [key for key, _label in choices], "note": "Đã soát (minh họa)"}


# The way of a decision ---------------------------------------------------------------------------------


def test_a_decision_goes_from_draft_to_publication_by_its_pages_alone(cast: Cast) -> None:
    decision, lines = Authority(cast).presented(3)
    form, decider, clerk = signed_in(cast, FORM), signer(cast, DECIDER), signed_in(cast, CLERK)
    assert posted(form, url("decision_submit", decision), subject="Tặng Bằng khen 2026").status_code == 302
    assert posted(form, url("decision_check", decision), **ticked(form, decision)).status_code == 302
    declined = {f"declined[{lines[1]}]": "Chưa đủ thuyết phục", "password": PASSWORD}
    assert posted(decider, url("decision_sign", decision), **declined).status_code == 302
    assert annexed(decision) == [(lines[0], "AWARD"), (lines[1], "DECLINE"), (lines[2], "AWARD")]
    assert posted(clerk, url("decision_issue", decision), number="77/QĐ-UBND").status_code == 302
    assert states(lines) == ["AWARDED", "NOT_AWARDED", "AWARDED"]
    assert posted(form, url("decision_publish", decision)).status_code == 302
    page = form.get(url("decision", decision))
    assert [phase.kind for phase in page.context["phases"]] == ["done"] * 5
    assert "77/QĐ-UBND" in text_of(page)


@pytest.mark.parametrize(
    ("step", "who", "deeds"),
    [
        ("presented", FORM, ["decision_submit"]),
        ("submitted", FORM, ["decision_check", "decision_send_back"]),
        ("checked", DECIDER, ["decision_sign", "decision_send_back"]),
        ("signed", CLERK, ["decision_issue"]),
    ],
)
def test_each_step_offers_its_deeds_to_its_post_alone(cast: Cast, step: str, who: str, deeds: list[str]) -> None:
    decision, _lines = getattr(Authority(cast), step)(1)
    assert offered(signed_in(cast, who), decision) == [url(deed, decision) for deed in deeds]
    others = {FORM, DECIDER} - {who}
    assert [offered(signed_in(cast, one), decision) for one in others] == [[]] * len(others)


def test_the_decider_reads_beside_each_line_what_the_council_advised(cast: Cast) -> None:
    decision, lines = Authority(cast).checked(2)
    page = signed_in(cast, DECIDER).get(url("decision_sign", decision))
    shown = page.context["form"]
    assert ([row.line.pk for row in shown.clean_lines], shown.exceptions) == (lines, [])
    assert "2 lines, all clean" in text_of(page)


def test_lines_of_a_draft_are_taken_into_one_of_their_own(cast: Cast) -> None:
    decision, lines = Authority(cast).submitted(3)
    form = signed_in(cast, FORM)
    path = url("decision_split", decision) + f"?on={lines[1]}"
    assert any(
        one.url == url("decision_split", decision) for one in form.get(url("decision", decision)).context["offers"]
    )
    answer = posted(form, path, on=str(lines[1]))
    other = Decision.objects.exclude(pk=decision.pk).get()
    assert (answer.status_code, answer["Location"]) == (302, url("decision", other))
    assert [line.pk for line in form.get(url("decision", other)).context["lines"]] == [lines[1]]


def test_a_draft_with_one_line_is_not_split(cast: Cast) -> None:
    decision, _lines = Authority(cast).presented(1)
    assert url("decision_split", decision) not in text_of(signed_in(cast, FORM).get(url("decision", decision)))


# Lists and searches ------------------------------------------------------------------------------------


def test_decisions_are_listed_by_what_is_open_issued_revoking_and_by_their_words(cast: Cast) -> None:
    authority = Authority(cast)
    issued, lines = authority.issued(1)
    draft, _more = authority.presented(1, first=5)
    revoking = authority.revoking(lines)
    client = signed_in(cast, FORM)
    assert set(listed(client)) == {issued.pk, draft.pk, revoking.pk}
    assert set(listed(client, "?show=open")) == {draft.pk, revoking.pk}
    assert listed(client, "?show=issued") == [issued.pk]
    assert listed(client, "?show=revocations") == [revoking.pk]
    assert listed(client, f"?q={issued.number}") == [issued.pk]
    assert listed(client, "?q=khong-co") == []


def test_decisions_are_found_by_words_of_subject_and_number_without_marks(cast: Cast) -> None:
    authority = Authority(cast)
    issued, _lines = authority.issued(1)
    draft, _more = authority.presented(1, first=5)
    client = signed_in(cast, FORM)
    posted(client, url("decision_submit", draft), subject="Tặng Bằng khen chống lũ ở Đà Lạt")
    assert listed(client, "?q=CHONG+đà+lat") == [draft.pk]
    assert "Đ" in issued.number
    assert listed(client, f"?q={issued.number.lower()}") == [issued.pk]
    assert listed(client, f"?q={issued.number.lower().replace('đ', 'd')}") == [issued.pk]


def test_a_unit_sees_issued_decisions_over_its_lines_and_of_them_its_own_lines(cast: Cast) -> None:
    authority = Authority(cast)
    issued, lines = authority.issued(2)
    draft, _more = authority.presented(1, first=5)
    unit, stranger = signed_in(cast, "nnmt-officer"), signed_in(cast, "gddt-officer")
    assert listed(unit) == [issued.pk]
    assert [one.nomination_id for one in unit.get(url("decision", issued)).context["annex"]] == lines
    assert offered(unit, issued) == []
    assert unit.get(url("decision", draft)).status_code == 404
    assert listed(stranger) == []
    assert [stranger.get(url(name, issued)).status_code for name in ("decision", "decision_print")] == [404, 404]


def test_a_long_annexed_list_is_searched_by_name(cast: Cast) -> None:
    entries = [drafts.household(f"Hộ ông Đặng Số {n:02d}", R1.award_form) for n in range(16)]
    decision, lines = Authority(cast).signed(entries=entries)
    page = signed_in(cast, DECIDER).get(url("decision", decision) + "?q=dang+07")
    assert page.context["is_long"]
    assert [one.nomination_id for one in page.context["annex"]] == [lines[7]]


# Refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "who"),
    [("decision_check", FORM), ("decision_publish", FORM), ("decision_sign", DECIDER)],
)
def test_a_deed_of_another_step_says_why_not_now_instead_of_showing_a_form(cast: Cast, name: str, who: str) -> None:
    decision, _lines = Authority(cast).presented(1)
    answer = signed_in(cast, who).get(url(name, decision))
    assert (answer.status_code, answer.context.get("form")) == (409, None)
    assert "Now it is at the step «Compose the decision»." in text_of(answer)


def test_a_draft_that_was_sent_back_while_its_form_was_open_is_refused_and_kept(cast: Cast) -> None:
    decision, lines = Authority(cast).checked(2)
    decider, path = signer(cast, DECIDER), url("decision_sign", decision)
    slow = filled(decider, path, **{f"declined[{lines[0]}]": "Lý do đã gõ", "password": PASSWORD})
    sign_decision(decision, **Authority(cast).decider)
    answer = decider.post(path, slow)
    assert answer.status_code == 409
    assert annexed(decision) == [(lines[0], "AWARD"), (lines[1], "AWARD")]
    assert "already" in text_of(answer) or "another desk" in text_of(answer)


def test_a_number_that_was_given_before_is_shown_again_as_it_was_typed(cast: Cast) -> None:
    authority = Authority(cast)
    issued, _lines = authority.issued(1)
    decision, lines = authority.signed(1, first=5)
    answer = posted(signed_in(cast, CLERK), url("decision_issue", decision), number=issued.number)
    assert answer.status_code == 422
    assert answer.context["form"]["number"].value() == issued.number
    assert answer.context["form"]["number"].errors
    assert states(lines) == ["WITH_DECIDER"]


def test_a_subject_is_asked_for(cast: Cast) -> None:
    decision, _lines = Authority(cast).presented(1)
    answer = posted(signed_in(cast, FORM), url("decision_submit", decision), subject=" ")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["subject"])


def test_a_decider_does_not_sign_over_oneself(cast: Cast) -> None:
    decision, lines = Authority(cast).checked(1)
    acts = appointed(cast, "nominee-01", Role.DECIDER, "ubnd-tinh")
    answer = posted(knows(acts["actor"]), url("decision_sign", decision), password=PASSWORD)
    assert answer.status_code == 403
    assert "Why this cannot be done now" in text_of(answer)
    assert states(lines) == ["WITH_DECIDER"]


@pytest.mark.parametrize("who", ["ldld-form", "ldld-head", "nnmt-officer", "council-05"])
def test_a_draft_of_another_authority_does_not_exist(cast: Cast, who: str) -> None:
    decision, lines = Authority(cast).presented(1)
    client = signed_in(cast, who)
    names = ["decision", "decision_submit", "decision_check", "decision_sign", "decision_issue", "decision_publish"]
    paths = [url(name, decision) for name in [*names, "decision_split", "revocation_drop", "decision_print"]]
    paths = [f"{path}?on={lines[0]}" for path in paths]
    assert [client.get(path).status_code for path in paths] == [404] * 9
    assert [client.post(path).status_code for path in paths] == [404] * 9


# Revocations -------------------------------------------------------------------------------------------


def test_an_award_is_revoked_by_pages_alone_and_stands_until_then(cast: Cast) -> None:
    decision, lines = Authority(cast).issued(2)
    form, decider, clerk = signed_in(cast, FORM), signer(cast, DECIDER), signed_in(cast, CLERK)
    path = reverse("revocation_new") + f"?on={lines[0]}"
    typed = {"ground": "FRAUD", "document": "9/KL-TTr"}
    answer = posted(decider, path, on=str(lines[0]), **typed)
    revoking = Decision.objects.exclude(pk=decision.pk).get()
    assert (answer.status_code, answer["Location"]) == (302, url("decision", revoking))
    assert states(lines) == ["AWARDED", "AWARDED"]
    assert posted(form, url("decision_submit", revoking), subject="Hủy bỏ quyết định").status_code == 302
    assert posted(form, url("decision_check", revoking), **ticked(form, revoking)).status_code == 302
    page = decider.get(url("decision_sign", revoking))
    assert [row.declined for row in page.context["form"].clean_lines] == [None]
    assert posted(decider, url("decision_sign", revoking), password=PASSWORD).status_code == 302
    assert posted(clerk, url("decision_issue", revoking), number="8000/QĐ-HB").status_code == 302
    assert states(lines) == ["REVOKED", "AWARDED"]
    assert "9/KL-TTr" in text_of(clerk.get(url("decision_print", revoking)))


def test_the_lines_of_an_issued_decision_are_chosen_on_its_page_to_be_revoked(cast: Cast) -> None:
    decision, lines = Authority(cast).issued(2)
    page = signed_in(cast, DECIDER).get(url("decision", decision))
    assert reverse("revocation_new") in [one.url for one in page.context["on_annex"]]
    assert all(f'name="on"\n                             value="{line}"' in text_of(page) for line in lines)
    unit = signed_in(cast, "nnmt-officer").get(url("decision", decision))
    assert unit.context["on_annex"] == []
    assert 'name="on"' not in text_of(unit)


def test_the_head_of_the_office_drafts_a_revocation_and_returns_to_the_dossier(cast: Cast) -> None:
    _decision, lines = Authority(cast).issued(1)
    path = reverse("revocation_new") + f"?on={lines[0]}"
    typed = {"ground": "VIOLATION", "document": "9/KL-TTr"}
    answer = posted(signed_in(cast, "tdkt-head"), path, on=str(lines[0]), **typed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("dossier", args=[lines[0]]))
    assert signed_in(cast, "nnmt-head").get(path).status_code == 404


def test_a_draft_of_awards_is_not_dropped(cast: Cast) -> None:
    decision, _lines = Authority(cast).presented(1)
    client = signed_in(cast, FORM)
    assert client.get(url("revocation_drop", decision)).status_code == 404
    assert client.post(url("revocation_drop", decision), {"reason": "x"}).status_code == 404


def test_a_revocation_is_dropped_with_its_reason_and_the_award_stands(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    revoking = authority.revoking(lines)
    form = signed_in(cast, FORM)
    assert offered(form, revoking) == [url("revocation_drop", revoking)]
    assert posted(form, url("revocation_drop", revoking)).status_code == 422
    assert posted(form, url("revocation_drop", revoking), reason="Nhầm người").status_code == 302
    assert states(lines) == ["AWARDED"]
    late = form.get(url("revocation_drop", revoking))
    assert (late.status_code, late.context.get("form")) == (409, None)


# The paper ---------------------------------------------------------------------------------------------


def paper(client: Client, decision: Decision) -> tuple[Any, str]:
    """The printed decision: what the page was given, and its text."""
    answer = client.get(url("decision_print", decision))
    assert answer.status_code == 200
    return answer.context["paper"], text_of(answer)


def test_a_printed_decision_bears_issuer_number_date_bases_proposal_articles_and_recipients(cast: Cast) -> None:
    entries = [
        *Walk(cast).persons(2),
        drafts.household("Hộ ông Bình", R1.award_form),
        drafts.collective("so-nnmt", R1.award_form),
    ]
    decision, _lines = Authority(cast).issued(entries=entries)
    given, text = paper(signed_in(cast, FORM), decision)
    assert [(part.number, part.heading, len(part.lines)) for part in given.parts] == [
        ("I", "Tập thể", 1),
        ("II", "Cá nhân", 2),
        ("III", "Hộ gia đình", 1),
    ]
    assert given.counts == "01 tập thể, 02 cá nhân, 01 hộ gia đình"
    assert not given.is_extract
    assert any("06/2022/QH15" in basis for basis in given.bases)
    assert any("959/QĐ-UBND" in basis for basis in given.bases)
    assert [f"{cast.organisation('ban-tdkt')}" in one for one in given.proposals] == [True]
    assert given.signer == ["Chủ tịch UBND tỉnh"]
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        decision.number,
        f"ngày {today():%d} tháng {today():%m}",
        "./.",
    ):
        assert words in text
    assert "paper-draft" not in text


def test_a_signed_decision_without_a_number_says_that_it_is_a_draft_and_an_unsigned_one_is_not_printed(
    cast: Cast,
) -> None:
    decision, _lines = Authority(cast).checked(1)
    client = signed_in(cast, DECIDER)
    assert client.get(url("decision_print", decision)).status_code == 404
    sign_decision(decision, **Authority(cast).decider)
    _given, text = paper(client, decision)
    assert "paper-draft" in text


def test_a_line_declined_is_not_on_the_paper(cast: Cast) -> None:
    decision, lines = Authority(cast).signed(3, declined=[1])
    given, _text = paper(signed_in(cast, DECIDER), decision)
    assert [line.nomination_id for part in given.parts for line in part.lines] == [lines[0], lines[2]]
    assert given.counts == "02 cá nhân"


def test_a_deputy_signs_for_the_chairman_and_a_delegate_under_the_givers_title(cast: Cast) -> None:
    route("R1", reserved=[])
    authority = Authority(cast)
    by_deputy, _lines = authority.checked(1)
    sign_decision(by_deputy, **authority.deputy)
    assert paper(signed_in(cast, FORM), by_deputy)[0].signer == ["KT. Chủ tịch UBND tỉnh", "Phó Chủ tịch UBND tỉnh"]
    by_delegate, _more = authority.checked(1, first=5)
    giver = authority.decider["capacity"]
    sign_decision(by_delegate, **delegated(cast, giver, "tdkt-head", Transition.AWARD, Transition.DECLINE))
    assert paper(signed_in(cast, FORM), by_delegate)[0].signer == [
        "TUQ. Chủ tịch UBND tỉnh",
        cast.post("tdkt-head", Role.OFFICE_HEAD).title,
    ]


def test_a_body_under_another_names_it_above_itself(cast: Cast) -> None:
    decision, _lines = Authority(cast, R3).issued(1)
    text = paper(signed_in(cast, R3.bodies.form), decision)[1]
    assert f'<p class="paper-upper">{decision.authority.parent}</p>' in text


def test_a_unit_reads_an_extract_of_a_decision_that_names_others_too(cast: Cast) -> None:
    _session, own = Walk(cast).before_council(1)
    Walk(cast, replace(R1, unit="so-gddt", name="gddt")).before_council(1, first=5)
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    authority = Authority(cast)
    authority.present(own[0])
    decision = Decision.objects.get()
    submit_draft(decision, "Tặng Bằng khen", **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    issue_decision(decision, "81/QĐ", today(), **authority.clerk)
    given, text = paper(signed_in(cast, "nnmt-officer"), decision)
    assert [line.nomination_id for part in given.parts for line in part.lines] == own
    assert (given.is_extract, given.counts) == (True, "02 cá nhân")
    assert cast.person("nominee-05").full_name not in text
    assert not paper(signed_in(cast, FORM), decision)[0].is_extract
