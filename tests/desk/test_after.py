"""What waits on the desk after a decision: for whose duty it is, from when it is due until it is done."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.appraisal.given import today
from tests.certificates.given import Office, certificates_of
from tests.dossiers.pages_given import signed_in, text_of
from tests.payments.given import Accountant
from tests.support.walk import R4
from workflow.certificates.handing import demand_recovery, note_handing, note_recovery
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import send_notice, sign_notice
from workflow.desk.after import after_decisions
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

Work = list[tuple[str, int, bool]]
"""What is to be done, for how many lines, and whether by a day."""


def of(cast: Cast, name: str, key: str = "") -> Work:
    """What waits for a person after decisions."""
    with override("en"):
        found = after_decisions(Acting(cast.user(name), today(), key))
    return [(item.work, item.lines, item.due is not None) for item in found]


def test_certificates_wait_for_the_office_until_they_are_handed_over(cast: Cast) -> None:
    office = Office(cast)
    assert of(cast, "tdkt-specialist-1") == []
    decision, _lines = office.issued(3)
    assert of(cast, "tdkt-specialist-1") == [("Enter in the register of awards", 3, False)]
    enter_certificates(decision, **office.acts)
    first, *others = (one.pk for one in certificates_of(decision))
    assert of(cast, "tdkt-specialist-1") == [("Print certificates", 3, False)]
    print_certificates(others, **office.acts)
    assert of(cast, "tdkt-specialist-1") == [("Print certificates", 1, False), ("Hand over certificates", 2, False)]
    note_handing(others, **office.acts, state="DELIVERED", on=today(), handed_to="Bà Hồng")
    assert of(cast, "tdkt-specialist-1") == [("Print certificates", 1, False)]
    note_handing([first], **office.acts, state="UNDELIVERABLE", on=today(), note="Đã chuyển nơi ở")
    assert of(cast, "tdkt-specialist-1") == []


def test_what_a_revocation_asks_back_waits_until_its_day_for_the_office_and_the_accountant(cast: Cast) -> None:
    office, accountant = Office(cast), Accountant(cast, R4)
    decision, lines = office.issued(2)
    assert of(cast, "ubnd-finance") == [("Open the payment list", 2, False)]
    opened = accountant.open(decision)
    assert of(cast, "ubnd-finance") == [("Pay the prizes", 2, False)]
    accountant.pay(opened, lines)
    assert of(cast, "ubnd-finance") == []
    enter_certificates(decision, **office.acts)
    every = certificates_of(decision)
    keys = [one.pk for one in every]
    print_certificates(keys, **office.acts)
    note_handing(keys, **office.acts, state="DELIVERED", on=today(), handed_to="Bà Hồng")
    accountant.revoke(lines[:1])
    assert of(cast, "ubnd-finance") == [("Recover prizes", 1, True)]
    assert of(cast, "tdkt-specialist-1") == [("Get certificates back", 1, True)]
    accountant.recover(opened, lines[:1])
    (gone,) = (one for one in every if one.line.nomination_id == lines[0])
    demand_recovery([gone.pk], **office.acts, note="")
    note_recovery(gone, **office.acts, on=today())
    assert (of(cast, "ubnd-finance"), of(cast, "tdkt-specialist-1")) == ([], [])


def test_a_notice_of_results_waits_for_the_head_of_the_office_then_for_its_clerk(cast: Cast) -> None:
    office = Office(cast)
    decision, _lines = office.issued(1)
    signing = ("Sign the notice of results", 1, True)
    assert [item for item in of(cast, "tdkt-head") if item[2]] == [signing]
    assert of(cast, "tdkt-clerk") == []
    notice = ResultNotice.objects.get(decision=decision)
    sign_notice(notice, **office.head)
    assert signing not in of(cast, "tdkt-head")
    assert of(cast, "tdkt-clerk") == [("Give number and date", 1, True)]
    clerk = cast.acts("tdkt-clerk", Role.RECORDS_CLERK, R4.bodies.office)
    send_notice(notice, "7/TB", today(), **clerk)
    assert of(cast, "tdkt-clerk") == []


def test_it_waits_for_nobody_elsewhere_nor_for_another_post_and_is_read_by_as_many_statements_for_many(
    cast: Cast,
) -> None:
    office = Office(cast)
    office.issued(1)
    elsewhere = ("nnmt-officer", "nnmt-head", "nnmt-clerk", "chairman", "ubnd-office", "ubnd-clerk", "inspector")
    others = ("yte-specialist", "yte-office-head", "yte-office-clerk", "yte-finance")
    assert {name: of(cast, name) for name in (*elsewhere, *others)} == {name: [] for name in (*elsewhere, *others)}
    one = _statements(cast)
    decision, _lines = office.issued(3, first=4)
    enter_certificates(decision, **office.acts)
    assert _statements(cast) == one
    answer = signed_in(cast, "tdkt-specialist-1").get("/")
    assert f"Decision {decision.number}" in text_of(answer)
    assert "Print certificates" in text_of(answer)


def _statements(cast: Cast) -> dict[str, int]:
    counted = {}
    for name in ("tdkt-specialist-1", "tdkt-head", "ubnd-finance"):
        acting = Acting(cast.user(name), today())
        assert acting.posts
        with CaptureQueriesContext(connection) as captured:
            assert after_decisions(acting)
        counted[name] = len(captured)
    return counted
