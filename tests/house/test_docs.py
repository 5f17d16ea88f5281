"""The documents say what the code says: those written from the table, and the glossary."""

import re
from collections import Counter
from io import StringIO
from operator import attrgetter
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final, NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from workflow.appraisal import models as appraisal
from workflow.appraisal import supplements
from workflow.audit import models as audit
from workflow.awards import calendar, prizes
from workflow.awards import models as awards
from workflow.certificates import blanks
from workflow.certificates import models as certificates
from workflow.council import models as council
from workflow.decisions import corrected, notices, recovery, signed_file_models
from workflow.decisions import models as decisions
from workflow.directory import clusters, invitations, numbers
from workflow.directory import models as directory
from workflow.dossiers import history, operations, plans, secret_stubs, unit_minutes, uploaded
from workflow.dossiers import models as dossiers
from workflow.notifications import catalogue
from workflow.notifications import models as notifications
from workflow.pages import drafts
from workflow.payments import models as payments
from workflow.procedure import asking, bases, facts, grounds, papers, roles, routes, secrecy, states, transitions
from workflow.procedure.diagram import DOCUMENTS
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING
from workflow.public_register import models as public_register
from workflow.worklist import models as worklist

DOCS: Final[Path] = settings.BASE_DIR / "docs"


# What is written from the table.


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_the_table_says(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == DOCUMENTS[name](), "run: manage.py write_docs"


def _write(folder: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("write_docs", "--folder", str(folder), *arguments, stdout=out)
    return out.getvalue()


def test_the_command_writes_what_is_stale_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    assert _write(folder) == "written: procedure.md\nwritten: permissions.md\n"
    (folder / "procedure.md").write_text("old", "utf-8")
    assert _write(folder) == "written: procedure.md\n"
    assert _write(folder) == ""
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {
        name: write() for name, write in DOCUMENTS.items()
    }


def test_the_check_fails_and_names_the_stale_document_and_writes_nothing(tmp_path: Path) -> None:
    _write(tmp_path)
    assert _write(tmp_path, "--check") == ""
    (tmp_path / "permissions.md").write_text("old", "utf-8")
    with pytest.raises(CommandError, match=r"^Stale: permissions\.md\. Run manage\.py write_docs") as failed:
        _write(tmp_path, "--check")
    assert failed.value.returncode == 1
    assert (tmp_path / "permissions.md").read_text("utf-8") == "old"


def test_the_check_fails_where_a_document_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Stale: procedure\.md, permissions\.md\."):
        _write(tmp_path, "--check")
    assert list(tmp_path.iterdir()) == []


# The glossary.

MODULES: Final = (
    *(appraisal, audit, awards, council, decisions, directory, dossiers, notifications, worklist),
    *(asking, bases, facts, grounds, papers, roles, routes, states, transitions, catalogue),
    *(calendar, clusters, drafts, history, invitations, operations, plans, prizes),
    *(secrecy, secret_stubs, supplements, unit_minutes, uploaded),
    *(blanks, certificates, corrected, notices, recovery, signed_file_models, numbers, payments, public_register),
)


class Term(NamedTuple):
    """A row of the glossary."""

    vietnamese: str
    english: str
    identifier: str


def _terms() -> list[Term]:
    text = (DOCS / "glossary.md").read_text("utf-8")
    return [Term(*row) for row in re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`|]+)` \|$", text, re.MULTILINE)]


def _named(identifier: str) -> Any:
    """What the code calls so. A name that two rooms use is written with its module."""
    if identifier[0].islower():
        return resolve_name(f"workflow.{identifier}")
    head, _, rest = identifier.partition(".")
    found = {id(vars(module)[head]): vars(module)[head] for module in MODULES if head in vars(module)}
    if len(found) != 1:
        message = f"{identifier}: {len(found)} things have this name"
        raise AttributeError(message)
    (thing,) = found.values()
    return attrgetter(rest)(thing) if rest else thing


def _is_there(identifier: str) -> bool:
    try:
        _named(identifier)
    except AttributeError:
        return False
    return True


def test_every_name_in_the_glossary_is_in_the_code() -> None:
    assert [term.identifier for term in _terms() if not _is_there(term.identifier)] == []


def test_a_name_in_the_text_of_the_glossary_is_a_room_or_in_the_code() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    rooms = {path.parent.name for path in settings.BASE_DIR.glob("workflow/*/__init__.py")}
    assert [name for name in re.findall(r"`([^`]+)`", text) if name not in rooms and not _is_there(name)] == []


def test_every_row_of_the_glossary_is_read() -> None:
    """A row of another form would be passed over in silence."""
    text = (DOCS / "glossary.md").read_text("utf-8").split("## Words that the code does not have yet")[0]
    rows = [row for row in text.splitlines() if row.startswith("|") and not row.startswith(("|---", "| Vietnamese"))]
    assert len(rows) == len(_terms())


def test_every_table_has_its_word() -> None:
    named = [_named(term.identifier) for term in _terms() if _is_there(term.identifier)]
    assert [model.__name__ for model in apps.get_app_config("workflow").get_models() if model not in named] == []


@pytest.mark.parametrize("words", [State, Role], ids=["states", "roles"])
def test_every_state_and_every_role_has_its_word(words: type[State | Role]) -> None:
    expected = {f"{words.__name__}.{member.name}" for member in words}
    named = {term.identifier for term in _terms() if term.identifier.startswith(f"{words.__name__}.")}
    assert named == expected


def test_the_glossary_speaks_as_the_pages_do() -> None:
    with translation.override("en"):
        said = {f"State.{state.name}": str(state.label) for state in State}
        said |= {f"Role.{role.name}": str(role.label) for role in Role}
        said |= {f"Transition.{transition.name}": str(WORDING[transition]) for transition in Transition}
    differ = {term for term in _terms() if term.identifier in said and said[term.identifier] != term.english}
    assert differ == set()


@pytest.mark.parametrize("column", Term._fields)
def test_one_word_stands_for_one_thing(column: str) -> None:
    words = Counter(getattr(term, column).casefold() for term in _terms())
    assert {word for word, times in words.items() if times > 1} == set()


def test_a_name_that_the_code_does_not_have_is_found_out() -> None:
    """The tests above would say nothing if this passed."""
    assert not _is_there("Nominator")
    assert not _is_there("State.LOST")
    assert not _is_there("Seat")
    assert not _is_there("council.models.Chair")
