"""Make a seal for trying out, where the settings say that the seal lies."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from workflow.signatures.demo import demo_seal


class Command(BaseCommand):
    """Writes SEAL_FILE with a new key and a certificate that nobody vouches for, marked as a demo in its name.

    Refused where the settings know no demo password, as those of production, where no file or password is set, and
    where the file is there: no seal is ever replaced.
    """

    help = "Make a seal of its own for a demo: self-signed, and marked so in its name. Never for production."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the file, readable for its owner alone."""
        if not settings.DEMO_PASSWORD:
            raise CommandError(_("These settings have no demo: it is for trying out, never for production."))
        if not settings.SEAL_FILE or not settings.SEAL_PASSWORD:
            raise CommandError(_("Set SEAL_FILE and SEAL_PASSWORD: where the seal shall lie, and what opens it."))
        path = Path(settings.SEAL_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            message = _("%(path)s is there already, and no seal is replaced.") % {"path": path}
            raise CommandError(message) from None
        with os.fdopen(made, "wb") as file:
            file.write(demo_seal(settings.SEAL_PASSWORD))
        self.stdout.write(_("A seal for trying out was made: %(path)s") % {"path": path})
