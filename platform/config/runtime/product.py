"""What the product's own settings need to know about a copy on this machine."""

import os
from urllib.parse import quote

from config.runtime.folders import DataFolder

DEFAULT_PORT = 8000


def local_settings(folder: DataFolder, passwords: dict[str, str], *, port: int) -> dict[str, str]:
    """Return the product's variables for a local copy; what the caller set stays as it is."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": passwords["secret_key"],
        "PLATFORM_HOST": f"localhost:{port}",
        "PUBLIC_SCHEME": "http",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEBUG": "0",
        "EMAIL_URL": f"file://{quote(str(folder.mail))}",
    }
    given = {name: os.environ[name] for name in defaults if os.environ.get(name)}
    return {**defaults, **given, "STATIC_ROOT": str(folder.static)}
