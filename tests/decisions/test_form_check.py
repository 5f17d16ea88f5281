"""The check of the form: every point is looked at, by the machine or by a person, and what is wanting is explained."""

import pytest

from tests.appraisal.given import desk, statements, today, yesterday
from tests.appraisal.proof import Acts, invalid
from tests.decisions.given import SUBJECT, Authority
from tests.directory.given import last_entry
from tests.dossiers.pages_given import filled, sent, signed_in, text_of
from tests.support.walk import R1
from workflow.awards.models import AwardAuthority, LegalRegime
from workflow.awards.prizes import PrizeRate
from workflow.decisions.commands import check_form, submit_draft
from workflow.decisions.form_points import BY_PERSON, FormPoint, points_of
from workflow.decisions.models import Decision
from workflow.dossiers.handling import keys_on
from workflow.dossiers.lines import read_lines
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Family, PlainFacts
from workflow.procedure.guards import party_opinion_is_in
from workflow.procedure.routes import RouteRules

PERSONS = [point.value for point in BY_PERSON]


def wanting(decision: Decision) -> dict[str, int | None]:
    """The points that the machine found wanting, and on how many lines."""
    lines = read_lines(keys_on(decision.case_id), today(), lock=False)
    return {one.point.value: one.lines for one in points_of(decision, lines, today()) if one.lines}


def in_order(decision: Decision) -> None:
    """Everything the machine looks at is as it has to be."""
    lines = Nomination.objects.filter(case=decision.case_id)
    lines.update(names_confirmed_at=decision.case.created)
    LegalRegime.objects.filter(nominations__in=lines).update(confidence="CONFIRMED")
    for line in lines:
        given = {"regime": line.regime, "award_form": line.award_form, "nominee_kind": line.nominee_kind}
        PrizeRate.objects.get_or_create(**given, defaults={"per_mille": 1500, "confidence": "CONFIRMED"})


def checked(decision: Decision, acts: Acts, **given: object) -> None:
    """The check, with the points of a person ticked but where said otherwise."""
    check_form(decision, **{"points": PERSONS, **given}, **acts)  # type: ignore[arg-type]


def test_where_the_machine_finds_nothing_the_points_of_a_person_are_enough(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(2)
    in_order(decision)
    assert wanting(decision) == {}
    checked(decision, authority.form)
    assert desk(decision.case_id) == "sign"
    deed, person, data, personal = last_entry(f"decision:{decision.pk}")
    assert (deed, person) == ("FORM_CHECKED", cast.person("ubnd-office").pk)
    assert (data["points"], "wanting" in data, personal) == (sorted(PERSONS), False, {})


@pytest.mark.parametrize("missing", PERSONS)
def test_each_point_of_a_person_is_ticked(cast: Cast, missing: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(1)
    in_order(decision)
    with invalid("points"):
        checked(decision, authority.form, points=[one for one in PERSONS if one != missing])


def test_what_the_machine_finds_wanting_goes_on_only_when_it_is_ticked_and_explained(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.submitted(3)
    in_order(decision)
    Nomination.objects.filter(pk__in=lines[:2]).update(names_confirmed_at=None)
    assert wanting(decision) == {"NAMES": 2}
    with invalid("points"):
        checked(decision, authority.form)
    for note in ("", "  "):
        with invalid("note"):
            checked(decision, authority.form, points=[*PERSONS, "NAMES"], note=note)
    checked(decision, authority.form, points=[*PERSONS, "NAMES"], note=" Đã gọi điện cho đơn vị ")
    decision.refresh_from_db()
    assert (decision.form_note, desk(decision.case_id)) == ("Đã gọi điện cho đơn vị", "sign")
    data, personal = last_entry(f"decision:{decision.pk}")[2:]
    assert (data["wanting"], personal) == ({"NAMES": 2}, {"note": "Đã gọi điện cho đơn vị"})


def test_no_note_makes_good_what_the_signature_would_be_refused_for(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(2)
    in_order(decision)
    AwardAuthority.objects.filter(award_form__code="BK_CT_UBND_TINH").update(valid_until=yesterday())
    assert wanting(decision) == {"COMPETENCE": 2}
    with invalid("points"):
        checked(decision, authority.form, points=list(FormPoint), note="Cứ ký")


def test_a_rate_that_is_missing_and_a_law_nobody_has_seen_are_wanting(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(2)
    in_order(decision)
    PrizeRate.objects.all().delete()
    LegalRegime.objects.filter(nominations__case=decision.case_id).update(confidence="RECALLED")
    assert wanting(decision) == {"RATES": 2, "LAW": 2}


def test_points_that_are_none_are_named(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(1)
    in_order(decision)
    with invalid("points"):
        checked(decision, authority.form, points=[*PERSONS, "WHATEVER"])


@pytest.mark.parametrize("about", [{}, {"party": False}, {"open": True}])
def test_a_party_opinion_that_is_not_in_never_counts_as_consent(about: dict[str, bool]) -> None:
    asks = PlainFacts(route=RouteRules(party_opinion=True), families={Family.CONSULTATION: about})
    refusal = party_opinion_is_in(asks)
    assert refusal is not None
    assert refusal.rule == "party-opinion"
    assert party_opinion_is_in(PlainFacts(families={Family.CONSULTATION: about})) is None
    answered = PlainFacts(route=RouteRules(party_opinion=True), families={Family.CONSULTATION: {"party": True}})
    assert party_opinion_is_in(answered) is None


def test_the_check_needs_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    authority = Authority(cast)
    counts = set()
    for first, many in ((1, 1), (5, 12)):
        decision, _lines = authority.presented(many, first=first)
        submit_draft(decision, SUBJECT, **authority.form)
        given = {"points": list(FormPoint), "note": "x"}
        counts.add(statements(check_form, decision, **given, **authority.form))
    assert len(counts) == 1


def test_the_page_shows_what_was_found_and_keeps_what_was_ticked(cast: Cast) -> None:
    decision, lines = Authority(cast).submitted(2)
    in_order(decision)
    Nomination.objects.filter(pk=lines[0]).update(names_confirmed_at=None)
    client, path = signed_in(cast, R1.bodies.form), f"/decisions/{decision.pk}/check/"
    choices = [key for key, _label in client.get(path).context["form"].fields["points"].choices]
    assert choices == ["NAMES", *PERSONS]
    answer = client.post(path, filled(client, path, points=PERSONS, note="Ghi chú"))
    assert (answer.status_code, desk(decision.case_id)) == (422, "form_check")
    assert (answer.context["form"]["points"].value(), "Ghi chú" in text_of(answer)) == (PERSONS, True)
    assert sent(client, path, points=[*PERSONS, "NAMES"], note="Ghi chú").status_code == 302
    assert "Ghi chú" in text_of(client.get(f"/decisions/{decision.pk}/"))
