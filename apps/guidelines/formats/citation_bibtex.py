"""A citation as a BibTeX entry. Whatever a text holds, its braces stay balanced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.guidelines.formats.citation import CitedSource, one_line, split_name
from apps.guidelines.formats.citation_vancouver import MONTHS

# BibTeX counts braces even behind a backslash, so these two are written by name.
ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_TABLE: Final = str.maketrans(ESCAPES)
# Addresses are typeset letter by letter: there an escape would become a part of them.
_IN_ADDRESS: Final = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def write_bibtex(source: CitedSource) -> str:
    """A technical report; each text in two pairs of braces keeps its capitals."""
    key = re.sub(r"[^A-Za-z0-9-]", "", source.key)
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(source))
    return f"@techreport{{{key},\n{fields}\n}}\n"


def _fields(source: CitedSource) -> Iterator[tuple[str, str]]:
    yield "author", f"{{{' and '.join(map(_name, source.named))}}}"
    yield "title", _text(source.title)
    yield "institution", _text(source.body)
    yield "edition", _text(source.edition)
    if source.place:
        yield "note", _text(source.place)
    year, *rest = source.published or ("",)
    if year:
        yield "year", f"{{{year}}}"
    if rest:
        yield "month", MONTHS[int(rest[0]) - 1].lower()
    if source.doi:
        yield "doi", f"{{{one_line(source.doi).translate(_IN_ADDRESS)}}}"
    yield "url", f"{{{one_line(source.address).translate(_IN_ADDRESS)}}}"
    yield "urldate", f"{{{source.accessed.isoformat()}}}"


def _text(text: str) -> str:
    return f"{{{{{one_line(text).translate(_TABLE)}}}}}"


def _name(name: str) -> str:
    """In braces, or BibTeX would take a body's name apart at "and" and at commas."""
    family, given = (part.translate(_TABLE) for part in split_name(name))
    return f"{{{family}}}, {given}" if given else f"{{{family}}}"
