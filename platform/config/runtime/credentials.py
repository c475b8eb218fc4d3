"""The passwords of one data folder, made once and kept in its secrets.json."""

import json
import secrets
from typing import Final

from config.runtime.errors import ConfigurationError
from config.runtime.folders import DataFolder, write_private

APP_ROLE: Final = "consilium_app"
MIGRATOR_ROLE: Final = "consilium_migrator"
DISPATCHER_ROLE: Final = "consilium_dispatcher"
SUPERUSER: Final = "postgres"

_NAMES: Final = (APP_ROLE, MIGRATOR_ROLE, DISPATCHER_ROLE, SUPERUSER, "valkey", "secret_key")


def load_credentials(folder: DataFolder) -> dict[str, str]:
    """Read the folder's passwords, making those that are missing."""
    try:
        known: dict[str, str] = json.loads(folder.secrets.read_text())
    except FileNotFoundError:
        known = {}
    except ValueError as error:
        raise ConfigurationError(
            f"{folder.secrets} is not readable JSON: restore it from a copy."
        ) from error
    missing = [name for name in _NAMES if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(48) for name in missing}
        write_private(folder.secrets, known)
    return known
