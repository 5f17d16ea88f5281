"""The list of letters and the page of one: who sees what, what is offered, what each line lacks."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.dossiers.pages_given import signed_in, text_of
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.awards.models import Campaign
from workflow.dossiers.drafting import add_nominations, open_letter
from workflow.dossiers.letters import issue_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

LIST = "/letters/"


def listed(cast: Cast, name: str, query: str = "") -> set[int]:
    """The letters on the first page of a person's list."""
    answer = signed_in(cast, name).get(LIST + query)
    assert answer.status_code == 200
    return {one.pk for one in answer.context["page"]}


def opened(walk: Walk, count: int, subject: str = "") -> list[int]:
    """Letters of the unit without a line."""
    unit, authority = walk.cast.organisation(walk.way.unit), walk.cast.organisation(walk.way.bodies.authority)
    round_ = Walk(walk.cast).drafted(1)[0].round if not Letter.objects.exists() else Letter.objects.latest("pk").round
    campaign = Campaign.objects.get(code="CT34")
    asked: dict[str, Any] = {
        "route": "R1",
        "authority": authority,
        "campaign": campaign,
        "award_round": round_,
        "subject": subject,
    }
    return [int(open_letter(unit, **walk.officer, **asked).made["letter"]) for _number in range(count)]


def test_an_officer_lists_the_letters_of_the_own_unit_and_no_other(cast: Cast) -> None:
    own, _lines = Walk(cast, R1).drafted(1)
    other, _others = Walk(cast, R1_BELOW).drafted(1, first=11)
    assert listed(cast, "nnmt-officer") == {own.pk}
    assert other.pk not in listed(cast, "nnmt-officer")


def test_the_list_is_narrowed_by_where_a_letter_is(cast: Cast) -> None:
    walk = Walk(cast)
    draft, _a = walk.drafted(1)
    before_head, _b = walk.with_head(1, first=2)
    issued, _c = walk.signed(1, first=3)
    issue_letter(issued, "07/TTr", timezone.localdate(), **walk.clerk)
    assert listed(cast, "nnmt-officer", "?show=waiting") == {draft.pk}
    assert listed(cast, "nnmt-head", "?show=waiting") == {before_head.pk}
    assert listed(cast, "nnmt-officer", "?show=drafts") == {draft.pk, before_head.pk}
    assert listed(cast, "nnmt-officer", "?show=sent") == {issued.pk}
    assert listed(cast, "nnmt-officer", "?show=nothing-known") == {draft.pk, before_head.pk, issued.pk}


def test_the_list_is_searched_by_words_of_subject_and_number(cast: Cast) -> None:
    walk = Walk(cast)
    issued, _lines = walk.signed(1)
    issue_letter(issued, "0815/TTr-LĐLĐ", timezone.localdate(), **walk.clerk)
    (flood,) = opened(walk, 1, "Khen thưởng chống lũ")
    assert listed(cast, "nnmt-officer", "?q=chống+khen") == {flood}
    assert listed(cast, "nnmt-officer", "?q=KHEN+Chong") == {flood}
    assert listed(cast, "nnmt-officer", "?q=de+nghi") == {issued.pk}
    assert listed(cast, "nnmt-officer", "?q=0815") == {issued.pk}
    assert listed(cast, "nnmt-officer", "?q=lđlđ") == listed(cast, "nnmt-officer", "?q=LDLD") == {issued.pk}
    assert listed(cast, "nnmt-officer", "?q=0815+chống") == set()
    assert listed(cast, "nnmt-officer", "?q=%00&campaign=1e3&year=-1") == {issued.pk, flood}


def test_the_list_is_narrowed_by_campaign_and_year(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    year = timezone.localdate().year
    assert listed(cast, "nnmt-officer", f"?campaign={letter.campaign_id}&year={year}") == {letter.pk}
    assert listed(cast, "nnmt-officer", f"?year={year - 1}") == set()
    assert listed(cast, "nnmt-officer", "?campaign=999999") == set()


def test_the_filters_stay_on_the_next_page(cast: Cast) -> None:
    opened(Walk(cast), 52, "Trang")
    page = text_of(signed_in(cast, "nnmt-officer").get(LIST + "?q=Trang&show=drafts"))
    assert "?q=Trang&show=drafts&page=2" in page
    assert len(listed(cast, "nnmt-officer", "?q=Trang&show=drafts&page=2")) == 2


def test_the_list_takes_as_many_statements_for_many_as_for_few(cast: Cast) -> None:
    walk = Walk(cast)
    opened(walk, 9)
    assert (few := statements(cast, "nnmt-officer", LIST)) < 25
    opened(walk, 60)
    assert statements(cast, "nnmt-officer", LIST) == few


def test_the_page_of_a_letter_takes_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(10)
    few = statements(cast, "nnmt-officer", f"{LIST}{letter.pk}/")
    add_nominations(letter, [drafts.household(f"Hộ số {n}", R1.award_form) for n in range(100)], **walk.officer)
    assert statements(cast, "nnmt-officer", f"{LIST}{letter.pk}/") == few


def test_the_review_takes_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    few, _lines = Walk(cast).with_head(2)
    many, _more = Walk(cast).with_head(20, first=5)
    assert statements(cast, "nnmt-head", f"{LIST}{few.pk}/review/") == statements(
        cast, "nnmt-head", f"{LIST}{many.pk}/review/"
    )


def statements(cast: Cast, name: str, path: str) -> int:
    """How many statements the page takes."""
    client = signed_in(cast, name)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_check_before_sending_names_what_each_line_lacks(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    (bare,) = add_nominations(letter, [drafts.household("Hộ ông Bình", R1.award_form)], **walk.officer).made[
        "nominations"
    ]
    answer = signed_in(cast, "nnmt-officer").get(f"{LIST}{letter.pk}/")
    readiness = answer.context["readiness"]
    assert (readiness.ready, readiness.every) == (2, 3)
    assert set(readiness.why) == {bare}
    assert "2 of 3 lines are ready to be sent." in text_of(answer)
    assert any("GEN-01" in why.reason for why in readiness.why[bare])
    assert bare not in lines


def test_whoever_does_not_prepare_the_letter_is_not_shown_what_it_lacks(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    answer = signed_in(cast, "nnmt-head").get(f"{LIST}{letter.pk}/")
    assert answer.context["readiness"] is None
    assert answer.context["deeds"] == []
    assert reverse("letter_papers", args=[letter.pk]) not in text_of(answer)


@pytest.mark.parametrize(
    ("phase", "name", "deeds"),
    [
        ("drafted", "nnmt-officer", ["letter_send", "line_add", "letter_grid", "letter_list", "letter_minutes"]),
        ("with_head", "nnmt-officer", []),
        ("with_head", "nnmt-head", ["letter_review"]),
        ("signed", "nnmt-head", []),
        ("signed", "nnmt-clerk", ["letter_issue"]),
    ],
)
def test_a_letter_offers_in_each_phase_what_waits_for_the_person(
    cast: Cast, phase: str, name: str, deeds: list[str]
) -> None:
    letter, _lines = getattr(Walk(cast), phase)(1)
    answer = signed_in(cast, name).get(f"{LIST}{letter.pk}/")
    assert [one.url for one in answer.context["deeds"]] == [reverse(deed, args=[letter.pk]) for deed in deeds]


@pytest.mark.parametrize("path", ["", "print/", "papers/", "lines/add/", "grid/", "send/", "split/", "merge/"])
def test_a_letter_of_another_unit_does_not_exist(cast: Cast, path: str) -> None:
    letter, lines = Walk(cast).drafted(1)
    client = signed_in(cast, "gddt-officer")
    assert client.get(f"{LIST}{letter.pk}/{path}?on={lines[0]}").status_code == 404
    assert client.post(f"{LIST}{letter.pk}/{path}?on={lines[0]}").status_code == 404


def test_a_council_member_has_no_list_of_letters(cast: Cast) -> None:
    assert signed_in(cast, "council-05").get(LIST).status_code == 404


def test_a_printed_draft_says_that_it_is_one_and_an_issued_letter_bears_its_number(cast: Cast) -> None:
    walk = Walk(cast)
    entries = [
        *walk.persons(1),
        drafts.household("Hộ ông Bình", R1.award_form),
        drafts.collective("so-nnmt", R1.award_form),
    ]
    letter, _lines = walk.drafted(entries=entries)
    answer = signed_in(cast, "nnmt-officer").get(f"{LIST}{letter.pk}/print/")
    assert "paper-draft" in text_of(answer)
    kinds = [[line.nominee_kind for line in group.lines] for group in answer.context["groups"]]
    assert kinds == [["COLLECTIVE"], ["PERSON"], ["HOUSEHOLD"]]


def test_a_printed_letter_names_only_the_lines_that_went_out_with_it(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.signed(2)
    issue_letter(letter, "12/TTr", timezone.localdate(), **walk.clerk)
    answer = signed_in(cast, "nnmt-clerk").get(f"{LIST}{letter.pk}/print/")
    page = text_of(answer)
    assert "12/TTr" in page
    assert "paper-draft" not in page
    printed: list[Any] = [line.pk for group in answer.context["groups"] for line in group.lines]
    assert sorted(printed) == lines
    assert Nomination.objects.get(pk=lines[0]).nominee_name in page
