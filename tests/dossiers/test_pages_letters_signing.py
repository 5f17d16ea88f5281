"""Deeds on a whole letter by pages: sent, reviewed, signed, issued, split, merged; and what is refused."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.dossiers.letters_given import GDDT
from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.directory.models import Kinship
from workflow.dossiers.drafting import add_nominations
from workflow.dossiers.letters import issue_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.states import State


def states(lines: list[int]) -> list[str]:
    """Where the lines are, in order."""
    return list(Nomination.objects.filter(pk__in=lines).order_by("pk").values_list("state", flat=True))


def test_the_ready_lines_go_and_the_others_stay_with_their_reason(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    bare = add_nominations(letter, [drafts.household("Hộ ông Bình", R1.award_form)], **walk.officer).made["nominations"]
    client = signed_in(cast, "nnmt-officer")
    answer = client.post(f"/letters/{letter.pk}/send/", filled(client, f"/letters/{letter.pk}/send/"), follow=True)
    assert states(lines) == [State.WITH_HEAD, State.WITH_HEAD]
    assert states(bare) == [State.DRAFT]
    assert "2 lines went on." in text_of(answer)
    assert "Hộ ông Bình stayed" in text_of(answer)


def test_nothing_is_sent_where_nothing_is_ready(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(entries=[drafts.household("Hộ ông Bình", R1.award_form)])
    for paper in letter.attachments.all():
        sent(signed_in(cast, "nnmt-officer"), f"/papers/{paper.pk}/remove/")
    with unwritten():
        answer = sent(signed_in(cast, "nnmt-officer"), f"/letters/{letter.pk}/send/")
    assert answer.status_code == 422
    assert any("GEN-01" in why.reason for why in answer.context["refusals"])


def test_a_head_reads_the_achievement_the_answers_and_the_evidence(cast: Cast) -> None:
    letter, lines = Walk(cast).with_head(1)
    Nomination.objects.filter(pk=lines[0]).update(votes_for=8, votes_of=9)
    page = text_of(signed_in(cast, "nnmt-head").get(f"/letters/{letter.pk}/review/"))
    line = Nomination.objects.get(pk=lines[0])
    evidence = letter.attachments.get(kind="EVIDENCE")
    assert line.achievement in page
    assert all(answer.text in page for answer in line.answers.all())
    assert reverse("paper", args=[evidence.pk]) in page
    assert "8 of 9 members in favour" in page
    assert reverse("letter_sign", args=[letter.pk]) in page
    for act in ("SEND_BACK", "NOT_ENDORSE"):
        assert reverse("act", args=[act]) in page


def test_an_officer_has_no_review_and_signs_nothing(cast: Cast) -> None:
    letter, _lines = Walk(cast).with_head(1)
    client = signed_in(cast, "nnmt-officer")
    with unwritten():
        assert client.get(f"/letters/{letter.pk}/review/").status_code == 404
        assert client.post(f"/letters/{letter.pk}/sign/").status_code == 404
        assert client.post(f"/letters/{letter.pk}/issue/").status_code == 404


def test_a_head_signs_and_the_clerk_gives_the_number(cast: Cast) -> None:
    letter, lines = Walk(cast).with_head(2)
    assert sent(signed_in(cast, "nnmt-head"), f"/letters/{letter.pk}/sign/").status_code == 302
    letter.refresh_from_db()
    assert letter.signed_by == cast.person("nnmt-head")
    day = f"{timezone.localdate():%d/%m/%Y}"
    clerk = signed_in(cast, "nnmt-clerk")
    assert sent(clerk, f"/letters/{letter.pk}/issue/", number="21/TTr", dated=day).status_code == 302
    assert states(lines) == [State.WITH_OFFICE, State.WITH_OFFICE]


def test_a_letter_before_its_time_is_neither_signed_nor_issued(cast: Cast) -> None:
    walk = Walk(cast)
    draft, _lines = walk.drafted(1)
    with unwritten():
        answer = signed_in(cast, "nnmt-head").post(f"/letters/{draft.pk}/sign/", {"under": "a1"})
    assert answer.status_code == 409
    assert "Now it is at the step «Prepare and send»." in text_of(answer)
    assert signed_in(cast, "nnmt-clerk").get(f"/letters/{draft.pk}/issue/").status_code == 404


def test_the_review_tells_before_signing_what_the_signature_would_be_refused_for(cast: Cast) -> None:
    letter, lines = Walk(cast).with_head(3)
    head = signed_in(cast, "nnmt-head")
    free = head.get(f"/letters/{letter.pk}/review/")
    assert (free.context["signable"].ready, free.context["signable"].why) == (3, {})
    relative = Nomination.objects.get(pk=lines[1]).nominee.person
    assert relative is not None
    Kinship.objects.create(person=cast.person("nnmt-head"), relative=relative, declared_on=timezone.localdate())
    with unwritten():
        page = head.get(f"/letters/{letter.pk}/review/")
    assert (page.context["signable"].ready, page.context["signable"].every) == (2, 3)
    assert [one.pk for one in page.context["lines"] if one.why] == [lines[1]]
    assert "You can sign 2 of 3 lines" in text_of(page)
    refused = sent(head, f"/letters/{letter.pk}/sign/")
    assert refused.status_code == 403
    told = [why.reason for one in page.context["lines"] for why in one.why]
    assert told == [why.reason for why in refused.context["refusals"]]


def test_a_letter_that_was_signed_is_reviewed_without_a_word_on_signing(cast: Cast) -> None:
    letter, _lines = Walk(cast).signed(2)
    assert signed_in(cast, "nnmt-head").get(f"/letters/{letter.pk}/review/").context["signable"] is None


@pytest.mark.parametrize(
    ("name", "who", "at"),
    [
        ("letter_send", "nnmt-officer", "Review and sign"),
        ("line_add", "nnmt-officer", "Review and sign"),
        ("letter_papers", "nnmt-officer", "Review and sign"),
    ],
)
def test_a_deed_of_another_desk_says_why_not_now_instead_of_showing_a_form(
    cast: Cast, name: str, who: str, at: str
) -> None:
    letter, _lines = Walk(cast).with_head(1)
    client, path = signed_in(cast, who), reverse(name, args=[letter.pk])
    with unwritten():
        answers = client.get(path), client.post(path)
    assert [one.status_code for one in answers] == [409, 409]
    assert all(f"Now it is at the step «{at}»." in text_of(one) for one in answers)
    assert answers[0].context.get("form") is None


def test_what_is_done_with_a_signed_letter_says_so_to_those_who_come_late(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.signed(1)
    head, on = signed_in(cast, "nnmt-head"), f"?on={lines[0]}"
    for path in (reverse("letter_sign", args=[letter.pk]), reverse("letter_split", args=[letter.pk]) + on):
        late = head.get(path)
        assert (late.status_code, late.context.get("form")) == (409, None)
        assert "Now it is at the step «Give number and date»." in text_of(late)
    issue_letter(letter, "34/TTr", timezone.localdate(), **walk.clerk)
    late = signed_in(cast, "nnmt-clerk").get(reverse("letter_issue", args=[letter.pk]))
    assert late.status_code == 409
    assert "It is closed: nothing is left to be done here." in text_of(late)


def test_a_number_that_is_taken_is_said_beside_it_and_stays_typed(cast: Cast) -> None:
    walk = Walk(cast)
    first, _a = walk.signed(1)
    issue_letter(first, "33/TTr", timezone.localdate(), **walk.clerk)
    second, _b = walk.signed(1, first=2)
    with unwritten():
        answer = sent(signed_in(cast, "nnmt-clerk"), f"/letters/{second.pk}/issue/", number="33/TTr")
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"number"})
    assert 'value="33/TTr"' in text_of(answer)


def test_the_same_form_sent_twice_signs_once(cast: Cast) -> None:
    letter, _lines = Walk(cast).with_head(1)
    path, client = f"/letters/{letter.pk}/sign/", signed_in(cast, "nnmt-head")
    form = filled(client, path)
    assert client.post(path, form).status_code == 302
    with unwritten():
        assert client.post(path, form).status_code in {302, 403, 409}


def test_lines_are_taken_into_a_letter_of_their_own(cast: Cast) -> None:
    letter, lines = Walk(cast).with_head(3)
    path = f"/letters/{letter.pk}/split/?on={lines[0]}"
    answer = sent(signed_in(cast, "nnmt-head"), path)
    new = Letter.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/letters/{new.pk}/")
    assert set(Nomination.objects.filter(case=new.case_id).values_list("pk", flat=True)) == {lines[0]}


def test_all_lines_are_not_taken_off_and_strange_lines_do_not_exist(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(1)
    other, strange = Walk(cast, R1_BELOW).drafted(1, first=11)
    client = signed_in(cast, "nnmt-head")
    with unwritten():
        assert sent(client, f"/letters/{letter.pk}/split/?on={lines[0]}").status_code == 422
        assert client.post(f"/letters/{letter.pk}/split/?on={strange[0]}").status_code == 404
        assert client.post(f"/letters/{letter.pk}/split/").status_code == 404
    assert other.pk != letter.pk


@pytest.fixture
def collected(cast: Cast) -> tuple[Letter, list[int]]:
    """A superior's letter that collects the lines of a school, and own lines of the superior before its head."""
    below = Walk(cast, R1_BELOW)
    letter, _lines = below.signed(1, first=11)
    if not letter.organisation.keeps_register:
        issue_letter(letter, "01/TTr", timezone.localdate(), **below.clerk)
    superior = Letter.objects.get(kind="SUPERIOR")
    own = Walk(cast, GDDT)
    _own_letter, lines = own.with_head(2, first=21)
    return superior, lines


def test_a_superior_takes_in_its_own_lines_and_signs_all(cast: Cast, collected: tuple[Letter, list[int]]) -> None:
    superior, own = collected
    client = signed_in(cast, "gddt-officer")
    path = f"/letters/{superior.pk}/merge/"
    assert path in text_of(client.get(f"/letters/{superior.pk}/"))
    answer = sent(client, path, nominations=[str(line) for line in own])
    assert answer.status_code == 302
    assert set(Nomination.objects.filter(case=superior.case_id).values_list("pk", flat=True)) > set(own)
    assert sent(client, f"/letters/{superior.pk}/hand/").status_code == 302
    assert sent(signed_in(cast, "gddt-head"), f"/letters/{superior.pk}/sign/").status_code == 302
    superior.refresh_from_db()
    assert superior.signed_at is not None


def test_a_head_signs_a_collecting_letter_that_nobody_handed_over(
    cast: Cast, collected: tuple[Letter, list[int]]
) -> None:
    superior, _own = collected
    head = signed_in(cast, "gddt-head")
    assert reverse("letter_review", args=[superior.pk]) in text_of(head.get(f"/letters/{superior.pk}/"))
    assert sent(head, f"/letters/{superior.pk}/sign/").status_code == 302


def test_only_lines_that_fit_are_offered_to_be_taken_in(cast: Cast, collected: tuple[Letter, list[int]]) -> None:
    superior, own = collected
    client = signed_in(cast, "gddt-officer")
    form = client.get(f"/letters/{superior.pk}/merge/").context["form"]
    assert [line.pk for line in form.fields["nominations"].queryset] == own
    with unwritten():
        assert sent(client, f"/letters/{superior.pk}/merge/", nominations=["999999"]).status_code == 422


def test_a_letter_that_does_not_collect_takes_nothing_in(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    _other, own = walk.with_head(1, first=2)
    with unwritten():
        answer = sent(signed_in(cast, "nnmt-head"), f"/letters/{letter.pk}/merge/", nominations=[str(own[0])])
    assert answer.status_code == 422
