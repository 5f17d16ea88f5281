"""The minutes: as what secretary and chair sign, what is barred, and what is printed of it afterwards."""

from django.urls import reverse

from tests.appraisal.given import delegated
from tests.council.given import Council
from tests.dossiers.pages_given import as_user, sent, signed_in, text_of
from workflow.council.models import CouncilSession
from workflow.directory.models import Appointment
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

AT = "hd-tdkt-tinh"


def _closed(cast: Cast) -> CouncilSession:
    session, _lines = Council(cast).closed(2)
    return session


def test_minutes_are_not_signed_by_delegation_and_the_page_says_so(cast: Cast) -> None:
    session = _closed(cast)
    chair = cast.post("chairman", Role.COUNCIL_CHAIR, AT)
    acts = delegated(cast, chair, "vice-chairman", Transition.SUPPORT)
    client, path = as_user(acts["actor"]), reverse("session_minutes", args=[session.pk])
    signings = client.get(path).context["form"].signings
    assert {one.post.prefix: [why.rule for why in told] for one, _button, told in signings} == {
        "KT.": [],
        "TUQ.": ["delegation"],
    }
    answer = sent(client, path, under=f"d{acts['capacity'].pk}")
    assert answer.status_code == 403
    session.refresh_from_db()
    assert (session.signed_by_chair, session.chair_block, session.minutes) == (None, "", "")


def test_the_minutes_are_printed_with_what_stood_above_both_signatures(cast: Cast) -> None:
    session = _closed(cast)
    path = reverse("session_minutes", args=[session.pk])
    secretary, deputy = signed_in(cast, "council-secretary"), signed_in(cast, "vice-chairman")
    ((one, _button, _told),) = secretary.get(path).context["form"].signings
    assert sent(secretary, path, remarks="").status_code == 302
    ((other, _button, _told),) = deputy.get(path).context["form"].signings
    assert list(other.block) == ["KT. Chủ tịch Hội đồng", "Phó Chủ tịch thường trực Hội đồng"]
    assert sent(deputy, path).status_code == 302
    session.refresh_from_db()
    assert session.chair_block.split("\n") == list(other.block)
    assert session.secretary_block.split("\n") == list(one.block)
    for name in ("chairman", "vice-chairman"):
        Appointment.objects.filter(pk=cast.post(name, Role.COUNCIL_CHAIR, AT).pk).update(title="Chức vụ khác")
    text = text_of(secretary.get(reverse("session_print", args=[session.pk])))
    for line in (*one.block, *other.block):
        assert f'<p class="paper-upper paper-strong">{line}</p>' in text
    assert "Chức vụ khác" not in text
