"""Settings of every process, by environment. What differs between installations is a variable."""

from __future__ import annotations

from pathlib import Path

from config.settings.database import *  # noqa: F403
from config.settings.env import env_bool, env_choice, env_host, env_list, env_secret, env_str
from config.settings.language_model import *  # noqa: F403
from config.settings.mail import *  # noqa: F403
from config.settings.queue import *  # noqa: F403
from config.settings.retrieval import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[3]
PLATFORM_DIR = BASE_DIR / "platform"

# The platform's own host, with the port readers see. Tenants live on its subdomains.
PLATFORM_HOST = env_host("PLATFORM_HOST", "localhost:8000")
PUBLIC_SCHEME = env_choice("PUBLIC_SCHEME", ("http", "https"), "https")
SECRET_KEY = env_secret("SECRET_KEY")
DEBUG = env_bool("DEBUG", default=False)
# The exact map of hosts to tenants is the tenant middleware's; this keeps Django's own check on.
ALLOWED_HOSTS = [f".{PLATFORM_HOST.partition(':')[0]}", *env_list("ALLOWED_HOSTS")]

INSTALLED_APPS = [
    "core",
    "config",
    "apps.accounts",
    "apps.guidelines",
    "apps.articles",
    "apps.advisory",
    "apps.qa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "core.web.middleware.RequestIdMiddleware",
    "core.web.middleware.HeadersMiddleware",
    "core.web.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.web.middleware.StorableTextMiddleware",
    "core.tenancy.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
PLATFORM_URLCONF = "config.urls_platform"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PLATFORM_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.accounts.context.site",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
TENANT_MODEL = "accounts.Tenant"
# Where a lower layer asks a higher one, it asks by name.
TENANT_RESOLVER = "apps.accounts.tenants.resolve_tenant"
REVIEW_SUMMARIES = "apps.advisory.selectors.review_summaries"
DISSENTS = "apps.advisory.signatures.dissents_of"
LEADS_REVIEWS = "apps.advisory.reviewers.leads"
REVIEWERS_OF = "apps.advisory.reviewers.reviewers_of"
CITED_BY = "apps.articles.selectors.articles_citing"
GAPS = "apps.qa.gaps.find_gaps"
GAP = "apps.qa.gaps.gap_page"
DISMISS_GAP = "apps.qa.services.dismiss_gap.dismiss_gap"
# Called in the transaction that brings something new into the store, as its last step.
STORE_DEPENDENTS: tuple[str, ...] = ("apps.qa.services.retry_gaps.queue_open_gaps",)
# What rests on a record, and what a change would mark before it is made.
ARTICLES_RESTING_ON = "apps.articles.evidence.articles_resting_on"
ANSWERS_RESTING_ON = "apps.qa.evidence.count_answers_resting_on"
# Who rests on recommendations: each is called in the transaction of a change and marks what is its,
# in this order: tasks follow from marked statements.
EVIDENCE_DEPENDENTS: tuple[str, ...] = (
    "apps.articles.evidence.mark_statements",
    "apps.articles.services.tell_evidence.tell_evidence_changed",
    "apps.qa.evidence.mark_answers",
    "apps.advisory.evidence.open_review_tasks",
)
# How many of each a change marked, by change.
EVIDENCE_MARKED: dict[str, str] = {
    "statements": "apps.articles.evidence.count_marked_statements",
    "answers": "apps.qa.evidence.count_marked_answers",
    "tasks": "apps.advisory.evidence.count_open_tasks",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = True
# One reverse proxy of ours stands in front and writes X-Forwarded-For anew.
ALLAUTH_TRUSTED_PROXY_COUNT = 1

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
LOCALE_PATHS = [PLATFORM_DIR / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [PLATFORM_DIR / "static"]
STATIC_ROOT = env_str("STATIC_ROOT", str(BASE_DIR / ".static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

IS_SECURE = PUBLIC_SCHEME == "https"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# `__Host-` pins a cookie to the exact host; browsers take it over https only.
_COOKIE_PREFIX = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.web.pages.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# More than one import takes: the page of imports says so, and keeps what was chosen.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.api.authentication.PartnerKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["apps.accounts.api.authentication.IsPartner"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Consilium",
    "DESCRIPTION": "Reviewed medical questions and answers, every sentence cited.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env_choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING"), "INFO"),
    },
}
