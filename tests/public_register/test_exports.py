"""The register as a file: JSON of a shape that stays, and a workbook, of what is asked."""

from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.public_register.given import got, protected, published, revoked
from workflow.decisions.codes import shown_code
from workflow.management.demo.cast import Cast
from workflow.public_register.exports import as_json, exported
from workflow.public_register.models import Level
from workflow.public_register.queries import Asked


def test_the_json_has_the_shape_that_is_written_down(cast: Cast) -> None:
    decision, (line,) = published(cast, 1)
    answer = got("/register/awards.json?kind=person")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="register-person.json"'
    paper = {
        "kind": "AWARD",
        "number": decision.number,
        "dated": decision.dated.isoformat() if decision.dated else "",
        "authority": decision.authority.name,
        "subject": decision.subject,
        "code": decision.code,
    }
    nomination = line.nomination
    assert answer.json() == {
        "format": "public-register",
        "version": 1,
        "asked": {"kind": "person"},
        "complete": True,
        "hidden": 0,
        "awards": [
            {
                "code": line.code,
                "privacy": "FULL",
                "standing": "VALID",
                "name": line.name,
                "title": line.title,
                "unit": line.unit,
                "kind": "PERSON",
                "award_form": nomination.award_form.name_en or nomination.award_form.name,
                "campaign": nomination.campaign.name_en or nomination.campaign.name,
                "achievement": nomination.achievement_title,
                "decision": paper,
                "later": [],
            }
        ],
    }


def test_a_revoked_award_in_the_json_names_the_decision(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    revocation = revoked(cast, line)
    (one,) = got("/register/awards.json").json()["awards"]
    assert (one["standing"], one["achievement"], one["title"]) == ("REVOKED", "", "")
    assert [(paper["kind"], paper["number"], paper["code"]) for paper in one["later"]] == [
        ("REVOCATION", revocation.number, "")
    ]


def test_the_workbook_holds_the_same_rows(cast: Cast) -> None:
    decision, (line, other) = published(cast, 2)
    protected(cast, other, Level.HIDDEN)
    answer = got("/register/awards.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Name", "Title", "Unit"]
    assert (rows[1][0], rows[1][7], rows[1][12]) == (line.name, decision.number, shown_code(line.code))
    assert rows[2][0] == "Awards that are only counted: 1"
    assert other.name not in str(rows)


def test_a_file_holds_so_many_and_says_that_there_are_more(cast: Cast) -> None:
    published(cast, 3)
    what = exported(Asked(), localdate(), most=2)
    assert (len(what.awards), what.complete) == (2, False)
    assert b'"complete": false' in as_json(what)


def test_a_file_of_many_awards_asks_as_much_as_one_of_few(cast: Cast) -> None:
    counts = []
    for first in (1, 10):
        published(cast, 4, first=first)
        with CaptureQueriesContext(connection) as asked:
            assert got("/register/awards.json").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7
