"""R4 on a phone: one ad hoc nomination from a commune to the Chairman's decision, every page 390 pixels wide."""

from typing import Final

from tests.browser import steps
from tests.browser.people import PHONE, House
from workflow.audit.verify import verify
from workflow.dossiers.models import Nomination
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations

SUBJECT: Final = "Đề nghị khen thưởng đột xuất (minh họa)"


def test_an_ad_hoc_nomination_goes_to_the_decision_on_phones(house: House, cast: Cast) -> None:
    house.size = PHONE
    name = cast.person("nominee-60").full_name
    with house.signed_in("duc-trong-officer") as officer:
        letter = steps.opens_a_letter(officer, "R4", SUBJECT)
        officer.follows("Add a nominee")
        steps.finds(officer, name)
        steps.says_what(officer, "BK_CT_UBND_TINH", "Công chức", "UBND xã Đức Trọng")
        officer.page.locator("select[name=simplified_ground]").select_option("AD_HOC")
        officer.hands_in("Add")
        steps.attaches(officer, letter, name, "SUMMARY_REPORT")
        steps.answers(officer, letter, name)
        officer.opens("letter", letter.pk)
        officer.does("Send to the head", "Send")
    steps.signs(house, "duc-trong-head")
    steps.issues(house, "duc-trong-clerk", "07/TTr-UBND")
    steps.appraises(house, "ĐẾN-07")
    steps.presents(house, "91/TTr-TĐKT")
    steps.decides(house, "1530/QĐ-UBND")
    assert list(Nomination.objects.values_list("nominee_name", "state")) == [(name, "AWARDED")]
    assert (verify(expectations()).found, list(problems())) == (0, [])
    steps.reads(house, name)
