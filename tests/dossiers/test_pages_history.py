"""The pages of past awards: checked without writing, recorded once, found again, removed; beside a nomination."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.dossiers.history_given import HEADINGS, SPECIALIST, authority, file, past, recorded
from tests.dossiers.pages_given import OF_SIGNING_IN, filled, sent, signed_in, text_of, unwritten
from tests.support.everything import everything, written
from tests.support.walk import R1, R3, Walk
from workflow.dossiers.history import PastAward
from workflow.dossiers.history_list import COLUMNS
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.workbooks.reading import Sheet, read_workbook


@pytest.fixture
def keeper(cast: Cast) -> Client:
    """The specialist of the office."""
    return signed_in(cast, SPECIALIST)


def at(cast: Cast, name: str = "past_award_list") -> str:
    """The address of a page of the authority's list."""
    return reverse(name, args=[authority(cast).pk])


def nominee(cast: Cast, number: int) -> str:
    """The name of a demo nominee."""
    return cast.person(f"nominee-{number:02d}").full_name


def read(answer: Any) -> Sheet:
    """The workbook that was sent back."""
    return read_workbook(BytesIO(answer.content))


# The workbook ------------------------------------------------------------------------------------------


def test_only_the_office_of_the_authority_has_the_pages(cast: Cast) -> None:
    recorded(cast, past("Ai Đó"))
    remove = reverse("past_award_remove", args=[PastAward.objects.get().pk])
    for who in ("nnmt-officer", "yte-office-head", "tdkt-clerk", "chairman"):
        client = signed_in(cast, who)
        for path in (at(cast), at(cast, "past_award_list_add"), at(cast, "past_award_list_template"), remove):
            assert client.get(path).status_code == 404, (who, path)


def test_a_list_is_checked_and_nothing_but_the_list_is_written(cast: Cast, keeper: Client) -> None:
    before = everything()
    answer = sent(keeper, at(cast), file=file(past(nominee(cast, 1)), past("Ai Đó", decided_on="hôm qua")))
    assert (answer.status_code, answer.url) == (302, at(cast))
    assert written(before, everything()).keys() - OF_SIGNING_IN == {"workflow_uploadedhistory"}
    text = text_of(keeper.get(answer.url))
    assert all(part in text for part in ("K3", "hôm qua", "1 can be recorded", "1 are to be mended"))


def test_a_file_without_the_headings_is_refused(cast: Cast, keeper: Client) -> None:
    with unwritten():
        answer = sent(keeper, at(cast), file=file(past("Ai Đó"), headings=["x"] * len(HEADINGS)))
        assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_the_good_rows_are_recorded_once_and_the_mended_ones_later(cast: Cast, keeper: Client) -> None:
    rows = [past(nominee(cast, 1)), past("Ai Đó", decided_on="hôm qua")]
    sent(keeper, at(cast), file=file(*rows))
    form = filled(keeper, at(cast, "past_award_list_add"))
    for _twice in range(2):
        assert keeper.post(at(cast, "past_award_list_add"), form).status_code == 302
    back = read(keeper.get(at(cast, "past_award_list_errors"))).rows
    assert [str(one[-1]).partition(":")[0] for one in back] == ["To be mended", "Recorded already", "K3"]
    mended: list[list[Any]] = [list(one) for one in back[1:]]
    mended[1][[one.key for one in COLUMNS].index("decided_on")] = "01/02/2023"
    sent(keeper, at(cast), file=file(*mended, headings=[str(one) for one in back[0]]))
    sent(keeper, at(cast, "past_award_list_add"))
    assert sorted(PastAward.objects.values_list("name", flat=True)) == sorted([nominee(cast, 1), "Ai Đó"])
    assert sent(keeper, at(cast, "past_award_list_add")).status_code == 422


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_template_has_the_headings_of_the_language_and_is_understood(
    cast: Cast, keeper: Client, language: str
) -> None:
    answer = keeper.get(at(cast, "past_award_list_template"), headers={"accept-language": language})
    (headings,) = read(answer).rows
    assert list(headings) == [one.heading(language) for one in COLUMNS]
    sent(keeper, at(cast), file=file(past("Ai Đó"), headings=[str(one) for one in headings]))
    assert len(keeper.get(at(cast)).context["checked"].good) == 1


# The list ----------------------------------------------------------------------------------------------


def found(client: Client, query: str) -> list[str]:
    """The names that the list shows."""
    return [one.name for one in client.get(reverse("past_awards") + query).context["page"]]


def test_past_awards_are_found_without_marks_by_number_and_by_year(cast: Cast, keeper: Client) -> None:
    recorded(cast, past("Đặng Thị Hòa"), past("Lê Văn Bình", decided_on="01/02/2021", decision_number="7/QĐ-XY"))
    assert found(keeper, "") == ["Đặng Thị Hòa", "Lê Văn Bình"]
    assert found(keeper, "?q=dang+hoa") == ["Đặng Thị Hòa"]
    assert found(keeper, "?q=7/qd-xy") == ["Lê Văn Bình"]
    assert found(keeper, "?year=2021") == ["Lê Văn Bình"]
    assert found(keeper, "?q=kh%C3%B4ng") == []
    assert found(keeper, "?show=removed") == []


def test_another_office_sees_none_of_them(cast: Cast) -> None:
    recorded(cast, past("Ai Đó"))
    assert found(signed_in(cast, "yte-office-head"), "") == []


def test_the_list_takes_a_constant_number_of_statements(cast: Cast, keeper: Client) -> None:
    counts = []
    for first, last in ((0, 10), (10, 120)):
        recorded(cast, *[past(f"Người thứ {number}", decision_number=str(number)) for number in range(first, last)])
        with CaptureQueriesContext(connection) as captured:
            page = keeper.get(reverse("past_awards")).context["page"]
        counts.append((len(captured), len(page), page.has_next))
    assert [one[1:] for one in counts] == [(10, False), (50, True)]
    assert counts[0][0] == counts[1][0]


def test_a_wrong_award_is_removed_with_its_reason(cast: Cast, keeper: Client) -> None:
    recorded(cast, past("Ai Đó"))
    path = reverse("past_award_remove", args=[PastAward.objects.get().pk])
    assert sent(keeper, path).status_code == 422
    assert PastAward.objects.standing().count() == 1
    assert sent(keeper, path, reason="Nhập nhầm người").status_code == 302
    assert (found(keeper, ""), found(keeper, "?show=removed")) == ([], ["Ai Đó"])
    assert "Nhập nhầm người" in text_of(keeper.get(reverse("past_awards") + "?show=removed"))
    assert keeper.get(path).status_code == 404


# Beside a nomination -----------------------------------------------------------------------------------


def history(cast: Cast, who: str, line: int) -> Any:
    """What the dossier shows of its nominee to a person."""
    return signed_in(cast, who).get(reverse("dossier", args=[line])).context["history"]


def test_awards_of_this_system_and_of_earlier_years_stand_together(cast: Cast) -> None:
    walk = Walk(cast, R1)
    _decision, (awarded, *_others) = walk.awarded(1)
    recorded(cast, past(nominee(cast, 1)))
    ground = {"duplicate_ground": "Khác thành tích (minh họa)"}
    _letter, (line,) = walk.drafted(entries=[_with(walk, **ground)])
    awards = history(cast, "nnmt-officer", line).awards
    assert [(one.number, one.pk) for one in awards][-1] == ("12/QĐ-UBND", None)
    assert [one.pk for one in awards[:-1]] == [awarded]


def _with(walk: Walk, **changed: Any) -> Any:
    """The first demo nominee with something else."""
    (entry,) = walk.persons(1)
    return type(entry)(**{**{name: getattr(entry, name) for name in entry.__slots__}, **changed})


def test_a_unit_never_sees_what_another_unit_proposes(cast: Cast) -> None:
    own, other = Walk(cast, R1), Walk(cast, R3)
    _letter, (line,) = own.at_office(1)
    letter, (elsewhere,) = other.drafted(entries=[_of_other(own, other)])
    assert history(cast, SPECIALIST, line).proposals == []
    assert send_letter(letter, **other.officer).is_whole
    assert history(cast, "nnmt-officer", line).proposals == []
    assert elsewhere not in _keys(history(cast, "nnmt-officer", line).awards)
    (proposal,) = history(cast, SPECIALIST, line).proposals
    assert (proposal.line.pk, proposal.pk) == (elsewhere, None)
    page = text_of(signed_in(cast, SPECIALIST).get(reverse("dossier", args=[line])))
    assert reverse("dossier", args=[elsewhere]) not in page


def _of_other(own: Walk, other: Walk) -> Any:
    """The same nominee on the other way, with a ground."""
    form = other.persons(1)[0].award_form
    return _with(own, award_form=form, duplicate_ground="Khác (minh họa)")


def _keys(awards: Any) -> list[int | None]:
    return [one.pk for one in awards]


def test_what_the_office_sees_is_linked(cast: Cast) -> None:
    walk = Walk(cast, R1)
    _letter, (first,) = walk.at_office(1)
    letter, (second,) = walk.drafted(entries=[_with(walk, duplicate_ground="Khác (minh họa)")])
    assert send_letter(letter, **walk.officer).is_whole
    sign_letter(letter, **walk.head)
    issue_letter(letter, "99/TTr-S", timezone.localdate(), **walk.clerk)
    (proposal,) = history(cast, SPECIALIST, first).proposals
    assert (proposal.line.pk, proposal.pk) == (second, second)
    assert Nomination.objects.get(pk=second).nominee_id == Nomination.objects.get(pk=first).nominee_id


def test_a_removed_award_is_not_shown_beside_a_nomination(cast: Cast, keeper: Client) -> None:
    _letter, (line,) = Walk(cast).drafted(1)
    recorded(cast, past(nominee(cast, 1)))
    assert len(history(cast, "nnmt-officer", line).awards) == 1
    sent(keeper, reverse("past_award_remove", args=[PastAward.objects.get().pk]), reason="Sai")
    assert history(cast, "nnmt-officer", line).awards == []


def test_the_dossier_takes_a_constant_number_of_statements_whatever_its_nominee_was_awarded(cast: Cast) -> None:
    _letter, (line,) = Walk(cast).at_office(1)
    client, counts = signed_in(cast, SPECIALIST), []
    for first, last in ((0, 10), (10, 60)):
        recorded(cast, *[past(nominee(cast, 1), decision_number=str(number)) for number in range(first, last)])
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("dossier", args=[line]))
        counts.append((len(captured), len(answer.context["history"].awards)))
    assert [one[1] for one in counts] == [10, 60]
    assert counts[0][0] == counts[1][0]
