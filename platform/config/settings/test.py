"""Settings of the tests: the same database, broker and role rules, without slow password hashes."""

from __future__ import annotations

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-and-long-enough-to-pass-the-check")
os.environ.setdefault("PLATFORM_HOST", "consilium.test")
os.environ.setdefault("PUBLIC_SCHEME", "http")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

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
