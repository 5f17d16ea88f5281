"""What the cells of a list may mean: one of several choices, a person or a body.

People and bodies are found by code, or by their name written as it is kept. Two people of one name are
never taken for one: the row says who they are and asks for the code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from workflow.awards.models import NomineeKind
from workflow.database import rows
from workflow.database.arguments import EARLIEST, LATEST
from workflow.database.texts import folded
from workflow.dossiers.list_columns import ListRow, meanings_of
from workflow.dossiers.nominee_keys import body_key, person_key

_LANGUAGES: Final = ("vi", "en")
NOBODY: Final = frozenset({"khong", "none"})
"""What stands in the place of a code where the row means nobody of the lists, without marks."""
Said = Sequence[tuple[str, Sequence[str]]]
"""Choices: the code of each, and the words by which a list may name it."""


def both_of(choices: Iterable[tuple[Any, Any]]) -> Said:
    """The words of each choice in both languages."""
    found = []
    for code, words in choices:
        said = []
        for language in _LANGUAGES:
            with override(language):
                said.append(str(words))
        found.append((str(code), tuple(said)))
    return found


def said_in(some: Said, language: str) -> dict[str, str]:
    """The word for each choice in the language; Vietnamese where it has none."""
    at = _LANGUAGES.index(language) if language in _LANGUAGES else 0
    return {code: words[at] or words[0] for code, words in some}


class Choice:
    """What a column with a choice may say; each word that it does say is looked up once."""

    def __init__(self, some: Said) -> None:
        self.some = some
        self._meanings = meanings_of(some)
        self._found: dict[str, str | None] = {"": ""}

    def code_of(self, said: str) -> str | None:
        """The code of what a cell says; none where it says something else."""
        if said not in self._found:
            self._found[said] = self._meanings.get(folded(said))
        return self._found[said]


def chosen(row: ListRow, column: str, choice: Choice) -> str:
    """The code of what the cell says; noted in the row where it says something else."""
    code = choice.code_of(row.values.get(column, ""))
    if code is None:
        words = "; ".join(said_in(choice.some, get_language() or "").values())
        row.wrong(column, _("Write one of these: %(words)s.") % {"words": words})
    return code or ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A person or a body whose code or name a row may mean."""

    pk: int
    code: str
    name: str
    year: int | None = None
    short: str = ""

    def __str__(self) -> str:
        born = ", " + _("born %(year)d") % {"year": self.year} if self.year else ""
        return f"{self.name} ({self.code}{born})"


class Known:
    """The people and bodies that the rows of a list may mean: two statements.

    `day` is the one on which bodies exist, any day where there is none. With `strangers` a name that is in neither
    list is no fault, nor is one that says by `NOBODY` in the place of a code that it means none of those in them.
    """

    def __init__(
        self,
        read: Sequence[ListRow],
        day: date | None,
        barred: frozenset[int] = frozenset(),
        *,
        strangers: bool = False,
    ) -> None:
        self._folded: dict[str, str] = {}
        names = sorted({self._fold(row.values.get("name", "")) for row in read})
        codes = sorted({code for row in read if (code := row.values.get("code", ""))})
        people = rows.fetch(
            "SELECT id, code, full_name, birth_year FROM workflow_person"
            f" WHERE {rows.among('folded_name', 'text')} OR {rows.among('code', 'text')} ORDER BY code",
            [rows.array(names), rows.array(codes)],
        )
        bodies = rows.fetch(
            "SELECT id, code, name, short_name FROM workflow_organisation"
            " WHERE valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s) ORDER BY code",
            [day or LATEST, day or EARLIEST],
        )
        self.barred = barred
        self.strangers = strangers
        self._by_code: dict[tuple[str, str], _Candidate] = {}
        self._by_name: dict[tuple[str, str], list[_Candidate]] = {}
        for one in people:
            self._know(NomineeKind.PERSON.value, _Candidate(*one))
        for pk, code, name, short in bodies:
            self._know(NomineeKind.COLLECTIVE.value, _Candidate(pk, code, name, short=short))

    def _fold(self, name: str) -> str:
        """The name without marks; each name is folded once."""
        known = self._folded.get(name)
        if known is None:
            known = self._folded[name] = folded(name)
        return known

    def _know(self, kind: str, one: _Candidate) -> None:
        self._by_code[kind, one.code] = one
        for name in {self._fold(one.name), self._fold(one.short)} - {""}:
            self._by_name.setdefault((kind, name), []).append(one)

    def find(self, row: ListRow, kind: str) -> int | None:
        """The key of whom the row means; `None`, with what is wrong noted in the row, where that is not certain."""
        code, name = row.values.get("code", ""), row.values.get("name", "")
        if self.strangers and folded(code) in NOBODY:
            return None
        one = self._by_its_code(row, kind, code) if code else self._by_its_name(row, kind, name)
        if one is None:
            return None
        if code and name and self._fold(name) not in {self._fold(one.name), self._fold(one.short)}:
            row.wrong("name", _("The code belongs to %(nominee)s.") % {"nominee": one})
        year = row.values.get("birth_year", "")
        if kind == NomineeKind.PERSON and year and one.year and year != str(one.year):
            row.wrong("birth_year", _("The list of people says: %(nominee)s.") % {"nominee": one})
        if kind == NomineeKind.PERSON and one.pk in self.barred:
            row.wrong("name", _("Nobody writes the nomination of oneself or of a declared relative. A colleague does."))
        return one.pk

    def _by_its_code(self, row: ListRow, kind: str, code: str) -> _Candidate | None:
        one = self._by_code.get((kind, code))
        if one is None:
            row.wrong("code", _("Nobody of this kind has this code. Leave it empty to be found by name."))
        return one

    def _by_its_name(self, row: ListRow, kind: str, name: str) -> _Candidate | None:
        alike = self._by_name.get((kind, self._fold(name)), []) if name else []
        same = [one for one in alike if _is_spelt(name, one)]
        year = row.values.get("birth_year", "")
        if len(same) > 1 and year:
            same = [one for one in same if str(one.year or "") == year] or same
        if len(same) == 1:
            return same[0]
        meant = (same or alike)[:_told]
        key = person_key if kind == NomineeKind.PERSON else body_key
        row.meant = [key(one.pk) for one in meant]
        told = {"nominees": ", ".join(map(str, meant))}
        if self.strangers:
            if alike:
                row.wrong(
                    "name",
                    _("It may be one of these: %(nominees)s. Write the code of the one you mean, or «none».") % told,
                )
        elif same:
            row.wrong("name", _("Several bear this name: %(nominees)s. Write the code of the one you mean.") % told)
        elif alike:
            row.wrong("name", _("Nobody is written so. Did you mean %(nominees)s?") % told)
        elif kind == NomineeKind.PERSON:
            row.wrong("name", _("The person is not in the list of people. An administrator adds people."))
        else:
            row.wrong("name", _("No body of this name exists today."))
        return None

    def body_named(self, name: str) -> int | None:
        """The key of the only body written so."""
        alike = self._by_name.get((NomineeKind.COLLECTIVE.value, self._fold(name)), []) if name else []
        same = [one for one in alike if _is_spelt(name, one)]
        return same[0].pk if len(same) == 1 else None


_told: Final = 5


def _is_spelt(name: str, one: _Candidate) -> bool:
    return name in {one.name, one.short} or _spelt(name) in {_spelt(one.name), _spelt(one.short)}


def _spelt(name: str) -> str:
    """How a name is compared when it has to be the same: with its marks, whatever the capitals."""
    return " ".join(normalize("NFKC", name).casefold().split())
