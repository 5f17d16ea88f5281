"""Signing in another capacity: each post with its document and its block, what is barred, and what is printed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.appraisal.given import route
from tests.dossiers.letters_given import appoint_new, delegation, rules, sound, today, watched
from tests.dossiers.pages_given import as_user, filled, sent, signed_in, text_of, unwritten
from tests.support.walk import Walk
from workflow.directory.models import Appointment, User
from workflow.dossiers.letters import sign_letter
from workflow.dossiers.models import Letter, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def _signing(client: Client, letter: Letter) -> Any:
    return client.get(reverse("letter_sign", args=[letter.pk]))


def _blocks(answer: Any) -> dict[str, list[str]]:
    """What the page says will be printed, by the post in words."""
    return {one.post.label: list(one.block) for one, _button, _barred in answer.context["form"].signings}


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """A letter before the head."""
    return Walk(cast).with_head(2)[0]


@pytest.fixture
def several(cast: Cast) -> User:
    """The deputy, to whom the head has also given a delegation, and who is appointed to act as well."""
    deputy = cast.person("nnmt-deputy")
    head = cast.post("nnmt-head", Role.UNIT_HEAD)
    delegation(head, deputy, "ENDORSE", kind="TUQ")
    acting = appoint_new("x", Role.UNIT_HEAD, head.organisation, kind="ACTING", person=deputy)["capacity"]
    Appointment.objects.filter(pk=acting.pk).update(title="Giám đốc", document="QĐ 15/QĐ-UBND", until=today())
    return cast.user("nnmt-deputy")


# The refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["TL", "TUQ"])
def test_what_the_route_reserves_is_not_signed_by_delegation(cast: Cast, kind: str) -> None:
    route("R1", reserved=["ENDORSE"])
    letter, lines = Walk(cast).with_head(2)
    given = delegation(cast.post("nnmt-head", Role.UNIT_HEAD), cast.person("nominee-70"), "ENDORSE", kind=kind)
    user = User.objects.create(username="receiver", person=given.receiver)
    with watched(user, "reserved"), pytest.raises(Refused) as caught:
        sign_letter(letter, user, capacity=given)
    assert set(rules(caught)) == {"reserved"}
    assert set(caught.value.lines) == set(lines)
    deputy = cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt")
    sign_letter(letter, **deputy)
    assert SignOff.objects.filter(case=letter.case_id, prefix="KT.").count() == 2
    sound()


def test_the_page_says_which_delegation_may_not_sign_and_why(cast: Cast, several: User) -> None:
    route("R1", reserved=["ENDORSE"])
    letter, _lines = Walk(cast).with_head(2)
    client = as_user(several)
    page = _signing(client, letter)
    barred = {one.post.prefix: [why.rule for why in told] for one, _button, told in page.context["form"].signings}
    assert barred == {"KT.": [], "Q.": [], "TUQ.": ["reserved"]}
    text = " ".join(text_of(page).split())
    assert "Route R1 reserves this: it is not signed by delegation (TUQ.)." in text
    assert "Basis" in text
    key = next(post.post.key for post, _button, told in page.context["form"].signings if told)
    assert f'value="{key}"' in text
    answer = sent(client, reverse("letter_sign", args=[letter.pk]), under=key)
    assert answer.status_code == 403
    assert not SignOff.objects.filter(case=letter.case_id).exists()
    assert any("reserves this" in why.reason for why in answer.context["refusals"])


def test_a_delegation_for_other_acts_is_told_as_one(cast: Cast, letter: Letter) -> None:
    deputy = cast.person("nnmt-deputy")
    delegation(cast.post("nnmt-head", Role.UNIT_HEAD), deputy, "SEND_BACK", kind="TL")
    page = _signing(signed_in(cast, "nnmt-deputy"), letter)
    told = {one.post.prefix: [why.rule for why in why_not] for one, _button, why_not in page.context["form"].signings}
    assert told == {"KT.": [], "TL.": ["delegation"]}
    assert page.context["form"].fields["under"].initial.startswith("a")


def test_a_post_that_is_nobodys_of_these_is_not_chosen(cast: Cast, letter: Letter, several: User) -> None:
    client = as_user(several)
    for strange in ("a999999", f"a{cast.post('nnmt-head', Role.UNIT_HEAD).pk}", ""):
        with unwritten():
            answer = client.post(
                reverse("letter_sign", args=[letter.pk]),
                {**filled(client, reverse("letter_sign", args=[letter.pk])), "under": strange},
            )
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"under"})


# What is shown -----------------------------------------------------------------------------------------


def test_each_post_is_shown_with_its_document_its_days_and_what_will_be_printed(letter: Letter, several: User) -> None:
    page = _signing(as_user(several), letter)
    assert sorted(_blocks(page).values()) == [
        ["KT. Giám đốc Sở", "Phó Giám đốc Sở"],
        ["Q. Giám đốc"],
        ["TUQ. Giám đốc Sở", "Phó Giám đốc Sở"],
    ]
    text = " ".join(text_of(page).split())
    assert "Quyết định minh họa số 011/QĐ-MH" in text
    assert "QĐ 15/QĐ-UBND" in text
    assert f"from {today():%d/%m/%Y} until {today():%d/%m/%Y}" in text
    assert "from 01/07/2025" in text
    assert "Tổ chức bộ máy, thi đua - khen thưởng" in text
    assert text.count('type="radio" name="under"') == 3
    assert text.count(str(several.person)) >= 3


def test_a_single_post_is_told_as_text(cast: Cast, letter: Letter) -> None:
    page = _signing(signed_in(cast, "nnmt-head"), letter)
    text = text_of(page)
    assert 'type="radio" name="under"' not in text
    assert 'type="hidden" name="under"' in text
    assert list(_blocks(page).values()) == [["Giám đốc Sở"]]
    assert cast.post("nnmt-head", Role.UNIT_HEAD).document in text


# What is printed ---------------------------------------------------------------------------------------


def _printed(client: Client, letter: Letter) -> list[str]:
    return list(client.get(reverse("letter_print", args=[letter.pk])).context["above"])


@pytest.mark.parametrize("prefix", ["KT.", "Q.", "TUQ."])
def test_the_print_shows_the_block_that_was_chosen(letter: Letter, several: User, prefix: str) -> None:
    client = as_user(several)
    page = _signing(client, letter)
    (chosen,) = [one for one, _button, _told in page.context["form"].signings if one.post.prefix == prefix]
    assert _printed(client, letter) == []
    assert sent(client, reverse("letter_sign", args=[letter.pk]), under=chosen.post.key).status_code == 302
    assert _printed(client, letter) == list(chosen.block)
    text = text_of(client.get(reverse("letter_print", args=[letter.pk])))
    assert all(f'<p class="paper-upper paper-strong">{line}</p>' in text for line in chosen.block)
    sound()


def test_the_print_does_not_follow_the_posts_of_a_later_day(cast: Cast, letter: Letter) -> None:
    client = signed_in(cast, "nnmt-deputy")
    assert sent(client, reverse("letter_sign", args=[letter.pk])).status_code == 302
    printed = _printed(client, letter)
    assert printed == ["KT. Giám đốc Sở", "Phó Giám đốc Sở"]
    Appointment.objects.filter(pk=cast.post("nnmt-head", Role.UNIT_HEAD).pk).update(title="Giám đốc mới")
    Appointment.objects.filter(pk=cast.post("nnmt-deputy", Role.UNIT_HEAD).pk).update(title="Chức vụ khác")
    appoint_new("next", Role.UNIT_HEAD, cast.organisation("so-nnmt"))
    assert _printed(client, letter) == printed


def test_a_signature_older_than_the_blocks_is_printed_as_its_day_would_have_it(cast: Cast, letter: Letter) -> None:
    client = signed_in(cast, "nnmt-deputy")
    assert sent(client, reverse("letter_sign", args=[letter.pk])).status_code == 302
    SignOff.objects.filter(case=letter.case_id).update(block="")
    later = appoint_new("next", Role.UNIT_HEAD, cast.organisation("so-nnmt"), from_day=today() + timedelta(days=3))
    assert later["capacity"].kind == "HOLDER"
    assert _printed(client, letter) == ["KT. Giám đốc Sở", "Phó Giám đốc Sở"]


def test_the_office_signs_its_letter_in_the_same_way(cast: Cast) -> None:
    office, _lines = Walk(cast).to_present(1)
    client = signed_in(cast, "tdkt-head")
    page = _signing(client, office)
    (block,) = _blocks(page).values()
    assert block == [cast.post("tdkt-head", Role.OFFICE_HEAD).title]
    assert sent(client, reverse("letter_sign", args=[office.pk])).status_code == 302
    assert _printed(client, office) == block


def test_one_who_may_choose_loses_no_line_that_was_marked(letter: Letter, several: User) -> None:
    client = as_user(several)
    path = reverse("letter_sign", args=[letter.pk])
    with unwritten():
        answer = client.post(path, {**filled(client, path), "under": "", "leaving": ["999"]})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"under", "leaving"}
