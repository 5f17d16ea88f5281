"""The project's own files, as the house tests read them."""

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR


@dataclass(frozen=True)
class Module:
    """One Python file of the project."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """`dossiers` for workflow/dossiers/queries.py, empty above the rooms."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "workflow" and len(parts) > 2 else ""


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Every module of the project; migrations, which Django writes, and tests are left out."""
    paths = [*ROOT.glob("config/**/*.py"), *ROOT.glob("workflow/**/*.py")]
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths if "migrations" not in path.parts
    }
    assert texts
    return [Module(path, text, ast.parse(text)) for path, text in sorted(texts.items())]


@pytest.fixture(scope="session")
def rooms(modules: list[Module]) -> list[Module]:
    """The modules of the domain."""
    return [module for module in modules if module.path.startswith("workflow/")]


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Every text file that stands, or is about to stand, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 -- git, wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found[name] = content.decode("utf-8")
    assert "manage.py" in found
    return found
