"""The pages of the payments: who sees which list, the deeds on it, its workbook and its paper."""

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as Docx
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from tests.appraisal.given import today
from tests.decisions.given import SUBJECT, Authority
from tests.dossiers.pages_given import sent as posted
from tests.dossiers.pages_given import signed_in, text_of
from tests.house.access_world import OTHERS, OWN
from tests.payments.given import PRIZE, VOUCHER, Accountant, fund, keys, standing
from tests.support.walk import R1, Walk
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.prizes import change_prizes
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, hold_session
from workflow.payments.commands import add_supplement
from workflow.payments.models import Payment, PaymentList
from workflow.payments.queries import Sums
from workflow.payments.settling import settle_payments

EVERYBODY = (*OWN, *OTHERS, "chairman")
SEE = {"ubnd-finance", "ubnd-office", "chairman", "vice-chairman", "inspector"}
"""Who sees the lists of the authority whole."""


def url(name: str, opened: PaymentList) -> str:
    """The address of a page of a list."""
    return reverse(name, args=[opened.pk])


def of_two_units(cast: Cast) -> tuple[PaymentList, list[int], list[int]]:
    """The payment list of one decision over lines of two units, and the lines of each."""
    _session, own = Walk(cast).before_council(1)
    _session, foreign = Walk(cast, replace(R1, unit="so-gddt", name="gddt")).before_council(1, first=5)
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    authority = Authority(cast)
    authority.present(own[0])
    decision = Decision.objects.get()
    submit_draft(decision, SUBJECT, **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    issue_decision(decision, "81/QĐ", today(), **authority.clerk)
    publish_decision(decision, **authority.form)
    return Accountant(cast).open(decision), own, foreign


# Who sees what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["payment_list", "payment_sheet"])
def test_a_list_is_seen_at_the_authority_by_auditors_and_by_the_unit_alone(cast: Cast, name: str) -> None:
    opened, _lines = Accountant(cast).opened(1)
    answers = {who: signed_in(cast, who).get(url(name, opened)).status_code for who in EVERYBODY}
    seen = SEE | {"nnmt-officer", "nnmt-head"}
    assert answers == {who: 200 if who in seen else 404 for who in EVERYBODY}


@pytest.mark.parametrize("name", ["payment_pay", "payment_return", "payment_recover", "payment_supplement"])
def test_the_deeds_are_there_for_the_accountant_of_the_authority_alone(cast: Cast, name: str) -> None:
    opened, _lines = Accountant(cast).opened(1)
    answers = {who: signed_in(cast, who).get(url(name, opened)).status_code for who in EVERYBODY}
    assert answers == {who: 200 if who == "ubnd-finance" else 404 for who in EVERYBODY}


def test_a_unit_sees_the_prizes_of_its_own_lines_and_their_sum(cast: Cast) -> None:
    opened, own, foreign = of_two_units(cast)
    page = signed_in(cast, "nnmt-officer").get(url("payment_list", opened))
    assert [one.line.nomination_id for one in page.context["page"]] == own
    assert (page.context["total"].decided, page.context["offers"], page.context["moments"]) == (PRIZE, [], [])
    assert cast.person("nominee-05").full_name not in text_of(page)
    whole = signed_in(cast, "ubnd-finance").get(url("payment_list", opened))
    assert {one.line.nomination_id for one in whole.context["page"]} == {*own, *foreign}
    assert [(group.unit.code, group.sums.decided) for group in whole.context["units"]] == [
        ("so-gddt", PRIZE),
        ("so-nnmt", PRIZE),
    ]
    listed = signed_in(cast, "nnmt-officer").get(reverse("payments"))
    assert [(one.pk, sums.decided) for one, sums in listed.context["shown"]] == [(opened.pk, PRIZE)]


def test_before_its_list_is_opened_nobody_but_the_accountant_is_offered_it(cast: Cast) -> None:
    decision, _lines = Accountant(cast).authority.issued(1)
    address = reverse("payment_open", args=[decision.pk])
    offered = {
        who: address in text_of(signed_in(cast, who).get(reverse("decision", args=[decision.pk])))
        for who in ("ubnd-finance", "ubnd-office", "chairman", "nnmt-officer", "inspector")
    }
    assert offered == dict.fromkeys(offered, False) | {"ubnd-finance": True}
    assert address in text_of(signed_in(cast, "ubnd-finance").get(reverse("payments")))


def test_the_page_of_a_decision_leads_to_its_list_whoever_sees_both(cast: Cast) -> None:
    opened, _own, _foreign = of_two_units(cast)
    page, sees, is_led = reverse("decision", args=[opened.decision_id]), set(), set()
    for who in EVERYBODY:
        client = signed_in(cast, who)
        answer = client.get(page)
        if answer.status_code == 200 and client.get(url("payment_list", opened)).status_code == 200:
            sees.add(who)
        if answer.status_code == 200 and url("payment_list", opened) in text_of(answer):
            is_led.add(who)
    assert is_led == sees == SEE | {"nnmt-officer", "nnmt-head"}


# From the issued decision to the settlement, by pages alone ---------------------------------------------


def test_prizes_are_paid_returned_supplemented_and_settled_by_the_pages_alone(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, lines = accountant.authority.issued(3)
    client = signed_in(cast, "ubnd-finance")
    answer = posted(client, reverse("payment_open", args=[decision.pk]))
    opened = PaymentList.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("payment_list", opened))
    assert client.get(reverse("payment_open", args=[decision.pk]))["Location"] == url("payment_list", opened)
    some = keys(opened, lines)
    chosen = client.get(url("payment_pay", opened) + f"?on={some[0]}")
    assert [is_chosen for _one, is_chosen in chosen.context["form"].rows].count(True) == 1
    assert posted(client, url("payment_pay", opened), payments=some, voucher=VOUCHER).status_code == 302
    typed = {"payments": some[:1], "voucher": "PT-1", "reason": "Chưa đến nhận"}
    assert posted(client, url("payment_return", opened), **typed).status_code == 302
    given = {"nomination": lines[1], "amount": "490.000", "fund": fund().pk, "reason": "Văn bản số 12/SNV"}
    assert posted(client, url("payment_supplement", opened), **given).status_code == 302
    assert standing(opened, lines) == ["RETURNED", "PAID", "PAID"]
    page = client.get(url("payment_list", opened))
    assert page.context["total"] == Sums(4, 11_020_000, to_pay=4_000_000, out=7_020_000)
    assert [one.count for one in page.context["offers"]] == [2, 2]
    period = {"from_day": f"{today():%d/%m/%Y}", "until": f"{today():%d/%m/%Y}", "document": "Báo cáo số 9/BC"}
    body = reverse("settlement_new", args=[decision.authority_id])
    assert posted(client, body, **period, fund=fund("PROVINCE_BUDGET").pk).status_code == 302
    assert standing(opened, lines) == ["RETURNED", "SETTLED", "SETTLED"]
    assert "Báo cáo số 9/BC" in text_of(client.get(reverse("settlements")))


def test_a_form_that_is_refused_keeps_what_was_typed(cast: Cast) -> None:
    opened, lines = Accountant(cast).opened(2)
    some = keys(opened, lines)
    client = signed_in(cast, "ubnd-finance")
    answer = posted(client, url("payment_pay", opened), payments=some[:1], voucher="", dated="31/02/2026")
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors.keys() == {"voucher", "dated"}
    assert [one.pk for one, chosen in form.rows if chosen] == some[:1]
    assert text_of(answer).count('name="payments"') == 2, "each payment is chosen at one place"
    assert form["dated"].value() == "31/02/2026"


def test_a_payment_that_somebody_has_entered_meanwhile_is_told(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    client = signed_in(cast, "ubnd-finance")
    filled = {"payments": keys(opened, lines), "voucher": "PC-2"}
    page = client.get(url("payment_pay", opened)).context["form"]
    accountant.pay(opened, lines)
    sent = {bound.html_name: bound.value() for bound in page if bound.value()} | filled
    sent["dated"] = f"{today():%d/%m/%Y}"
    assert client.post(url("payment_pay", opened), sent).status_code == 422


def test_the_lists_are_narrowed_to_what_is_to_be_paid_or_recovered_and_by_number(cast: Cast) -> None:
    accountant = Accountant(cast)
    paid, lines = accountant.opened(1)
    accountant.pay(paid, lines)
    accountant.revoke(lines)
    to_pay, _more = accountant.opened(1, first=5)
    client = signed_in(cast, "ubnd-finance")

    def found(query: str) -> list[int]:
        return [one.pk for one, _sums in client.get(reverse("payments") + query).context["shown"]]

    assert found("") == [to_pay.pk, paid.pk]
    assert found("?show=to_pay") == [to_pay.pk]
    assert found("?show=to_recover") == [paid.pk]
    assert found(f"?q={paid.decision.number}") == [paid.pk]
    assert found("?q=khong+co") == []


def test_the_pages_of_many_payments_ask_as_often_as_those_of_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    accountant, client, counts = Accountant(cast), signed_in(cast, "ubnd-finance"), []
    for count, first in ((1, 1), (6, 10)):
        opened, lines = accountant.opened(count, first=first)
        asked = []
        for address in ("payment_list", "payment_pay", "payment_sheet"):
            with django_assert_max_num_queries(60) as queries:
                assert client.get(url(address, opened)).status_code == 200
            asked.append(len(queries))
        accountant.pay(opened, lines)
        counts.append(asked)
    assert counts[0] == counts[1]


# The workbook ------------------------------------------------------------------------------------------


def sheet_of(answer: Any) -> list[list[Any]]:
    """The first sheet of a workbook."""
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_the_workbook_has_a_row_for_each_payment_a_total_and_no_formula(cast: Cast) -> None:
    accountant = Accountant(cast)
    entries = [drafts.household("=HYPERLINK(1)", R1.award_form), drafts.collective("so-nnmt", R1.award_form)]
    opened, _lines = accountant.opened(entries=entries)
    rows = sheet_of(signed_in(cast, "ubnd-finance").get(url("payment_sheet", opened)))
    body = {row[2]: row for row in rows if row[0] in {1, 2}}
    assert body["=HYPERLINK(1)"][5:8] == ["2,25", 2_340_000, 5_265_000]
    assert rows[-1][7] == 12_285_000


def test_an_amount_entered_otherwise_names_no_multiplier_and_gives_its_reason(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, lines = accountant.authority.presented(2)
    form = accountant.authority.form
    change_prizes(decision, lines[:1], **form, amount=5_000_000, fund=fund(), reason="Theo kết luận")
    change_prizes(decision, lines[1:], **form, amount=None, fund=fund(), reason="Nguồn khác")
    submit_draft(decision, SUBJECT, **form)
    check_form(decision, **LOOKED_AT, **form)
    sign_decision(decision, **accountant.authority.decider)
    accountant.authority.issue(decision)
    decision.refresh_from_db()
    opened = accountant.open(decision)
    rows = sheet_of(signed_in(cast, "ubnd-finance").get(url("payment_sheet", opened)))
    assert {(*row[5:8], row[13]) for row in rows if row[0] in {1, 2}} == {
        ("", "", 5_000_000, "Theo kết luận"),
        ("1,5", 2_340_000, PRIZE, "Nguồn khác"),
    }


# The paper ---------------------------------------------------------------------------------------------


def text_of_pdf(answer: Any) -> str:
    """The text of a PDF, its spaces and lines as single spaces."""
    assert answer.content.startswith(b"%PDF-")
    pages = [page.get_textpage().get_text_range() for page in PdfDocument(answer.content)]
    return " ".join(" ".join(pages).split())


def test_the_list_on_paper_tells_amounts_sums_the_total_in_words_and_who_signs(cast: Cast) -> None:
    opened, own, _foreign = of_two_units(cast)
    add_supplement(opened, own[0], **Accountant(cast).acts, amount=490_000, fund=fund(), reason="Văn bản số 12/SNV")
    text = text_of_pdf(signed_in(cast, "ubnd-finance").get(url("payment_pdf", opened)))
    for words in (
        opened.decision.number,
        cast.person("nominee-01").full_name,
        cast.person("nominee-05").full_name,
        str(cast.organisation("so-gddt")),
        "2.340.000",
        "7.510.000",
        "Bảy triệu năm trăm mười nghìn đồng",
        fund().name,
    ):
        assert words in text


def test_the_paper_of_a_unit_tells_its_own_lines_and_a_revoked_award_stands_on_none(cast: Cast) -> None:
    opened, own, foreign = of_two_units(cast)
    text = text_of_pdf(signed_in(cast, "nnmt-officer").get(url("payment_pdf", opened)))
    assert cast.person("nominee-01").full_name in text
    assert cast.person("nominee-05").full_name not in text
    Accountant(cast).revoke(foreign)
    text = text_of_pdf(signed_in(cast, "ubnd-finance").get(url("payment_pdf", opened)))
    assert cast.person("nominee-05").full_name not in text
    assert len(own) == 1


def test_the_paper_can_be_written_on_in_word_and_is_only_fetched(cast: Cast) -> None:
    opened, _lines = Accountant(cast).opened(1)
    client = signed_in(cast, "ubnd-finance")
    docx = client.get(url("payment_docx", opened))
    told = "\n".join(cell.text for table in Docx(BytesIO(docx.content)).tables for cell in table._cells)  # noqa: SLF001 -- all cells at once
    assert cast.person("nominee-01").full_name in told
    assert client.post(url("payment_pdf", opened)).status_code == 405
    assert client.get(url("payment_pdf", opened)).content == client.get(url("payment_pdf", opened)).content


# The settlement ----------------------------------------------------------------------------------------


def settlement(client: Client, query: str = "") -> dict[str, Any]:
    """The settlement as data."""
    found: dict[str, Any] = json.loads(client.get(reverse("settlement_json") + query).content)
    return found


def test_the_settlement_says_by_source_decision_and_unit_what_is_due_paid_and_recovered(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, own, foreign = of_two_units(cast)
    accountant.pay(opened, [*own, *foreign])
    accountant.revoke(own)
    accountant.recover(opened, own)
    client = signed_in(cast, "ubnd-finance")
    data = settlement(client)
    assert [(row["unit"], row["due"], row["paid"], row["recovered"], row["balance"]) for row in data["rows"]] == [
        (str(cast.organisation("so-gddt")), PRIZE, PRIZE, 0, PRIZE),
        (str(cast.organisation("so-nnmt")), PRIZE, PRIZE, PRIZE, 0),
    ]
    assert data["total"] == {"payments": 2, "due": 2 * PRIZE, "paid": 2 * PRIZE, "recovered": PRIZE, "balance": PRIZE}
    rows = sheet_of(client.get(reverse("settlement_xlsx")))
    assert rows[-1][5:] == [2, 2 * PRIZE, 2 * PRIZE, PRIZE, PRIZE]
    assert settlement(client, "?since=01/01/2100")["total"]["paid"] == 0
    assert settlement(client, f"?fund={fund().pk}")["rows"] == []
    assert settlement(client, "?since=x&fund=y&until=31/02/2026") == data


def test_the_settlement_of_another_authority_is_not_seen(cast: Cast) -> None:
    Accountant(cast).opened(1)
    assert settlement(signed_in(cast, "yte-finance"))["rows"] == []
    answers = {who: signed_in(cast, who).get(reverse("settlements")).status_code for who in EVERYBODY}
    seen = {who for who, status in answers.items() if status == 200}
    assert seen == SEE | {"yte-finance", "yte-form", "yte-deputy"}


def test_only_the_accountant_of_the_body_opens_the_page_that_settles(cast: Cast) -> None:
    body = reverse("settlement_new", args=[cast.organisation("ubnd-tinh").pk])
    answers = {who: signed_in(cast, who).get(body).status_code for who in EVERYBODY}
    assert answers == {who: 200 if who == "ubnd-finance" else 404 for who in EVERYBODY}
    assert signed_in(cast, "ubnd-finance").get(reverse("settlement_new", args=[10**9])).status_code == 404


def test_a_settled_payment_says_so_on_the_list(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    day: dict[str, Any] = {"from_day": today(), "until": today()}
    body = opened.decision.authority
    settle_payments(body, **accountant.acts, fund=fund("PROVINCE_BUDGET"), document="BC 1", **day)
    page = signed_in(cast, "ubnd-finance").get(url("payment_list", opened))
    assert [one.state_label for one in page.context["page"]] == ["paid and settled"]
    assert Payment.objects.count() == 1
