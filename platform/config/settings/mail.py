"""Where mail goes: a server, a folder, or the log of whichever process would send it."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from config.settings.env import env_str, env_url, refuse

# smtp speaks plainly, smtp+tls turns to TLS on that connection (STARTTLS), smtps begins with it.
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_parts = urlsplit(env_url("EMAIL_URL", (*_PORTS, "file", "console"), "console://"))
_query = dict(parse_qsl(_parts.query))

_host = env_str("PLATFORM_HOST", "localhost").partition(":")[0]
DEFAULT_FROM_EMAIL = _query.pop("from", f"noreply@{_host}")
# Below the time limit of a task: a mail server that hangs must not hold a worker.
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = _parts.hostname or ""
EMAIL_PORT = _parts.port or _PORTS.get(_parts.scheme, 25)
EMAIL_HOST_USER = unquote(_parts.username or "")
EMAIL_HOST_PASSWORD = unquote(_parts.password or "")
EMAIL_USE_TLS = _parts.scheme == "smtp+tls"
EMAIL_USE_SSL = _parts.scheme == "smtps"
EMAIL_FILE_PATH = unquote(_parts.path)

if _query:
    refuse("EMAIL_URL", "takes nothing after ? but from=ADDRESS")
if _parts.scheme in _PORTS:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    if not EMAIL_HOST:
        refuse("EMAIL_URL", "must name a host, as in smtp+tls://user:password@mail.example:587")
elif _parts.scheme == "file":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    if EMAIL_HOST or not EMAIL_FILE_PATH:
        refuse("EMAIL_URL", "must name a folder from the root on, as in file:///srv/mail")

__all__ = [
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_FILE_PATH",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
]
