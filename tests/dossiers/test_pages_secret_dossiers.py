"""The pages of secret dossiers: registered on the letter, shown and printed by number, marked by the office."""

from typing import Any

from django.urls import reverse

from tests.dossiers.letters_given import today
from tests.dossiers.pages_given import sent, signed_in, text_of, unwritten
from tests.dossiers.test_secret_stubs import recorded
from tests.support.walk import Walk
from workflow.appraisal.models import Appraisal
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Letter
from workflow.dossiers.secret_stubs import SecretStub
from workflow.management.demo.cast import Cast

OFFICER, HEAD, SPECIALIST = "nnmt-officer", "nnmt-head", "tdkt-specialist-1"


def path(letter: Letter) -> str:
    """Where a secret dossier is registered."""
    return reverse("letter_secret", args=[letter.pk])


def typed(**more: Any) -> dict[str, Any]:
    """What is typed of one."""
    given = {"register_number": "05/2026", "degree": "SECRET", "persons": "2", "handed_on": f"{today():%d/%m/%Y}"}
    return {**given, **more}


def page_of(cast: Cast, name: str, letter: Letter, page: str = "letter") -> str:
    """A page of the letter as somebody sees it."""
    return text_of(signed_in(cast, name).get(reverse(page, args=[letter.pk])))


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    with unwritten():
        answer = sent(signed_in(cast, OFFICER), path(letter), **typed(register_number="05 của ông An", persons="7"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"register_number"})
    assert "05 của ông An" in text_of(answer)
    with unwritten():
        answer = sent(signed_in(cast, OFFICER), path(letter), register_number="05/2026")
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"degree"})


def test_the_form_has_no_place_for_words(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    form = signed_in(cast, OFFICER).get(path(letter)).context["form"]
    shown = {bound.name: bound.field.widget.input_type for bound in form.visible_fields() if bound.name != "under"}
    assert set(shown) == {
        "register_number",
        "degree",
        "persons",
        "collectives",
        "households",
        "handed_on",
        "handed_by",
    }
    assert form.fields["register_number"].max_length == 30
    assert "textarea" not in set(shown.values())


def test_it_is_registered_shown_printed_and_taken_off(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client = signed_in(cast, OFFICER)
    by = cast.person("nnmt-clerk").pk
    assert sent(client, path(letter), **typed(handed_by=by)).status_code == 302
    stub = SecretStub.objects.get()
    page = page_of(cast, OFFICER, letter)
    assert "1 secret dossier goes by its own way, on paper." in page
    assert "It is no nomination" in page
    for part in ("05/2026", "2 individuals", str(cast.person("nnmt-clerk")), reverse("secret_remove", args=[stub.pk])):
        assert part in page, part
    printed = page_of(cast, OFFICER, letter, "letter_print")
    assert "05/2026" in printed
    assert sent(client, reverse("secret_remove", args=[stub.pk])).status_code == 302
    assert "05/2026" not in page_of(cast, OFFICER, letter, "letter_print")
    assert client.get(reverse("secret_remove", args=[stub.pk])).status_code == 404


def test_only_the_officer_registers_and_only_while_it_is_prepared(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter)
    for name in (HEAD, "nnmt-clerk", "gddt-officer", SPECIALIST):
        client = signed_in(cast, name)
        assert client.get(path(letter)).status_code == 404
        assert client.get(reverse("secret_remove", args=[stub.pk])).status_code == 404
    send_letter(letter, **walk.officer)
    client = signed_in(cast, OFFICER)
    assert client.get(path(letter)).status_code == 409
    assert client.get(reverse("secret_remove", args=[stub.pk])).status_code == 409
    review = page_of(cast, HEAD, letter, "letter_review")
    assert "05/2026" in review
    assert reverse("secret_remove", args=[stub.pk]) not in review


def test_the_office_is_told_and_marks_that_it_came(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter)
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    issue_letter(letter, "1/TTr", today(), **walk.clerk)
    client = signed_in(cast, SPECIALIST)
    appraisal = Appraisal.objects.get(letter=letter)
    assert "1 secret dossier goes by its own way" in text_of(client.get(reverse("appraisal", args=[appraisal.pk])))
    receive = reverse("secret_receive", args=[stub.pk])
    assert receive in page_of(cast, SPECIALIST, letter)
    assert receive not in page_of(cast, OFFICER, letter)
    assert signed_in(cast, OFFICER).get(receive).status_code == 404
    assert signed_in(cast, "yte-specialist").get(receive).status_code == 404
    with unwritten():
        answer = sent(client, receive, received_number="số mười bảy", received_on=f"{today():%d/%m/%Y}")
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"received_number"})
    assert sent(client, receive, received_number="17/M", received_on=f"{today():%d/%m/%Y}").status_code == 302
    page = page_of(cast, OFFICER, letter)
    assert f"17/M, {today():%d/%m/%Y}" in page
    assert receive not in page_of(cast, SPECIALIST, letter)


def test_a_letter_without_one_says_nothing_but_the_way_to_register(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    assert path(letter) in page_of(cast, OFFICER, letter)
    assert "A dossier that is a state secret is never uploaded." in page_of(cast, OFFICER, letter)
    assert "Secret dossiers" not in page_of(cast, HEAD, letter)
    assert "secret" not in page_of(cast, OFFICER, letter, "letter_print").lower()
