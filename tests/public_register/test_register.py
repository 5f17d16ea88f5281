"""The public register (SEED-42): what everybody finds, how an award stands, and what is not there."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.decisions.given import Authority
from tests.public_register.given import corrected, got, issued, lines_of, names_found, published, revoked, words
from tests.support.walk import R4
from workflow.database.texts import folded, searched
from workflow.decisions.commands import publish_decision
from workflow.decisions.models import DecisionLine
from workflow.management.demo.cast import Cast

# What is not there ---------------------------------------------------------------------------------------


def test_an_award_is_not_in_the_register_before_its_decision_is_published(cast: Cast) -> None:
    decision, (line,) = issued(cast)
    assert names_found() == []
    assert got(f"/register/awards/{line.code}/").status_code == 404
    assert got(f"/register/decisions/{decision.code}/").status_code == 404
    publish_decision(decision, **Authority(cast, R4).form)
    assert names_found() == [line.name]
    assert got(f"/register/awards/{line.code}/").status_code == 200


def test_a_signed_decision_that_is_not_issued_is_nowhere(cast: Cast) -> None:
    decision, _keys = Authority(cast, R4).signed(1)
    (line,) = lines_of(decision)
    for path in (f"/register/awards/{line.code}/", f"/register/decisions/{decision.code}/", f"/verify/{line.code}/"):
        assert got(path).status_code == 404, path
    assert got(f"/verify/{decision.code}/").status_code == 404


def test_a_line_that_was_declined_is_nowhere(cast: Cast) -> None:
    authority = Authority(cast, R4)
    decision, _keys = authority.signed(2, declined=[0])
    authority.issue(decision)
    publish_decision(decision, **authority.form)
    declined, awarded = sorted(lines_of(decision), key=lambda line: line.verdict != "DECLINE")
    assert names_found() == [awarded.name]
    assert got(f"/register/awards/{declined.code}/").status_code == 404
    assert got(f"/verify/{declined.code}/").status_code == 404
    assert declined.name not in words(got(f"/register/decisions/{decision.code}/"))


@pytest.mark.parametrize("path", ["awards/0123456789AB/", "awards/x/", "decisions/0123456789AB/", "decisions/-/"])
def test_what_nobody_knows_is_a_page_that_says_where_to_look(db: None, path: str) -> None:  # noqa: ARG001 -- asks for the database
    answer = got(f"/register/{path}")
    assert answer.status_code == 404
    assert "Search the awards" in words(answer)
    assert "To my desk" not in words(answer)


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=!!!", "?year=abc", "?kind=none", "?unit=none", "?page=0", "?page=99999999"]
)
def test_an_address_that_asks_nonsense_gets_a_page(cast: Cast, query: str) -> None:
    published(cast, 1)
    assert got(f"/register/{query}").status_code == 200


# What is found -------------------------------------------------------------------------------------------


def test_a_name_is_found_by_the_beginnings_of_its_words_without_marks(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    first, second, *_rest = line.name.split()
    assert first.lower() != folded(first), "the demo's first name has a mark"
    for asked in (
        first,
        first.upper(),
        folded(first),
        f"{second} {first}",
        f" {folded(first)[:2]} ",
        f"{first}, {second}!",
    ):
        assert line.name in names_found(f"?{urlencode({'q': asked})}"), asked
    for asked in ("khongai", f"{first} khongai", folded(first)[1:] + " ", "%", "_", "!!!"):
        assert line.name not in names_found(f"?{urlencode({'q': asked})}"), asked


@pytest.mark.parametrize(
    "name", ["K'Brèm Đinh", "Nhà máy 12A-3", "Tổ 1e5", "Ka Thị Mai (minh họa)", "Đội 5/2 Z.121", "ĐẶNG THÙY"]
)
def test_whatever_the_signs_of_a_name_each_of_its_words_finds_it(cast: Cast, name: str) -> None:
    _decision, (line,) = published(cast, 1)
    DecisionLine.objects.filter(pk=line.pk).update(name=name, searched_name=searched(name))
    try:
        for word in searched(name).split():
            assert names_found(f"?q={word}") == [name], word
            assert names_found(f"?q={word[:-1] or word}") == [name], word
        assert names_found(f"?{urlencode({'q': name})}") == [name]
    finally:
        DecisionLine.objects.filter(pk=line.pk).update(name=line.name, searched_name=searched(line.name))


def test_a_corrected_name_is_found_and_the_wrong_one_is_not(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    words_of = line.name.split()
    right = " ".join([words_of[0], "Đắk", *words_of[2:]])
    corrected(cast, line, name=right)
    assert names_found("?q=dak") == [right]
    assert line.name not in names_found()
    page = words(got(f"/register/awards/{line.code}/"))
    assert right in page
    assert "The award is valid. What stands here is the corrected text." in page
    assert line.name not in page


def test_the_register_is_narrowed_by_campaign_unit_year_form_and_kind(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    nomination = line.nomination
    year = timezone.localdate().year
    fits = {
        "campaign": nomination.campaign.code,
        "unit": nomination.unit.code,
        "year": str(year),
        "form": nomination.award_form.code,
        "kind": nomination.nominee_kind.lower(),
    }
    for name, value in fits.items():
        assert names_found(f"?{name}={value}") == [line.name], name
    for query in ("?campaign=none", "?unit=so-yte", f"?year={year - 1}", "?form=none", "?kind=collective"):
        assert names_found(query) == [], query
    page = words(got("/register/"))
    assert decision.number in page
    assert "Awards found: 1." in page


def test_a_page_of_many_awards_asks_as_much_as_a_page_of_one(cast: Cast) -> None:
    published(cast, 1)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert got("/register/?q=").status_code == 200
        counts.append(len(asked))
        published(cast, 6, first=10) if len(counts) == 1 else None
    assert counts[0] == counts[1] <= 15


# How an award stands -------------------------------------------------------------------------------------


def test_a_revoked_award_says_so_and_bears_no_praise(cast: Cast) -> None:
    _decision, (line, other) = published(cast, 2)
    praise = line.nomination.achievement_title
    assert praise in words(got(f"/register/awards/{line.code}/"))
    revocation = revoked(cast, line)
    page = words(got(f"/register/awards/{line.code}/"))
    assert "This award was revoked. It does not count any more." in page
    assert revocation.number in page
    assert praise not in page
    assert f"/register/decisions/{revocation.code}/" not in page, "the revocation is not published yet"
    publish_decision(revocation, **Authority(cast, R4).form)
    assert f"/register/decisions/{revocation.code}/" in words(got(f"/register/awards/{line.code}/"))
    assert "This award was revoked" not in words(got(f"/register/awards/{other.code}/"))


def test_a_decision_shows_its_list_as_it_stands_and_what_came_after(cast: Cast) -> None:
    decision, (line, other) = published(cast, 2)
    revocation = revoked(cast, line, publish=True)
    page = words(got(f"/register/decisions/{decision.code}/"))
    assert decision.subject in page
    assert line.name in page
    assert other.name in page
    assert "Revoked by decision" in page
    assert revocation.number in page
    own = words(got(f"/register/decisions/{revocation.code}/"))
    assert line.name in own
    assert other.name not in own


def test_a_list_of_several_pages_is_paged(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    published(cast, 3)
    monkeypatch.setattr("workflow.public_register.views.ON_A_PAGE", 2)
    first, second = words(got("/register/")), words(got("/register/?page=2"))
    assert ("Next page" in first, "Next page" in second) == (True, False)
    assert "Previous page" in second
