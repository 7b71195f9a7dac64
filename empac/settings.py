"""Settings; every one that a deployment may change comes from the environment (`.env.example`)."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

from empac.local_secret import read_or_create

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# While `./run` is going it writes where its database and queue are, so that `manage.py` finds them.
env.read_env(VAR_DIR / "services.env")

TESTING = env.bool("EMPAC_TESTING", default=False)
DEBUG = env.bool("DEBUG", default=False)
# Without one a laptop gets its own, made once; compose refuses to start without.
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_create(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# On behind a proxy that ends TLS: cookies only over HTTPS, and HTTPS is remembered by browsers.
SECURE = env.bool("SECURE", default=False)

SITE_NAME = "EMPAC Connect"
# OFFICIAL-SENSITIVE is off until somebody who owns the risk is named here, by name and post.
OFFICIAL_SENSITIVE_RISK_OWNER = env.str("OFFICIAL_SENSITIVE_RISK_OWNER", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "empac",
    "pages",
    "accounts",
    "clearances",
    "researchers",
    "priorities",
    "matching",
    "privacy",
    "seeds",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "pages.headers.PrivatePagesMiddleware",
    "pages.wrong_method.MethodsMiddleware",
    "empac.outage.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "empac.session_end.SignInFirstMiddleware",
    "accounts.middleware.ActingMiddleware",
    "accounts.middleware.RefusalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pages.wrong_method.WrongMethodMiddleware",
]

ROOT_URLCONF = "empac.urls"
WSGI_APPLICATION = "empac.wsgi.application"
FORM_RENDERER = "pages.rendering.GovukRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "empac.menu.menu",
            ],
        },
    },
]

# Set-up migrates as the tables' owner; all else logs in as a role that owns nothing.
AS_OWNER = env.bool("AS_OWNER", default=False)
DATABASES = {
    "default": env.db("OWNER_DATABASE_URL")
    if AS_OWNER
    else env.db("DATABASE_URL", default="postgresql://empac_web@/empac")
}
DATABASES["default"] |= {
    # Tells the database in each transaction for whom it is made.
    "ENGINE": "accounts.postgresql",
    # A fault in a view leaves nothing half-written.
    "ATOMIC_REQUESTS": True,
    # Kept open between requests and checked before use, so a restarted database is found again.
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
# A database that does not answer must not hold a page for longer than a reader waits.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# What `prepare_data` makes the password of empac_web; without, that role's password is left alone.
WEB_DB_PASSWORD = env.str("WEB_DB_PASSWORD", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
# With these a task whose worker is killed is delivered again; every job bears being run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task, or it would run twice.
    "visibility_timeout": 900,
    # Look for abandoned messages every 10 s; kombu's own default is every 100 s.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # A queue that is away must not hold a page: it is tried once, and the sweeper rings again.
    "max_retries": 0,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "matching.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "purge-searches": {
        "task": "matching.tasks.purge_searches",
        "schedule": crontab(minute=7),
        "options": {"expires": 3600},
    },
    "tidy": {
        "task": "accounts.tasks.tidy",
        # At a time of day: an interval would begin again with each restart in a container.
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 3600},
    },
    "purge-needs": {
        "task": "researchers.tasks.purge_needs",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3600},
    },
    # A mail that no worker was told of, or that a server put off, is rung for again.
    "outbox": {"task": "accounts.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "canary": {"task": "empac.canary.sing", "schedule": 30.0, "options": {"expires": 30}},
    # An opening that no worker was told of, or whose mail was not taken, is rung for again.
    "tell": {"task": "priorities.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "expire-stubs": {
        "task": "researchers.tasks.expire_stubs",
        "schedule": crontab(hour=3, minute=31),
        "options": {"expires": 3600},
    },
    "purge-imports": {
        "task": "researchers.tasks.purge_imports",
        "schedule": crontab(hour=3, minute=43),
        "options": {"expires": 3600},
    },
    # In the morning: who reads mail then may answer at once.
    "ask-to-confirm": {
        "task": "researchers.tasks.ask_to_confirm",
        "schedule": crontab(hour=8, minute=37),
        "options": {"expires": 3600},
    },
    "seal": {"task": "accounts.tasks.seal", "schedule": 60.0, "options": {"expires": 60}},
    "verify": {
        "task": "accounts.tasks.verify",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
}

# Where mails go, such as smtp+tls://name:password@mail.example.org:587; empty: none is sent.
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_IS_ON = bool(EMAIL_URL)
vars().update(env.email_url_config(EMAIL_URL or "dummymail://"))
# A mail server that does not answer must not hold a worker, or the row that it sends for.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="EMPAC Connect <noreply@localhost>")
# What mails lead to: the address people type, with its scheme and no slash at the end.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://localhost:8000").rstrip("/")

# Hashes of those who have left, for `replay_erasures` after a restore. Keep it out of the backups.
ERASURE_LEDGER = Path(env.str("ERASURE_LEDGER", default=str(VAR_DIR / "erasures.txt")))

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "matching:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_HASHERS = [
    # Argon2 is slow on purpose; a suite that signs in a thousand times cannot pay for it.
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60
# Machines are shared: who closes the browser is signed out, however much of the 12 hours is left.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "empac.session_end.csrf_failure"
# In the session, not in a cookie of its own: two cookies are all there are.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Subdomains and browsers' preload lists are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
# How many proxies of our own write X-Forwarded-For: tries to sign in are counted by that address.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=int(SECURE))
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
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
    }
}
# Files that people upload are CSVs of a few kilobytes; nothing larger is read into memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without `collectstatic` (a laptop, the tests) files are served as they lie.
WHITENOISE_USE_FINDERS = not STATIC_ROOT.exists()
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT.exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 25,
}

# Where `manage.py build_model` puts the sentence model.
MATCHING_MODEL_DIR = Path(env.str("MATCHING_MODEL_DIR", default=str(VAR_DIR / "model")))
# "minilm" is the sentence model; "hashing" needs none and is for tests of everything but quality.
MATCHING_ENCODER = env.str("MATCHING_ENCODER", default="minilm")
# For so many of the closest a run works out the sentences that say why; all are ranked.
MATCHING_EVIDENCE_FOR = env.int("MATCHING_EVIDENCE_FOR", default=100)
# A researcher is told of a question when they are among this many of the closest.
MATCHING_SHOWN = env.int("MATCHING_SHOWN", default=15)
# A worker that has not been heard of for this long has lost its run; another may take it.
MATCHING_LEASE_SECONDS = env.int("MATCHING_LEASE_SECONDS", default=60)

# Whether works may be fetched from these services by a person's iD or a DOI. Off: files are the
# way, and nothing that anybody types here leaves this site.
FETCH_WORKS = env.bool("FETCH_WORKS", default=False)
ORCID_API = env.str("ORCID_API", default="https://pub.orcid.org/v3.0").rstrip("/")
CROSSREF_API = env.str("CROSSREF_API", default="https://api.crossref.org").rstrip("/")
OPENALEX_API = env.str("OPENALEX_API", default="https://api.openalex.org").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            # What an exception says may quote a question.
            "()": "empac.logs.WithoutWords",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # It would write down each address that it asks, with the iD in it.
        "httpx": {"level": "WARNING"},
        # What draws PDFs tells each of its steps, several lines a page.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
