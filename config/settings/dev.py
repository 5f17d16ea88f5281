"""Development: one person, one machine, SQLite unless DATABASE_URL says otherwise."""

from config.logs import logging_settings
from config.settings.base import *  # noqa: F403 -- Django's way to layer settings
from config.settings.base import VAR_DIR, env

DEBUG = True
SECRET_KEY = "for development only; production reads its own from the environment"  # noqa: S105 -- no secret
DEMO_PASSWORD = "demo-thu-nghiem"  # noqa: S105 -- no secret
# A seal for trying out: `manage.py make_demo_seal` makes it, and `prepare_demo` where there is none.
SEAL_FILE = env.str("SEAL_FILE", "") or str(VAR_DIR / "demo-seal.p12")
SEAL_PASSWORD = env.str("SEAL_PASSWORD", "") or DEMO_PASSWORD
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
WHITENOISE_AUTOREFRESH = True
LOGGING = logging_settings(as_json=False, level=env.str("LOG_LEVEL", "INFO"))
