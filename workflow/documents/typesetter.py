"""Sets one document: reads what is asked from standard input, as JSON, and writes a PDF to standard output.

Run as a process of its own (see `rendering`), under limits, with nothing but the standard library and typst. It reads
the templates and the fonts beside it and no other file, knows no packages and asks no network. A template that fails
answers `failed:` with what the typesetter says of it, which is about the template and no content.
"""

import json
import os
from pathlib import Path
from typing import Any, Final

import typst

from workflow.confined.inside import end_with, given, told

_HERE: Final = Path(__file__).resolve().parent
_TEMPLATES: Final = _HERE / "templates"
_nowhere: Final = _HERE / "no-packages"
_nobody: Final = "http://127.0.0.1:9"
_threads: Final = "2"


def main() -> None:
    """Set the document that is asked for."""
    keep_to_itself()
    asked = json.loads(given(told()["packed"]))
    try:
        made = _set(asked)
    except typst.TypstError as error:
        end_with(f"failed: {error}".encode())
    end_with(made)


def keep_to_itself() -> None:
    """Few threads, and nobody to ask for a package."""
    # Each thread reserves memory of its own; on a large machine as many as it has cores would break the limit.
    os.environ["RAYON_NUM_THREADS"] = _threads
    # A template that names a package finds nobody to ask for it.
    os.environ.update(dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _nobody))


def _set(asked: dict[str, Any]) -> bytes:
    return set_by(asked["document"], asked["facts"], asked["code"])


def set_by(template: str, facts: str, code: str) -> bytes:
    """The PDF that the template makes of the facts (JSON). Raises `typst.TypstError`."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])
    made = typst.compile(
        _TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"facts": facts, "code": code},
        pdf_standards="a-2b",
        package_path=_nowhere,
        package_cache_path=_nowhere,
    )
    return bytes(made)


if __name__ == "__main__":
    main()
