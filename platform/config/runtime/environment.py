"""The environment that our children get: what the caller set, with what we know put over it."""

import os
import sys
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import psycopg

from config.runtime.credentials import APP_ROLE, DISPATCHER_ROLE, MIGRATOR_ROLE
from config.runtime.errors import ConfigurationError
from config.runtime.folders import ROOT

ROLE_VARIABLES: Final = {
    "DATABASE_URL": APP_ROLE,
    "MIGRATOR_DATABASE_URL": MIGRATOR_ROLE,
    "DISPATCHER_DATABASE_URL": DISPATCHER_ROLE,
}
ADMIN_VARIABLE: Final = "ADMIN_DATABASE_URL"

# Addresses are handed to those who need them; bytecode makes the second start quick.
_NOT_INHERITED: Final = (
    *ROLE_VARIABLES,
    ADMIN_VARIABLE,
    "REDIS_URL",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
)


def base_environment() -> dict[str, str]:
    """Return the caller's environment, made fit for our programs."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    kept["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    kept["PYTHONUNBUFFERED"] = "1"
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return kept


def given_database() -> SplitResult | None:
    """Return DATABASE_URL where the caller set it."""
    return _given(
        "DATABASE_URL", ("postgres", "postgresql"), "postgresql://user:password@host/database"
    )


def given_broker() -> SplitResult | None:
    """Return REDIS_URL where the caller set it."""
    return _given("REDIS_URL", ("redis", "rediss", "unix"), "redis://:password@host:6379/0")


def role_urls(database: SplitResult, passwords: dict[str, str]) -> dict[str, str]:
    """Return the addresses of our three roles (and the administrator's) on the caller's database.

    An administrator's is enough: the roles are made with it. Another is taken for the app's own.
    """
    address = database.geturl()
    if _may_create_roles(address):
        ours = {
            name: _for_role(database, role, passwords[role])
            for name, role in ROLE_VARIABLES.items()
        }
        return {**ours, ADMIN_VARIABLE: address}
    urls = {"DATABASE_URL": address}
    for name in ("MIGRATOR_DATABASE_URL", "DISPATCHER_DATABASE_URL"):
        if not os.environ.get(name):
            raise ConfigurationError(
                f"{name} must be set: the role in DATABASE_URL may not create roles, "
                "so it is taken for the app's own."
            )
        urls[name] = os.environ[name]
    return urls


def _given(name: str, schemes: tuple[str, ...], example: str) -> SplitResult | None:
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ConfigurationError(f"{name} is not a URL: write it as {example}.") from None
    if parts.scheme not in schemes:
        raise ConfigurationError(f"{name} must begin with {schemes[-1]}://, as in {example}.")
    if name == "DATABASE_URL" and not parts.path.strip("/"):
        raise ConfigurationError(f"{name} must name a database, as in {example}.")
    return parts


def _for_role(database: SplitResult, role: str, password: str) -> str:
    host = database.netloc.rpartition("@")[2]
    return database._replace(netloc=f"{quote(role)}:{quote(password, safe='')}@{host}").geturl()


def _may_create_roles(address: str) -> bool:
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            found = connection.execute(
                "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigurationError(
            f"DATABASE_URL: the database cannot be reached ({reason})."
        ) from error
    return bool(found and found[0])
