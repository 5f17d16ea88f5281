"""The data of a letter itself: what it is about, while its unit prepares it."""

from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.database.texts import folded
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.drafting import LONGEST_SUBJECT
from workflow.dossiers.judgement import changed_meanwhile
from workflow.dossiers.models import Letter
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.secrecy import secret_texts
from workflow.dossiers.writing import lock_letter_in_preparation

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

LETTER_EDITED: Final = "LETTER_EDITED"


@command
def edit_letter(
    letter: Letter,
    subject: str,
    actor: User | None,
    *,
    capacity: Under,
    expect: int | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Say what the letter is about. `expect` is the version of the letter that was seen.

    Route, authority and round stay: the lines rest on them. Raises `ValidationError` on `subject`, `Refused`
    where the letter is not being prepared, or where somebody changed it meanwhile.
    """
    asked: dict[str, Json] = {"deed": LETTER_EDITED, "letter": letter.pk, "subject": subject, "expect": expect}

    def deed(act: Act) -> TransitionReport:
        text = " ".join(normalize("NFC", subject).split())
        if not 0 < len(text) <= LONGEST_SUBJECT:
            message = _("Say what the letter is about, in at most %(count)d characters.") % {"count": LONGEST_SUBJECT}
            raise ValidationError({"subject": ValidationError(message, code="length")})
        secret = secret_texts({"subject": text})
        if secret:
            raise ValidationError(dict(secret))
        lock_letter_in_preparation(letter, act)
        if expect is not None and Letter.objects.values_list("version", flat=True).get(pk=letter.pk) != expect:
            raise Refused([changed_meanwhile()])
        Letter.objects.filter(pk=letter.pk).update(subject=text, folded_subject=folded(text)[:LONGEST_SUBJECT])
        act.note(Letter, letter.pk, LETTER_EDITED, {}, {"subject": text})
        return TransitionReport(act.operation, made={"letter": letter.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
