"""The Vietnamese catalogue is complete, its placeholders agree, and the committed .mo is what the .po says.

Read with babel, so that neither the tests nor a fresh clone need gettext.
"""

import gettext
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.utils.translation import template

if TYPE_CHECKING:
    from tests.house.conftest import Module

ROOT: Final[Path] = settings.BASE_DIR
PO: Final = ROOT / "workflow/locale/vi/LC_MESSAGES/django.po"
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Key = tuple[str | None, str]

needs_a_catalogue = pytest.mark.skipif(not PO.exists(), reason="There is no Vietnamese catalogue yet.")


def _keys(text: str) -> set[Key]:
    found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS)
    return {(context, message if isinstance(message, str) else message[0]) for _, message, _, context in found}


def _catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="vi")


def _said(catalogue: Catalog) -> dict[Key, tuple[str, ...]]:
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in catalogue
        if message.id and not message.fuzzy
    }


def _asked(modules: "list[Module]") -> set[Key]:
    """Every text that a module or a template asks to be said in the reader's language."""
    asked: set[Key] = set()
    for module in modules:
        asked |= _keys(module.text)
    pages = [path for root in ("templates", "workflow") for path in (ROOT / root).glob("**/*.html")]
    for path in pages:
        # What Django makes of a template keeps the template's own indentation, which is none of Python's.
        told = template.templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
        asked |= _keys("\n".join(line.strip() for line in told))
    return asked


@needs_a_catalogue
def test_every_text_has_its_vietnamese(modules: "list[Module]") -> None:
    said = _said(_catalogue())
    assert sorted(text for _, text in {key for key in _asked(modules) if not all(said.get(key, ("",)))}) == []


@needs_a_catalogue
def test_the_catalogue_holds_no_text_that_nobody_says(modules: "list[Module]") -> None:
    assert sorted(text for _, text in _said(_catalogue()).keys() - _asked(modules)) == []


@needs_a_catalogue
def test_a_translation_names_the_same_placeholders() -> None:
    named = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    differ = [
        text
        for (_, text), strings in _said(_catalogue()).items()
        if any(string and set(named.findall(string)) != set(named.findall(text)) for string in strings)
    ]
    assert differ == []


@needs_a_catalogue
def test_the_compiled_catalogue_is_what_the_text_says() -> None:
    fresh = BytesIO()
    write_mo(fresh, _catalogue())
    fresh.seek(0)
    with PO.with_suffix(".mo").open("rb") as committed:
        stands, wanted = (dict(gettext.GNUTranslations(file)._catalog) for file in (committed, fresh))  # type: ignore[attr-defined]  # noqa: SLF001 -- no public way to list
    stands.pop("", None)
    wanted.pop("", None)
    assert stands == wanted, "run: django-admin compilemessages"


def test_gathering_the_texts_guesses_no_translation() -> None:
    command = load_command_class(get_commands()["makemessages"], "makemessages")
    assert "--no-fuzzy-matching" in vars(command)["msgmerge_options"]


def test_texts_are_found_where_they_stand() -> None:
    """An extraction that finds nothing would make the tests above say nothing."""
    assert _keys('_("one"); pgettext("desk", "two"); ngettext("a", "b", n)') == {
        (None, "one"),
        ("desk", "two"),
        (None, "a"),
    }
    page = '{% load i18n %}{% translate "three" %}{% blocktranslate %}four {{ x }}{% endblocktranslate %}'
    assert _keys(template.templatize(page)) == {(None, "three"), (None, "four %(x)s")}
