"""Whether the collected static files are still those of the sources: collecting takes seconds."""

import hashlib
from pathlib import Path

from config.runtime.folders import ROOT, DataFolder


class StaticFiles:
    """The sources' fingerprint, beside the folder they were collected to."""

    def __init__(self, folder: DataFolder) -> None:
        self._note = folder.static.with_name("static.fingerprint")
        self._manifest = folder.static / "staticfiles.json"
        self._now = _fingerprint()

    @property
    def are_current(self) -> bool:
        if not (self._note.exists() and self._manifest.exists()):
            return False
        return self._note.read_text() == self._now

    def note_collected(self) -> None:
        self._note.write_text(self._now)


def _fingerprint() -> str:
    """Digest what static files come from: our folders, the settings, and the locked packages."""
    digest = hashlib.sha256()
    for source in _sources():
        facts = source.stat()
        digest.update(f"{source}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> list[Path]:
    folders = [ROOT / "platform" / "static", *ROOT.glob("apps/*/static")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    settings = ROOT.glob("platform/config/settings/*.py")
    return sorted([*files, *settings, ROOT / "requirements-prod.lock"])
