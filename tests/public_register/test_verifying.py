"""Verification by code: a certificate or a decision, from its issue on; unknown codes say what to do."""

import pytest

from tests.public_register.given import corrected, got, issued, published, revoked, words
from workflow.decisions.codes import shown_code
from workflow.management.demo.cast import Cast


@pytest.mark.parametrize(
    "path", ["/verify/0123456789AB/", "/verify/?code=0123-4567-89AB&lang=en", "/verify/x/", "/verify/?code=xyz"]
)
def test_an_unknown_code_is_a_page_that_says_what_to_do(db: None, path: str) -> None:  # noqa: ARG001 -- asks for the database
    answer = got(path)
    if answer.status_code == 302:
        answer = got(answer["Location"])
    assert answer.status_code == 404
    assert "This code was given to no certificate and no decision." in words(answer)
    assert "Ask the authority" in words(answer)


def test_a_code_is_typed_with_spaces_dashes_and_small_letters(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    printed = shown_code(line.code)
    for typed in (printed, printed.lower(), printed.replace("-", " "), f" {line.code} ", line.code.replace("0", "o")):
        answer = got(f"/verify/?code={typed}")
        assert (answer.status_code, answer["Location"]) == (302, f"/verify/{line.code}/")
    assert got(f"/verify/{printed.lower()}/").status_code == 200


def test_a_certificate_is_verified_from_the_issue_of_its_decision_on(cast: Cast) -> None:
    decision, (line,) = issued(cast)
    page = words(got(f"/verify/{line.code}/"))
    for said in ("Valid", line.name, line.title, line.unit, decision.number, shown_code(line.code)):
        assert said in page
    assert "not published yet" in page
    assert "/register/awards/" not in page


def test_a_published_certificate_leads_to_the_register(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    assert f"/register/awards/{line.code}/" in words(got(f"/verify/{line.code}/"))


def test_a_corrected_certificate_shows_the_corrected_text_by_either_code(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    correction = corrected(cast, line, title="Phó Chủ tịch (minh họa)")
    (mended,) = correction.lines.all()
    for code in (line.code, mended.code):
        page = words(got(f"/verify/{code}/"))
        assert "Valid, as corrected" in page
        assert "Phó Chủ tịch (minh họa)" in page
        assert correction.number in page


def test_a_revoked_certificate_says_so_by_which_decision(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    revocation = revoked(cast, line)
    page = words(got(f"/verify/{line.code}/"))
    assert "The certificate does not count any more." in page
    assert revocation.number in page
    assert line.nomination.achievement_title not in page


def test_a_decision_is_verified_with_what_came_after(cast: Cast) -> None:
    decision, (line,) = issued(cast)
    page = words(got(f"/verify/{decision.code}/"))
    for said in ("The decision was issued", decision.number, decision.subject, shown_code(decision.code)):
        assert said in page
    assert line.name not in page
    assert "not published yet" in page
    revocation = revoked(cast, line)
    assert revocation.number in words(got(f"/verify/{decision.code}/"))
    assert "The decision was issued" in words(got(f"/verify/{revocation.code}/"))
