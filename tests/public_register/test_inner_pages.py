"""The office's and the units' pages: what is public and what is held back, the privacy of an award, and the stories."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.dossiers.pages_given import filled, sent, signed_in, text_of
from tests.public_register.given import TEXT, drafted, issued, names_found, protected, published, revoked, told
from workflow.awards.models import Campaign
from workflow.management.demo.cast import Cast
from workflow.public_register.models import Level, Story


def listed(cast: Cast, show: str, name: str = "tdkt-head") -> list[str]:
    """The names in a part of the office's page."""
    page = signed_in(cast, name).get(reverse("publicity") + f"?show={show}").context["page"]
    return [line.name for line in page]


def test_the_office_sees_what_is_public_and_what_is_held_back(cast: Cast) -> None:
    _decision, (public, hidden) = published(cast, 2)
    _other, (waiting,) = issued(cast, first=5)
    protected(cast, hidden, Level.HIDDEN)
    assert listed(cast, "public") == [public.name]
    assert listed(cast, "less") == [hidden.name]
    assert listed(cast, "unpublished") == [waiting.name]
    assert set(listed(cast, "all", "tdkt-specialist-1")) == {public.name, hidden.name, waiting.name}
    assert listed(cast, "all", "yte-specialist") == []


def test_the_head_sets_the_privacy_of_an_award_on_its_page(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    client, path = signed_in(cast, "tdkt-head"), reverse("publicity_protect", args=[line.pk])
    answer = sent(client, path, level="0", reason="")
    assert answer.status_code == 422
    assert "Reason" in text_of(answer)
    assert sent(client, path, level="0", reason="Bảo vệ").status_code == 422
    assert sent(client, path, level="3", reason="Bảo vệ người tố cáo (minh họa)").status_code == 302
    assert names_found() == []
    page = text_of(client.get(reverse("publicity")))
    assert "Bảo vệ người tố cáo (minh họa)" in page
    assert signed_in(cast, "tdkt-specialist-1").get(path).status_code == 404


def test_two_heads_who_set_a_privacy_are_told_of_each_other(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    client, path = signed_in(cast, "tdkt-head"), reverse("publicity_protect", args=[line.pk])
    typed = filled(client, path, level="3", reason="Bảo vệ")
    protected(cast, line, Level.INITIALS)
    assert client.post(path, typed).status_code == 302, "the later word counts, and both are in the record"
    assert names_found() == []


def test_a_story_goes_from_draft_to_publication_and_withdrawal_by_its_pages(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    officer, head = signed_in(cast, "duc-trong-officer"), signed_in(cast, "duc-trong-head")
    campaign = Campaign.objects.order_by("pk")[0]
    unit = cast.organisation("ubnd-x-duc-trong").pk
    new = reverse("story_new")
    assert sent(officer, new, unit=str(unit), campaign=str(campaign.pk), title="", text=TEXT).status_code == 422
    given = {"unit": str(unit), "campaign": str(campaign.pk), "title": "Gương sáng (minh họa)", "text": TEXT}
    answer = sent(officer, new, **given)
    story = Story.objects.get()
    assert answer["Location"] == reverse("story_edit", args=[story.pk])
    assert sent(officer, answer["Location"], awards=[str(line.pk)]).status_code == 302
    page = reverse("story", args=[story.pk])
    assert [one["label"] for one in officer.get(page).context["deeds"]] == ["Edit"]
    assert [one["label"] for one in head.get(page).context["deeds"]] == ["Publish", "Edit"]
    assert sent(head, reverse("story_publish", args=[story.pk])).status_code == 302
    assert head.get(page).context["is_public"] is True
    assert [one["label"] for one in head.get(page).context["deeds"]] == ["Withdraw"]
    office = signed_in(cast, "tdkt-head")
    assert sent(office, reverse("story_withdraw", args=[story.pk]), reason="Chưa kiểm chứng").status_code == 302
    assert "Chưa kiểm chứng" in text_of(head.get(page))
    assert head.get(page).context["deeds"] == []


def test_an_officer_chooses_the_own_unit_alone_and_the_office_any(cast: Cast) -> None:
    new, other = reverse("story_new"), cast.organisation("so-nnmt").pk
    choices = signed_in(cast, "duc-trong-officer").get(new).context["form"].fields["unit"].queryset
    assert [one.code for one in choices] == ["ubnd-x-duc-trong"]
    assert other in {
        one.pk for one in signed_in(cast, "tdkt-specialist-1").get(new).context["form"].fields["unit"].queryset
    }


def test_a_story_that_is_held_back_says_why_on_its_inner_page(cast: Cast) -> None:
    _decision, (line, _other) = published(cast, 2)
    story = told(cast, [line])
    revoked(cast, line)
    head = signed_in(cast, "duc-trong-head")
    assert "The public does not see it" in text_of(head.get(reverse("story", args=[story.pk])))
    assert "Held back" in text_of(head.get(reverse("stories")))


@pytest.mark.parametrize("name", ["nnmt-head", "yte-specialist", "yte-office-head"])
def test_a_story_of_another_unit_is_not_there(cast: Cast, name: str) -> None:
    story = told(cast)
    client = signed_in(cast, name)
    for page in ("story", "story_edit", "story_publish", "story_withdraw"):
        assert client.get(reverse(page, args=[story.pk])).status_code == 404, page
    assert list(client.get(reverse("stories")).context["page"]) == []


def test_the_inner_lists_ask_as_much_for_many_rows_as_for_few(cast: Cast) -> None:
    published(cast, 1)
    drafted(cast)
    counts: list[list[int]] = []
    client = signed_in(cast, "tdkt-head")
    for first in (10, 20):
        counts.append([])
        for name in ("publicity", "stories"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name)).status_code == 200
            counts[-1].append(len(asked))
        published(cast, 4, first=first)
        told(cast)
    assert counts[0] == counts[1]
