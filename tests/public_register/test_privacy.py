"""Levels of privacy: rules by campaign, authority and kind, and the office's protection of one award."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.appraisal.proof import invalid, refused
from tests.decisions.given import Authority
from tests.dossiers.pages_given import signed_in
from tests.public_register.given import (
    got,
    issued,
    lines_of,
    names_found,
    office_head,
    protected,
    published,
    revoked,
    rule,
    told,
    words,
)
from tests.support.walk import R4
from workflow.audit.models import Entry
from workflow.management.demo.cast import Cast
from workflow.payments.commands import open_payments
from workflow.procedure.roles import Role
from workflow.public_register.models import Level, Protection
from workflow.public_register.protecting import protect_award
from workflow.public_register.shown import initials

# Protecting one award --------------------------------------------------------------------------------------


def test_a_protection_wants_a_reason_and_a_stricter_level(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    rule(Level.NAME_AND_UNIT)
    acts = office_head(cast)
    with invalid("level", "reason"):
        protect_award(line, **acts, level=9, reason=" ")
    for level in (Level.FULL, Level.NAME_AND_UNIT):
        with invalid("level"):
            protect_award(line, **acts, level=level.value, reason="Bảo vệ")
    with invalid("reason"):
        protect_award(line, **acts, level=Level.HIDDEN.value, reason="x" * 1001)


@pytest.mark.parametrize(
    ("name", "role", "body"),
    [
        ("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt"),
        ("ubnd-office", Role.DECIDER_OFFICE, "ubnd-tinh"),
        ("duc-trong-head", Role.UNIT_HEAD, "ubnd-x-duc-trong"),
        ("yte-office-head", Role.OFFICE_HEAD, "van-phong-so-y-te"),
    ],
)
def test_only_the_head_of_the_awards_office_protects(cast: Cast, name: str, role: Role, body: str) -> None:
    _decision, (line,) = published(cast, 1)
    with refused("role", security=True):
        protect_award(line, **cast.acts(name, role, body), level=Level.HIDDEN.value, reason="Bảo vệ")


def test_only_an_issued_award_is_protected(cast: Cast) -> None:
    decision, _keys = Authority(cast, R4).signed(1)
    (line,) = lines_of(decision)
    with refused("award"):
        protect_award(line, **office_head(cast), level=Level.HIDDEN.value, reason="Bảo vệ")


def test_a_protection_is_recorded_and_lifted_again(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    protected(cast, line, Level.HIDDEN)
    assert names_found() == []
    protect_award(line, **office_head(cast), level=Level.FULL.value, reason="Người được khen đồng ý (minh họa)")
    assert names_found() == [line.name]
    deeds = Entry.objects.filter(stream=f"decision:{decision.pk}").order_by("seq").values_list("deed", flat=True)
    assert list(deeds)[-2:] == ["AWARD_PROTECTED", "AWARD_PROTECTION_LIFTED"]
    assert Protection.objects.get(line=line).level == Level.FULL


@pytest.mark.parametrize("name", ["duc-trong-head", "ubnd-finance"])
def test_why_an_award_is_protected_is_told_inside_the_authority_alone(cast: Cast, name: str) -> None:
    decision, (line,) = published(cast, 1)
    acts = office_head(cast)
    protect_award(line, **acts, level=Level.HIDDEN.value, reason="Theo lời của người được khen (minh họa)")
    opened = open_payments(decision, **cast.acts("ubnd-finance", Role.FINANCE, "ubnd-tinh")).made["list"]
    pages = [reverse("decision", args=[decision.pk])]
    pages += [reverse("payment_list", args=[opened])] if name == "ubnd-finance" else []
    for page in pages:
        shown = signed_in(cast, name).get(page)
        assert (shown.status_code, "Theo lời của người được khen" in shown.content.decode()) == (200, False)
        assert shown.context["moments"] != []
    inside = signed_in(cast, "ubnd-office").get(pages[0]).content.decode()
    assert "Theo lời của người được khen" in inside


# What a level shows ----------------------------------------------------------------------------------------


def _everywhere(line: str, decision: str) -> str:
    """Everything public that could speak of the award."""
    paths = (
        "/register/",
        "/register/awards.json",
        f"/register/awards/{line}/",
        f"/register/decisions/{decision}/",
        f"/verify/{line}/",
        f"/verify/{decision}/",
        "/register/stories/",
    )
    return " ".join(words(got(path)) for path in paths)


def test_name_and_unit_show_neither_title_nor_achievement(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    shown = _everywhere(line.code, decision.code)
    assert line.title in shown
    protected(cast, line, Level.NAME_AND_UNIT)
    shown = _everywhere(line.code, decision.code)
    assert line.name in shown
    assert line.title not in shown
    assert line.nomination.achievement_title not in shown


def test_initials_show_no_name_no_unit_and_are_found_by_neither(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    protected(cast, line, Level.INITIALS)
    shown = _everywhere(line.code, decision.code)
    assert initials(line.name) in shown
    for hidden in (line.name, line.unit, line.title, line.nomination.achievement_title):
        assert hidden
        assert hidden not in shown
    assert names_found() == [initials(line.name)]
    assert names_found(f"?q={line.name.split()[0]}") == []
    assert names_found(f"?unit={line.nomination.unit.code}") == []


def test_a_hidden_award_is_counted_and_nothing_else(cast: Cast) -> None:
    decision, (line, other) = published(cast, 2)
    protected(cast, line, Level.HIDDEN)
    shown = _everywhere(line.code, decision.code)
    for hidden in (line.name, initials(line.name)):
        assert hidden not in shown
    assert "Further awards whose names are not public: 1." in words(got("/register/"))
    assert got("/register/awards.json").json()["hidden"] == 1
    assert names_found() == [other.name]
    assert got(f"/register/awards/{line.code}/").status_code == 404
    found = got(f"/register/awards.json?q={line.name.split()[0]}").json()
    assert found["hidden"] == 0, "a search never tells that somebody is hidden"
    assert line.name not in {one["name"] for one in found["awards"]}


def test_the_paper_of_a_hidden_award_is_verified_without_its_name(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    protected(cast, line, Level.HIDDEN)
    page = words(got(f"/verify/{line.code}/"))
    assert "Valid" in page
    assert decision.number in page
    assert "The name is not public." in page
    assert line.name not in page


@pytest.mark.parametrize("level", [Level.INITIALS, Level.HIDDEN])
def test_stories_of_a_protected_award_are_shown_no_more(cast: Cast, level: Level) -> None:
    _decision, lines = published(cast, 1)
    story = told(cast, lines)
    assert story.title in words(got("/register/stories/"))
    protected(cast, lines[0], level)
    assert story.title not in words(got("/register/stories/"))
    assert got(f"/register/stories/{story.code}/").status_code == 404


def test_a_revoked_award_keeps_its_privacy(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    protected(cast, line, Level.INITIALS)
    revoked(cast, line, publish=True)
    shown = _everywhere(line.code, decision.code)
    assert "Revoked" in shown
    assert line.name not in shown


# Rules -----------------------------------------------------------------------------------------------------


def test_the_rule_that_names_most_holds(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    nomination, kind = line.nomination, line.nomination.nominee_kind
    rule(Level.HIDDEN)
    assert names_found() == []
    rule(Level.INITIALS, nominee_kind=kind)
    assert names_found() == [initials(line.name)]
    rule(Level.NAME_AND_UNIT, nominee_kind=kind, campaign=nomination.campaign)
    assert names_found() == [line.name]
    rule(Level.HIDDEN, nominee_kind=kind, campaign=nomination.campaign, authority=nomination.authority)
    assert names_found() == []


def test_a_rule_of_another_campaign_authority_or_kind_says_nothing(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    rule(Level.HIDDEN, nominee_kind="COLLECTIVE")
    rule(Level.HIDDEN, authority=cast.organisation("so-y-te"))
    assert names_found() == [line.name]


def test_a_rule_holds_from_its_first_to_its_last_day(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    today = timezone.localdate()
    coming = rule(Level.HIDDEN, today + timedelta(days=1))
    assert names_found() == [line.name]
    coming.valid_from = today
    coming.save()
    assert names_found() == []
    coming.valid_from = coming.valid_until = today - timedelta(days=1)
    coming.save()
    assert names_found() == [line.name]


def test_of_two_rules_that_name_as_much_the_newer_holds(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    today = timezone.localdate()
    rule(Level.HIDDEN, today - timedelta(days=30))
    rule(Level.NAME_AND_UNIT, today - timedelta(days=3))
    assert names_found() == [line.name]


def test_a_protection_never_shows_more_than_a_rule_that_came_later(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    protected(cast, line, Level.INITIALS)
    rule(Level.HIDDEN)
    assert names_found() == []


def test_an_award_that_waits_for_publication_is_protected_beforehand(cast: Cast) -> None:
    _decision, (line,) = issued(cast)
    protected(cast, line, Level.HIDDEN)
    assert line.name not in words(got(f"/verify/{line.code}/"))


@pytest.mark.parametrize(
    ("name", "short"),
    [("Nguyễn Văn Ấn", "N. V. Ấ."), ("Hộ ông K'Brèm", "H. Ô. K. B."), ("đỗ", "Đ."), ("Ka Mai (minh họa)", "K. M.")],
)
def test_initials_are_the_first_letters_of_the_words(name: str, short: str) -> None:
    assert initials(name) == short
