"""Blanks: what may stand on one, who moves its texts, and that the shipped example is called a proposal."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.appraisal.proof import invalid, refused
from tests.certificates.given import Office
from tests.support.walk import R3
from workflow.audit.models import Entry
from workflow.certificates.blanks import CertificateBlank, Placed, faults_of
from workflow.certificates.placing import place_texts
from workflow.management.demo.cast import Cast

NAME: dict[str, Any] = {"x": "60", "y": "104.5", "width": "240", "size": "28", "align": "center"}
MOVED: dict[str, Any] = {"places": {"NAME": NAME}, "dx": "1.5", "dy": "-2"}


def example() -> CertificateBlank:
    """The example blank that ships."""
    return CertificateBlank.objects.get(code="EXAMPLE-BK-CT-UBND-TINH")


def wrong(**changes: Any) -> list[str]:
    """Where faults are found on a sheet of 297 × 210 mm, when a place is changed so."""
    return [where for where, _text in faults_of({"NAME": {**NAME, "width": "200", **changes}}, 297, 210)]


def test_the_shipped_example_is_a_proposal_with_every_text_in_its_place(cast: Cast) -> None:
    del cast
    blank = example()
    assert blank.confidence == "DESIGN"
    assert set(blank.places) == set(Placed.values)
    blank.full_clean()


@pytest.mark.parametrize(
    "changes",
    [
        {"x": "98"},
        {"x": "-1"},
        {"x": "abc"},
        {"x": True},
        {"x": "NaN"},
        {"x": "1e999999999"},
        {"x": None},
        {"y": "0"},
        {"y": "211"},
        {"width": "4"},
        {"size": "5"},
        {"size": "73"},
        {"lines": "0"},
        {"lines": "1.5"},
        {"characters": "201"},
        {"spacing": "-1"},
        {"align": "middle"},
        {"bold": "yes"},
        {"colour": "red"},
    ],
)
def test_a_place_that_is_none_is_found(changes: dict[str, Any]) -> None:
    assert wrong(**changes) == ["NAME"]


def test_a_place_inside_the_sheet_is_fine() -> None:
    assert wrong() == []
    assert wrong(x="97", y="210", lines="6", characters="40", bold=True) == []


@pytest.mark.parametrize(
    "places", [[], "x", {"SEAL": NAME}, {"NAME": "60"}, {"QR": {"x": "1", "y": "200", "width": "22"}}]
)
def test_what_is_no_list_of_places_is_refused_when_it_is_saved(cast: Cast, places: Any) -> None:
    del cast
    blank = example()
    blank.places, blank.height = places, 210
    with pytest.raises(ValidationError) as caught:
        blank.full_clean()
    assert list(caught.value.message_dict) == ["places"]


# Moving the texts ------------------------------------------------------------------------------------------


def test_the_office_moves_texts_and_the_record_tells_what_was(cast: Cast) -> None:
    office, blank = Office(cast), example()
    place_texts(blank, **office.acts, **MOVED)
    blank.refresh_from_db()
    assert (blank.places, str(blank.dx), str(blank.dy)) == ({"NAME": NAME}, "1.5", "-2.0")
    entry = Entry.objects.get(deed="BLANK_CHANGED")
    assert entry.stream == f"organisation:{blank.authority_id}"
    data = json.loads(entry.payload)["data"]
    assert json.loads(data["after"])["places"] == {"NAME": NAME}
    assert set(json.loads(data["before"])["places"]) == set(Placed.values)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dx": "31"}, "dx"),
        ({"dy": "x"}, "dy"),
        ({"dy": "NaN"}, "dy"),
        ({"places": {"NAME": {**NAME, "x": "300"}}}, "name-x"),
        ({"places": {"SEAL": NAME}}, "places"),
    ],
)
def test_what_leaves_the_sheet_is_not_kept(cast: Cast, changes: dict[str, Any], field: str) -> None:
    office = Office(cast)
    with invalid(field):
        place_texts(example(), **office.acts, **{**MOVED, **changes})


def test_nobody_but_the_office_of_the_authority_moves_texts(cast: Cast) -> None:
    with refused("role", security=True):
        place_texts(example(), **Office(cast, R3).acts, **MOVED)
    with refused("role", security=True):
        place_texts(example(), **Office(cast).form, **MOVED)
