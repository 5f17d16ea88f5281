"""Confirming: the unit says that names, titles and units are spelt as the certificate is to bear them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.writing import lines_to_edit

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

NAMES_CONFIRMED: Final = "NAMES_CONFIRMED"


@command
def confirm_names(
    nominations: Iterable[int],
    actor: User | None,
    *,
    capacity: Under,
    expect: Mapping[int, int] | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """The unit's officer confirms name, title and unit of these lines, all or none (R-NAME).

    `expect` gives the versions that were seen: names that somebody corrected meanwhile are looked at again.
    No sign-off is touched: what was signed stays what it was. A constant number of statements. Raises
    `ValidationError` on `nominations` for an empty list, `Refused` with the reasons line by line.
    """
    ids = sorted(set(nominations))
    seen = {key: version for key, version in (expect or {}).items() if key in set(ids)}
    asked: dict[str, Json] = {
        "deed": NAMES_CONFIRMED,
        "nominations": ids,
        "expect": {str(key): version for key, version in sorted(seen.items())},
    }

    def deed(act: Act) -> TransitionReport:
        if not ids:
            raise ValidationError({"nominations": ValidationError(_("Name at least one nomination."), code="empty")})
        lines = lines_to_edit(ids, act, expect=seen)
        Nomination.objects.filter(pk__in=ids).update(names_confirmed_at=act.at)
        for line in lines:
            act.note(Nomination, line.id, NAMES_CONFIRMED)
        return TransitionReport(act.operation, made={"nominations": ids})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
