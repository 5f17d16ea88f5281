"""Verify the record and say in words what is wrong."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from workflow.audit.checks import keep_verification
from workflow.audit.findings import VerifyReport
from workflow.audit.verify import verify
from workflow.management.expectations import expectations


class Command(BaseCommand):
    """Exit 0: the record is whole, and agrees with what stands beside it. Exit 1: it was tampered with."""

    help = "Verify the audit record: exit 0 when it is whole, 1 when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much to print, and as what."""
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        parser.add_argument("--record", action="store_true", help="Keep the outcome for the auditor's page.")
        parser.add_argument("--limit", type=int, default=100, help="How many findings to print (100).")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify, print, and set the exit code."""
        report = verify(expectations(), limit=options["limit"])
        if options["record"]:
            keep_verification(report)
        if options["json"]:
            report_as_json = {"clean": report.is_clean, **asdict(report)}
            self.stdout.write(json.dumps(report_as_json, ensure_ascii=False, indent=2))
        else:
            self._print(report)
        if not report.is_clean:
            sys.exit(1)

    def _print(self, report: VerifyReport) -> None:
        self.stdout.write(
            f"{report.entries} entries in {report.streams} streams, {report.details} personal details"
            f" ({report.erased} erased), {report.expected} expectations."
        )
        if report.first is None:
            self.stdout.write(self.style.SUCCESS("The record is whole."))
            return
        self.stdout.write(self.style.ERROR(f"{report.found} findings. First: {report.first}"))
        for finding in report.findings[1:]:
            self.stdout.write(f"  {finding}")
        if report.found > len(report.findings):
            self.stdout.write(f"  … and {report.found - len(report.findings)} more; raise --limit to see them.")
