"""What the papers of the office have in common: their head and their signatures."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from workflow.directory.dateline import in_words
from workflow.directory.models import Organisation
from workflow.documents.frame import frame_of
from workflow.dossiers.models import Letter

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def head_of(title: str, day: date, office: Organisation) -> "dict[str, Json]":
    """The head of a paper of the office, with the body above it."""
    return frame_of(title, day, issuer=str(office), superior=str(office.parent) if office.parent else "")


def cited(letter: Letter) -> str:
    """The letter as another paper names it."""
    told = {"number": letter.number or "……", "day": in_words(letter.dated)}
    return pgettext("on paper", "Letter of submission No. %(number)s, %(day)s") % told


def signed(above: str | Sequence[str], name: object = "") -> "dict[str, Json]":
    """Room for a signature."""
    return {"above": [above] if isinstance(above, str) else list(above), "name": str(name or "")}
