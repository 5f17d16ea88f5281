"""The rows of an uploaded list go on its letter."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.drafting import insert_nominations, route_today
from workflow.dossiers.nominee_rows import check_list
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.uploaded import UploadedList
from workflow.dossiers.writing import lock_letter_to_write

if TYPE_CHECKING:
    from workflow.audit.canonical import Json
    from workflow.dossiers.models import Letter


@command
def add_listed(
    uploaded: UploadedList,
    seen_list: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Put the rows of an uploaded list that are right on its letter, all of them or none; `made` lists the lines.

    `seen_list` is the mark of the list that was looked at. The rows are judged anew while the letter is
    locked, so that none goes on it twice. Raises `ValidationError` on `seen_list` when another list took its
    place, or when no row of it can go on the letter.
    """
    letter: Letter = uploaded.letter
    asked: dict[str, Json] = {
        "deed": "ADD_LISTED",
        "letter": letter.pk,
        "list": uploaded.pk,
        "seen_list": seen_list,
    }

    def deed(act: Act) -> TransitionReport:
        lock_letter_to_write(letter, act)
        now = UploadedList.objects.filter(pk=uploaded.pk, person=act.person).first()
        if now is None or now.mark != seen_list:
            raise _wrong(_("Another list was uploaded meanwhile. Look at it, then put it on the letter."), "replaced")
        holder = act.holder
        route = route_today(letter, act.today)
        found = check_list(now.sheet, letter, route.rules, act.today, holder.persons | holder.kin)
        if not found.good:
            raise _wrong(_("No row of the list can go on the letter."), "empty")
        made = insert_nominations(letter, route, [one for _row, one in found.good], act)
        return TransitionReport(act.operation, made={"nominations": made})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _wrong(message: str, code: str) -> ValidationError:
    return ValidationError({"seen_list": ValidationError(message, code=code)})
