"""What searches compare and lists are sorted by, against the texts beside which it is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from workflow.database import rows
from workflow.database.texts import folded, searched
from workflow.decisions.models import Decision, DecisionLine
from workflow.directory.models import Person
from workflow.directory.vietnamese import person_key
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.names import names_of, sorted_and_found

AT_ONCE: Final = 500
Row = tuple[Any, ...]


def _in_batches(table: str, columns: str) -> Iterator[list[Row]]:
    after = 0
    while found := rows.fetch(
        f"SELECT id, {columns} FROM {table} WHERE id > %s ORDER BY id LIMIT %s", [after, AT_ONCE]
    ):
        yield found
        after = found[-1][0]


def people_are_found_and_sorted_by_their_names() -> Iterator[str]:
    """The two keys of a person are made of the name. Of bodies none is kept: they are few and folded when read."""
    for some in _in_batches(Person._meta.db_table, "folded_name, name_key, full_name"):
        wanted = {key: (folded(name), person_key(name)) for key, _found, _sorted, name in some}
        yield from _told("person", some, wanted)


def nominations_are_found_and_sorted_by_their_names() -> Iterator[str]:
    """Those of a nomination are made of the nominee's name as it was corrected last."""
    for some in _in_batches(Nomination._meta.db_table, "folded_name, name_key, nominee_kind"):
        names = names_of(row[0] for row in some)
        wanted = {key: sorted_and_found(kind, names[key][0]) for key, _found, _sorted, kind in some}
        yield from _told("nomination", some, wanted)


def letters_and_decisions_are_found_by_subject_and_number() -> Iterator[str]:
    """Those of a letter and of a decision are made of the subject and of the number."""
    for what, model in (("letter", Letter), ("decision", Decision)):
        for column in ("subject", "number"):
            longest = getattr(model._meta.get_field(f"folded_{column}"), "max_length", None)
            for some in _in_batches(model._meta.db_table, f"folded_{column}, {column}"):
                differ = [key for key, kept, text in some if kept != folded(text)[:longest]]
                yield from (f"{what} {key}: what a search compares is not its {column}" for key in differ)


def lines_of_decisions_are_found_by_the_words_of_their_names() -> Iterator[str]:
    """What the public register searches is made of the name as the decision has it."""
    for some in _in_batches(DecisionLine._meta.db_table, "searched_name, name"):
        differ = [key for key, kept, name in some if kept != searched(name)[:250]]
        yield from (f"decision line {key}: what a search compares is not its name" for key in differ)


def _told(what: str, some: Iterable[Row], wanted: Mapping[int, tuple[str, str]]) -> Iterator[str]:
    for key, found_by, sorted_by, _of in some:
        compared, order = wanted[key]
        if found_by != compared:
            yield f"{what} {key}: what a search compares is not its name"
        if sorted_by != order:
            yield f"{what} {key}: what lists are sorted by is not its name"


KEYS: Final[tuple[Callable[[], Iterator[str]], ...]] = (
    people_are_found_and_sorted_by_their_names,
    nominations_are_found_and_sorted_by_their_names,
    letters_and_decisions_are_found_by_subject_and_number,
    lines_of_decisions_are_found_by_the_words_of_their_names,
)
