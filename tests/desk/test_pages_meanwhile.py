"""Somebody was faster: the page says what happened meanwhile to the letter, the session or the decision."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.appraisal.given import today
from tests.council.given import Council
from tests.decisions.given import Authority
from tests.dossiers.pages_given import filled, signed_in, text_of
from tests.support.walk import R1, Walk
from workflow.appraisal.commands import receive_letter
from workflow.audit.models import Entry
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import VOTED
from workflow.council.closing import close_voting
from workflow.decisions.commands import submit_draft
from workflow.dossiers.letters import issue_letter
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

Meanwhile = Callable[[], object]
Scene = tuple[str, str, dict[str, Any], Meanwhile, str]
"""Who, the page, what is typed there, what somebody does meanwhile, and the stream in which that stands."""


def a_letter_is_numbered(cast: Cast) -> Scene:
    walk = Walk(cast)
    letter, _lines = walk.signed(2)
    path = reverse("letter_issue", args=[letter.pk])
    do = lambda: issue_letter(letter, "7/TTr", today(), **walk.clerk)  # noqa: E731 -- it is one line
    return "nnmt-clerk", path, {"number": "8/TTr"}, do, f"letter:{letter.pk}"


def a_letter_is_received(cast: Cast) -> Scene:
    appraisal, _lines = Walk(cast).at_office(2)
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    path = reverse("appraisal_receive", args=[appraisal.pk])
    do = lambda: receive_letter(appraisal, "ĐẾN-1", **specialist)  # noqa: E731 -- it is one line
    return "tdkt-specialist-1", path, {"incoming_number": "ĐẾN-2"}, do, f"letter:{appraisal.letter_id}"


def an_agenda_is_fixed(cast: Cast) -> Scene:
    council = Council(cast)
    session, _lines = council.referred(2)
    path = reverse("session_agenda", args=[session.pk])
    do = lambda: fix_agenda(session, today(), **council.secretary)  # noqa: E731 -- it is one line
    return R1.bodies.secretary, path, {}, do, f"session:{session.pk}"


def a_draft_is_submitted(cast: Cast) -> Scene:
    authority = Authority(cast)
    draft, _lines = authority.presented(2)
    path = reverse("decision_submit", args=[draft.pk])
    do = lambda: submit_draft(draft, "Về việc khen thưởng", **authority.form)  # noqa: E731 -- it is one line
    return R1.bodies.form, path, {"subject": "Khác"}, do, f"decision:{draft.pk}"


@pytest.mark.parametrize(
    "scene", [a_letter_is_numbered, a_letter_is_received, an_agenda_is_fixed, a_draft_is_submitted]
)
def test_whoever_was_slower_is_told_what_happened(cast: Cast, scene: Callable[[Cast], Scene]) -> None:
    who, path, typed, meanwhile, stream = scene(cast)
    client = signed_in(cast, who)
    form = filled(client, path, **typed)
    before = _deeds(stream)
    meanwhile()
    new = _deeds(stream)[len(before) :]
    assert new
    told = _told(client.post(path, form))
    assert len(told) == len(new)


def test_of_a_vote_nobody_is_told_who_has_handed_in(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(2)
    path = reverse("session_close", args=[session.pk])
    client = signed_in(cast, R1.bodies.secretary)
    form = filled(client, path)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    told = _told(client.post(path, form))
    assert VOTED in _deeds(f"session:{session.pk}")
    assert len(told) == len(
        [deed for deed in _deeds(f"session:{session.pk}")[int(form["thing_seen"]) :] if deed != VOTED]
    )


def test_a_form_tells_no_story_but_that_of_its_own_page(cast: Cast) -> None:
    """What is told since when is the form's to say; of what, is not."""
    who, path, typed, meanwhile, stream = a_letter_is_numbered(cast)
    client = signed_in(cast, who)
    form = filled(client, path, **typed)
    meanwhile()
    assert 1 < len(_told(client.post(path, {**form, "thing_seen": 0}))) <= len(_deeds(stream))
    odd = client.post(path, {**form, "thing_seen": "letter:1"})
    assert (odd.status_code, odd.context.get("changes")) == (409, None)


def _deeds(stream: str) -> list[str]:
    return list(Entry.objects.filter(stream=stream).order_by("seq").values_list("deed", flat=True))


def _told(answer: Any) -> list[Any]:
    assert answer.status_code == 409
    assert "Changed meanwhile" in text_of(answer)
    return list(answer.context["changes"])
