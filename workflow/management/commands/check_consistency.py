"""Check that live data is as it must be, and say in words where it is not."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow.audit.checks import keep_consistency
from workflow.management.consistency import problems


class Command(BaseCommand):
    """Exit 0: every line, case, signature and count agrees. Exit 1: something does not."""

    help = "Check lines, cases, desks, signatures and counts against each other: exit 0 when all agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As what to print, and whether to keep it."""
        parser.add_argument("--json", action="store_true", help="Print the problems as JSON.")
        parser.add_argument("--record", action="store_true", help="Keep the outcome for the auditor's page.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, print, and set the exit code."""
        found = list(problems())
        if options["record"]:
            keep_consistency(found)
        if options["json"]:
            self.stdout.write(json.dumps({"clean": not found, "problems": found}, ensure_ascii=False, indent=2))
        elif found:
            self.stdout.write(self.style.ERROR(f"{len(found)} problems:"))
            self.stdout.write("\n".join(f"  {one}" for one in found))
        else:
            self.stdout.write(self.style.SUCCESS("Everything agrees."))
        if found:
            sys.exit(1)
