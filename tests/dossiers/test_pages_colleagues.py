"""The pages of an invitation: giving it, what the colleague finds and writes, taking it back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.dossiers.letters_given import Acts, appoint_new, today, tomorrow, yesterday
from tests.dossiers.pages_given import as_user, body_of, sent, signed_in, text_of, unwritten
from tests.support.walk import Walk
from workflow.directory.models import LetterGrant
from workflow.dossiers.inviting import invite_colleague, uninvite_colleague
from workflow.dossiers.letters import send_letter, sign_letter
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import pdf
from workflow.procedure.roles import Role

OFFICER, HEAD = "nnmt-officer", "nnmt-head"


@pytest.fixture
def colleague(cast: Cast) -> Acts:
    """A colleague of the body with a post that opens no page of a letter."""
    return appoint_new("colleague", Role.FINANCE, cast.organisation("so-nnmt"))


def day(one: Any) -> str:
    """A day as it is typed."""
    return f"{one:%d/%m/%Y}"


def invited(walk: Walk, letter: Letter, colleague: Acts, **more: Any) -> LetterGrant:
    """The colleague is invited by the officer."""
    made = invite_colleague(letter, colleague["actor"].person, **{**walk.officer, "until": tomorrow(), **more})
    grant: LetterGrant = LetterGrant.objects.get(pk=made.made["grant"])
    return grant


def pages(letter: Letter, line: int) -> list[str]:
    """The pages on which one writes."""
    return [
        *(reverse(name, args=[line]) for name in ("line_edit", "line_criteria", "line_papers")),
        *(reverse(name, args=[letter.pk]) for name in ("line_add", "letter_list", "letter_papers", "letter")),
        *(reverse(name, args=[letter.pk]) for name in ("letter_list_template", "letter_list_filled", "letter_print")),
        reverse("letters"),
        reverse("nominees"),
    ]


def closed_pages(letter: Letter) -> list[str]:
    """The pages of the procedure, and of who may invite."""
    names = ("letter_edit", "letter_names", "letter_minutes", "letter_send", "letter_split", "letter_invite")
    return [*(reverse(name, args=[letter.pk]) for name in names), reverse("letter_review", args=[letter.pk])]


def test_without_an_invitation_there_is_no_page_of_the_letter(cast: Cast, colleague: Acts) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    client = as_user(colleague["actor"])
    statuses = {path: client.get(path).status_code for path in pages(letter, line) + closed_pages(letter)}
    assert set(statuses.values()) == {404}


def test_an_invited_colleague_opens_the_pages_of_writing_and_no_other(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    other, (other_line,) = walk.drafted(1, first=2)
    invited(walk, letter, colleague)
    client = as_user(colleague["actor"])
    assert {path: client.get(path).status_code for path in pages(letter, line)} == dict.fromkeys(
        pages(letter, line), 200
    )
    for path in closed_pages(letter):
        assert client.get(path).status_code == 404, path
    strange = [path for path in pages(other, other_line) if path not in {reverse("letters"), reverse("nominees")}]
    assert {client.get(path).status_code for path in [*strange, reverse("dossier", args=[other_line])]} == {404}


def test_the_page_of_the_letter_says_under_what_the_colleague_writes(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    invited(walk, letter, colleague)
    client = as_user(colleague["actor"])
    page = text_of(client.get(reverse("letter", args=[letter.pk])))
    assert f"{cast.person(OFFICER)} has invited you to write in this letter until {day(tomorrow())}" in page
    for there in (reverse("line_edit", args=[line]), reverse("line_add", args=[letter.pk]), "1 of 1 lines are ready"):
        assert there in page
    for gone in ("letter_send", "letter_invite", "letter_edit", "letter_names", "letter_minutes"):
        assert reverse(gone, args=[letter.pk]) not in page
    desk, listed = text_of(client.get("/")), text_of(client.get(reverse("letters")))
    assert all(reverse("letter", args=[letter.pk]) in text for text in (desk, listed))
    assert "Letters in which I write by invitation" in desk
    assert reverse("letters") in desk


def test_a_colleague_writes_and_uploads_by_the_pages(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    invited(walk, letter, colleague)
    client = as_user(colleague["actor"])
    assert sent(client, reverse("line_edit", args=[line]), influence_scope="Trong ngành").status_code == 302
    assert Nomination.objects.get(pk=line).influence_scope == "Trong ngành"
    file = SimpleUploadedFile("minh-chung.pdf", pdf("Minh chung"), "application/pdf")
    path = reverse("letter_papers", args=[letter.pk])
    assert sent(client, path, kind="EVIDENCE", file=file).status_code == 302
    kept = Attachment.objects.filter(letter=letter).latest("pk")
    assert kept.uploaded_by_id == colleague["actor"].person_id
    file_sent = client.get(reverse("paper", args=[kept.pk]))
    assert (file_sent.status_code, body_of(file_sent)) == (200, pdf("Minh chung"))
    assert sent(client, reverse("paper_remove", args=[kept.pk])).status_code == 302


def test_what_was_taken_back_meanwhile_saves_nothing_and_the_page_is_gone(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    grant, client = invited(walk, letter, colleague), as_user(colleague["actor"])
    path = reverse("line_edit", args=[line])
    typed = {key: one for key, one in _typed(client, path).items() if one is not None}
    uninvite_colleague(grant, **walk.officer)
    with unwritten():
        answer = client.post(path, {**typed, "influence_scope": "Sau khi bị thu hồi"})
    assert answer.status_code == 404


def _typed(client: Client, path: str) -> dict[str, Any]:
    form = client.get(path).context["form"]
    return {bound.html_name: bound.value() for bound in form}


# Giving it and taking it back.


def test_the_officer_invites_by_the_page_and_takes_back(cast: Cast, colleague: Acts) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client, path = signed_in(cast, OFFICER), reverse("letter_invite", args=[letter.pk])
    offered = dict(client.get(path).context["form"].fields["colleague"].choices[1:])
    own = dict(offered[str(cast.organisation("so-nnmt"))])
    assert colleague["actor"].person_id in own
    assert cast.person(OFFICER).pk not in own
    answer = sent(client, path, colleague=colleague["actor"].person_id, until=day(tomorrow()))
    assert (answer.status_code, answer["Location"]) == (302, reverse("letter", args=[letter.pk]))
    grant = LetterGrant.objects.get()
    page = text_of(client.get(reverse("letter", args=[letter.pk])))
    assert all(part in page for part in (str(colleague["actor"].person), reverse("letter_uninvite", args=[grant.pk])))
    assert sent(client, reverse("letter_uninvite", args=[grant.pk])).status_code == 302
    assert LetterGrant.objects.get().ended_at is not None
    again = sent(client, reverse("letter_uninvite", args=[grant.pk]))
    assert again.status_code == 409


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_written(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client, path = signed_in(cast, HEAD), reverse("letter_invite", args=[letter.pk])
    chosen = {"colleague": cast.person("nnmt-deputy").pk, "until": day(yesterday())}
    with unwritten():
        answer = sent(client, path, **chosen)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"colleague", "until"})
    assert day(yesterday()) in text_of(answer)
    with unwritten():
        answer = sent(client, path, colleague=cast.person("gddt-clerk").pk, until=day(tomorrow()))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"colleague"})


def test_an_invitation_is_there_for_the_officer_and_the_head_of_its_body_alone(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    grant = invited(walk, letter, colleague)
    for name in ("gddt-officer", "gddt-head", "nnmt-clerk", "tdkt-specialist-1"):
        client = signed_in(cast, name)
        for path in (reverse("letter_invite", args=[letter.pk]), reverse("letter_uninvite", args=[grant.pk])):
            assert client.get(path).status_code == 404
    sight = reverse("letter_uninvite", args=[grant.pk])
    assert signed_in(cast, HEAD).get(sight).status_code == 200


def test_with_the_head_nobody_is_invited_and_what_was_given_can_be_taken_back(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    grant = invited(walk, letter, colleague)
    send_letter(letter, **walk.officer)
    client = signed_in(cast, OFFICER)
    assert client.get(reverse("letter_invite", args=[letter.pk])).status_code == 409
    page = text_of(client.get(reverse("letter", args=[letter.pk])))
    assert reverse("letter_invite", args=[letter.pk]) not in page
    assert sent(client, reverse("letter_uninvite", args=[grant.pk])).status_code == 302


def test_a_signed_letter_shows_no_colleagues_and_is_gone_for_them(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    invited(walk, letter, colleague)
    send_letter(letter, **walk.officer)
    client = as_user(colleague["actor"])
    assert client.get(reverse("letter", args=[letter.pk])).status_code == 200
    sign_letter(letter, **walk.head)
    assert client.get(reverse("letter", args=[letter.pk])).status_code == 404
    assert signed_in(cast, OFFICER).get(reverse("letter", args=[letter.pk])).context["colleagues"] is None


def test_a_post_that_reads_no_letters_reads_no_other_by_an_invitation(cast: Cast) -> None:
    """An accountant sees the lines that were decided, and not the letters that brought them."""
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    _decision, (awarded,) = walk.awarded(1, first=5)
    settled = as_user(cast.user("ubnd-finance"))
    assert settled.get(reverse("dossier", args=[awarded])).status_code == 200
    person = cast.person("ubnd-finance")
    also = appoint_new("finance", Role.FINANCE, cast.organisation("so-nnmt"), person=person)
    invited(walk, letter, also)
    sent_letter = Nomination.objects.get(pk=awarded).last_letter_id
    assert settled.get(reverse("letter", args=[letter.pk])).status_code == 200
    assert settled.get(reverse("letter", args=[sent_letter])).status_code == 404
    assert [one.pk for one in settled.get(reverse("letters")).context["page"]] == [letter.pk]


def test_the_letter_takes_as_many_statements_for_one_colleague_as_for_many(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    clients = [signed_in(cast, OFFICER)]
    counts = []
    for many in (1, 12):
        for number in range(many):
            one = appoint_new(f"colleague-{many}-{number}", Role.FINANCE, cast.organisation("so-nnmt"))
            invited(walk, letter, one)
        clients = [signed_in(cast, OFFICER), as_user(one["actor"])]
        counts.append([_counted(client, path) for client in clients for path in (f"/letters/{letter.pk}/", "/")])
    assert counts[0] == counts[1]


def _counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_an_invitation_until_today_still_opens_the_letter(cast: Cast, colleague: Acts) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    grant = invited(walk, letter, colleague, until=today())
    client = as_user(colleague["actor"])
    assert client.get(reverse("letter", args=[letter.pk])).status_code == 200
    LetterGrant.objects.filter(pk=grant.pk).update(from_day=yesterday(), until=yesterday())
    assert client.get(reverse("letter", args=[letter.pk])).status_code == 404
