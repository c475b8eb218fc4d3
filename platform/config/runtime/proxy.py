"""The one origin on this machine: what the proxy binds, and the environment of its file."""

import errno
import os
import socket
from contextlib import suppress

from config.runtime.errors import ConfigurationError
from config.runtime.folders import ROOT, DataFolder

CADDYFILE = ROOT / "deploy" / "Caddyfile"


def loopback_addresses(port: int) -> list[str]:
    """Return the loopback addresses to serve on; refuse a port that somebody else serves on."""
    _refuse_taken(socket.AF_INET, "127.0.0.1", port)
    # Browsers try the newer address first, where another program could otherwise answer for us.
    try:
        _refuse_taken(socket.AF_INET6, "::1", port)
    except OSError:
        return ["127.0.0.1"]
    return ["127.0.0.1", "::1"]


def proxy_environment(
    folder: DataFolder, addresses: list[str], port: int, *, web_port: int, live_port: int
) -> dict[str, str]:
    """Return what deploy/Caddyfile asks for; the proxy learns nothing else."""
    own = folder.path / "proxy"
    own.mkdir(mode=0o700, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(own),
        "XDG_DATA_HOME": str(own),
        "XDG_CONFIG_HOME": str(own),
        "SITE_ADDRESS": f"http://:{port}",
        "PROXY_BIND": " ".join(addresses),
        "WEB_UPSTREAM": f"127.0.0.1:{web_port}",
        "LIVE_UPSTREAM": f"127.0.0.1:{live_port}",
        "STATIC_ROOT": str(folder.static),
    }


def _refuse_taken(family: socket.AddressFamily, address: str, port: int) -> None:
    """Raise ConfigurationError for a taken port, OSError where this machine lacks the family."""
    with socket.socket(family) as probe:
        with suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError as error:
            raise ConfigurationError(
                f"Port {port} needs more rights than this account has: choose one with --port."
            ) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise ConfigurationError(
                f"Port {port} is in use: stop what uses it, or choose another with --port."
            ) from error
