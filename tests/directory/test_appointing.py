"""Appointing, and ending an appointment: by document, recorded, and at once effective everywhere."""

from typing import Any

import pytest
from django.utils import timezone

from tests.directory.given import administrator, body, day, denied, invalid, last_entry, post
from tests.support.walk import R1, Walk
from workflow.audit.verify import verify
from workflow.directory.commands import OF_A_COUNCIL, appoint, end_appointment
from workflow.directory.models import COUNCIL, Appointment, User
from workflow.dossiers.door import apply_transition, preview_transitions
from workflow.dossiers.visibility import visible_to
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.queries import waiting_for

DOCUMENT = "Quyết định minh họa số 12/QĐ-SNV"
why = Reason("Lý do (minh họa)", code="MERIT")


def _appoint(cast: Cast, **changed: Any) -> Appointment:
    given: dict[str, Any] = {
        "person": cast.person("nominee-70"),
        "role": Role.UNIT_HEAD,
        "organisation": cast.organisation("so-nnmt"),
        "title": "Giám đốc",
        "document": DOCUMENT,
        "from_day": day(0),
        **administrator(cast),
        **changed,
    }
    return appoint(given.pop("person"), given.pop("role"), given.pop("organisation"), given.pop("by"), **given)


def test_an_appointment_is_made_by_document_and_recorded(cast: Cast) -> None:
    made = _appoint(cast, title="  Giám đốc ", document=f" {DOCUMENT}", until=day(30), kind="ACTING", field=" Rừng ")
    made.refresh_from_db()
    assert (made.title, made.document, made.field, made.kind) == ("Giám đốc", DOCUMENT, "Rừng", "ACTING")
    assert (made.role, made.from_day, made.until) == ("UNIT_HEAD", day(0), day(30))
    deed, person, data, personal = last_entry(f"organisation:{cast.organisation('so-nnmt').pk}")
    assert (deed, person, personal) == ("APPOINTED", cast.person("administrator").pk, {"document": DOCUMENT})
    assert data == {
        "role": "UNIT_HEAD",
        "organisation": cast.organisation("so-noi-vu").pk,
        "appointment": made.pk,
        "of": made.person_id,
        "from": day(0).isoformat(),
        "until": day(30).isoformat(),
    }
    assert verify(expectations()).is_clean


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title": ""}, {"title": ["length"]}),
        ({"title": " \t"}, {"title": ["length"]}),
        ({"title": "x" * 201}, {"title": ["length"]}),
        ({"document": ""}, {"document": ["length"]}),
        ({"document": "x" * 201}, {"document": ["length"]}),
        ({"field": "x" * 201}, {"field": ["length"]}),
        ({"kind": "BOSS"}, {"kind": ["unknown"]}),
        ({"kind": "DEPUTY"}, {"field": ["required"]}),
        ({"until": -1}, {"until": ["dates"]}),
        ({"title": "", "document": "", "until": -1}, {"title": ["length"], "document": ["length"], "until": ["dates"]}),
    ],
)
def test_an_appointment_with_wrong_input_names_the_fields_and_writes_nothing(
    cast: Cast, changed: dict[str, Any], wrong: dict[str, list[str]]
) -> None:
    given = {key: day(value) if isinstance(value, int) else value for key, value in changed.items()}
    with invalid(wrong):
        _appoint(cast, **given)


def test_nobody_appoints_oneself(cast: Cast) -> None:
    with invalid({"person": ["self"]}):
        _appoint(cast, person=cast.person("administrator"), role=Role.DECIDER)


@pytest.mark.parametrize(("since", "until"), [(1, None), (-9, -1)], ids=["body of tomorrow", "closed body"])
def test_nobody_is_appointed_at_a_body_that_does_not_exist(cast: Cast, *, since: int, until: int | None) -> None:
    here = body("moi", since=since, until=until)
    with invalid({"organisation": ["dates"]}):
        _appoint(cast, organisation=here)


@pytest.mark.parametrize("role", sorted(set(Role) - OF_A_COUNCIL))
def test_a_council_has_no_posts_but_its_own(cast: Cast, role: Role) -> None:
    with invalid({"role": ["council"]}):
        _appoint(cast, role=role, organisation=cast.organisation("hd-tdkt-tinh"))


@pytest.mark.parametrize("role", sorted(OF_A_COUNCIL))
def test_the_posts_of_a_council_are_at_a_council_alone(cast: Cast, role: Role) -> None:
    with invalid({"role": ["council"]}):
        _appoint(cast, role=role)
    assert _appoint(cast, role=role, organisation=cast.organisation("hd-tdkt-tinh")).pk


def test_every_post_of_the_demo_stands_where_it_could_be_given(cast: Cast) -> None:
    assert cast
    posts = Appointment.objects.values_list("role", "organisation__type__code")
    assert [one for one in posts if (one[0] in OF_A_COUNCIL) != (one[1] == COUNCIL)] == []


def test_the_same_appointment_twice_is_refused_by_field(cast: Cast) -> None:
    _appoint(cast)
    with invalid({"from_day": ["twice"]}):
        _appoint(cast, title="Quyền Giám đốc")


@pytest.mark.parametrize("longest", ["title", "document"])
def test_texts_of_two_hundred_letters_are_kept_whole(cast: Cast, longest: str) -> None:
    made = _appoint(cast, **{longest: "ế" * 200})
    made.refresh_from_db()
    assert getattr(made, longest) == "ế" * 200


def _may_not_endorse(cast: Cast, appointment: Appointment, line: int, name: str) -> dict[int, Any]:
    rows = [Transition.NOT_ENDORSE]
    (report,) = preview_transitions(rows, [line], cast.user(name), capacity=appointment, reason=why).values()
    return {key: [one.rule for one in some] for key, some in report.refused.items()}


@pytest.mark.parametrize(("since", "refused"), [(0, {}), (-7, {}), (1, ["expired"])])
def test_an_appointment_gives_power_from_its_first_day(cast: Cast, since: int, refused: Any) -> None:
    _letter, (line, *_others) = Walk(cast, R1).with_head(1)
    made = _appoint(cast, person=cast.person("nnmt-clerk"), from_day=day(since))
    assert _may_not_endorse(cast, made, line, "nnmt-clerk") == ({line: refused} if refused else {})


def _of_the_head(cast: Cast, line: int) -> dict[str, Any]:
    """What the head of the unit sees and may do."""
    acts = cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    user = User.objects.get(pk=acts["actor"].pk)
    door = apply_transition(Transition.SEND_BACK, [line], **acts, reason=Reason(), preview=False)
    return {
        "preview": _may_not_endorse(cast, acts["capacity"], line, "nnmt-head"),
        "door": [one.rule for one in door.refused[line]],
        "desk": [item.case for item in waiting_for(user, timezone.localdate())],
        "sees": list(visible_to(user).values_list("pk", flat=True)),
    }


def test_whoever_is_no_longer_in_office_loses_everything_at_once(cast: Cast) -> None:
    letter, (line,) = Walk(cast, R1).with_head(1)
    assert _of_the_head(cast, line) == {"preview": {}, "door": ["reason"], "desk": [letter.case_id], "sees": [line]}
    appointment = cast.post("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    end_appointment(appointment, day(0), document=DOCUMENT, **administrator(cast))
    assert _of_the_head(cast, line) == {"preview": {}, "door": ["reason"], "desk": [letter.case_id], "sees": [line]}
    end_appointment(appointment, day(-1), document=DOCUMENT, **administrator(cast))
    assert _of_the_head(cast, line) == {"preview": {line: ["expired"]}, "door": ["expired"], "desk": [], "sees": []}
    assert list(problems()) == []
    assert verify(expectations()).is_clean


def test_the_end_of_an_appointment_is_recorded(cast: Cast) -> None:
    appointment = cast.post("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    ended = end_appointment(appointment, day(-1), document=f" {DOCUMENT} ", **administrator(cast))
    assert Appointment.objects.get(pk=ended.pk).until == day(-1)
    deed, person, data, personal = last_entry(f"organisation:{appointment.organisation_id}")
    assert (deed, person) == ("APPOINTMENT_ENDED", cast.person("administrator").pk)
    assert (data["appointment"], data["of"], data["until"]) == (ended.pk, ended.person_id, day(-1).isoformat())
    assert personal == {"document": DOCUMENT}


@pytest.mark.parametrize(
    ("until", "last_day", "document", "wrong"),
    [
        (None, -31, DOCUMENT, {"last_day": ["dates"]}),
        (5, 6, DOCUMENT, {"last_day": ["ended"]}),
        (-5, -4, DOCUMENT, {"last_day": ["ended"]}),
        (None, 0, "", {"document": ["length"]}),
        (None, 0, "   ", {"document": ["length"]}),
        (None, 0, "x" * 201, {"document": ["length"]}),
        (None, -31, "", {"document": ["length"], "last_day": ["dates"]}),
    ],
)
def test_a_wrong_end_names_the_field_and_writes_nothing(
    cast: Cast, until: int | None, last_day: int, document: str, wrong: dict[str, list[str]]
) -> None:
    appointment = post(cast.person("nominee-70"), Role.UNIT_HEAD, body("moi"), until=until)
    with invalid(wrong):
        end_appointment(appointment, day(last_day), document=document, **administrator(cast))


def test_an_end_is_judged_by_what_stands_and_not_by_what_was_loaded(cast: Cast) -> None:
    appointment = post(cast.person("nominee-70"), Role.UNIT_HEAD, body("moi"))
    Appointment.objects.filter(pk=appointment.pk).update(until=day(3))
    with invalid({"last_day": ["ended"]}):
        end_appointment(appointment, day(4), document=DOCUMENT, **administrator(cast))


def test_an_administrator_who_ends_the_own_post_can_do_nothing_more(cast: Cast) -> None:
    own = administrator(cast)
    end_appointment(own["capacity"], day(-1), document=DOCUMENT, **own)
    with denied():
        _appoint(cast)
