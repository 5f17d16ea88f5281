"""R-SECRET at the doors of the dossiers: what bears a degree mark is refused before anything is kept."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError

from workflow.procedure.secrecy import RULE, mark_in_name, mark_in_text, mark_in_title, why_secret


def _error(mark: str) -> ValidationError | None:
    why = why_secret(mark)
    return ValidationError(str(why.reason), code=RULE) if why is not None else None


def secret_name(file_name: str) -> ValidationError | None:
    """What is wrong with the name of a file that bears a degree mark."""
    return _error(mark_in_name(file_name))


def secret_title(title: str) -> ValidationError | None:
    """What is wrong with the title of a paper that bears a degree mark."""
    return _error(mark_in_title(title) or mark_in_text(title))


def secret_texts(texts: Mapping[str, object]) -> dict[str, ValidationError]:
    """The texts that begin with a degree mark, by field; what is no text is passed over."""
    found = ((field, _error(mark_in_text(text))) for field, text in texts.items() if isinstance(text, str))
    return {field: error for field, error in found if error is not None}
