"""The dossier page: content, signatures, way, timeline; what may be done and, of everything else, why not."""

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.support.walk import R1, R4, Walk
from workflow.awards.models import Citation, Confidence, LegalRegime, Round
from workflow.council.models import Ballot
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.explaining import citations_for, explain
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from workflow.directory.models import User

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def walk(cast: Cast) -> Walk:
    return Walk(cast, R1)


def _page(client: Client, user: "User", line: int, name: str = "dossier", **query: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=[line]), query)
    assert answer.status_code == 200, answer.content
    return " ".join(unescape(answer.content.decode()).split())


def _status(client: Client, user: "User", line: int, name: str = "dossier") -> int:
    client.force_login(user)
    return client.get(reverse(name, args=[line])).status_code


def test_the_page_shows_what_is_proposed_with_criteria_and_papers(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    nomination = Nomination.objects.get(pk=line)
    page = _page(client, walk.officer["actor"], line)
    assert nomination.nominee_name in page
    assert nomination.achievement_title in page
    answer = nomination.answers.select_related("criterion").first()
    assert answer is not None
    assert answer.criterion.text in page
    paper = nomination.attachments.first()
    assert paper is not None
    assert paper.title in page


def test_nobody_else_sees_it(client: Client, cast: Cast, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    for name in ("dossier", "dossier_print", "dossier_compare"):
        assert _status(client, cast.user("tdkt-head"), line, name) == 404
    assert _status(client, cast.user("duc-trong-officer"), line, "dossier_correct") == 404
    assert _status(client, cast.user("tdkt-head"), line, "redirect") == 404


def test_a_visitor_signs_in_first(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    assert client.get(reverse("dossier", args=[line])).status_code == 302


def test_signatures_stand_on_their_revision_and_void_ones_say_why(client: Client, walk: Walk) -> None:
    letter, (line, *_others) = walk.signed()
    apply_transition(Transition.SEND_BACK, [line], **walk.head, reason=Reason("Sửa thành tích"))
    edit_nomination(line, {"achievement_title": "Tên mới của thành tích"}, **walk.officer)
    page = _page(client, walk.officer["actor"], line)
    first, second = Nomination.objects.get(pk=line).revisions.order_by("-number").values_list("hash", flat=True)[:2]
    assert first[:12] in page
    assert second[:12] in page
    assert str(letter.organisation) in page
    assert "Revision 2" in page or "Lần sửa nội dung 2" in page or Nomination.objects.get(pk=line).revision_no > 2
    assert 'class="void"' in page
    newest = page.index(first[:12])
    assert page.index('class="void"') > newest, "the void signature stands on the older revision"


def test_revisions_are_compared_word_by_word(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    number = Nomination.objects.get(pk=line).revision_no
    edit_nomination(line, {"achievement": "Một hai ba bốn"}, **walk.officer)
    edit_nomination(line, {"achievement": "Một hai năm bốn", "influence_scope": "Toàn tỉnh"}, **walk.officer)
    page = _page(client, walk.officer["actor"], line, "dossier_compare")
    assert "</span> ba</del>" in page
    assert "</span> năm</ins>" in page
    assert "</span> Toàn tỉnh</ins>" in page
    same = _page(client, walk.officer["actor"], line, "dossier_compare", old=number + 2, new=number + 2)
    assert "<del>" not in same
    assert "<ins>" not in same
    turned = _page(client, walk.officer["actor"], line, "dossier_compare", old=number + 2, new=number + 1)
    assert "</span> ba</del>" in turned, "the older one is the one compared with, however asked"


@pytest.mark.parametrize("number", ["99", "x", "-1"])
def test_a_revision_that_is_not_there_is_not_compared(client: Client, walk: Walk, number: str) -> None:
    _letter, (line, *_others) = walk.drafted()
    client.force_login(walk.officer["actor"])
    assert client.get(reverse("dossier_compare", args=[line]), {"old": number}).status_code == 404


def test_the_way_it_went_is_drawn_and_told_as_a_list(client: Client, walk: Walk) -> None:
    _appraisal, (line, *_others) = walk.at_office()
    page = _page(client, walk.officer["actor"], line)
    assert page.count("way-arrow is-taken") == 2, "from the draft to the head, and to the office"
    assert page.count("is-now") == 1
    assert page.count('aria-current="step"') == 1
    assert "style=" not in page.partition('<svg class="way"')[2].partition("</svg>")[0]


def test_the_timeline_tells_reason_document_ground_and_reply_date(client: Client, walk: Walk, cast: Cast) -> None:
    appraisal, (line, *_others) = walk.assigned()
    day = timezone.localdate() + timedelta(days=5)
    specialist = cast.acts(walk.way.bodies.specialist, Role.OFFICE_SPECIALIST, walk.way.bodies.office)
    reason = Reason(code="INCOMPLETE", text="Thiếu biên bản họp", reply_by=day)
    assert apply_transition(Transition.RETURN_TO_UNIT, [line], **specialist, reason=reason).is_whole
    page = _page(client, walk.officer["actor"], line)
    assert "Thiếu biên bản họp" in page
    assert day.strftime("%d/%m/%Y") in page
    assert cast.person(walk.way.bodies.specialist).full_name in page
    assert str(appraisal.office) in page
    client.cookies["django_language"] = "en"
    assert "Ground: parts of the dossier are missing." in _page(client, walk.officer["actor"], line)


def test_ballots_of_members_are_shown_to_nobody(client: Client, walk: Walk, cast: Cast) -> None:
    _letter, (line, *_others) = walk.to_present()
    assert Ballot.objects.filter(item__nomination=line).exists()
    client.cookies["django_language"] = "en"
    for user in (cast.user(walk.way.bodies.office_head), walk.officer["actor"]):
        page = _page(client, user, line)
        for choice in ("disagree", "abstain"):
            assert choice not in page.lower()


def test_of_what_is_not_possible_it_says_why_on_what_basis_and_who_lifts_it(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    Round.objects.filter(code=walk.way.round_code).update(closes_on=timezone.localdate() - timedelta(days=1))
    client.cookies["django_language"] = "en"
    page = _page(client, walk.officer["actor"], line)
    assert "The round is not open for nominations." in page
    assert "Award round" in page
    assert "Mục IV.2.b Kế hoạch" in page, "the citation that was seen at its source"
    assert "Head of the office" in page
    assert "Possible only in another state" in page
    withdraw = f"{reverse('act', args=['WITHDRAW_DRAFT'])}?on={line}"
    assert withdraw in page
    assert client.get(withdraw).status_code == 200


def test_each_act_of_the_posts_is_named_once(walk: Walk) -> None:
    _letter, (line, *_others) = walk.with_head()
    user = walk.head["actor"]
    found = explain(Nomination.objects.get(pk=line), Acting(user, timezone.localdate()))
    labels = [str(offer.label) for offer in found.offers] + found.elsewhere
    labels += [one.label for one in found.barred] + [
        str(label) for _state, some in found.at_other_states for label in some
    ]
    assert len(labels) == len(set(labels))
    mine = [one for one in Transition for post in one.by.posts if post.role is Role.UNIT_HEAD]
    assert len(labels) == len(mine)


def test_who_holds_no_post_for_the_line_is_offered_nothing(client: Client, walk: Walk, cast: Cast) -> None:
    _appraisal, (line, *_others) = walk.at_office()
    auditor = cast.user("inspector")
    page = _page(client, auditor, line)
    assert "/acts/" not in page


@pytest.mark.parametrize("confidence", [Confidence.RECALLED, Confidence.SECOND_HAND, Confidence.DESIGN])
def test_only_citations_seen_at_their_source_are_shown(walk: Walk, confidence: Confidence) -> None:
    _letter, (line, *_others) = walk.drafted()
    nomination = Nomination.objects.get(pk=line)
    before = citations_for(nomination, timezone.localdate())
    assert before[Basis.ROUND]
    Citation.objects.filter(basis=Basis.ROUND).update(confidence=confidence)
    assert Basis.ROUND not in citations_for(nomination, timezone.localdate())
    LegalRegime.objects.update(confidence=confidence)
    assert citations_for(nomination, timezone.localdate()) == {}


def test_corrections_stand_beside_and_the_heading_is_rightly_written(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    was = Nomination.objects.get(pk=line).nominee_name
    correct_clerical(line, "nominee_name", "Lý Thị Thu Hà", **walk.officer, confirmed_by="CV 15/SNNMT")
    page = _page(client, walk.officer["actor"], line)
    assert "<del>" + was + "</del>" in page.replace("> ", ">").replace(" <", "<")
    assert "CV 15/SNNMT" in page
    assert "Lý Thị Thu Hà" in page.partition("<h1>")[2].partition("</h1>")[0]


def test_the_printed_dossier_has_everything_but_acts(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.with_head()
    page = _page(client, walk.head["actor"], line, "dossier_print")
    assert Nomination.objects.get(pk=line).achievement in page
    assert "data-print" in page
    assert "/acts/" not in page


def test_its_cases_are_linked_for_who_may_open_them(client: Client, walk: Walk, cast: Cast) -> None:
    appraisal, (line, *_others) = walk.assigned()
    letter = reverse("letter", args=[appraisal.letter_id])
    assert letter in _page(client, walk.officer["actor"], line)
    assert letter in _page(client, cast.user(walk.way.bodies.specialist), line)


def _statements(client: Client, user: "User", line: int, name: str = "dossier") -> int:
    client.force_login(user)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(reverse(name, args=[line])).status_code == 200
    return len(asked)


def test_the_number_of_statements_does_not_grow_with_the_dossier(client: Client, walk: Walk) -> None:
    _letter, (line, other, *_others) = walk.drafted()
    officer = walk.officer["actor"]
    few = {name: _statements(client, officer, line, name) for name in ("dossier", "dossier_print", "dossier_compare")}
    name = Nomination.objects.get(pk=other).nominee_name
    for number in range(4):
        edit_nomination(other, {"achievement_title": f"Thành tích {number}"}, **walk.officer)
        correct_clerical(other, "nominee_name", f"{name} {number}", **walk.officer, confirmed_by=f"CV {number}")
    many = {name: _statements(client, officer, other, name) for name in few}
    assert many == few
    assert few["dossier"] <= 45


def test_the_spelling_is_corrected_on_its_page(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    client.force_login(walk.officer["actor"])
    url = reverse("dossier_correct", args=[line])
    form = client.get(url).context["form"]
    typed = {"operation": form["operation"].value(), "under": next(iter(form.posts)), "field": "nominee_name"}
    wrong = client.post(url, {**typed, "text": "Lý Thị Thu Hà", "confirmed_by": ""})
    assert wrong.status_code == 422
    assert "Lý Thị Thu Hà" in wrong.content.decode()
    assert not Nomination.objects.get(pk=line).corrections.exists()
    done = client.post(url, {**typed, "text": "Lý Thị Thu Hà", "confirmed_by": "CV 7"})
    assert (done.status_code, done["Location"]) == (302, reverse("dossier", args=[line]))
    assert Nomination.objects.get(pk=line).corrections.get().text == "Lý Thị Thu Hà"


def test_from_receipt_on_the_office_corrects(client: Client, walk: Walk, cast: Cast) -> None:
    _appraisal, (line, *_others) = walk.assigned()
    url = reverse("dossier_correct", args=[line])
    specialist = cast.user(walk.way.bodies.specialist)
    assert url in _page(client, specialist, line)
    assert url not in _page(client, walk.officer["actor"], line)
    assert _status(client, walk.officer["actor"], line, "dossier_correct") == 403
    assert _status(client, specialist, line, "dossier_correct") == 200


def test_a_head_has_no_page_for_corrections(client: Client, walk: Walk) -> None:
    _letter, (line, *_others) = walk.drafted()
    assert _status(client, walk.head["actor"], line, "dossier_correct") == 404


def test_a_nomination_is_redirected_on_its_page(client: Client, cast: Cast) -> None:
    walk = Walk(cast, R1)
    _appraisal, (line, *_others) = walk.assigned()
    head = cast.user(walk.way.bodies.office_head)
    assert reverse("redirect", args=[line]) in _page(client, head, line)
    url = reverse("redirect", args=[line])
    form = client.get(url).context["form"]
    authority = cast.organisation(R1.bodies.authority)
    typed = {
        "operation": form["operation"].value(),
        "under": next(iter(form.posts)),
        "route": "R4",
        "authority": authority.pk,
        "award_form": R4.award_form,
        "award_round": "",
        "reply_by": (timezone.localdate() + timedelta(days=9)).strftime("%d/%m/%Y"),
        "consent": "CV 9/SNNMT",
        "reason": "Thành tích đột xuất",
    }
    past = client.post(url, {**typed, "reply_by": "01/01/2020"})
    assert past.status_code == 422
    assert "CV 9/SNNMT" in past.content.decode()
    done = client.post(url, {**typed, "award_round": Round.objects.get(code=R4.round_code).pk})
    assert done.status_code == 302, unescape(done.content.decode())
    old = Nomination.objects.get(pk=line)
    assert old.state == "REDIRECTED"
    new = old.redirected_to.get()
    assert reverse("dossier", args=[new.pk]) in _page(client, walk.officer["actor"], line)
    assert reverse("dossier", args=[line]) in _page(client, walk.officer["actor"], new.pk)
    assert reverse("dossier", args=[new.pk]) not in _page(client, head, line), "a draft is its unit's alone"
