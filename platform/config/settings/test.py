"""Settings of the tests: the same database, broker and role rules, without slow password hashes."""

from __future__ import annotations

import os

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, REDIS_URL, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The test runner makes and drops its own database, which a pooled connection would keep open.
DATABASES["default"]["OPTIONS"].pop("pool")
DATABASES.pop("migrator", None)
# The same database again for the sweeper; conftest gives each connection its role.
DATABASES["dispatcher"] = {
    **DATABASES["default"],
    "OPTIONS": dict(DATABASES["default"]["OPTIONS"]),
    "TEST": {"MIRROR": "default"},
}
ACCOUNT_RATE_LIMITS = False

# Tests on several cores empty cache and queue, each in a Valkey database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker:
    REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{int(_worker) + 1}"
    CELERY_BROKER_URL = REDIS_URL
    CACHES = {"default": {**CACHES["default"], "LOCATION": REDIS_URL}}
    # The streams' process reads the environment itself.
    os.environ["REDIS_URL"] = REDIS_URL
