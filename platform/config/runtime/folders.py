"""The data folder of one running copy: what lies where, who may read it, and the lock on it."""

import fcntl
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config.runtime.errors import ConfigurationError

ROOT: Final = Path(__file__).resolve().parents[3]

# By its short name: a Unix socket's path may have 107 bytes, and TMPDIR may be long.
SHORT_TEMPORARY: Final = Path("/tmp")  # noqa: S108
LASTING_TEMPORARY: Final = Path("/var/tmp")  # noqa: S108


@dataclass(frozen=True)
class DataFolder:
    """Everything one copy keeps, under one path."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> "DataFolder":
        """Create the folder where it is missing; its secrets stay unreadable to others."""
        folder = cls(path.expanduser().absolute())
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
            # Root's PostgreSQL runs as another account, which must pass through (but not list).
            folder.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
            folder.logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {folder.path} cannot be used ({error.strerror}): "
                "name another with --data."
            ) from error
        return folder

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.json"

    @property
    def services(self) -> Path:
        return self.path / "services.json"

    @property
    def children(self) -> Path:
        return self.path / "children.json"

    @property
    def static(self) -> Path:
        return self.path / "static"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    @property
    def digest(self) -> str:
        """A short name for this folder and user, for paths that must live elsewhere."""
        return hashlib.sha256(f"{os.geteuid()}:{self.path}".encode()).hexdigest()[:12]

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


class FolderLock:
    """An exclusive lock on a data folder that dies with its holder."""

    def __init__(self, folder: DataFolder) -> None:
        self._path = folder.path / "up.lock"
        self._descriptor: int | None = None

    def take(self, purpose: str, *, wait: bool = False) -> bool:
        """Lock and note the purpose; False where another process holds the lock."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, purpose.encode())
        self._descriptor = descriptor
        return True

    def holder(self) -> str:
        """What the present holder said it does."""
        return self._path.read_text()

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def private_folder(path: Path, *, owner: int, group: int, mode: int = 0o700) -> Path:
    """Create a folder where anyone may write, or refuse one that somebody else put there."""
    try:
        path.mkdir(mode=0o700)
        os.chown(path, owner, group)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise ConfigurationError(
                f"{path} belongs to somebody else: remove it and start again."
            ) from None
    path.chmod(mode)
    return path


def write_private(path: Path, content: dict[str, Any] | list[Any]) -> None:
    """Replace a JSON file that only its owner may read; a reader sees the old one or the new."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
    temporary.replace(path)
