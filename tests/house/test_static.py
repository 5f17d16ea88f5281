"""What the browser is sent: where it comes from, and that it asks no other host."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.house.conftest import ROOT

STATIC: Final = ROOT / "static"
VENDOR: Final = STATIC / "vendor"
_other_host: Final = re.compile(r"@import|url\(\s*[\"']?(?!data:)(?:[a-z]+:)?//|sourceMappingURL", re.IGNORECASE)
_inline: Final = re.compile(r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
_icon: Final = re.compile(r"{% icon \"([a-z0-9-]+)\"")


@pytest.fixture(scope="module")
def packages() -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["packages"]
    return packages


def _templates() -> dict[str, str]:
    paths = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("workflow/**/templates/**/*.html")]
    found = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    assert found
    return found


def test_every_file_from_elsewhere_is_in_the_manifest_as_it_is(packages: list[dict[str, Any]]) -> None:
    listed = {name: total for package in packages for name, total in package["files"].items()}
    there = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "manifest.json"]
    found = {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*there, STATIC / "icons.svg"]
    }
    assert found == listed


def test_every_package_brings_its_licence(packages: list[dict[str, Any]]) -> None:
    assert {package["name"] for package in packages} == {"bootstrap", "@fontsource/be-vietnam-pro", "bootstrap-icons"}
    for package in packages:
        assert package["version"]
        assert package["licence"] in {"MIT", "OFL-1.1"}
        assert [name for name in package["files"] if name.endswith("/LICENSE")], package["name"]


def test_the_sprite_has_the_icons_that_the_manifest_names(packages: list[dict[str, Any]]) -> None:
    symbols = re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8"))
    assert symbols == next(package["icons"] for package in packages if "icons" in package)
    assert symbols == sorted(set(symbols))


def test_templates_use_icons_of_the_sprite_alone() -> None:
    sprite = (STATIC / "icons.svg").read_text("utf-8")
    used = {(name, icon) for name, text in _templates().items() for icon in _icon.findall(text)}
    assert used
    assert [pair for pair in sorted(used) if f'id="{pair[1]}"' not in sprite] == []


def test_no_style_sheet_asks_another_host_or_a_missing_file() -> None:
    sheets = list(STATIC.rglob("*.css"))
    assert len(sheets) >= 3
    for sheet in sheets:
        text = sheet.read_text("utf-8")
        assert _other_host.findall(text) == [], sheet
        named = re.findall(r"url\(\s*[\"']?(?!data:|[\"'])([^)\"']+)", text)
        assert [name for name in named if not (sheet.parent / name).is_file()] == [], sheet


def test_no_script_evaluates_text() -> None:
    for script in STATIC.glob("js/*.js"):
        assert not re.search(
            r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", script.read_text()
        ), script


def test_no_template_has_inline_script_or_style_or_another_host() -> None:
    for name, text in _templates().items():
        markup = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL)
        assert _inline.findall(markup) == [], name
        assert re.findall(r"(?:src|action|<link[^>]*href)=[\"']?(?:https?:)?//", markup) == [], name


def test_the_patterns_find_what_they_look_for() -> None:
    """A pattern that matches nothing would make the tests above say nothing."""
    for bad in ("@import 'x'", "url(//fonts.example/x)", 'url("https://x/y")', "/*# sourceMappingURL=a.map */"):
        assert _other_host.search(bad), bad
    assert not _other_host.search("url(\"data:image/svg+xml,%3csvg xmlns='http://www.w3.org/2000/svg'\")")
    for bad in ('<p style="x">', '<a onclick="x">', "<script>x</script>", "<style>"):
        assert _inline.search(bad), bad
    assert not _inline.search('<script src="x" defer></script><button data-confirm="x">')


def test_no_unused_path_is_named() -> None:
    """The page's head names files that exist."""
    text = (ROOT / "templates/pages/_head.html").read_text("utf-8") + (ROOT / "templates/pages/base.html").read_text(
        "utf-8"
    )
    named = re.findall(r"{% static '([^']+)' %}", text)
    assert len(named) >= 6
    assert [name for name in named if not Path(STATIC / name).is_file()] == []
