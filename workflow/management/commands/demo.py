"""Walk nominations through their whole life on a throw-away database, and print what happened."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db.models import Count

from workflow.audit.verify import verify
from workflow.dossiers.models import Nomination
from workflow.management.consistency import problems
from workflow.management.demo import others, r1
from workflow.management.demo.cast import Cast
from workflow.management.demo.story import Story
from workflow.management.demo.trail import shapes
from workflow.management.expectations import expectations
from workflow.management.shipped import load_demo, load_shipped
from workflow.procedure.states import State

CHAPTERS = (("R1", r1.play), ("R2", others.play_r2), ("R3", others.play_r3), ("R4", others.play_r4))


class Command(BaseCommand):
    """The four routes from the unit to the decision, by the commands that the pages call.

    Ends with the record verified and the data checked; exit 1 when either is not clean.
    """

    help = "Walk nominations through their whole life on a throw-away database and print their trails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where, and how to tell it."""
        parser.add_argument("--json", action="store_true", help="Print one JSON object for machines.")
        parser.add_argument("--database", default="", help="The address of an empty database to use instead.")
        parser.add_argument("--keep", action="store_true", help="Keep the database, and say where it is.")
        parser.add_argument(
            "--here", action="store_true", help="Use the database of the settings, which must be empty."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make a place for it, or tell the story here."""
        if options["here"]:
            self._tell(as_json=options["json"])
        else:
            self._elsewhere(options)

    def _elsewhere(self, options: dict[str, Any]) -> None:
        """Run on another database in a process of its own: the settings of this one stay what they are."""
        if options["keep"]:
            folder = Path(tempfile.mkdtemp(prefix="nomination-demo-"))
            code = self._run_in(folder, options)
            self.stderr.write(f"Kept: DATABASE_URL={self._address(folder, options)} MEDIA_ROOT={folder / 'media'}")
        else:
            with tempfile.TemporaryDirectory(prefix="nomination-demo-") as name:
                code = self._run_in(Path(name), options)
        if code:
            sys.exit(code)

    def _address(self, folder: Path, options: dict[str, Any]) -> str:
        return str(options["database"] or f"sqlite:///{folder / 'demo.sqlite3'}")

    def _run_in(self, folder: Path, options: dict[str, Any]) -> int:
        environment = {
            **os.environ,
            "DATABASE_URL": self._address(folder, options),
            "MEDIA_ROOT": str(folder / "media"),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        }
        arguments = ["demo", "--here", *(["--json"] if options["json"] else [])]
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments], env=environment, check=False
        )
        return done.returncode

    def _tell(self, *, as_json: bool) -> None:
        began = time.monotonic()
        call_command("migrate", verbosity=0)
        if Nomination.objects.exists():
            message = "This database holds nominations already. Give the demo an empty one."
            raise CommandError(message)
        load_shipped()
        load_demo()
        story = Story(Cast(), (lambda _sentence: None) if as_json else self.stdout.write)
        for chapter, play in CHAPTERS:
            story.chapter = chapter
            play(story)
        self._close(story, time.monotonic() - began, as_json=as_json)

    def _close(self, story: Story, seconds: float, *, as_json: bool) -> None:
        report = verify(expectations())
        wrong = list(problems())
        states = dict(Nomination.objects.values_list("state").annotate(number=Count("pk")))
        ways = {
            code: shapes(self._of(code)) for code in Nomination.objects.values_list("route__code", flat=True).distinct()
        }
        if as_json:
            told = {
                "clean": report.is_clean and not wrong,
                "states": dict(sorted(states.items())),
                "story": story.told,
                "trails": {
                    code: [{"trail": deeds, "names": who} for deeds, who in found] for code, found in ways.items()
                },
                "record": {"entries": report.entries, "streams": report.streams, "found": report.found},
                "problems": wrong,
                "seconds": round(seconds, 1),
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._print_trails(ways)
            self._print_states(states)
            self.stdout.write(f"\nThe story took {seconds:.1f} s.")
            self.stdout.write(
                f"verify_audit: {report.entries} entries in {report.streams} streams, {report.found} findings"
            )
            self.stdout.write(f"check_consistency: {len(wrong)} problems")
            for problem in (*report.findings, *wrong):
                self.stdout.write(self.style.ERROR(f"  {problem}"))
        if not report.is_clean or wrong:
            sys.exit(1)

    @staticmethod
    def _of(code: str) -> list[int]:
        return list(Nomination.objects.filter(route__code=code).values_list("pk", flat=True))

    def _print_trails(self, ways: dict[str, list[tuple[list[str], list[str]]]]) -> None:
        for code, found in sorted(ways.items()):
            self.stdout.write(self.style.MIGRATE_HEADING(f"\nTrails of {code}"))
            for deeds, who in found:
                named = ", ".join(who[:3]) + (f" and {len(who) - 3} more" if len(who) > 3 else "")  # noqa: PLR2004 -- three names are enough to look at
                self.stdout.write(f"  {len(who)} × {named}")
                self.stdout.write("      " + "\n      ".join(deeds))

    def _print_states(self, states: dict[str, int]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING("\nFinal states"))
        for state in State:
            if state.value in states:
                self.stdout.write(f"  {state.value:<14} {states[state.value]:>4}  {state.label}")
        self.stdout.write(f"  {'together':<14} {sum(states.values()):>4}")
