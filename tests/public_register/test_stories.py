"""Exemplar stories (SEED-41, SEED-42): who drafts, publishes and withdraws them, and when the public sees them."""

import pytest

from tests.appraisal.proof import Acts, invalid, refused
from tests.public_register.given import (
    TEXT,
    drafted,
    got,
    issued,
    office_head,
    published,
    revoked,
    told,
    unit_head,
    unit_officer,
    words,
)
from workflow.audit.models import Entry
from workflow.awards.models import Campaign
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.public_register.commands import Told, edit_story, publish_story, withdraw_story, write_story
from workflow.public_register.models import Story

UNIT = "ubnd-x-duc-trong"


def stranger(cast: Cast) -> Acts:
    """The head of another unit."""
    return cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt")


def specialist(cast: Cast) -> Acts:
    """A specialist of the standing office."""
    return cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")


def seen(story: Story) -> tuple[bool, int]:
    """Whether the list of the public shows a story, and the status of its page."""
    return story.title in words(got("/register/stories/")), got(f"/register/stories/{story.code}/").status_code


# Refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_", "fields"),
    [
        (Told(" ", ""), ("title", "text")),
        (Told("x" * 201, "x" * 20_001), ("title", "text")),
        (Told("Gương sáng", "Một.", [10**9]), ("awards",)),
        (Told("Báo cáo (MẬT)", "Một."), ("title",)),
        (Told("Gương sáng", "TỐI MẬT\n\nMột."), ("text",)),
        (Told("Gương sáng", "Một.\n\nMẬT\nHai."), ("text",)),
    ],
)
def test_everything_that_a_story_lacks_is_named(cast: Cast, told_: Told, fields: tuple[str, ...]) -> None:
    campaign = Campaign.objects.order_by("pk")[0]
    with invalid(*fields):
        write_story(cast.organisation(UNIT), campaign, told_, **unit_officer(cast))


def test_a_story_tells_only_of_published_awards_of_its_unit_that_stand(cast: Cast) -> None:
    story = drafted(cast)
    _decision, (unpublished,) = issued(cast)
    _other, (gone,) = published(cast, 1, first=5)
    revoked(cast, gone)
    for line in (unpublished, gone):
        with invalid("awards"):
            edit_story(story, Told("Gương sáng", TEXT, [line.pk]), **unit_officer(cast))
    foreign = Campaign.objects.order_by("pk")[0]
    _third, (own,) = published(cast, 1, first=8)
    with invalid("awards"):
        write_story(cast.organisation("so-nnmt"), foreign, Told("Khác", TEXT, [own.pk]), **stranger(cast))


def test_another_unit_neither_writes_nor_publishes_nor_withdraws(cast: Cast) -> None:
    story, acts = drafted(cast), stranger(cast)
    campaign = Campaign.objects.order_by("pk")[0]
    with refused("role", security=True):
        write_story(cast.organisation(UNIT), campaign, Told("Gương", TEXT), **acts)
    with refused("role", security=True):
        edit_story(story, Told("Gương", TEXT), **acts)
    with refused("role", security=True):
        publish_story(story, **acts)
    publish_story(story, **unit_head(cast))
    with refused("role", security=True):
        withdraw_story(story, **acts, reason="Không đúng")


@pytest.mark.parametrize("who", [unit_officer, specialist])
def test_an_officer_or_a_specialist_does_not_publish(cast: Cast, who: object) -> None:
    story = drafted(cast)
    assert callable(who)
    with refused("role", security=True):
        publish_story(story, **who(cast))
    publish_story(story, **unit_head(cast))
    with refused("role", security=True):
        withdraw_story(story, **who(cast), reason="Không đúng")


def test_a_published_story_is_not_edited_and_not_published_twice(cast: Cast) -> None:
    story = told(cast)
    with refused("state"):
        edit_story(story, Told("Khác", TEXT), **unit_officer(cast))
    with refused("state"):
        publish_story(story, **unit_head(cast))


def test_a_story_is_withdrawn_with_a_reason_and_once(cast: Cast) -> None:
    draft = drafted(cast)
    with refused("state"):
        withdraw_story(draft, **unit_head(cast), reason="Không đúng")
    publish_story(draft, **unit_head(cast))
    for reason in (" ", "x" * 1001):
        with invalid("reason"):
            withdraw_story(draft, **unit_head(cast), reason=reason)
    withdraw_story(draft, **office_head(cast), reason="Thông tin chưa kiểm chứng (minh họa)")
    assert seen(draft) == (False, 404)
    with refused("state"):
        withdraw_story(draft, **unit_head(cast), reason="Không đúng")
    with refused("state"):
        publish_story(draft, **unit_head(cast))


def test_an_award_that_was_revoked_meanwhile_is_not_published_in_a_story(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    story = drafted(cast, [line])
    revoked(cast, line)
    with invalid("awards"):
        publish_story(story, **unit_head(cast))


# What happens --------------------------------------------------------------------------------------------


def test_a_unit_writes_its_head_publishes_and_everybody_reads(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    story = drafted(cast, [line])
    assert seen(story) == (False, 404)
    edit_story(story, Told("Gương sáng sửa lại (minh họa)", TEXT, [line.pk]), **unit_officer(cast))
    publish_story(story, **unit_head(cast))
    story.refresh_from_db()
    assert seen(story) == (True, 200)
    page = words(got(f"/register/stories/{story.code}/"))
    assert "<p>Cả thôn học theo.</p>" in page
    assert line.name in page
    assert story.title in words(got(f"/register/awards/{line.code}/"))
    deeds = Entry.objects.filter(stream=f"story:{story.pk}").order_by("seq").values_list("deed", flat=True)
    assert list(deeds) == ["STORY_DRAFTED", "STORY_EDITED", "STORY_PUBLISHED"]


def test_the_office_writes_and_publishes_for_any_unit(cast: Cast) -> None:
    campaign = Campaign.objects.order_by("pk")[0]
    made = write_story(
        cast.organisation("so-nnmt"), campaign, Told("Của Ban (minh họa)", TEXT), **specialist(cast)
    ).made
    story = Story.objects.get(pk=made["story"])
    publish_story(story, **office_head(cast))
    assert seen(story) == (True, 200)


def test_the_stories_of_a_revoked_award_are_shown_no_more(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    story = told(cast, [line])
    assert seen(story) == (True, 200)
    revoked(cast, line)
    assert seen(story) == (False, 404)


def test_a_text_is_never_taken_for_html(cast: Cast) -> None:
    campaign = Campaign.objects.order_by("pk")[0]
    evil = Told("<b>Đậm</b>", "<script>alert(1)</script>\n\n[x](javascript:y) dòng\nhai")
    made = write_story(cast.organisation(UNIT), campaign, evil, **unit_officer(cast)).made
    story = Story.objects.get(pk=made["story"])
    publish_story(story, **unit_head(cast))
    page = got(f"/register/stories/{story.code}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>Đậm" not in page
    assert "dòng<br>hai" in page


def test_the_same_click_drafts_once(cast: Cast) -> None:
    campaign, acts = Campaign.objects.order_by("pk")[0], {**unit_officer(cast), "operation_id": "story-once"}
    made = [write_story(cast.organisation(UNIT), campaign, Told("Một", TEXT), **acts).made for _time in range(2)]
    assert made[0] == made[1]
    assert Story.objects.count() == 1
