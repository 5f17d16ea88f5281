"""What stands in no file of the repository."""

import re
from pathlib import Path
from typing import Final

# This file names what the others must not.
_here: Final = f"tests/house/{Path(__file__).name}"
_machines: Final = re.compile(r"(?<![\w.*\])/-])/(?:root|home|work|Users|mnt|opt)/\w")
_writers: Final = re.compile(
    r"\bAI\b|(?i:\b(?:LLM|chatbot|chatgpt|gpt-?\d|claude|anthropic|openai|copilot|gemini)\b"
    r"|language model|co-authored-by|generated (?:with|by) \w+ (?:code|assistant)"
    r"|(?:coding|work|agent) session|\bsub-?agents?\b)"
)
_registries: Final = re.compile(r"index-url|pythonhosted|pypi\.org/simple|registry\.npmjs", re.IGNORECASE)


def _lines(texts: dict[str, str], pattern: re.Pattern[str], *, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts.items()
        if name != _here and not name.startswith(("static/vendor/", *but))
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_one_machine(texts: dict[str, str]) -> None:
    assert _lines(texts, _machines) == []


def test_no_file_speaks_of_who_typed_it(texts: dict[str, str]) -> None:
    assert _lines(texts, _writers) == []


def test_no_file_names_a_registry(texts: dict[str, str]) -> None:
    assert _lines(texts, _registries) == []


def test_the_patterns_find_what_they_look_for() -> None:
    """A pattern that matches nothing would make the tests above say nothing."""
    assert _machines.search("see /home/lan/project")
    assert _machines.search('"/root/x"')
    assert not _machines.search("api/work/1 and https://example.vn/home/x")
    assert _writers.search("written by AI")
    assert not _writers.search("the council session is closed; ai đề nghị")
    assert _registries.search("--index-url https://x")


def test_the_licence_is_the_whole_agpl(texts: dict[str, str]) -> None:
    licence = texts["LICENSE"]
    assert licence.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3")
    sections = [int(number) for number in re.findall(r"^  (\d+)\. [A-Z]", licence, re.MULTILINE)]
    assert sections == list(range(18))
    assert "13. Remote Network Interaction" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
