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

NOT_ENDORSED_GROUNDS: "Final[Mapping[str, _StrPromise]]" = {
    "UNIT_COUNCIL": _("the unit's council did not pass it"),
    "MERIT": _("the merit does not stand out"),
    "VIOLATION": _("a violation in the period of merit"),
    "OTHER": _("another ground, in words"),
}
"""Why a head does not endorse a nomination."""

RETURN_GROUNDS: "Final[Mapping[str, _StrPromise]]" = {
    "INCOMPLETE": _("parts of the dossier are missing"),
    "COMPETENCE": _("another level is competent"),
    "LATE": _("the time has passed"),
    "FORM": _("the form or the authority does not fit the merit"),
    "OTHER": _("another ground, in words"),
}
"""Why a dossier is returned to its unit (domain reference, 3.3 step 6)."""

INELIGIBLE_GROUNDS: "Final[Mapping[str, _StrPromise]]" = {
    "CRITERIA": _("the criteria are not met"),
    "DUPLICATE": _("the merit was awarded or is proposed elsewhere"),
    "NOT_IN_SCOPE": _("the nominee or the achievement is outside the campaign"),
    "INCOMPLETE": _("the dossier stays incomplete"),
    "VIOLATION": _("a violation in the period of merit"),
    "OTHER": _("another ground, in words"),
}
"""Why the office rules a nomination ineligible."""
