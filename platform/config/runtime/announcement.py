"""What a person sees when the copy is ready: addresses, sign-ins, keys. On standard output."""

import json
import sys
from pathlib import Path
from typing import Any

from config.runtime.errors import StartError
from config.runtime.folders import DataFolder


def announce(folder: DataFolder, *, port: int, demo: dict[str, Any] | None) -> None:
    """Print where the product is and how to sign in."""
    lines = ["", f"Consilium is ready at http://localhost:{port}/"]
    for tenant in (demo or {}).get("tenants", []):
        lines += ["", f"  {tenant['name']}   {tenant['url']}"]
        lines += [_sign_in(one) for one in tenant.get("sign_ins", [])]
        lines += [
            f"    API key {key['name']}: {key['key']}"
            for key in tenant.get("api_keys", [])
            if key.get("key")
        ]
    if demo is None:
        lines += ["", "  No demo tenants: they come with ./run up, without --no-demo."]
    lines += ["", f"  Data and logs: {folder.path}", "  Ctrl-C stops everything.", ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def read_demo(output: Path, log: Path) -> dict[str, Any]:
    """Read what load_demo printed, and remove it: it holds passwords and keys."""
    try:
        demo = json.loads(output.read_text())
    except ValueError as error:
        raise StartError("load_demo did not print one JSON object.", log) from error
    finally:
        output.unlink(missing_ok=True)
    if not isinstance(demo, dict):
        raise StartError("load_demo did not print one JSON object.", log)
    return demo


def _sign_in(one: dict[str, Any]) -> str:
    roles = ", ".join(one.get("roles", []))
    return f"    {one['email']}   {one['password']}   {roles}"
