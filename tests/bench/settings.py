"""Settings of the benchmark: production's database settings, no debug log of statements."""

from config.settings.base import *  # noqa: F403 -- Django's way to layer settings
from config.settings.base import INSTALLED_APPS

DEBUG = False
SECRET_KEY = "for the benchmark only"  # noqa: S105 -- no secret
ALLOWED_HOSTS: list[str] = []
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.apps.BenchConfig"]
