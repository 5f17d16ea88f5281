"""Settings of the benchmark: production's database settings, no debug log of statements."""

import os

from config.logs import logging_settings
from config.settings.base import *  # noqa: F403 -- Django's way to layer settings
from config.settings.base import BASE_DIR, INSTALLED_APPS

DEBUG = False
SECRET_KEY = "for the benchmark only"  # noqa: S105 -- no secret
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.apps.BenchConfig"]
ROOT_URLCONF = "tests.bench.urls"
# whitenoise looks through them when the first request comes, as in production.
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = []
# Each request writes its lines, as in production; nobody reads them here.
LOGGING = logging_settings(as_json=True, level="INFO")
LOGGING["handlers"]["console"] = {"class": "logging.FileHandler", "filename": os.devnull, "formatter": "line"}
