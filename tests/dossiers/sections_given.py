"""The sections of a letter in preparation, as the tests of drafts and of merging share them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.test import Client

from tests.directory.given import post
from tests.dossiers.pages_given import filled
from tests.dossiers.test_unit_minutes import MEETING, in_favour, recorded
from tests.support.walk import Walk
from workflow.directory.models import User
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import answer_criteria
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.models import CriterionAnswer, Letter, Nomination
from workflow.dossiers.unit_minutes import UnitMinutes
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

OFFICER, COLLEAGUE = "nnmt-officer", "nnmt-clerk"
MINE: Final = "Tôi đang gõ dở – “chưa lưu”"
THEIRS: Final = "Đồng nghiệp đã lưu"


@dataclass(frozen=True, slots=True)
class Place:
    """A letter with one line, and who prepares it."""

    walk: Walk
    letter: Letter
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `field` is what the tests type into, `key` the part to which it belongs."""

    path: Callable[[Place], str]
    field: Callable[[Place], str]
    key: str
    saves: Callable[[Place, str], Any]
    stands: Callable[[Place], str]


def _minutes(place: Place, text: str) -> UnitMinutes:
    seen = UnitMinutes.objects.filter(letter=place.letter).values_list("version", flat=True).first() or 0
    meeting = MEETING.__class__(**{name: getattr(MEETING, name) for name in MEETING.__slots__} | {"place": text})
    return recorded(place.walk, place.letter, [place.line], meeting=meeting, votes=in_favour([place.line]), expect=seen)


SECTIONS: Final = {
    "letter": Section(
        lambda place: f"/letters/{place.letter.pk}/edit/",
        lambda _place: "subject",
        "subject",
        lambda place, text: edit_letter(place.letter, text, **place.walk.officer),
        lambda place: Letter.objects.get(pk=place.letter.pk).subject,
    ),
    "line": Section(
        lambda place: f"/dossiers/{place.line}/edit/",
        lambda _place: "achievement",
        "achievement",
        lambda place, text: edit_nomination(place.line, {"achievement": text}, **place.walk.officer),
        lambda place: Nomination.objects.get(pk=place.line).achievement,
    ),
    "criteria": Section(
        lambda place: f"/dossiers/{place.line}/criteria/",
        lambda place: f"answers[{place.line}].GEN-02",
        "GEN-02",
        lambda place, text: answer_criteria({place.line: [Answer("GEN-02", text)]}, **place.walk.officer),
        lambda place: CriterionAnswer.objects.get(nomination=place.line, criterion__code="GEN-02").text,
    ),
    "minutes": Section(
        lambda place: f"/letters/{place.letter.pk}/minutes/",
        lambda _place: "place",
        "place",
        _minutes,
        lambda place: UnitMinutes.objects.get(letter=place.letter).place,
    ),
}


def drafted(cast: Cast) -> Place:
    """A letter in preparation whose sections all stand, so that each can be changed by one field."""
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    place = Place(walk, letter, line)
    _minutes(place, "Nơi ban đầu")
    return place


def colleague(cast: Cast) -> User:
    """Another officer of the same unit."""
    post(cast.person(COLLEAGUE), Role.UNIT_OFFICER, cast.organisation("so-nnmt"))
    return cast.user(COLLEAGUE)


def opened(client: Client, section: Section, place: Place, text: str = MINE) -> dict[str, Any]:
    """The form of a section as it was opened, with a text typed into its field."""
    return {**filled(client, section.path(place)), section.field(place): text}
