"""Reading the environment: typed, once, refused with a sentence that names the variable."""

from __future__ import annotations

import os
import re
import sys
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit


def refuse(name: str, reason: str) -> NoReturn:
    """Wrong configuration ends the process with exit status 2."""
    sys.stderr.write(f"{name}: {reason}\n")
    sys.exit(2)


def env_str(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "") or default
    if value is None:
        refuse(name, "must be set")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    return refuse(name, f"must be 1 or 0, not {value!r}")


def env_int(name: str, default: int, *, least: int = 0) -> int:
    value = os.environ.get(name, "") or str(default)
    if not (value.isascii() and value.isdecimal()) or int(value) < least:
        refuse(name, f"must be a whole number of at least {least}, not {value!r}")
    return int(value)


def env_choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = env_str(name, default)
    if value not in choices:
        refuse(name, f"must be one of {', '.join(choices)}, not {value!r}")
    return value


def env_host(name: str, default: str) -> str:
    value = env_str(name, default)
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", value):
        refuse(name, f"must be a host name, with a port or without, not {value!r}")
    return value


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_secret(name: str, *, least: int = 32) -> str:
    value = env_str(name)
    if len(value) < least:
        refuse(name, f"must have at least {least} characters")
    return value


def env_url(name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
    value = env_str(name, default)
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        refuse(name, "is not a URL")
    if parts.scheme not in schemes:
        refuse(name, f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return value


def env_database(name: str) -> dict[str, Any]:
    """A PostgreSQL URL as Django's settings; a socket folder goes into `?host=`."""
    parts = urlsplit(env_url(name, ("postgres", "postgresql")))
    query = dict(parse_qsl(parts.query))
    database = unquote(parts.path.lstrip("/"))
    if not database:
        refuse(name, "must name a database, as in postgresql://user:password@host/database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "OPTIONS": query,
    }
