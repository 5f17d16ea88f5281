"""Write the documents that are derived from the table, or say which of them are stale."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflow.procedure.diagram import DOCUMENTS


class Command(BaseCommand):
    """Exit 0: the documents say what the table says. Exit 1, with --check: some do not."""

    help = "Write docs/procedure.md and docs/permissions.md from the table of transitions."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write, and where."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when a document is stale.")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs", help="Where they stand (docs).")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare each document with what the table says now, and write those that differ."""
        folder: Path = options["folder"]
        fresh = {folder / name: write() for name, write in DOCUMENTS.items()}
        stale = [path for path, text in fresh.items() if not path.is_file() or path.read_text("utf-8") != text]
        if stale and options["check"]:
            names = ", ".join(path.name for path in stale)
            message = f"Stale: {names}. Run manage.py write_docs and commit what it writes."
            raise CommandError(message)
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh[path], "utf-8")
            self.stdout.write(f"written: {path.name}")
