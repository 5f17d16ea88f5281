"""Mending: on which page a person does something about a rule that stops a line, or that is to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.urls import reverse

from workflow.pages.refusals import WhyNot

# Rule → the name of the page, and the field on it. A page of a line takes the line's key, one of a letter the letter's.
_ON_A_LINE: Final[Mapping[str, tuple[str, str]]] = {
    "R-DOSSIER": ("line_papers", ""),
    "R-FOREIGN": ("line_papers", ""),
    "files": ("line_papers", ""),
    "criteria": ("line_criteria", ""),
    "R-LDR08": ("line_criteria", ""),
    "ground": ("line_edit", "#id_simplified_ground"),
    "R-SUBMITTER": ("line_edit", "#id_submitter_ground"),
    "R-POSTHUMOUS": ("line_edit", "#id_recipient"),
    "R-DUP-MERIT": ("line_edit", "#id_duplicate_ground"),
    "items": ("supplement_answer", ""),
}
_ON_A_LETTER: Final[Mapping[str, tuple[str, str]]] = {
    "R-MINUTES": ("letter_papers", ""),
    "R-NAME": ("letter_names", ""),
}


def mendable(reasons: Sequence[WhyNot], line: int, letter: int) -> list[WhyNot]:
    """The reasons, each with the page on which the unit's officer mends it where there is one."""
    return [replace(one, mend_url=place_to_mend(one.rule, line, letter)) for one in reasons]


def place_to_mend(rule: str, line: int, letter: int) -> str:
    """The page and field where the officer mends what a rule says; empty where it is in other hands."""
    for places, key in ((_ON_A_LINE, line), (_ON_A_LETTER, letter)):
        if rule in places:
            name, field = places[rule]
            return reverse(name, args=[key]) + field
    return ""
