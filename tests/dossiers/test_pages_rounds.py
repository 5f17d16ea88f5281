"""The pages of the rounds: dates, allocated numbers and late units, each entered by the head of the office."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.dossiers.letters_given import head_of_office, sound, today, tomorrow, yesterday
from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.support.walk import R1, Walk
from workflow.awards.models import AwardForm, LateAcceptance, QuotaDocument, QuotaLine, Round
from workflow.directory.models import Organisation, OrganisationType
from workflow.dossiers.door import apply_transition
from workflow.dossiers.rounds import Allocation, issue_allocation
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

HEAD, SPECIALIST, AUDITOR = "tdkt-head", "tdkt-specialist-1", "inspector"
DEEDS = ("round_date", "round_allocate", "round_late")
DOCUMENT = "Văn bản minh họa số 7/CV"


def one() -> Round:
    """The round of the province."""
    return Round.objects.get(code="DEMO-R1")


def path(name: str = "round", query: str = "") -> str:
    """The address of a page of the round."""
    return reverse(name, args=[one().pk]) + query


def in_words(day: Any) -> str:
    """A day as people here write it."""
    return str(day.strftime("%d/%m/%Y"))


def allocated(cast: Cast, amount: int, number: str, kind: str = "PERSON", to: str = "so-nnmt") -> None:
    """One number by a document of its own."""
    line = Allocation(cast.organisation(to).pk, R1.award_form, kind, amount)
    issue_allocation(one(), [line], **head_of_office(cast), number=number, issued_on=today())


# Reading -----------------------------------------------------------------------------------------------


def test_rounds_are_listed_with_dates_and_with_what_came_in(cast: Cast) -> None:
    Walk(cast).issued(2)
    Walk(cast).issued(1, first=4)
    Walk(cast).drafted(3, first=7)
    Round.objects.filter(code="DEMO-R1").update(opens_on=yesterday(), closes_on=tomorrow())
    answer = signed_in(cast, SPECIALIST).get(reverse("rounds"))
    row = next(row for row in answer.context["rows"] if row["round"].code == "DEMO-R1")
    assert (row["came"].letters, row["came"].lines) == (2, 3)
    assert in_words(yesterday()) in text_of(answer)
    assert in_words(tomorrow()) in text_of(answer)


def test_only_rounds_of_the_authority_for_which_the_office_works_are_there(cast: Cast) -> None:
    for name, code in (("tdkt-head", "DEMO-R1"), ("yte-office-head", "DEMO-R3"), (AUDITOR, "DEMO-R1")):
        client = signed_in(cast, name)
        listed = {row["round"].code for row in client.get(reverse("rounds")).context["rows"]}
        assert code in listed
        others = Round.objects.exclude(code__in=listed)
        assert others.exists()
        assert {client.get(reverse("round", args=[other.pk])).status_code for other in others} == {404}


@pytest.mark.parametrize(
    ("show", "opens", "closes"),
    [("open", -1, 1), ("open", 0, None), ("coming", 1, 2), ("undated", None, None), ("closed", -2, -1)],
)
def test_rounds_are_narrowed_by_time(cast: Cast, show: str, opens: int | None, closes: int | None) -> None:
    days = {"opens_on": opens, "closes_on": closes}
    changes = {name: None if day is None else today() + timedelta(days=day) for name, day in days.items()}
    Round.objects.filter(code="DEMO-R1").update(**changes)
    client = signed_in(cast, HEAD)
    found = {
        part: "DEMO-R1" in {row["round"].code for row in client.get(f"{reverse('rounds')}?show={part}").context["rows"]}
        for part in ("open", "coming", "undated", "closed")
    }
    assert found == {part: part == show for part in found}


def test_rounds_are_found_by_words_of_their_name(cast: Cast) -> None:
    client, name = signed_in(cast, HEAD), one().name
    assert [row["round"].pk for row in client.get(reverse("rounds"), {"q": name}).context["rows"]] == [one().pk]
    assert "No round like this" in text_of(client.get(reverse("rounds"), {"q": "không có đâu"}))


def test_the_round_shows_the_newest_number_of_each_pool_and_what_is_drawn_on_it(cast: Cast) -> None:
    allocated(cast, 2, "1/PB")
    allocated(cast, 5, "2/PB")
    allocated(cast, 4, "3/PB", kind="COLLECTIVE")
    Walk(cast).with_head(3)
    client = signed_in(cast, SPECIALIST)
    pools = client.get(path()).context["pools"]
    shown = {
        (pool.line.nominee_kind, pool.line.document.number, pool.line.amount, pool.reserved, pool.used, pool.free)
        for pool in pools
    }
    assert shown == {("PERSON", "2/PB", 5, 3, 0, 2), ("COLLECTIVE", "3/PB", 4, 0, 0, 4)}
    assert client.get(path(query="?q=Giáo")).context["pools"] == []
    documents = client.get(path(query="?show=documents")).context["page"].rows
    assert [(document.number, document.pools) for document in documents] == [("3/PB", 1), ("2/PB", 1), ("1/PB", 1)]


def test_what_is_drawn_beyond_a_smaller_number_leaves_none_free(cast: Cast) -> None:
    allocated(cast, 3, "1/PB")
    Walk(cast).with_head(3)
    allocated(cast, 1, "2/PB")
    (pool,) = signed_in(cast, HEAD).get(path()).context["pools"]
    assert (pool.line.amount, pool.reserved, pool.free, pool.over) == (1, 3, 0, 2)
    assert "2 too many" in text_of(signed_in(cast, HEAD).get(path()))


def test_a_number_is_reserved_at_sending_used_by_the_award_and_given_back_by_a_refusal(cast: Cast) -> None:
    allocated(cast, 5, "1/PB")
    walk = Walk(cast)
    walk.awarded(2)
    _letter, (line, _other) = walk.with_head(2, first=11)
    (pool,) = signed_in(cast, HEAD).get(path()).context["pools"]
    assert (pool.line.amount, pool.reserved, pool.used, pool.free) == (5, 2, 2, 1)
    why = Reason("Lý do (minh họa)", code="OTHER")
    assert apply_transition(Transition.NOT_ENDORSE, [line], **walk.head, reason=why).is_whole
    (pool,) = signed_in(cast, HEAD).get(path()).context["pools"]
    assert (pool.reserved, pool.used, pool.free) == (1, 2, 2)


def test_only_the_head_is_offered_the_deeds(cast: Cast) -> None:
    for name, offered in ((HEAD, True), (SPECIALIST, False), (AUDITOR, False)):
        text = text_of(signed_in(cast, name).get(path()))
        assert {path(deed) in text for deed in DEEDS} == {offered}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("name", [SPECIALIST, AUDITOR, "yte-office-head", "nnmt-officer", "administrator"])
def test_for_anybody_else_there_is_no_such_page(cast: Cast, name: str, deed: str) -> None:
    typed = {**filled(signed_in(cast, HEAD), path(deed)), "document": DOCUMENT}
    client = signed_in(cast, name)
    with unwritten():
        assert (client.get(path(deed)).status_code, client.post(path(deed), typed).status_code) == (404, 404)


def test_the_menu_leads_there_whoever_may(cast: Cast) -> None:
    for name, offered in ((HEAD, True), (AUDITOR, True), ("nnmt-officer", False)):
        assert (f'href="{reverse("rounds")}"' in text_of(signed_in(cast, name).get("/"))) is offered


# Dates -------------------------------------------------------------------------------------------------


def test_dates_are_entered_and_moved_by_document(cast: Cast) -> None:
    client = signed_in(cast, HEAD)
    typed = {"opens_on": in_words(today()), "closes_on": in_words(tomorrow()), "document": DOCUMENT}
    answer = sent(client, path("round_date"), **typed)
    assert (answer.status_code, answer["Location"]) == (302, path())
    assert (one().opens_on, one().closes_on) == (today(), tomorrow())
    again = filled(client, path("round_date"))
    assert (again["opens_on"], again["closes_on"]) == (typed["opens_on"], typed["closes_on"])
    assert sent(client, path("round_date"), closes_on="", document=DOCUMENT).status_code == 302
    assert (one().opens_on, one().closes_on) == (today(), None)
    sound()


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"opens_on": "31/02/2027"}, "opens_on", "Enter a valid date"),
        ({"closes_on": "2027/13/40"}, "closes_on", "Enter a valid date"),
        ({"opens_on": "20/12/2026", "closes_on": "19/12/2026"}, "closes_on", "The round closes before it opens."),
        ({"document": "  "}, "document", "required"),
        ({"document": "x" * 201}, "document", "at most 200"),
    ],
)
def test_dates_that_are_none_are_said_beside_the_field_and_stay_typed(
    cast: Cast, typed: dict[str, str], field: str, says: str
) -> None:
    client = signed_in(cast, HEAD)
    given = {"opens_on": "01/12/2026", "closes_on": "20/12/2026", "document": DOCUMENT, **typed}
    whole = filled(client, path("round_date"), **given)
    with unwritten():
        answer = client.post(path("round_date"), whole)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert says in form.errors[field][0]
    assert {name: form[name].value() for name in given} == given


# Numbers -----------------------------------------------------------------------------------------------


def rows_of(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    """Rows of the form: the body, and the numbers for persons, collectives and households."""
    typed: dict[str, str] = {}
    for place, (body, *numbers) in enumerate(rows):
        typed |= {f"rows[{place}].organisation": body, f"rows[{place}].award_form": R1.award_form if body else ""}
        typed |= {f"rows[{place}].{kind}": number for kind, number in zip(KINDS, numbers, strict=True)}
    return typed


KINDS = ("PERSON", "COLLECTIVE", "HOUSEHOLD")


def allocating(client: Client, query: str = "", **typed: str) -> Any:
    """The answer to the form of an allocation."""
    return sent(client, path("round_allocate", query), **{"number": "9/PB", **typed})


def test_numbers_are_allocated_by_rows_of_bodies_found_by_name_or_code(cast: Cast) -> None:
    name = cast.organisation("so-gddt").name
    typed = rows_of(("", "", "", ""), ("so-nnmt", "3", "", "0"), (f" {name.upper()} ", "", "7", ""))
    answer = allocating(signed_in(cast, HEAD), joint_agencies="Sở Tài chính", **typed)
    assert (answer.status_code, answer["Location"]) == (302, path())
    document = QuotaDocument.objects.get()
    assert (document.number, document.issued_on, document.joint_agencies) == ("9/PB", today(), "Sở Tài chính")
    lines = document.lines.order_by("pk").values_list("organisation__code", "nominee_kind", "amount")
    assert list(lines) == [("so-nnmt", "PERSON", 3), ("so-nnmt", "HOUSEHOLD", 0), ("so-gddt", "COLLECTIVE", 7)]
    sound()


BAD_ROWS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "nothing": ({}, {"__all__": "Allocate at least one number."}),
    "an unknown body": (rows_of(("Sở Không Có", "1", "", "")), {"rows[0].organisation": "There is no such body."}),
    "no body": ({"rows[0].PERSON": "1"}, {"rows[0].organisation": "Choose an", "rows[0].award_form": "Choose an"}),
    "no number": (rows_of(("so-nnmt", "", "", "")), {"rows[0].PERSON": "Give a number"}),
    "less than none": (rows_of(("so-nnmt", "-1", "", "")), {"rows[0].PERSON": "greater than or equal to 0"}),
    "no whole number": (rows_of(("so-nnmt", "", "năm", "")), {"rows[0].COLLECTIVE": "whole number"}),
    "too many": (
        rows_of(("", "", "", ""), ("so-nnmt", "1", "9000000", "")),
        {"rows[1].COLLECTIVE": "Give a number from 0 to 1000000."},
    ),
    "one pool twice": (
        rows_of(("so-nnmt", "1", "", ""), ("", "", "", ""), ("so-nnmt", "", "", "3"), ("so-nnmt", "2", "", "")),
        {"rows[3].PERSON": "This pool stands in the list twice."},
    ),
    "a day to come": (
        {**rows_of(("so-nnmt", "1", "", "")), "issued_on": "01/01/2199"},
        {"issued_on": "A paper is not dated in the future."},
    ),
    "no day": ({**rows_of(("so-nnmt", "1", "", "")), "issued_on": "30/02/2026"}, {"issued_on": "valid date"}),
    "a number given already": (
        {**rows_of(("so-nnmt", "1", "", "")), "number": " 1/PB "},
        {"number": "This number is given already. Give the next one."},
    ),
}


@pytest.mark.parametrize(("typed", "wrong"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_wrong_row_says_so_in_its_cell_and_keeps_what_was_typed(
    cast: Cast, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    allocated(cast, 2, "1/PB", to="so-gddt")
    client = signed_in(cast, HEAD)
    whole = {**filled(client, path("round_allocate")), "number": "9/PB", "joint_agencies": "Sở Tài chính", **typed}
    with unwritten():
        answer = client.post(path("round_allocate"), whole)
    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, set(wrong))
    assert all(says in form.errors[name][0] for name, says in wrong.items())
    assert {name: form[name].value() for name in whole if name in form.fields and name != "under"} == {
        name: value for name, value in whole.items() if name in form.fields and name != "under"
    }


def test_pools_in_force_are_amended_by_a_newer_document(cast: Cast) -> None:
    allocated(cast, 2, "1/PB")
    allocated(cast, 4, "2/PB", to="so-gddt")
    mine = QuotaLine.objects.get(document__number="1/PB")
    client, query = signed_in(cast, HEAD), f"?on={mine.pk}"
    given = filled(client, path("round_allocate", query))
    assert (given["rows[0].award_form"], given["rows[0].PERSON"]) == (R1.award_form, "2")
    assert allocating(client, query, **{"rows[0].PERSON": "6"}).status_code == 302
    amounts = {pool.line.organisation.code: pool.line.amount for pool in client.get(path()).context["pools"]}
    assert amounts == {"so-nnmt": 6, "so-gddt": 4}


def test_a_form_sent_twice_allocates_once(cast: Cast) -> None:
    allocated(cast, 2, "1/PB")
    client, query = signed_in(cast, HEAD), f"?on={QuotaLine.objects.get().pk}"
    typed = filled(client, path("round_allocate", query), number="9/PB")
    assert [client.post(path("round_allocate", query), typed).status_code for _ in range(2)] == [302, 302]
    assert QuotaDocument.objects.count() == 2


def test_there_are_as_many_rows_as_were_asked_and_no_stranger_s_pool(cast: Cast) -> None:
    other = Round.objects.exclude(authority=one().authority)[0]
    document = QuotaDocument.objects.create(
        round=other, number="1", issued_on=today(), issuer=cast.organisation("so-nnmt")
    )
    line = QuotaLine.objects.create(
        document=document,
        organisation=cast.organisation("so-nnmt"),
        award_form_id=issue_form(R1.award_form),
        nominee_kind="PERSON",
        amount=77,
    )
    client = signed_in(cast, HEAD)
    counts = {
        query: client.get(path("round_allocate", query)).context["form"].count
        for query in ("", "?rows=30", "?rows=x", "?rows=999999", f"?on={line.pk}", "?on=x&on=" + "9" * 40)
    }
    assert list(counts.values()) == [10, 30, 10, 10, 10, 10]


def issue_form(code: str) -> int:
    """The key of an award form."""
    return AwardForm.objects.get(code=code).pk


# Late units --------------------------------------------------------------------------------------------


def test_a_late_unit_is_accepted_by_document(cast: Cast) -> None:
    client, unit = signed_in(cast, HEAD), cast.organisation("so-nnmt")
    typed = {"unit": str(unit.pk), "until": in_words(tomorrow()), "document": DOCUMENT}
    assert sent(client, path("round_late"), **typed).status_code == 302
    late = LateAcceptance.objects.get()
    assert (late.organisation, late.until, late.document) == (unit, tomorrow(), DOCUMENT)
    text = text_of(client.get(path(query="?show=late")))
    assert unit.name in text
    assert in_words(tomorrow()) in text
    sound()


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"until": "01/01/2020"}, "until", "Give a day from today on."),
        ({"until": "32/01/2027"}, "until", "Enter a valid date"),
        ({"unit": ""}, "unit", "required"),
        ({"unit": "999999"}, "unit", "valid choice"),
        ({"document": ""}, "document", "required"),
    ],
)
def test_a_wrong_late_unit_is_said_beside_the_field_and_stays_typed(
    cast: Cast, typed: dict[str, str], field: str, says: str
) -> None:
    client, unit = signed_in(cast, HEAD), cast.organisation("so-nnmt")
    given = {"unit": str(unit.pk), "until": in_words(tomorrow()), "document": DOCUMENT, **typed}
    whole = {**filled(client, path("round_late")), **given}
    with unwritten():
        answer = client.post(path("round_late"), whole)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert says in form.errors[field][0]
    assert {name: form[name].value() for name in given} == given


def test_a_council_is_no_late_unit(cast: Cast) -> None:
    units = signed_in(cast, HEAD).get(path("round_late")).context["form"].fields["unit"].queryset
    assert cast.organisation("so-nnmt") in units
    assert not units.filter(type__code="COUNCIL").exists()


# Statements --------------------------------------------------------------------------------------------


def _more_rounds(number: int) -> None:
    """More rounds like the one of the province."""
    same = {"campaign": one().campaign, "authority": one().authority, "occasion": "ANNUAL"}
    have = Round.objects.count()
    Round.objects.bulk_create(
        Round(code=f"MANY-{have + place}", name=f"Đợt {have + place}", **same) for place in range(number)
    )


def _more_pools(number: int) -> None:
    """More bodies, each with a number, and late."""
    have = Organisation.objects.count()
    kind = OrganisationType.objects.exclude(code="COUNCIL").order_by("pk")[0]
    bodies = Organisation.objects.bulk_create(
        Organisation(code=f"many-{have + place}", name=f"Đơn vị {have + place}", type=kind, valid_from=yesterday())
        for place in range(number)
    )
    document = QuotaDocument.objects.create(
        round=one(), number=f"{have}/N", issued_on=today(), issuer=Organisation.objects.get(code="ban-tdkt")
    )
    form = issue_form(R1.award_form)
    QuotaLine.objects.bulk_create(
        QuotaLine(document=document, organisation=body, award_form_id=form, nominee_kind="PERSON", amount=1)
        for body in bodies
    )
    LateAcceptance.objects.bulk_create(
        LateAcceptance(round=one(), organisation=body, until=today(), document=DOCUMENT) for body in bodies
    )


def _counted(client: Client, pages: list[str]) -> list[int]:
    counts = []
    for page in pages:
        with CaptureQueriesContext(connection) as statements:
            assert client.get(page).status_code == 200
        counts.append(len(statements))
    return counts


def test_a_thousand_rows_take_as_many_statements_as_ten(cast: Cast) -> None:
    client = signed_in(cast, HEAD)
    pages = [reverse("rounds"), path(), path(query="?show=documents"), path(query="?show=late")]
    pages += [path(deed) for deed in DEEDS]
    _more_rounds(10)
    _more_pools(10)
    client.get("/")
    few = _counted(client, pages)
    _more_rounds(990)
    _more_pools(990)
    assert _counted(client, pages) == few
    assert len(client.get(reverse("rounds")).context["rows"]) == 50
    assert len(client.get(path()).context["pools"]) == 100
