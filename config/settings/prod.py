"""Production. It starts with SECRET_KEY, ALLOWED_HOSTS, SOURCE_URL and PUBLIC_URL of the environment, or not at all."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403 -- Django's way to layer settings
from config.settings.base import STORAGES, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
# AGPL-3.0, section 13: where the users of this very installation get the source of what runs here.
SOURCE_URL = env.str("SOURCE_URL")
if not SOURCE_URL.startswith(("https://", "http://")):
    message = "SOURCE_URL is no address: the source of what runs here has to be offered to its users (AGPL-3.0)"
    raise ImproperlyConfigured(message)
# Papers carry this address for good.
PUBLIC_URL = env.str("PUBLIC_URL").rstrip("/")
if not PUBLIC_URL.startswith(("https://", "http://")):
    message = "PUBLIC_URL is no address: documents and certificates print where everybody can verify them"
    raise ImproperlyConfigured(message)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
# The machines that watch /healthz speak plain HTTP inside the network.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# Only where a proxy sets this header and strips the client's own.
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The lock after wrong passwords asks for the person's address, not the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    AXES_CLIENT_IP_CALLABLE = "workflow.pages.signing_in.behind_proxy"

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
