"""What a command is given: checked against its own annotations before anything is asked of a database.

A form, an import and a script all call the same commands. Whatever they hand over in the wrong kind
is answered by a `ValidationError` that names the argument, and never by a traceback of the database.
"""

import inspect
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, wraps
from types import NoneType, UnionType
from typing import Any, Final, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

P = ParamSpec("P")
R = TypeVar("R")

LARGEST: Final = 2**53 - 1
"""The largest integer that every JSON reader holds exactly; no key comes near it."""
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)
LONGEST: Final = 50_000
"""Characters of a text; no form asks for so many, and every text goes into the record."""
MOST: Final = 100
"""So many faults are told of one call; whoever has mended them hears of the rest."""


def command(deed: Callable[P, R]) -> Callable[P, R]:
    """A command whose arguments are what its annotations say, every text and number such as a database keeps.

    Raises `ValidationError` by argument, for instance "entries[3].title": a value of another kind, a
    text beyond any form or with U+0000 or half a sign, a number beyond any key, a day outside 1900 to
    2200, a row that was never saved. `Any` is one value of a field. Whether there is such a row, and how
    long its texts may be, the command asks itself.
    """
    signature = inspect.signature(deed)

    @wraps(deed)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        hints: dict[str, Any] = hints_of(deed)
        errors: dict[str, ValidationError] = {}
        for name, value in bound.arguments.items():
            if isinstance(value, Iterable) and not isinstance(value, Collection):
                bound.arguments[name] = value = list(value)  # noqa: PLW2901 -- what can be read once is kept
            _check(value, hints[name], name, errors)
        if errors:
            raise ValidationError(errors)
        return deed(*bound.args, **bound.kwargs)

    return checked


def hints_of(described: Any) -> dict[str, Any]:
    """The annotations of a command, or of a dataclass that one takes, resolved."""
    return _hints_of(described)


@cache
def _hints_of(described: Hashable) -> dict[str, Any]:
    return get_type_hints(described)


def _check(value: Any, hint: Any, place: str, errors: dict[str, ValidationError]) -> None:
    if len(errors) >= MOST:
        return
    hint = _PLAIN if hint is Any else hint
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    chosen = next((option for option in options if _is_of(value, option)), None)
    if chosen is None:
        wanted = next(option for option in options if option is not NoneType)
        errors[place] = ValidationError(_asked_for(wanted), code="kind")
    elif isinstance(value, Enum | bool | NoneType):
        return
    elif isinstance(value, str | int | date | models.Model):
        fault = _fault_of(value)
        if fault is not None:
            errors[place] = fault
    else:
        _check_parts(value, chosen, place, errors)


def _fault_of(value: str | int | date | models.Model) -> ValidationError | None:
    """Why no database keeps a value, although it is of the kind."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            return ValidationError(_("Use at most %(count)d characters.") % {"count": LONGEST}, code="length")
        sign = _("The text holds a sign that cannot be kept. Type it anew.")
        return None if _can_be_kept(value) else ValidationError(sign, code="sign")
    if isinstance(value, int):
        return None if abs(value) <= LARGEST else ValidationError(_("The number is too large."), code="unknown")
    if isinstance(value, date):
        known = EARLIEST <= value <= LATEST
        return None if known else ValidationError(_("Give a day between 1900 and 2200."), code="dates")
    known = abs(value.pk) <= LARGEST
    return None if known else ValidationError(_("Choose one of what there is."), code="unknown")


def _check_parts(value: Any, hint: Any, place: str, errors: dict[str, ValidationError]) -> None:
    parts = get_args(hint)
    if isinstance(value, Mapping):
        for number, (key, item) in enumerate(value.items()):
            here = f"{place}[{_shown(key, number)}]"
            _check(key, parts[0], here, errors)
            _check(item, parts[1], here, errors)
    elif is_dataclass(value):
        hints = hints_of(type(value))
        for field in fields(value):
            _check(getattr(value, field.name), hints[field.name], f"{place}.{field.name}", errors)
    elif isinstance(value, Collection) and parts and get_origin(hint) is not type:
        is_fixed = get_origin(hint) is tuple and ... not in parts
        for number, item in enumerate(value):
            _check(item, parts[number if is_fixed else 0], f"{place}[{number}]", errors)


def _shown(key: Any, number: int) -> str:
    """A key as a place names it; one that is long or cannot be printed by its number, counted from nought."""
    if isinstance(key, str) and len(key) <= _longest and key.isprintable():
        return key
    if key is None or (isinstance(key, int) and abs(key) <= LARGEST):
        return str(key)
    return f"#{number}"


_longest: Final = 40


def _is_of(value: Any, hint: Any) -> bool:
    """Whether the value is of the kind; what it holds is looked at afterwards."""
    kind = get_origin(hint) or hint
    if kind is type:
        return inspect.isclass(value) and value in _classes(hint)
    if kind in _LISTS:
        of_the_kind = isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping)
        parts = get_args(hint)
        return of_the_kind and (kind is not tuple or ... in parts or len(value) == len(parts))
    if kind in _NOT:
        return isinstance(value, kind) and not isinstance(value, _NOT[kind])
    return isinstance(value, kind) and (not isinstance(value, models.Model) or _is_a_row(value))


def _is_a_row(value: models.Model) -> bool:
    """Whether it was read or saved, and not made up with a key that somebody knows."""
    return not value._state.adding and _is_of(value.pk, int)  # noqa: SLF001 -- documented by Django under this name


_PLAIN: Final = str | int | bool | date | None
"""What `Any` takes: a value of a field, whatever the field."""
_LISTS: Final = frozenset({Sequence, Iterable, Collection, tuple, list, set, frozenset})
_NOT: Final[Mapping[type, type]] = {int: bool, date: datetime}
"""What Python takes for a kind and people do not."""


def _classes(hint: Any) -> Iterable[Any]:
    (wanted,) = get_args(hint)
    return get_args(wanted) or (wanted,)


def _can_be_kept(text: str) -> bool:
    return text.isprintable() or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text)


def _asked_for(hint: Any) -> str:
    kind = get_origin(hint) or hint
    if kind in _LISTS or kind is Mapping:
        return _("Give a list.")
    return str(_ASKED.get(kind, _("Choose one of what there is.")))


_ASKED: Final = {
    int: gettext_lazy("Give a whole number."),
    str: gettext_lazy("Give a text."),
    date: gettext_lazy("Give a day."),
    bool: gettext_lazy("Say yes or no."),
}
