"""Scan the attached files that wait for their virus scan. Two runs at once do no harm."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow.dossiers.scan_queue import scan_waiting
from workflow.dossiers.scanning import Scan, is_scanning


class Command(BaseCommand):
    """Asks the scanner of the setting CLAMAV about every file that nobody has scanned."""

    help = "Scan the attached files that wait for it, by the scanner of the setting CLAMAV. Run it every few minutes."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many files were clean, infected, or still wait."""
        if not is_scanning():
            self.stdout.write("no scanner is set: CLAMAV is empty")
            return
        found = scan_waiting()
        self.stdout.write(", ".join(f"{one.value.lower()}: {found[one.value]}" for one in Scan))
