"""Comparing: what changed between two revisions of a nomination, field by field and file by file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from workflow.awards.models import NomineeKind, Track
from workflow.procedure.asking import Part
from workflow.procedure.papers import PAPERS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELDS: "Final[Mapping[tuple[str, ...], _StrPromise]]" = {
    ("nominee", "kind"): gettext_lazy("Kind of nominee"),
    ("nominee", "track"): gettext_lazy("Leader or staff"),
    ("nominee", "name"): gettext_lazy("Name"),
    ("nominee", "title"): gettext_lazy("Title"),
    ("nominee", "unit"): gettext_lazy("Unit"),
    ("nominee", "recipient"): gettext_lazy("Who receives a posthumous award"),
    ("award_form",): gettext_lazy("Award form"),
    ("authority",): gettext_lazy("Deciding authority"),
    ("achievement", "title"): gettext_lazy("Achievement in short"),
    ("achievement", "text"): gettext_lazy("Achievement"),
    ("achievement", "from"): gettext_lazy("Achieved from"),
    ("achievement", "to"): gettext_lazy("Achieved until"),
    ("achievement", "scope"): gettext_lazy("Scope of influence"),
    ("grounds", "simplified"): gettext_lazy("Ground of the simplified procedure"),
    ("grounds", "submitter"): gettext_lazy("Ground for submitting"),
    ("grounds", "duplicate"): gettext_lazy("Ground for a further proposal"),
}
"""The fields of the material content in the order in which a page shows them."""

FIELD_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "achievement_title": ("achievement", "title"),
    "achievement": ("achievement", "text"),
    "period_from": ("achievement", "from"),
    "period_to": ("achievement", "to"),
    "influence_scope": ("achievement", "scope"),
    "simplified_ground": ("grounds", "simplified"),
    "submitter_ground": ("grounds", "submitter"),
    "duplicate_ground": ("grounds", "duplicate"),
    "recipient": ("nominee", "recipient"),
}
"""Where the material content keeps each field that an officer edits."""
_field_at: Final = {path: name for name, path in FIELD_PATHS.items()}

Target = tuple[Part, str]
"""A part of a nomination: a kind of paper, the code of a criterion, the name of a field."""

_codes: Final[Mapping[tuple[str, ...], Mapping[str, Any]]] = {
    ("nominee", "kind"): dict(NomineeKind.choices),
    ("nominee", "track"): dict(Track.choices),
}
_days: Final = {("achievement", "from"), ("achievement", "to")}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text: kept, added or taken out."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What one field or file was and is, in words; `pieces` show both in one text.

    `about` is the part that an officer edits; none where nobody edits it (a name, an authority).
    """

    label: str
    old: str
    new: str
    pieces: Sequence[Piece] = ()
    about: Target | None = None


def compare(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> list[Difference]:
    """Every difference of two revisions' content. `names` gives the words of codes: of forms, authorities, criteria."""
    return [*_fields(old, new, names), *_answers(old, new, names), *_files(old, new)]


def changed_parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[Target]:
    """The parts in which two revisions' content differs."""
    return frozenset(one.about for one in compare(old, new, {}) if one.about is not None)


def _fields(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Difference]:
    for path, label in FIELDS.items():
        was, now = (_words(path, _at(one, path), names) for one in (old, new))
        if was != now:
            about = (Part.FIELD, _field_at[path]) if path in _field_at else None
            yield Difference(str(label), was, now, pieces_of(was, now), about)


def _at(material: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = material
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _words(path: tuple[str, ...], value: Any, names: Mapping[str, str]) -> str:
    text = "" if value is None else str(value)
    if path in _days:
        day = parse_date(text) if text else None
        return date_format(day, "SHORT_DATE_FORMAT") if day else text
    if path in _codes:
        return str(_codes[path].get(text, text))
    return names.get(text, text) if len(path) == 1 else text


def pieces_of(old: str, new: str) -> list[Piece]:
    """Both texts in one, by words: what stayed, what was taken out, what was added."""
    was, now = old.split(), new.split()
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("kept", " ".join(was[a:b])))
            continue
        if b > a:
            found.append(Piece("out", " ".join(was[a:b])))
        if d > c:
            found.append(Piece("in", " ".join(now[c:d])))
    return found


def _answers(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Difference]:
    files = {one[1]: str(one[2]) for material in (old, new) for one in material.get("files", ())}
    was, now = ({one["criterion"]: one for one in material.get("answers", ())} for material in (old, new))
    for code in dict.fromkeys([*was, *now]):
        before, after = (_answer(some.get(code), files) for some in (was, now))
        if before != after:
            label = _("Criterion %(code)s") % {"code": names.get(code, code)}
            yield Difference(label, before, after, pieces_of(before, after), (Part.CRITERION, code))


def _answer(answer: Mapping[str, Any] | None, files: Mapping[str, str]) -> str:
    """An answer as one text: what it says, its document and the evidence."""
    if answer is None:
        return ""
    parts = [] if answer["applies"] else [_("Does not apply.")]
    parts.append(str(answer["text"]))
    number, day = answer["document"]
    dated = parse_date(str(day)) if day else None
    said = ", ".join(filter(None, [str(number or ""), date_format(dated, "SHORT_DATE_FORMAT") if dated else ""]))
    if said:
        parts.append(_("Document: %(document)s") % {"document": said})
    shown = [_evidence(files.get(sha256, sha256[:12]), page) for sha256, page in answer["evidence"]]
    if shown:
        parts.append(_("Evidence: %(files)s") % {"files": "; ".join(shown)})
    return " ".join(filter(None, parts))


def _evidence(title: str, page: int | None) -> str:
    return _("%(file)s, page %(page)d") % {"file": title, "page": page} if page else title


def _files(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    was, now = list(_named(old)), list(_named(new))
    for kind, name in _without(was, now):
        yield Difference(pgettext("paper", "Taken off"), name, "", [Piece("out", name)], (Part.DOCUMENT, kind))
    for kind, name in _without(now, was):
        yield Difference(pgettext("paper", "Attached"), "", name, [Piece("in", name)], (Part.DOCUMENT, kind))


def _named(material: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, sha256, title in material.get("files", ()):
        yield kind, f"{PAPERS.get(kind, kind)}: {title} ({sha256[:12]})"


def _without(some: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    left = list(others)
    found = []
    for one in some:
        if one in left:
            left.remove(one)
        else:
            found.append(one)
    return found
