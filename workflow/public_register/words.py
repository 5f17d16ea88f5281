"""The words in which the public pages say how an award stands."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext_lazy

from workflow.decisions.standing import CORRECTED, REVOKED, VALID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

STANDINGS: "Final[Mapping[str, tuple[_StrPromise, str, str]]]" = {
    VALID: (pgettext_lazy("standing of an award", "Valid"), "green", "check-circle"),
    CORRECTED: (pgettext_lazy("standing of an award", "Valid, as corrected"), "blue", "pencil-square"),
    REVOKED: (pgettext_lazy("standing of an award", "Revoked"), "red", "x-octagon"),
}
"""The word, the tone and the icon of each."""


def standing_label(standing: str) -> str:
    """How an award stands, in words."""
    return str(STANDINGS[standing][0])


def standing_look(standing: str) -> dict[str, str]:
    """The word, the tone and the icon, for a badge."""
    label, tone, icon = STANDINGS[standing]
    return {"label": str(label), "tone": tone, "icon": icon}
