"""The locks: every package by version and hash, and nothing of where it came from."""

import re
import tomllib

import pytest
from django.conf import settings

LOCKS = ["requirements.txt", "requirements-dev.txt"]


def _lock(name: str) -> str:
    text: str = (settings.BASE_DIR / name).read_text("utf-8")
    return text


def _versions(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", _lock(name), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_version_and_a_hash(name: str) -> None:
    packages = _lock(name).replace("\\\n", " ").splitlines()
    assert packages
    pinned = re.compile(r"^[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^-]+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+$")
    assert [line for line in packages if not pinned.match(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_and_no_path(name: str) -> None:
    assert re.findall(r"https?:|://|\bfile:|--(?:extra-)?index|--find-links|--trusted|@|^\s*-e|/", _lock(name)) == []


def test_what_runs_is_what_was_tested() -> None:
    runs, tested = _versions("requirements.txt"), _versions("requirements-dev.txt")
    assert runs.items() <= tested.items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(_lock("pyproject.toml"))["project"]
    asked = [re.split(r"[\[<>=~! ]", line)[0] for line in project["dependencies"]]
    assert set(asked) <= _versions("requirements.txt").keys()
    asked += [re.split(r"[\[<>=~! ]", line)[0] for line in project["optional-dependencies"]["dev"]]
    assert set(asked) <= _versions("requirements-dev.txt").keys()
