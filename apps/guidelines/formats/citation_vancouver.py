"""A citation as reference lists of medical journals have it (Vancouver, NLM's Citing Medicine)."""

from __future__ import annotations

from typing import Final

from apps.guidelines.formats.citation import CitedSource, one_line

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# NLM names six and says that there are more.
_NAMED: Final = 6


def write_vancouver(source: CitedSource) -> str:
    """One line of plain text with the day of access and the permanent address."""
    accessed = _day((source.accessed.year, source.accessed.month, source.accessed.day))
    dated = " ".join(filter(None, (_day(source.published), f"[cited {accessed}]")))
    sentences = [
        _authors(source),
        source.title,
        f"Version {source.edition}",
        dated,
        source.place,
        f"Available from: {source.address}",
    ]
    said = " ".join(_ended(one_line(text)) for text in sentences[:-1] if text)
    # A full stop after an address would be taken for a part of it.
    line = f"{said} {one_line(sentences[-1])}"
    return f"{line} doi: {one_line(source.doi)}" if source.doi else line


def _authors(source: CitedSource) -> str:
    named = source.named[:_NAMED]
    more = ("et al",) if len(source.named) > _NAMED else ()
    return ", ".join((*named, *more))


def _ended(text: str) -> str:
    return text if text[-1:] in ".?!" else f"{text}."


def _day(parts: tuple[int, ...]) -> str:
    year, *rest = (*map(str, parts),) or ("",)
    month = MONTHS[parts[1] - 1] if rest else ""
    return " ".join(filter(None, (year, month, *rest[1:])))
