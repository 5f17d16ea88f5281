"""What development, tests and production share. Secrets and hosts are not here."""

import tomllib
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.databases import database
from config.logs import configure_structlog, logging_settings

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# django-fsm says at import that it is no longer developed; one room uses it, behind one door.
warnings.filterwarnings("ignore", message="The 'django-fsm' package has been integrated", category=UserWarning)

INSTALLED_APPS = [
    "workflow.apps.WorkflowConfig",
    # Nothing registers itself: viewflow would put its tables there.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Sign-in alone: nobody signs up, an administrator opens every account.
    "allauth",
    "allauth.account",
    "axes",
    "django_htmx",
    "guardian",
    # Its abstract models stand beside concrete ones, so it must be installed. The base app
    # "viewflow" is not: it holds the pages and 49 MB of static files that this project leaves out.
    "viewflow.workflow",
    "health_check",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "workflow.pages.signing_in.sign_in_ends",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "workflow.pages.acting.acting_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    # Inside the one for logs, which has then seen what went wrong; allauth's own answers come first.
    "workflow.pages.errors.ErrorsMiddleware",
    # Last, as it asks: it answers where a sign-in was refused further in.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflow.pages.context.pages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "workflow.pages.tags"],
        },
    },
]

# The table of a letter's nominees has 17 cells in each row: a hundred lines, and at most 500 new rows with long texts.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Database. Never ATOMIC_REQUESTS: the door owns its transaction.
DATABASES = {"default": database(env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'nomination.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who signs in. What a person may do follows from appointments, see workflow/directory.
AUTH_USER_MODEL = "workflow.User"
AUTHENTICATION_BACKENDS = [
    # First: a locked-out name is refused before any password is looked at.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "workflow.pages.passwords.LongEnough", "OPTIONS": {"min_length": PASSWORD_LENGTH}},
    {"NAME": "workflow.pages.passwords.NotLikeTheName"},
    {"NAME": "workflow.pages.passwords.NotCommon"},
    {"NAME": "workflow.pages.passwords.NotOnlyDigits"},
]

# Sign-in: by name and password, on our own pages. An account is opened by an administrator, never by its owner.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "workflow.pages.signing_in.Adapter"
ACCOUNT_FORMS = {
    "login": "workflow.pages.signing_in.SignInForm",
    "change_password": "workflow.pages.signing_in.NewPasswordForm",
    "reauthenticate": "workflow.pages.signing_in.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
# Wrong passwords are counted by axes alone, by name and address: allauth's own count by address would shut out
# a whole office. What remains slows down a machine.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": None}
# A sign-in ends after an hour without a page, and after a working day at the latest.
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_MINUTES", 60) * 60
SESSION_SAVE_EVERY_REQUEST = True
SIGN_IN_LONGEST = timedelta(hours=env.int("SESSION_HOURS", 10))
# Five wrong passwords for one name from one address lock that pair for a while; an office shares one address.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
# The lock ends when the page said it would: a try during it is refused and not counted.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "workflow.pages.errors.locked_out"
AXES_ENABLE_ADMIN = False
# Failures and locks are logged, names and addresses stand in its table alone; how axes itself is set is not told.
AXES_VERBOSE = False
CSRF_FAILURE_VIEW = "workflow.pages.errors.csrf_failed"

# What the pages say of the product.
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
# AGPL-3.0: whoever uses the service over a network is offered its source. Empty: /source/ says where it lies.
SOURCE_URL = env.str("SOURCE_URL", "")
# Where everybody reaches this installation: in what documents print and in their QR codes.
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
IS_DEMO = env.bool("IS_DEMO", False)
# One password for every account of a demo. Only settings for trying out have one.
DEMO_PASSWORD = ""

# Language, dates, numbers. Numbers are grouped where a template asks, never a year or a key.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
USE_I18N = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# One catalogue for the rooms, the templates and this module.
LOCALE_PATHS = [BASE_DIR / "workflow" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", "") or VAR_DIR / "media")
# Attachments are served by a view that asks who may see them, never by address.
MEDIA_URL = ""
# The virus scanner: `host:port` of a clamd, or the path of its socket. Empty: files are not scanned.
CLAMAV = env.str("CLAMAV", "")
# Pages of papers that were drawn: at most 500 pictures of at most 3 MB, each for 30 days at most. Who may write to this
# folder is who may run the service: what is read from it is trusted.
PAGES_KEPT = Path(env.str("PAGES_KEPT", "") or VAR_DIR / "pages")
# The system's own seal: a PKCS#12 file with its certificate and key, and its password or a file that holds it. Empty:
# nothing is sealed, and the pages say so. The address of a time stamping service (RFC 3161) is asked at each seal.
SEAL_FILE = env.str("SEAL_FILE", "")
SEAL_PASSWORD = env.str("SEAL_PASSWORD", "")
SEAL_PASSWORD_FILE = env.str("SEAL_PASSWORD_FILE", "")
SEAL_LOCATION = env.str("SEAL_LOCATION", "")
TSA_URL = env.str("TSA_URL", "")
# With a time stamping service: fetch the proofs of the certificates and keep them in the file too (PAdES B-LTA).
SEAL_LONG_TERM = env.bool("SEAL_LONG_TERM", False)
# A folder with the certificates of the certification bodies that are trusted (PEM or DER). Empty: who issued the
# certificate of a signer is not checked, and the pages say so.
TRUST_ANCHORS = env.str("TRUST_ANCHORS", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": PAGES_KEPT,
        "TIMEOUT": 30 * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False

# What the browser may do: no inline script or style, no other host, no frame.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

configure_structlog()
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(as_json=True, level=env.str("LOG_LEVEL", "INFO"))
