"""What the record tells a lay person: batches once, reasons by their names, and nothing of what is not theirs."""

import pytest
from django.conf import settings
from django.utils.translation import override

from tests.support.walk import Walk
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.models import Consultation
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination
from workflow.dossiers.telling import DEEDS, Moment, moments_of, moments_since
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


@pytest.fixture
def walk(cast: Cast) -> Walk:
    return Walk(cast)


def _story(line: int) -> list[Moment]:
    return moments_of(f"{Nomination.stream}:{line}")


def test_what_one_act_did_to_many_lines_is_told_once(walk: Walk) -> None:
    _letter, lines = walk.with_head(4)
    seen = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "version"))
    reason = Reason("Bổ sung minh chứng")
    assert apply_transition(Transition.SEND_BACK, lines[:3], **walk.head, reason=reason).is_whole
    with override("en"):
        (moment,) = moments_since(seen, walk.officer["actor"])
    assert "3 lines" in moment.title
    assert moment.text.count("Bổ sung minh chứng") == 1


def test_two_acts_are_told_apart(walk: Walk) -> None:
    _letter, lines = walk.with_head(2)
    seen = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "version"))
    for line in lines:
        apply_transition(Transition.SEND_BACK, [line], **walk.head, reason=Reason(f"Lý do {line}"))
    assert len(moments_since(seen, walk.officer["actor"])) == 2


def test_who_signed_is_told_beside_who_issued(walk: Walk, cast: Cast) -> None:
    _appraisal, (line, *_others) = walk.at_office()
    last = _story(line)[-1]
    assert cast.person("nnmt-head").full_name in last.text
    assert cast.person("nnmt-clerk").full_name in last.who


def test_the_opinion_of_a_body_that_was_asked_is_not_told_to_all(walk: Walk, cast: Cast) -> None:
    _appraisal, (line, *_others) = walk.assigned()
    specialist = cast.acts(walk.way.bodies.specialist, Role.OFFICE_SPECIALIST, walk.way.bodies.office)
    post = cast.post("police-consulted", Role.CONSULTED)
    consult([line], post.organisation, **specialist)
    consultation = Consultation.objects.get(nomination=line)
    give_opinion(consultation, "Ý kiến riêng", **cast.acts("police-consulted", Role.CONSULTED), agrees=False)
    told = _story(line)
    assert post.organisation.name in told[-2].text
    assert "Ý kiến riêng" not in "".join(moment.text for moment in told)


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_every_deed_has_an_icon_of_the_sprite(deed: str) -> None:
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    assert f'id="{DEEDS[deed][1]}"' in sprite
