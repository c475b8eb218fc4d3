"""A citation in CSL-JSON, which citation processors read."""

from __future__ import annotations

import json
from typing import Any

from apps.guidelines.formats.citation import CitedSource, one_line, split_name


def write_csl(source: CitedSource) -> str:
    """A list of one item, as programs import it."""
    accessed = [source.accessed.year, source.accessed.month, source.accessed.day]
    item = {
        "id": source.key,
        "type": "report",
        "author": [_name(name) for name in source.named],
        "title": one_line(source.title),
        "publisher": one_line(source.body),
        "version": one_line(source.edition),
        "section": one_line(source.place),
        "issued": {"date-parts": [list(source.published)]} if source.published else None,
        "DOI": one_line(source.doi),
        "URL": one_line(source.address),
        "accessed": {"date-parts": [accessed]},
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=1) + "\n"


def _name(name: str) -> dict[str, Any]:
    family, given = split_name(name)
    return {"family": family, "given": given} if given else {"literal": family}
