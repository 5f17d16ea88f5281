"""Measure on the database of DATABASE_URL and write the figures as JSON to the file named.

python -m tests.bench FILE DATABASE [small]
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

# The measures need the applications of the settings above.
from tests.bench.certificates import certificates  # noqa: E402
from tests.bench.council import council  # noqa: E402
from tests.bench.lists import lists  # noqa: E402
from tests.bench.measures import FULL, SMALL, Measures, Sizes, batch, desk, single  # noqa: E402
from tests.bench.pages import pages  # noqa: E402
from tests.bench.signing import signing  # noqa: E402
from tests.bench.world import World  # noqa: E402
from workflow.management.shipped import load_demo, load_shipped  # noqa: E402


def main(target: Path, database: str, sizes: Sizes) -> None:
    """Migrate, load the demo province, measure."""
    call_command("migrate", verbosity=0)
    load_shipped()
    load_demo()
    world, found = World(), Measures(database, sizes)
    found.load.append(os.getloadavg()[0])
    for measure in (council, batch, signing, certificates, single, pages, desk, lists):
        measure(world, found)
        found.load.append(os.getloadavg()[0])
        print(f"{connection.vendor}: {measure.__name__} done", flush=True)  # noqa: T201 -- a command line speaks
    target.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=2), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], SMALL if sys.argv[3:] == ["small"] else FULL)
