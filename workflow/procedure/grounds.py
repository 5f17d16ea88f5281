"""Closed lists of grounds that an act states by a code."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

HOLD_GROUNDS: "Final[Mapping[str, _StrPromise]]" = {
    "DISCIPLINE": _("discipline is being considered"),
    "INSPECTION": _("investigation or inspection"),
    "COMPLAINT": _("complaint or denunciation"),
    "PRESS": _("press report of corruption"),
}
"""Why a nomination stands still (LAW-P5)."""

INELIGIBLE_GROUNDS: "Final[Mapping[str, _StrPromise]]" = {
    "CRITERIA": _("the criteria are not met"),
    "DUPLICATE": _("the merit was awarded or is proposed elsewhere"),
    "NOT_IN_SCOPE": _("the nominee or the achievement is outside the campaign"),
    "INCOMPLETE": _("the dossier stays incomplete"),
    "VIOLATION": _("a violation in the period of merit"),
    "OTHER": _("another ground, in words"),
}
"""Why the office rules a nomination ineligible."""
