"""Campline's settings: one block a topic, safe as they stand.

`CAMPLINE_MODE=local` (the default) serves this machine only, makes its own secret key and its own servers.
`CAMPLINE_MODE=production` refuses to start while a value is unsafe (config/refusals.py). All names: `.env.example`.
"""

from typing import Any
from zoneinfo import reset_tzpath

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import languages
from config.alerting import ALERT_REFUSALS_AN_HOUR  # noqa: F401  a setting
from config.answering import SMS_REPLIES  # noqa: F401  a setting
from config.data_keys import data_keys
from config.embedded.places import redis_socket, socket_folder
from config.env import (
    BASE_DIR,
    boolean,
    choice,
    derived_key,
    env,
    local_secret,
    secret,
    whole_number,
)
from config.inbound_mail import *  # noqa: F403  its names are settings
from config.logs import logging_settings
from config.mode import CAMPLINE_MODE, PORT, PRODUCTION, PUBLIC_URL, VAR_DIR  # noqa: F401  settings, too
from config.redis_urls import database_of, for_kombu, with_database
from config.refusals import refuse_unsafe_production
from config.telling import *  # noqa: F403  its names are settings
from config.telling import EMAIL_URL, SMS_PROVIDERS, WHATSAPP_PROVIDERS

# Secrets: what LINK_KEY signs must outlive a change of SECRET_KEY, so a deployment can set it by itself
DEBUG = boolean("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY") or ("" if PRODUCTION else local_secret(VAR_DIR / "secret_key"))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
LINK_KEY = secret("LINK_KEY") or derived_key(SECRET_KEY, label="links")
RECOVERY_KEY = derived_key(LINK_KEY, label="recovery codes")
DATA_KEYS = data_keys(secret_key=SECRET_KEY, fallbacks=SECRET_KEY_FALLBACKS)

# Hosts and proxies
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else LOOPBACK)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", default=0, most=5)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Apps
INSTALLED_APPS = [
    # Before ours: camps/admin.py takes their pages, which show the keys, out of the Django admin again.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "notifications.apps.NotificationsConfig",
    "scheduling.apps.SchedulingConfig",
    "camps.apps.CampsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
]
AUTH_USER_MODEL = "camps.User"
MESSAGE_STORAGE = "camps.undo_notices.UndoNotices"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PageHeadersMiddleware",
    "camps.live.answers.UnchangedMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "camps.live.again.ShownAgainMiddleware",
    "camps.middleware.OrganisationScopeMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# PostgreSQL: the embedded one unless DATABASE_URL names another. A connection outlives a request, but is tried first.
EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")
if EMBEDDED_POSTGRES:
    _database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "campline",
        "USER": "postgres",
        "HOST": str(socket_folder(VAR_DIR)),
    }
else:
    _database = env.db_url("DATABASE_URL")
    if "postgresql" not in _database["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// (Campline needs PostgreSQL 14 or newer).")
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}

# Redis: database n for Celery's queue, n + 1 for the camps' change counters (live pages) and heartbeats.
# The cache stays in each process's memory: the queue's Redis must never evict, and a cache in it could fill it.
# Nothing may rely on the cache being shared; `live` is not a cache, it holds one small number a camp.
EMBEDDED_REDIS = not env.str("REDIS_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="") or f"unix://{redis_socket(VAR_DIR)}?db=0"
LIVE_REDIS_URL = with_database(REDIS_URL, database_of(REDIS_URL) + 1)
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "live": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": LIVE_REDIS_URL,
        # Redis away must cost a page a moment, not its answer.
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    },
}

# Celery: the database says what is due, Celery only says "look now". Nothing is scheduled in it
CELERY_BROKER_URL = for_kombu(REDIS_URL)
# Longer than the longest task, else Redis hands a running task to a second worker.
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "health_check_interval": 25,
    "unacked_restore_interval": 10,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_REDIS_SOCKET_TIMEOUT = 30
CELERY_REDIS_BACKEND_HEALTH_CHECK_INTERVAL = 25
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A search takes a core for minutes: it has a queue, and a worker, of its own.
CELERY_TASK_ROUTES = {"scheduling.plan": {"queue": "planning"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = whole_number("WORKER_STOP_SECONDS", default=30, least=1)
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Two dumb ticks; 0, 1 or 5 beats give the same messages. Expired ticks are dropped, so a long stop leaves no heap.
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": 30.0, "options": {"expires": 25}}
    for name, task in (("tick", "notifications.tick"), ("sheets", "camps.load_sheets"))
} | {"clock_rules": {"task": "scheduling.clock_rules", "schedule": 3600.0, "options": {"expires": 3000}}}
CELERY_BEAT_SCHEDULE["busy"] = {"task": "notifications.read_busy", "schedule": 300.0, "options": {"expires": 280}}
CELERY_BEAT_SCHEDULE["logs"] = {"task": "scheduling.forget_logs", "schedule": 3600.0, "options": {"expires": 3000}}
CELERY_BEAT_SCHEDULE["plans"] = {"task": "scheduling.look_after_plans", "schedule": 15.0, "options": {"expires": 14}}

# Sign-in and sessions (in PostgreSQL: a flush of Redis logs nobody out)
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
# A second factor for staff. off: nobody is led to set one up; offered: people may; required: nobody gets in without.
# Whoever has one is asked for it in every mode.
SECOND_FACTOR = choice(
    "CAMPLINE_SECOND_FACTOR", options=("off", "offered", "required"), default="required" if PRODUCTION else "off"
)
OTP_TOTP_ISSUER = "Campline"
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # limits are ours: camps/services/second_factor.py
SESSION_ENGINE = "camps.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# `__Host-` makes the browser insist on HTTPS and on this very host; plain HTTP on this machine can't have it.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"

# Headers
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# security.W021 asks for the preload list: a promise for a whole domain that only its owner can make.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "report-uri": "/csp-report",
    },
}

# Uploads: refused by size before anything reads them
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = VAR_DIR / "uploads"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Languages and time: instants are UTC, people read the venue's hour. The clock rules are those of the pinned tzdata
# on every machine, so that all processes agree and an update is seen (scheduling/services/clock_rules.py)
reset_tzpath(())
languages.teach_django_our_languages()
LANGUAGES = languages.LANGUAGES
LANGUAGE_CODE = "en"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# Logs
LOGGING = logging_settings(choice("LOG_LEVEL", options=("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"))

if PRODUCTION:
    refuse_unsafe_production(
        secret_key=SECRET_KEY,
        debug=DEBUG,
        allowed_hosts=ALLOWED_HOSTS,
        public_url=PUBLIC_URL,
        email_url=EMAIL_URL,
        providers={"SMS_PROVIDERS": SMS_PROVIDERS, "WHATSAPP_PROVIDERS": WHATSAPP_PROVIDERS},
        second_factor=SECOND_FACTOR,
    )
