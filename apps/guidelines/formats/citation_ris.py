"""A citation in RIS, which reference managers read: a tag, two blanks, a dash, and one line."""

from __future__ import annotations

from collections.abc import Iterator

from apps.guidelines.formats.citation import CitedSource, one_line, split_name


def write_ris(source: CitedSource) -> str:
    """A report (RPRT) with lines ended as the format asks. A text never leaves its line."""
    lines = [f"{tag}  - {one_line(text)}" for tag, text in _fields(source) if text]
    return "\r\n".join(("TY  - RPRT", *lines, "ER  - ", ""))


def _fields(source: CitedSource) -> Iterator[tuple[str, str]]:
    yield "ID", source.key
    for name in source.named:
        family, given = split_name(name)
        yield "AU", f"{family}, {given}" if given else family
    yield "TI", source.title
    yield "ET", source.edition
    yield "SE", source.place
    if source.published:
        year, *rest = source.published
        yield "PY", str(year)
        yield "DA", "/".join((f"{year:04}", *(f"{part:02}" for part in rest)))
    yield "PB", source.body
    yield "DO", source.doi
    yield "UR", source.address
    yield "Y2", f"{source.accessed:%Y/%m/%d}"
