"""Putting a guideline package together from a foreign source, without naming a thing twice."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

KEY_LENGTH: Final = 80


def make_key(text: str, *, limit: int = KEY_LENGTH) -> str:
    """Lower-case ASCII words joined by hyphens; a longer one is cut and made unique by a hash."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))
    if words and len(words) <= limit:
        return words
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{words[: limit - 9].rstrip('-')}-{digest}".lstrip("-")


@dataclass(slots=True)
class PackageBuilder:
    """Collects the parts of a package; entries with a key that is there already are kept once."""

    is_demonstration: bool = False
    _concepts: dict[str, dict[str, Any]] = field(default_factory=dict)
    _bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    _works: dict[str, dict[str, Any]] = field(default_factory=dict)
    _guidelines: dict[str, dict[str, Any]] = field(default_factory=dict)
    _links: list[dict[str, Any]] = field(default_factory=list)

    def concept(self, name: str, kind: str, *, key: str = "", **facts: Any) -> str:
        """Its key. `facts`: terms, broader, codes."""
        key = key or make_key(name)
        self._concepts.setdefault(key, {"key": key, "kind": kind, "name": name, **facts})
        return key

    def body(self, key: str, *, name: str, short_name: str, **facts: Any) -> str:
        self._bodies.setdefault(key, {"key": key, "name": name, "short_name": short_name, **facts})
        return key

    def work(self, key: str, *, kind: str, title: str, **facts: Any) -> str:
        """`facts`: authors, venue, volume, pages, year, doi, pmid, url, integrity."""
        self._works.setdefault(key, {"key": key, "kind": kind, "title": title, **facts})
        return key

    def guideline(self, key: str, facts: dict[str, Any], version: dict[str, Any]) -> dict[str, Any]:
        """The guideline's version of that label, made at the first call; append to its
        `recommendations`.
        """
        entry = self._guidelines.setdefault(key, {"key": key, **facts, "versions": []})
        versions: list[dict[str, Any]] = entry["versions"]
        for known in versions:
            if known["label"] == version["label"]:
                return known
        made: dict[str, Any] = {"recommendations": [], **version}
        versions.append(made)
        return made

    def link(self, start: str, end: str, kind: str, note: str = "") -> None:
        """Between two recommendations, named GUIDELINE/RECOMMENDATION."""
        self._links.append({"from": start, "to": end, "kind": kind, "note": note})

    def package(self) -> dict[str, Any]:
        return {
            "format": "consilium-guideline-package/1",
            "demonstration": self.is_demonstration,
            "concepts": list(self._concepts.values()),
            "bodies": list(self._bodies.values()),
            "works": list(self._works.values()),
            "guidelines": list(self._guidelines.values()),
            "drug_statuses": [],
            "conflicts": [],
            "links": self._links,
        }
