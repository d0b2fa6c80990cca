"""The settings of my21staff, and the only reader of the environment.

Every variable is listed with its meaning in `.env.example`. On a machine where nothing is set, the settings name the
embedded Convex deployment, SQLite for Django's own tables, and secrets that were made at random on that machine. An
installation with an https address (`PUBLIC_URL`) must name its secrets itself.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.local_secrets import read_local_secret, read_or_create_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
EMBEDDED_DIR = VAR_DIR / "embedded"

PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# The front end that requesters use: mail leads them there, and to no page where none is named.
FRONT_END_URL = env.str("FRONT_END_URL", default="").rstrip("/")
DEBUG = env.bool("DEBUG", default=False)

if IS_HTTPS and not env.str("SECRET_KEY", default=""):
    raise ImproperlyConfigured("PUBLIC_URL is an https address: set SECRET_KEY to a long random value of your own.")
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_create_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(PUBLIC_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost"]
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Where the data lives. The two keys of the embedded deployment are files that exist only beside it.
EMBEDDED_CONVEX_URL = "http://127.0.0.1:3210"
CONVEX_URL = env.str("CONVEX_URL", default=EMBEDDED_CONVEX_URL).rstrip("/")
CONVEX_SITE_URL = env.str("CONVEX_SITE_URL", default="http://127.0.0.1:3211").rstrip("/")
IS_EMBEDDED_CONVEX = CONVEX_URL == EMBEDDED_CONVEX_URL
CONVEX_DEPLOY_KEY = env.str("CONVEX_DEPLOY_KEY", default="") or (
    read_local_secret(EMBEDDED_DIR / "admin_key") if IS_EMBEDDED_CONVEX else ""
)
MIGRATION_KEY = env.str("MIGRATION_KEY", default="") or (
    read_local_secret(EMBEDDED_DIR / "migration_key") if IS_EMBEDDED_CONVEX else ""
)
SUPABASE_DB_URL = env.str("SUPABASE_DB_URL", default="")
# The workspace whose staff work the tickets routed to it; the functions read the same variable of the deployment.
SUPPORT_HUB_SLUG = env.str("SUPPORT_HUB_SLUG", default="my21staff")

# Who calls the REST API: Clerk's session tokens, or on a machine without Clerk those of `manage.py issue_token`.
CLERK_ISSUER = env.str("CLERK_ISSUER", default="").rstrip("/")
CLERK_JWKS_URL = env.str("CLERK_JWKS_URL", default="") or f"{CLERK_ISSUER}/.well-known/jwks.json"
CLERK_AUTHORIZED_PARTIES = env.list("CLERK_AUTHORIZED_PARTIES", default=[PUBLIC_URL])
CLERK_WEBHOOK_SECRET = env.str("CLERK_WEBHOOK_SECRET", default="")
LOCAL_SIGNING_KEY = VAR_DIR / "identity" / "signing_key.pem"

# Requests a minute that one caller may make; 0 switches a limit off. What processes share to count them is this file,
# or Django's own database where that is Postgres.
API_READS_PER_MINUTE = env.int("API_READS_PER_MINUTE", default=1200)
API_WRITES_PER_MINUTE = env.int("API_WRITES_PER_MINUTE", default=240)
API_STRANGER_REQUESTS_PER_MINUTE = env.int("API_STRANGER_REQUESTS_PER_MINUTE", default=60)
SHARED_STATE_PATH = VAR_DIR / "shared_state.sqlite3"

# WhatsApp by Kapso. Without the secret the webhook refuses everything; without the key messages go to the console.
KAPSO_WEBHOOK_SECRET = env.str("KAPSO_WEBHOOK_SECRET", default="")
KAPSO_VERIFY_TOKEN = env.str("KAPSO_VERIFY_TOKEN", default="")
KAPSO_API_KEY = env.str("KAPSO_API_KEY", default="")
KAPSO_BASE_URL = env.str("KAPSO_BASE_URL", default="https://api.kapso.ai").rstrip("/")

# The models that word ARI's replies: any OpenAI-compatible chat endpoint. Without a key ARI uses its own words.
GROK_API_KEY = env.str("GROK_API_KEY", default="")
GROK_BASE_URL = env.str("GROK_BASE_URL", default="https://api.x.ai/v1").rstrip("/")
GROK_MODEL = env.str("GROK_MODEL", default="grok-3")
# US dollars per million tokens, read and written. The defaults are list prices: of xAI for grok-3, and of Cloudflare
# for Gemma-SEA-LION v4 27B (AI Singapore's own trial keys cost nothing). Set those of your contract.
GROK_PRICES = env.list("GROK_PRICES", cast=float, default=[3.0, 15.0])
SEALION_API_KEY = env.str("SEALION_API_KEY", default="")
SEALION_BASE_URL = env.str("SEALION_BASE_URL", default="https://api.sea-lion.ai/v1").rstrip("/")
SEALION_MODEL = env.str("SEALION_MODEL", default="aisingapore/Gemma-SEA-LION-v4-27B-IT")
SEALION_PRICES = env.list("SEALION_PRICES", cast=float, default=[0.35, 0.56])
# How long one call of a model may take; after that the other one is asked, then ARI uses its own words.
MODEL_TIMEOUT_S = env.float("MODEL_TIMEOUT_S", default=8.0)

# What hosted schedulers show to have reminders sent. Unset, that route refuses everything.
CRON_SECRET = env.str("CRON_SECRET", default="")

INSTALLED_APPS = [
    "config.apps.ProjectConfig",
    "migration",
    "tickets",
    "ari",
    "portal",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "anymail",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "config.request_ids.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.content_policy.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.languages.PageLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.failures.PageFailureMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.surroundings.surroundings",
            ]
        },
    }
]

# Django's own tables only: staff users, sessions, the admin log. Domain data lives in Convex.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'django.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "portal:login"
# Read by `manage.py ensure_staff` alone.
STAFF_PASSWORD = env.str("STAFF_PASSWORD", default="")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 31_536_000
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a directory that is not there.
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.failures.answer_forged"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Probes come from inside, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Pages run the scripts and styles of this host alone, none of them written into the page. What needs more says so in
# its own view. Pictures that are about to be attached are shown from the browser's memory (blob:).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.authentication.SessionTokenAuthentication",
        "config.authentication.StaffSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["config.throttling.CallerThrottle"],
    "DEFAULT_PARSER_CLASSES": ["config.json_bodies.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["config.json_bodies.JsonRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.handle_exception",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "my21staff",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "StageEnum": ["report", "discuss", "outcome", "implementation", "closed"],
        "AppointmentStatusEnum": ["scheduled", "confirmed", "completed", "cancelled", "no_show"],
        "ExceptionKindEnum": ["closed", "open"],
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "config.openapi.add_failures"],
}

# Mail goes to the console unless a backend is named: SMTP by EMAIL_URL, Resend by RESEND_API_KEY.
RESEND_API_KEY = env.str("RESEND_API_KEY", default="")
ANYMAIL = {"RESEND_API_KEY": RESEND_API_KEY}
vars().update(env.email("EMAIL_URL", default="consolemail://"))
if RESEND_API_KEY:
    EMAIL_BACKEND = "anymail.backends.resend.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="my21staff <support@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "config.access": {"level": "INFO"},
        # Django's warnings about answers of 4xx print paths; the access log has them without.
        "django.request": {"level": "ERROR"},
    },
}
