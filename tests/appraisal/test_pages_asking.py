"""The pages of what the office asks of other bodies, and of holds: opinions, what stands still."""

from datetime import timedelta

from django.urls import reverse

from tests.appraisal.given import desk, head, specialist, states, today
from tests.dossiers.pages_given import filled, signed_in, text_of
from tests.dossiers.pages_given import sent as posted
from tests.support.walk import R4, Walk
from workflow.appraisal.consultations import consult
from workflow.appraisal.models import Consultation, Hold
from workflow.dossiers.door import apply_transition
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

SPECIALIST, HEAD, UNIT = "tdkt-specialist-1", "tdkt-head", "nnmt-officer"


def held(cast: Cast, count: int = 2) -> tuple[Hold, list[int]]:
    """Lines that stand still at the office."""
    _appraisal, lines = Walk(cast).assigned(count)
    why = Reason("Đang xác minh", code="COMPLAINT", document="12/CV", review_on=today() + timedelta(days=9))
    apply_transition(Transition.HOLD_AT_OFFICE, lines, reason=why, **head(cast))
    return Hold.objects.get(), lines


# Opinions ----------------------------------------------------------------------------------------------


def test_another_body_is_asked_and_answers_once(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    officer, police = signed_in(cast, SPECIALIST), signed_in(cast, "police-consulted")
    path = reverse("consultation_new") + f"?on={lines[0]}&on={lines[1]}"
    body = str(cast.organisation("cong-an-tinh").pk)
    answer = posted(officer, path, on=[str(line) for line in lines], organisation=body, kind="AGENCY")
    assert answer.status_code == 302
    asked = Consultation.objects.get(nomination=lines[0])

    own = reverse("opinion", args=[asked.pk])
    assert own in text_of(police.get(reverse("consultations")))
    assert own not in text_of(officer.get(reverse("consultations")))
    late = filled(police, own, agrees="no", answer="Ý kiến thứ hai")
    assert posted(police, own, agrees="yes", answer="Đồng ý").status_code == 302
    again = police.get(own)
    assert (again.status_code, again.context.get("form")) == (422, None)
    assert "This opinion was given already." in text_of(again)
    refused = police.post(own, late)
    assert refused.status_code == 422
    assert "Ý kiến thứ hai" in text_of(refused)
    asked.refresh_from_db()
    assert (asked.agrees, asked.answer) == (True, "Đồng ý")


def test_the_list_of_opinions_is_narrowed_and_shows_only_the_own(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    consult(lines, cast.organisation("cong-an-tinh"), **specialist(cast))
    first = Consultation.objects.get(nomination=lines[0])
    path = reverse("consultations")
    police = signed_in(cast, "police-consulted")
    posted(police, reverse("opinion", args=[first.pk]), agrees="none", answer="Ý kiến khác")
    assert [one.nomination_id for one in police.get(path + "?show=open").context["page"]] == [lines[1]]
    assert [one.nomination_id for one in police.get(path + "?show=closed").context["page"]] == [lines[0]]
    name = first.nomination.nominee_name.lower()
    assert [one.pk for one in police.get(path, {"q": name}).context["page"]] == [first.pk]
    other = signed_in(cast, "insurance-consulted")
    assert list(other.get(path).context["page"]) == []
    assert other.get(reverse("opinion", args=[first.pk])).status_code == 404


def test_the_offices_own_letter_offers_to_ask_another_body(cast: Cast) -> None:
    letter, lines = Walk(cast, R4).to_present(1)
    officer = signed_in(cast, SPECIALIST)
    offered = [one.url for one in officer.get(reverse("letter", args=[letter.pk])).context["offers"]]
    assert reverse("consultation_new") in offered
    body = str(cast.organisation("cong-an-tinh").pk)
    path = reverse("consultation_new") + f"?on={lines[0]}"
    assert posted(officer, path, on=str(lines[0]), organisation=body, kind="AGENCY").status_code == 302
    assert Consultation.objects.get().nomination_id == lines[0]


# Holds -------------------------------------------------------------------------------------------------


def test_lines_are_held_concluded_and_resumed_by_pages_alone(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    boss = signed_in(cast, HEAD)
    path = reverse("act", args=["HOLD_AT_OFFICE"]) + f"?on={lines[0]}"
    day = (today() + timedelta(days=9)).strftime("%d/%m/%Y")
    typed = {"code": "COMPLAINT", "text": "Có đơn", "document": "12/CV", "review_on": day}
    assert posted(boss, path, on=str(lines[0]), **typed).status_code == 302
    one = Hold.objects.get()
    own = reverse("hold", args=[one.pk])
    page = boss.get(own)
    assert [line.pk for line in page.context["lines"]] == [lines[0]]
    assert [phase.kind for phase in page.context["phases"]] == ["here"]
    concludes = reverse("hold_conclude", args=[one.pk])
    assert posted(boss, concludes, conclusion="Kết luận số 3").status_code == 302
    resume = reverse("act", args=["RESUME"]) + f"?on={lines[0]}"
    assert posted(boss, resume, on=str(lines[0]), text="Không có vi phạm").status_code == 302
    assert states(lines) == ["WITH_OFFICE"] * 2
    assert desk(appraisal.case_id) == "appraise"
    late = boss.get(concludes)
    assert (late.status_code, late.context.get("form")) == (409, None)


def test_holds_are_listed_by_what_is_open_and_by_their_document(cast: Cast) -> None:
    one, _lines = held(cast)
    boss, path = signed_in(cast, HEAD), reverse("holds")
    found = {query: [hold.pk for hold in boss.get(path + query).context["page"]] for query in QUERIES}
    assert found == {"": [one.pk], "?show=open": [one.pk], "?show=closed": [], "?q=12/CV": [one.pk], "?q=99": []}
    assert "No hold like this" in text_of(boss.get(path + "?q=99"))
    assert "Nothing is on hold" in text_of(signed_in(cast, "ldld-office-head").get(path))


QUERIES = ("", "?show=open", "?show=closed", "?q=12/CV", "?q=99")


def test_a_hold_of_another_office_does_not_exist(cast: Cast) -> None:
    one, _lines = held(cast)
    client = signed_in(cast, "ldld-office-head")
    paths = [reverse("hold", args=[one.pk]), reverse("hold_conclude", args=[one.pk])]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert signed_in(cast, UNIT).get(paths[0]).status_code == 404
