"""A demo province to look around in: people with one password, and open work on every desk."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.directory.models import Appointment, User
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.open_work import lay_out
from workflow.management.shipped import load_demo, load_shipped
from workflow.procedure.roles import Role

FIRST = (
    "nnmt-officer",
    "nnmt-head",
    "nnmt-clerk",
    "tdkt-specialist-1",
    "tdkt-head",
    "ubnd-office",
    "council-05",
    "council-secretary",
    "chairman",
    "teller-1",
)
"""Whom the table of accounts names where several hold a role: those for whom work waits."""


class Command(BaseCommand):
    """Migrates; fills a new database with the demo; keeps one that is filled. Prints an account for each role.

    Refused where the settings know no demo password, as those of production, and where the database
    holds people who are not of the demo.
    """

    help = "Prepare the database for looking around, and print one demo account for each role."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, then say who may sign in."""
        if not settings.DEMO_PASSWORD:
            raise CommandError(_("These settings have no demo: it is for trying out, never for production."))
        call_command("migrate", verbosity=0)
        if User.objects.exclude(person__is_demo=True).exists():
            raise CommandError(
                _("This database holds accounts that are not of the demo. Give the demo one of its own.")
            )
        with override(settings.LANGUAGE_CODE):
            self._fill()
            if settings.SEAL_FILE and settings.SEAL_PASSWORD and not Path(settings.SEAL_FILE).exists():
                call_command("make_demo_seal", stdout=self.stdout)
        self._tell()

    def _fill(self) -> None:
        """What is not there yet; a run that was interrupted is taken up where nothing else was done."""
        if Nomination.objects.exists():
            self.stdout.write(_("The demo province is there already, and is kept as it is."))
        else:
            self.stdout.write(_("A demo province is made: people, posts and open work. This takes a moment."))
            load_shipped()
            load_demo()
            lay_out(Cast())
        without = User.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        without.update(password=make_password(settings.DEMO_PASSWORD))

    def _tell(self) -> None:
        heads = (_("Account"), _("Role"), _("Name"), _("Body"))
        for row in columns([heads, *accounts()]):
            self.stdout.write(row)
        self.stdout.write(_("Password of each account: %(password)s") % {"password": settings.DEMO_PASSWORD})


def accounts() -> Iterator[tuple[str, str, str, str]]:
    """For each role one account that holds it: name of the sign-in, role, person, body."""
    held = list(Appointment.objects.filter(person__is_demo=True).select_related("person__user", "organisation"))
    order = {f"demo-{name}": place for place, name in enumerate(FIRST)}
    for role in Role:
        of = [post for post in held if post.role == role.value]
        first = min(of, key=lambda post: (order.get(post.person.user.username, len(order)), post.pk), default=None)
        if first is not None:
            yield first.person.user.username, str(role.label), first.person.full_name, first.organisation.name


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as a table of plain text."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
