"""The form of a partner's key: `cns_<8 shown>_<43 secret><8 checksum>`."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from typing import Final

_KEY: Final = re.compile(r"cns_[a-z0-9]{8}_[A-Za-z0-9_-]{43}[0-9a-f]{8}")


RANDOM_BYTES: Final = 36


def make_key(random: bytes) -> str:
    """The key made of `RANDOM_BYTES` random bytes, with a checksum by which scanners know it."""
    secret = base64.urlsafe_b64encode(random[4:]).decode().rstrip("=")
    body = f"cns_{random[:4].hex()}_{secret}"
    return body + _checksum(body)


def shown_prefix(key: str) -> str:
    return key[:12]


def hash_key(key: str) -> str:
    """No slow hash: 256 random bits cannot be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def read_bearer(header: str) -> str | None:
    """The key in an Authorization header, or None when there is none that could be ours."""
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not _KEY.fullmatch(key):
        return None
    return key if _checksum(key[:-8]) == key[-8:] else None


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"
