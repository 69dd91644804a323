"""Settings: the only place that reads environment variables. `.env.example` lists every one of them.

PORTAL_MODE is "development" (the default of manage.py) or "production" (the default of wsgi.py). Production
refuses to start without SECRET_KEY and never shows debug pages.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.embedded_db import SUPERUSER, EmbeddedServer

BASE_DIR = Path(__file__).resolve().parent.parent


def _read_env_file(path: Path) -> None:
    """Take NAME=value lines of `.env` as defaults; the real environment wins."""
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, separator, value = line.partition("=")
            if separator and not name.lstrip().startswith("#"):
                os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


_read_env_file(BASE_DIR / ".env")

MODE = os.environ.get("PORTAL_MODE", "development")
if MODE not in {"development", "production"}:
    raise ImproperlyConfigured(f"PORTAL_MODE is {MODE!r}; it must be development or production.")
PRODUCTION = MODE == "production"
# Whoever tries the site sees its own error pages; who works on it sets DEBUG=1.
DEBUG = not PRODUCTION and _flag("DEBUG", False)
# Says on every page that the people are fictional; lists the demo sign-ins.
DEMO = _flag("DEMO", not PRODUCTION)

DATA_DIR = Path(os.environ.get("PORTAL_DATA_DIR", BASE_DIR / ".data"))
KEYS_DIR = Path(os.environ.get("PORTAL_KEYS_DIR", DATA_DIR / "keys"))  # private keys of checkable codes
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
WEB_WORKERS = int(os.environ.get("WEB_WORKERS", "4"))


def _secret_key() -> str:
    if key := os.environ.get("SECRET_KEY"):
        return key
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Make one and keep it: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    path = DATA_DIR / "secret_key"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {DATA_DIR} cannot be used: {error.strerror}. "
            "Make it writable, or set PORTAL_DATA_DIR to a folder that is."
        ) from error


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "hotro@ansinh.example")
DEFAULT_FROM_EMAIL = CONTACT_EMAIL

# -- Applications

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "territory",
    "citizens",
    "insurance",
    "facilities",
    "enterprises",
    "support",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_prose_editor",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "leaflet",
    "pghistory",
    "pgtrigger",
    "template_partials",
]

MIDDLEWARE = [
    "portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.middleware.CrossSiteMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "citizens.accounts.sessions.SessionClockMiddleware",
    "portal.middleware.RecordHistoryMiddleware",
    "citizens.access.AccessMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.page",
            ],
        },
    }
]

# -- Database: PostgreSQL only. Our own embedded server, unless DATABASE_URL names another.

EMBEDDED_DB = EmbeddedServer(
    root=Path(os.environ.get("PORTAL_PG_DIR", DATA_DIR / "postgres")).resolve(),
    binaries=Path(os.environ["PORTAL_PG_BIN"]) if "PORTAL_PG_BIN" in os.environ else None,
)
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES: dict[str, Any]
if DATABASE_URL:
    try:
        DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL))}
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL server: postgresql://user:password@host/name"
        )
else:
    DATABASES = {
        "default": {
            "ENGINE": "portal.pg",
            "NAME": "postgres",
            "USER": SUPERUSER,
            "HOST": str(EMBEDDED_DB.socket_dir),
        }
    }
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)

CACHES = {
    # Shared by all processes, so that limits count once.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"},
    # Pieces of pages that hold no person's data; each process has its own.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache"
        if DEBUG
        else "portal.fragments.FragmentCache",
    },
}

# -- People

AUTH_USER_MODEL = "citizens.User"
AUTHENTICATION_BACKENDS = ["citizens.backends.IdentifierBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "insurance:overview"
ACCOUNT_ADAPTER = "citizens.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "citizens.accounts.forms.SignInForm",
    "reauthenticate": "citizens.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
PASSWORD_HASHERS = [
    "citizens.hashers.PortalArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "citizens.accounts.passwords.LengthValidator"},
    {"NAME": "citizens.accounts.passwords.BlocklistValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Sign-in itself is counted by citizens/adapters.py: wrong tries only, or a whole village behind one address is out.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/15m/key", "reauthenticate": "5/15m/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
STEADY_SECONDS = 0.2  # answers about accounts take whole multiples of this
PROOF_OF_WORK_BITS = 15  # about 33,000 digests: a blink on a computer, a second or two on an old phone
MFA_ADAPTER = "citizens.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "citizens.accounts.passkeys.AddPasskeyForm"}
MFA_TOTP_TOLERANCE = 1  # phones' clocks drift
MFA_TOTP_ISSUER = "An Sinh"
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RECOVERY_CODES_SHOW_ONCE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
IDLE_SECONDS, STAFF_IDLE_SECONDS = 15 * 60, 10 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# -- VNeID (docs/identity.md): an OpenID Connect provider. In development a stand-in with fictional people is started.

VNEID_STANDIN_PORT = (
    int(os.environ.get("VNEID_STANDIN_PORT", "0")) or int(PORT if PORT.isdigit() else "0") + 1
)
VNEID_STANDIN = not PRODUCTION and "VNEID_ISSUER" not in os.environ
_STANDIN_ISSUER = f"http://localhost:{VNEID_STANDIN_PORT}" if VNEID_STANDIN else ""
VNEID: dict[str, Any] = {
    # Exactly as VNeID writes it in its tokens; empty: sign-in by VNeID is not offered.
    "ISSUER": os.environ.get("VNEID_ISSUER", _STANDIN_ISSUER),
    "CLIENT_ID": os.environ.get("VNEID_CLIENT_ID", "an-sinh-dev" if VNEID_STANDIN else ""),
    "CLIENT_SECRET": os.environ.get("VNEID_CLIENT_SECRET", "dev-only" if VNEID_STANDIN else ""),
    "SCOPES": _list("VNEID_SCOPES", "openid,profile"),
    # Values of `acr` that mean level 2, and the claim with the 12 digits.
    "LEVELS": _list("VNEID_LEVELS", "urn:vneid:loa:2"),
    "ID_CLAIM": os.environ.get("VNEID_ID_CLAIM", "personal_id"),
    "USERINFO": _flag("VNEID_USERINFO", False),
    "TLS": not VNEID_STANDIN,
}
SOCIALACCOUNT_ADAPTER = "citizens.adapters.SocialAccountAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "vneid",
                "name": "VNeID",
                "client_id": VNEID["CLIENT_ID"],
                "secret": VNEID["CLIENT_SECRET"],
                "settings": {
                    "server_url": VNEID["ISSUER"],
                    "oauth_pkce_enabled": True,
                    "scope": VNEID["SCOPES"],
                },
            }
        ]
    }
}

# -- Messages to people (docs/identity.md): senders, the SMS gateway, the mail server, and the budget for codes

_DEVELOPMENT_SENDER = "" if PRODUCTION else "citizens.messaging.senders.console_and_file"
SMS_SENDER = os.environ.get("SMS_SENDER", _DEVELOPMENT_SENDER)
EMAIL_SENDER = os.environ.get("EMAIL_SENDER", _DEVELOPMENT_SENDER)
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = os.environ.get("SMS_GATEWAY_TOKEN", "")
SMS_GATEWAY_FROM = os.environ.get("SMS_GATEWAY_FROM", "AnSinh")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
_SENDERS = "citizens.messaging.senders."
MESSAGE_SENDERS = {
    "phone": SMS_SENDER or _SENDERS + ("http_gateway" if SMS_GATEWAY_URL else "unconfigured"),
    "email": EMAIL_SENDER or _SENDERS + ("smtp" if EMAIL_HOST else "unconfigured"),
}
CODE_BUDGET_PER_HOUR = {
    "phone": int(os.environ.get("SMS_CODES_PER_HOUR", "20000")),
    "email": int(os.environ.get("EMAIL_CODES_PER_HOUR", "50000")),
}

# Files people send (citizens/uploads): clamd's address, unix:/run/clamd.sock or host:port. Empty: no virus scanner.
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "")
FILE_UPLOAD_HANDLERS = [
    "citizens.uploads.handlers.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The signed ends of the access log's chains, outside the database: ship this file elsewhere (docs/decisions).
ACCESS_LOG_HEADS = Path(os.environ.get("ACCESS_LOG_HEADS", DATA_DIR / "access-log-heads.jsonl"))

# -- Language and time

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["portal.formats"]
USE_THOUSAND_SEPARATOR = True

# -- Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

# -- Pictures and films of the news: public, named by their content, served by portal/news/media.py

MEDIA_ROOT = Path(os.environ.get("PORTAL_MEDIA_DIR", DATA_DIR / "media"))

# -- Security (security.md rules 9 and 11). Transport rules hold in production; a laptop has no certificate.

HTTPS = _flag("HTTPS", PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if _flag("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # a laptop: http://localhost
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# -- Map: without tiles it draws our own outline of the provinces and asks no other host for anything

MAP_TILES_URL = os.environ.get("MAP_TILES_URL", "")  # https://tiles.example/{z}/{x}/{y}.png
MAP_TILES_ATTRIBUTION = os.environ.get("MAP_TILES_ATTRIBUTION", "")
LEAFLET_CONFIG: dict[str, Any] = {"TILES": []}
_tile_hosts = []
if MAP_TILES_URL:
    tiles = urlsplit(MAP_TILES_URL)
    if tiles.scheme not in {"http", "https"} or not tiles.netloc or "{z}" not in MAP_TILES_URL:
        raise ImproperlyConfigured("MAP_TILES_URL must look like https://tiles.example/{z}/{x}/{y}.png")
    _tile_hosts = [f"{tiles.scheme}://{tiles.netloc.replace('{s}', '*')}"]

CSP_REPORT_PATH = "/csp-report/"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tile_hosts],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
        "report-to": "csp",
        "report-uri": CSP_REPORT_PATH,
    }
}

# -- History of records: the triggers note who changed a row in a request that may change one

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# -- Logs: one JSON object a line, without personal data (portal/logs.py)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        # These put whole paths and addresses into their messages; our own request line says what is needed.
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
    },
}
