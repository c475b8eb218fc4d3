"""Archives opened with care: what their directory says is checked before, and while reading."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from typing import Final

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.intake.limits import MEGABYTE, Limits

ZIP: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Written by macOS and Windows beside the files that people put in.
_LITTER: Final = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
# An entry this small is no bomb, however well it packs.
_SMALL: Final = MEGABYTE


class ArchiveRefused(ValueError):
    """`member` is the entry that it fails at, or empty."""

    def __init__(self, code: str, message: str, member: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.member = member


class Unpacker:
    """Opens the archives of one reading: together they may unpack to `limits.unpacked`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spent = 0

    def check(self, content: bytes) -> None:
        """That an archive, a workbook too, can be opened. Raises `ArchiveRefused`."""
        with self._opened(content) as archive:
            self._checked(archive, content)

    def open(self, file: SourceFile) -> tuple[list[SourceFile], list[str]]:
        """(the files in it, what was left as litter of an operating system).

        Raises `ArchiveRefused`.
        """
        files = []
        litter = []
        with self._opened(file.content) as archive:
            for entry in self._checked(archive, file.content):
                if entry.is_dir():
                    continue
                if _LITTER.search(entry.filename):
                    litter.append(entry.filename)
                    continue
                content = self._content(archive, entry)
                files.append(SourceFile(f"{file.name}/{entry.filename}", content))
        return files, litter

    def _opened(self, content: bytes) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise ArchiveRefused(
                "broken_archive", "The archive is damaged or cut short."
            ) from error

    def _checked(self, archive: zipfile.ZipFile, content: bytes) -> list[zipfile.ZipInfo]:
        entries = archive.infolist()
        most = self._limits.entries
        if len(entries) > most:
            raise ArchiveRefused(
                "too_many_entries", f"It holds {len(entries):,} entries, at most {most:,} are read."
            )
        packed = sum(entry.compress_size for entry in entries)
        unpacked = sum(entry.file_size for entry in entries)
        if packed > len(content):
            raise ArchiveRefused("overlapping_entries", "Its entries overlap each other.")
        if unpacked + self._spent > self._limits.unpacked:
            raise ArchiveRefused("too_large_unpacked", self._too_large())
        self._check_ratio(unpacked, packed, "")
        names = set()
        for entry in entries:
            self._check_entry(entry)
            if entry.filename in names:
                raise ArchiveRefused("duplicate_entry", "A name is there twice.", entry.filename)
            names.add(entry.filename)
        return entries

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        parts = re.split(r"[/\\]", name)
        if ".." in parts or not parts[0] or re.match(r"[A-Za-z]:", name):
            raise ArchiveRefused("path_outside", "The name leads out of the archive.", name)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ArchiveRefused("symbolic_link", "It is a link, not a file.", name)
        if entry.flag_bits & _ENCRYPTED:
            raise ArchiveRefused("encrypted", "It is encrypted: pack it without a password.", name)
        if entry.compress_type not in _METHODS:
            raise ArchiveRefused("packing_method", "Only plain ZIP packing is read.", name)
        self._check_ratio(entry.file_size, entry.compress_size, name)

    def _check_ratio(self, unpacked: int, packed: int, name: str) -> None:
        if unpacked > _SMALL and unpacked > self._limits.ratio * max(packed, 1):
            raise ArchiveRefused(
                "packed_too_tightly",
                f"It unpacks to more than {self._limits.ratio} times its size, as a bomb does.",
                name,
            )

    def _content(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        left = self._limits.unpacked - self._spent
        try:
            with archive.open(entry) as stream:
                content = stream.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ArchiveRefused(
                "broken_archive", "The entry is damaged or cut short.", entry.filename
            ) from error
        if len(content) > left:
            raise ArchiveRefused("too_large_unpacked", self._too_large(), entry.filename)
        self._spent += len(content)
        if content.startswith(ZIP) and not _is_workbook(content):
            raise ArchiveRefused(
                "nested_archive", "An archive in an archive is not opened.", entry.filename
            )
        return content

    def _too_large(self) -> str:
        return f"It unpacks to more than {self._limits.unpacked // MEGABYTE} MB."


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
