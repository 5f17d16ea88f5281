"""Tests: the same database settings as production, a fast password hasher, files in a scratch folder.

TEST_DATABASE_URL, else DATABASE_URL, else SQLite. SQLite's test database is a file, so that threads
with connections of their own meet the same rows; each process has its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.databases import database
from config.logs import logging_settings
from config.settings.base import *  # noqa: F403 -- Django's way to layer settings
from config.settings.base import CACHES, VAR_DIR, env

# Named, not made: whoever only reads the settings leaves nothing behind.
_scratch = Path(tempfile.gettempdir()) / f"nomination-tests-{os.getpid()}"
_media = _scratch.with_suffix(".media")
_pages = _scratch.with_suffix(".pages")
for _folder in (_media, _pages):
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

DEBUG = False
SECRET_KEY = "for tests only"  # noqa: S105 -- no secret
ALLOWED_HOSTS = ["testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = _media
CACHES = {**CACHES, "pages": {**CACHES["pages"], "LOCATION": _pages}}
WHITENOISE_AUTOREFRESH = True
# The tests ask for more pages in a minute than a person does; those of the limit set one.
PUBLIC_VISITS_PER_MINUTE = 0

_url = env.str("TEST_DATABASE_URL", "") or env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'unused.sqlite3'}"
DATABASES = {"default": database(_url)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch.with_suffix(".sqlite3"))}

LOGGING = logging_settings(as_json=True, level=env.str("LOG_LEVEL", "WARNING"))
