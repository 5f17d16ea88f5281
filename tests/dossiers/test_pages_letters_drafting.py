"""Pages of drafting: opening a letter, adding nominees, editing a line, answering its criteria."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.dossiers.letters_given import answered, only_open, supplement
from tests.dossiers.pages_given import filled, is_file, sent, signed_in, text_of, unwritten
from tests.support.walk import R1, R4, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Campaign, Round
from workflow.directory.models import Organisation, Person
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import answer_criteria
from workflow.dossiers.drafting import add_nominations, edit_nomination
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Letter, Nomination
from workflow.dossiers.nominees import nominees_named
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper as stored
from workflow.procedure.states import State

NEW = "/letters/new/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def new_letter(**typed: Any) -> dict[str, Any]:
    """What is typed for a letter of R1."""
    round_ = Round.objects.get(code="DEMO-R1")
    given = {"route": "R1", "authority": round_.authority_id, "campaign": round_.campaign_id, "round": round_.pk}
    return {**{name: str(value) for name, value in given.items()}, "subject": "Về việc khen thưởng", **typed}


def test_an_officer_opens_a_letter_of_the_own_unit(cast: Cast) -> None:
    answer = sent(signed_in(cast, "nnmt-officer"), NEW, **new_letter())
    letter = Letter.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/letters/{letter.pk}/")
    assert letter.organisation == cast.organisation("so-nnmt")
    assert (letter.subject, letter.round) == ("Về việc khen thưởng", Round.objects.get(code="DEMO-R1"))


def test_what_does_not_fit_is_said_beside_its_field_and_the_subject_stays(cast: Cast) -> None:
    with unwritten():
        answer = sent(signed_in(cast, "nnmt-officer"), NEW, **new_letter(round=""))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"round"}
    assert "Về việc khen thưởng" in text_of(answer)


def test_after_a_route_only_fitting_authorities_and_rounds_are_offered(cast: Cast) -> None:
    client = signed_in(cast, "nnmt-officer")
    every = client.get(NEW).context["form"]
    fit = client.get(f"{NEW}?route=R1&authority={cast.organisation('ubnd-tinh').pk}&campaign=x").context["form"]
    offered = set(fit.fields["authority"].queryset)
    assert offered < set(every.fields["authority"].queryset)
    assert cast.organisation("ubnd-tinh") in offered
    rounds = set(fit.fields["round"].queryset)
    assert rounds
    assert {one.authority for one in rounds} == {cast.organisation("ubnd-tinh")}


def test_a_head_opens_no_letter(cast: Cast) -> None:
    client = signed_in(cast, "nnmt-head")
    assert (client.get(NEW).status_code, client.post(NEW).status_code) == (404, 404)


def test_a_nominee_is_found_without_marks_and_in_any_order(cast: Cast) -> None:
    today = timezone.localdate()
    Person.objects.create(code="dinh-1", full_name="Đinh Thị Ngọc Ánh", birth_year=1980)
    found = nominees_named("anh dinh", today)
    assert [(one.name, one.kind) for one in found] == [("Đinh Thị Ngọc Ánh", "PERSON")]
    answer = signed_in(cast, "nnmt-officer").get("/nominees/?q=dinh+thi+ngoc")
    assert f'value="PERSON:{Person.objects.get(code="dinh-1").pk}"' in text_of(answer)
    assert "1980" in text_of(answer)


def test_a_body_is_found_by_its_name_and_one_that_has_ended_is_not(cast: Cast) -> None:
    today, body = timezone.localdate(), cast.organisation("so-nnmt")
    assert body.pk in {one.pk for one in nominees_named("nong nghiep va moi truong", today) if one.kind != "PERSON"}
    Organisation.objects.filter(pk=body.pk).update(valid_until=today - timedelta(days=1))
    assert body.pk not in {one.pk for one in nominees_named("nong nghiep va moi truong", today)}


def test_nothing_is_searched_for_one_letter_and_nobody_else_searches(cast: Cast) -> None:
    assert nominees_named("a", timezone.localdate()) == []
    assert signed_in(cast, "nnmt-officer").get("/nominees/?q=%00%F0").status_code == 200
    assert signed_in(cast, "council-05").get("/nominees/?q=nguyen").status_code == 404


def nominee(**typed: Any) -> dict[str, Any]:
    """What is typed for a household."""
    since, until = drafts.period()
    given = {
        "household": "Hộ bà Nguyễn Thị Sáu",
        "award_form": R1.award_form,
        "achievement_title": "Hiến đất làm đường",
        "achievement": "Hiến 300 m² đất.",
        "period_from": f"{since:%d/%m/%Y}",
        "period_to": f"{until:%d/%m/%Y}",
    }
    return {**given, **typed}


def test_a_household_a_person_and_a_body_are_added(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    path, client = f"/letters/{letter.pk}/lines/add/", signed_in(cast, "nnmt-officer")
    assert sent(client, path, **nominee())["Location"] == f"/letters/{letter.pk}/"
    who = cast.person("nominee-02")
    assert (
        sent(client, path, **nominee(household="", nominee=f"PERSON:{who.pk}", track="STAFF"), another="1")["Location"]
        == path
    )
    assert sent(client, path, **nominee(household="", code="so-nnmt")).status_code == 302
    names = ["Hộ bà Nguyễn Thị Sáu", who.full_name, cast.organisation("so-nnmt").name]
    assert list(Nomination.objects.order_by("pk").values_list("nominee_name", flat=True))[1:] == names


def test_a_nominee_that_does_not_exist_is_said_and_what_was_typed_stays(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    path, client = f"/letters/{letter.pk}/lines/add/", signed_in(cast, "nnmt-officer")
    for typed, field in (
        ({"household": "", "code": "no-such"}, "code"),
        ({"household": ""}, "code"),
        ({"code": "so-nnmt"}, "household"),
        ({"household": "", "nominee": "PERSON:99999999999999999999"}, "code"),
        ({"household": "", "nominee": "DECIDER:1"}, "code"),
    ):
        with unwritten():
            answer = sent(client, path, **nominee(**typed))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
        assert "Hiến 300 m² đất." in text_of(answer)


def test_the_errors_of_the_command_stand_beside_their_fields(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    who = cast.person("nominee-02")
    typed = nominee(
        household="", nominee=f"PERSON:{who.pk}", period_to=f"{timezone.localdate() + timedelta(2):%d/%m/%Y}"
    )
    answer = sent(signed_in(cast, "nnmt-officer"), f"/letters/{letter.pk}/lines/add/", **typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"track", "period_to"})
    assert f'value="PERSON:{who.pk}"' in text_of(answer)


def test_only_award_forms_of_the_route_within_competence_are_offered(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    form = signed_in(cast, "nnmt-officer").get(f"/letters/{letter.pk}/lines/add/").context["form"]
    offered = [code for code, _name in form.fields["award_form"].choices if code]
    assert offered == [code for code in letter.route.rules.award_forms if code in offered]
    assert R1.award_form in offered
    assert "simplified_ground" not in form.fields


def test_a_simplified_route_asks_its_ground(cast: Cast) -> None:
    letter, lines = Walk(cast, R4).drafted(1)
    client = signed_in(cast, "duc-trong-officer")
    assert client.get(f"/letters/{letter.pk}/lines/add/").context["form"].fields["simplified_ground"].required
    assert client.get(f"/dossiers/{lines[0]}/edit/").context["form"]["simplified_ground"].value() == "AD_HOC"


def test_only_what_was_changed_is_edited(cast: Cast) -> None:
    _letter, lines = Walk(cast).drafted(1)
    answer = sent(signed_in(cast, "nnmt-officer"), f"/dossiers/{lines[0]}/edit/", influence_scope="Toàn tỉnh")
    line = Nomination.objects.get(pk=lines[0])
    assert (answer.status_code, line.influence_scope, line.revision_no) == (302, "Toàn tỉnh", line.revisions.count())


def test_nothing_changed_is_nothing_done(cast: Cast) -> None:
    _letter, lines = Walk(cast).drafted(1)
    with unwritten():
        answer = sent(signed_in(cast, "nnmt-officer"), f"/dossiers/{lines[0]}/edit/")
    assert answer.status_code == 422


def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    path, client = f"/dossiers/{lines[0]}/edit/", signed_in(cast, "nnmt-officer")
    form = filled(client, path, achievement="Bản của tôi")
    edit_nomination(lines[0], {"achievement": "Bản của người khác"}, **walk.officer)
    answer = client.post(path, form)
    assert answer.status_code == 409
    assert "Bản của tôi" in text_of(answer)
    assert "Bản của người khác" in text_of(answer)
    assert Nomination.objects.get(pk=lines[0]).achievement == "Bản của người khác"


def test_a_line_before_the_head_is_not_edited(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    client, path = signed_in(cast, "nnmt-officer"), f"/dossiers/{lines[0]}/edit/"
    form = filled(client, path, achievement="Sau khi trình")
    send_letter(letter, **walk.officer)
    with unwritten():
        answer = client.post(path, form)
    assert answer.status_code == 409
    assert "Sau khi trình" in text_of(answer)
    for page in ("edit", "criteria"):
        closed = client.get(f"/dossiers/{lines[0]}/{page}/")
        assert (closed.status_code, closed.context.get("form")) == (409, None)
    assert Nomination.objects.get(pk=lines[0]).state == State.WITH_HEAD


def test_a_head_and_another_unit_have_no_page_to_edit_a_line(cast: Cast) -> None:
    _letter, lines = Walk(cast).drafted(1)
    for name in ("nnmt-head", "gddt-officer"):
        for page in ("edit", "criteria", "papers"):
            assert signed_in(cast, name).get(f"/dossiers/{lines[0]}/{page}/").status_code == 404


def bare_line(walk: Walk) -> int:
    """A household on a letter, nothing answered."""
    letter, _lines = walk.drafted(1)
    made = add_nominations(letter, [drafts.household("Hộ ông Bình", R1.award_form)], **walk.officer).made
    return int(made["nominations"][0])


def test_every_criterion_general_and_specific_is_asked(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    form = signed_in(cast, "nnmt-officer").get(f"/dossiers/{lines[0]}/criteria/").context["form"]
    asked = [question.criterion.code for question in form.questions]
    given = CriterionAnswer.objects.filter(nomination=lines[0]).order_by("criterion__position", "criterion__code")
    assert asked == list(given.values_list("criterion__code", flat=True))
    assert {code.partition("-")[0] for code in asked} >= {"GEN", "LAW"}
    assert all(question.is_proven for question in form.questions)


def test_an_answer_with_document_page_and_a_new_file_is_kept(cast: Cast) -> None:
    line = bare_line(Walk(cast))
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    shared = client.get(path).context["form"].papers[-1]
    name = f"answers[{line}].GEN-02"
    typed = {
        name: "Có kế hoạch triển khai.",
        f"{name}.number": "12/KH",
        f"{name}.date": f"{timezone.localdate():%d/%m/%Y}",
        f"{name}.paper0": str(shared.pk),
        f"{name}.page0": "3",
        f"{name}.file": SimpleUploadedFile("ke-hoach.pdf", PDF, "application/pdf"),
        f"{name}.file_page": "1",
    }
    assert sent(client, path, **typed).status_code == 302
    answer = CriterionAnswer.objects.get(nomination=line)
    added = Attachment.objects.get(nomination=line)
    assert (answer.criterion.code, answer.text, answer.document_number) == (
        "GEN-02",
        "Có kế hoạch triển khai.",
        "12/KH",
    )
    assert set(EvidenceLink.objects.filter(answer=answer).values_list("attachment", "page")) == {
        (shared.pk, 3),
        (added.pk, 1),
    }
    assert (added.kind, added.title) == ("EVIDENCE", "ke-hoach.pdf")


def test_one_file_beside_two_criteria_is_one_paper_that_proves_both(cast: Cast) -> None:
    line = bare_line(Walk(cast))
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    for codes in (("GEN-01", "GEN-03"), ("GEN-02",)):
        typed: dict[str, Any] = {}
        for code in codes:
            name = f"answers[{line}].{code}"
            typed |= {name: "Đạt.", f"{name}.number": "12/KH", f"{name}.date": f"{timezone.localdate():%d/%m/%Y}"}
            typed[f"{name}.file"] = SimpleUploadedFile("chung.pdf", PDF, "application/pdf")
        assert sent(client, path, **typed).status_code == 302
    paper = Attachment.objects.get(nomination=line)
    proved = EvidenceLink.objects.filter(attachment=paper).values_list("answer__criterion__code", flat=True)
    assert sorted(proved) == ["GEN-01", "GEN-02", "GEN-03"]


def test_an_answer_that_nobody_changed_is_not_written_again(cast: Cast) -> None:
    _letter, lines = Walk(cast).drafted(1)
    name = f"answers[{lines[0]}].GEN-01"
    sent(signed_in(cast, "nnmt-officer"), f"/dossiers/{lines[0]}/criteria/", **{name: "Viết lại"})
    told = Entry.objects.filter(stream=f"nomination:{lines[0]}").latest("seq")
    assert '"criteria":["GEN-01"]' in told.payload
    rewritten = CriterionAnswer.objects.get(nomination=lines[0], criterion__code="GEN-01")
    assert (rewritten.text, rewritten.evidence.count()) == ("Viết lại", 1)


def test_a_colleagues_newer_answer_is_not_overwritten_unseen(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    name, other = f"answers[{line}].GEN-02", f"answers[{line}].GEN-01"
    form = filled(client, path)
    answer_criteria({line: [Answer("GEN-02", "Đồng nghiệp viết")]}, **walk.officer)
    answer = client.post(path, {**form, name: "Tôi viết", other: "Cả dòng này"})
    assert (answer.status_code, _answer_to(line, "GEN-02"), _answer_to(line, "GEN-01") != "Cả dòng này") == (
        409,
        "Đồng nghiệp viết",
        True,
    )
    text = text_of(answer)
    assert all(part in text for part in ("Đồng nghiệp viết", "Tôi viết", "Cả dòng này", "GEN-02"))
    (both,) = answer.context["form"].comparisons
    assert (both.label, both.mine.splitlines()[0], both.theirs) == ("GEN-02", "Tôi viết", "Đồng nghiệp viết")
    seen = _sent_again(answer)
    unchosen = client.post(path, seen)
    assert (unchosen.status_code, set(unchosen.context["form"].errors)) == (422, {"choice.GEN-02"})
    assert client.post(path, {**seen, "choice.GEN-02": "mine"}).status_code == 302
    assert (_answer_to(line, "GEN-02"), _answer_to(line, "GEN-01")) == ("Tôi viết", "Cả dòng này")


def test_a_colleagues_answer_is_taken_where_it_is_chosen_and_the_rest_is_saved(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    name, other = f"answers[{line}].GEN-02", f"answers[{line}].GEN-01"
    form = filled(client, path)
    answer_criteria({line: [Answer("GEN-02", "Đồng nghiệp viết")]}, **walk.officer)
    answer = client.post(path, {**form, name: "Tôi viết", f"{name}.date": "31/02/2026", other: "Cả dòng này"})
    assert "Đồng nghiệp viết" in text_of(answer)
    seen = {**_sent_again(answer), "choice.GEN-02": "theirs"}
    assert client.post(path, seen).status_code == 302
    assert (_answer_to(line, "GEN-02"), _answer_to(line, "GEN-01")) == ("Đồng nghiệp viết", "Cả dòng này")


def test_where_every_answer_of_a_colleague_is_chosen_nothing_is_written(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    form = filled(client, path)
    answer_criteria({line: [Answer("GEN-02", "Đồng nghiệp viết")]}, **walk.officer)
    answer = client.post(path, {**form, f"answers[{line}].GEN-02": "Tôi viết"})
    with unwritten():
        done = client.post(path, {**_sent_again(answer), "choice.GEN-02": "theirs"}, follow=True)
    assert "Your colleague's text stands." in text_of(done)


def test_what_a_colleague_wrote_meanwhile_stays_where_one_changed_nothing(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    form = filled(client, path)
    answer_criteria({line: [Answer("GEN-02", "Đồng nghiệp viết")]}, **walk.officer)
    assert client.post(path, {**form, f"answers[{line}].GEN-01": "Tôi viết"}).status_code == 302
    assert (_answer_to(line, "GEN-02"), _answer_to(line, "GEN-01")) == ("Đồng nghiệp viết", "Tôi viết")


def test_two_who_write_the_same_do_not_stand_in_each_others_way(cast: Cast) -> None:
    walk = Walk(cast)
    line = bare_line(walk)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    form = filled(client, path)
    answer_criteria({line: [Answer("GEN-02", "Hai\ndòng")]}, **walk.officer)
    given = {**form, f"answers[{line}].GEN-02": "Hai\r\ndòng", f"answers[{line}].GEN-01": "Thêm"}
    assert client.post(path, given).status_code == 302
    assert (_answer_to(line, "GEN-02"), _answer_to(line, "GEN-01")) == ("Hai\ndòng", "Thêm")


def _answer_to(line: int, code: str) -> str:
    return CriterionAnswer.objects.get(nomination=line, criterion__code=code).text


def _sent_again(answer: Any) -> dict[str, Any]:
    """The form that was shown again, as a browser sends it."""
    form = answer.context["form"]
    shown = {bound.html_name: bound.value() for bound in form if not is_file(form, bound.html_name)}
    return {name: value for name, value in shown.items() if value not in {None, "", False}}


def test_what_is_wrong_with_an_answer_stands_beside_it_and_nothing_is_stored(cast: Cast) -> None:
    line = bare_line(Walk(cast))
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    name = f"answers[{line}].GEN-02"
    file = SimpleUploadedFile("ke-hoach.pdf", PDF, "application/pdf")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({f"{name}.number": "12/KH"}, name),
        ({f"{name}.file": file}, name),
        ({name: "Có.", f"{name}.page0": "0"}, f"{name}.page0"),
        ({name: "Có.", f"{name}.paper0": "999999"}, f"{name}.paper0"),
        ({name: "Có.", f"{name}.date": "31/02/2026"}, f"{name}.date"),
        ({name: "Có.", f"{name}.file": SimpleUploadedFile("a.pdf", b"no pdf")}, f"{name}.file"),
    ]
    for typed, field in wrong:
        with unwritten():
            answer = sent(client, path, **{f"answers[{line}].GEN-01": "Chữ đã gõ", **typed})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
        assert "Chữ đã gõ" in text_of(answer)


def test_a_criterion_is_said_not_to_apply_only_where_it_may(cast: Cast) -> None:
    line = bare_line(Walk(cast))
    campaign = Campaign.objects.get(code="CT34")
    campaign.criteria.filter(code="GEN-03").update(may_not_apply=True)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, "nnmt-officer")
    fields = client.get(path).context["form"].fields
    assert f"answers[{line}].GEN-03.not" in fields
    assert f"answers[{line}].GEN-01.not" not in fields
    sent(client, path, **{f"answers[{line}].GEN-03": "Không có", f"answers[{line}].GEN-03.not": "on"})
    answer = CriterionAnswer.objects.get(nomination=line)
    assert (answer.applies, answer.text) == (False, "Không có")


def test_a_supplementary_letter_shows_what_the_office_asks_of_each_line(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    supplement(cast, lines[:1])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    path, client = f"/letters/{letter.pk}/", signed_in(cast, "nnmt-officer")
    answer = client.get(path)
    page = text_of(answer)
    assert "Bổ sung (minh họa)" in page
    assert f"/dossiers/{lines[0]}/criteria/" in page
    assert [one.url for one in answer.context["deeds"]] == [f"{path}send/"]
    assert (answer.context["readiness"].ready, answer.context["readiness"].every) == (0, 1)


def test_a_supplement_that_is_answered_and_completed_is_sent_to_the_head(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    supplement(cast, lines)
    letter, client = only_open("SUPPLEMENTARY", "so-nnmt"), signed_in(cast, "nnmt-officer")
    assert sent(client, f"/letters/{letter.pk}/send/").status_code == 422
    file = SimpleUploadedFile("bo-sung.pdf", PDF, "application/pdf")
    assert sent(client, f"/dossiers/{lines[0]}/papers/", kind="EVIDENCE", file=[file]).status_code == 302
    answered(walk, lines)
    assert sent(client, f"/letters/{letter.pk}/send/").status_code == 302
    assert Nomination.objects.get(pk=lines[0]).state == State.WITH_HEAD


def test_the_page_of_criteria_takes_as_many_statements_however_much_is_answered(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    line = bare_line(Walk(cast))
    _letter, lines = Walk(cast).drafted(1, first=5)
    client = signed_in(cast, "nnmt-officer")
    assert stored("minh-chung", "x").size
    for one in (line, lines[0]):
        with django_assert_max_num_queries(25):
            assert client.get(f"/dossiers/{one}/criteria/").status_code == 200
