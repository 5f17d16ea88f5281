"""The data that ships with the application, and the demo data: fixtures with natural keys."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.translation import gettext as _

from workflow.awards.models import Route
from workflow.database.texts import folded
from workflow.directory.models import Person
from workflow.directory.vietnamese import person_key

SHIPPED: Final = (
    "organisation_types",
    "organisations",
    "successions",
    "regimes",
    "awards",
    "criteria",
    "routes",
    "prizes",
    "blanks",
)
DEMO: Final = ("demo/collectives", "demo/people", "demo/users", "demo/appointments", "demo/clusters", "demo/rounds")


def load_shipped() -> None:
    """Load what ships. Loading again gives the same rows: shipped ones are set back, those of the province stay.

    Raises `CommandError`, and loads nothing, where this would change a version of a route that a
    nomination uses: a new version is shipped instead.
    """
    with transaction.atomic():
        used = Route.objects.filter(nominations__isnull=False).distinct()
        before = {route.pk: route.parameters for route in used}
        _load(SHIPPED)
        changed = [route for route in Route.objects.filter(pk__in=before) if route.parameters != before[route.pk]]
        if changed:
            routes = ", ".join(sorted(str(route) for route in changed))
            raise CommandError(_("In use and not to be changed: %(routes)s.") % {"routes": routes})


def load_demo() -> None:
    """Load the demo people with their users and posts, and open rounds. What ships must be there."""
    with transaction.atomic():
        _load(DEMO)
        people = list(Person.objects.filter(is_demo=True))
        for person in people:
            # A fixture is loaded past `save`, which folds a name and makes its key.
            person.folded_name, person.name_key = folded(person.full_name), person_key(person.full_name)
        Person.objects.bulk_update(people, ["folded_name", "name_key"])


def _load(names: Sequence[str]) -> None:
    paths = [str(settings.BASE_DIR / "fixtures" / f"{name}.json") for name in names]
    call_command("loaddata", *paths, verbosity=0)
