"""Works in the cells of a table: what a row cites, and the work that a version is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.domain.references import WorkKind
from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.table_cells import Cells

WORK_KINDS: Final = {kind.replace("_", " "): kind.value for kind in WorkKind}
_ROLES: Final = {
    role.replace("_", " "): role
    for role in ("source_document", "supports", "contradicts", "background")
}
_INTEGRITIES: Final = {
    word: word for word in ("current", "superseded", "corrected", "retracted", "concern")
}
_DOI: Final = re.compile(r"10\.[0-9]{4,9}/\S+")


@dataclass(slots=True)
class WorkShelf:
    """The works of a workbook's sheet and of its cells."""

    builder: PackageBuilder
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read_sheet(self, rows: list[Cells]) -> None:
        for row in rows:
            facts = {
                **_facts(row, ""),
                "volume": row.text("volume", 40),
                "pages": row.text("pages", 40),
                "integrity": row.choice("integrity", _INTEGRITIES),
                "integrity_note": row.text("integrity_note"),
                "integrity_since": row.day("integrity_since"),
            }
            key = _key(row, "", facts)
            if not facts["title"] or not key:
                row.error("missing_title", "title", "Every work needs a title, and a key.")
            elif key in self._known:
                row.error("duplicate_key", "key", f"The key {key!r} is there twice.")
            else:
                self._add(key, facts)

    def key_of(self, row: Cells, prefix: str) -> str:
        """The key of the work that the columns `prefix`… describe, or "" where they are empty."""
        facts = _facts(row, prefix)
        key = _key(row, prefix, facts)
        if not key:
            return ""
        if key not in self._known:
            facts["title"] = facts["title"] or _stand_in(key, facts)
            self._add(key, facts)
        elif facts["title"] and facts["title"] != self._known[key]["title"]:
            row.warning(
                "work_differs",
                f"{prefix}title",
                f"The work {key!r} has another title elsewhere: that one is kept.",
            )
        return key

    def add_guideline(self, key: str, facts: dict[str, Any]) -> str:
        """The work that a version of a guideline is, where no row describes it."""
        if key not in self._known:
            self._add(key, {"kind": WorkKind.GUIDELINE.value, **facts})
        return key

    def _add(self, key: str, facts: dict[str, Any]) -> None:
        year = facts.pop("year")
        kept = {name: value for name, value in facts.items() if value}
        kind, title = kept.pop("kind", WorkKind.TRIAL.value), kept.pop("title")
        self._known[key] = {"title": title}
        self.builder.work(key, kind=kind, title=title, year=year, **kept)


def read_citations(row: Cells, further: list[Cells], shelf: WorkShelf) -> list[dict[str, Any]]:
    """`further` are the row's own in the sheet of citations."""
    found = [_citation(cells, "", shelf.key_of(cells, "work_")) for cells in further]
    numbers = {
        int(name.split("_")[1])
        for name, text in row.row.cells.items()
        if name.startswith("cite_") and text
    }
    for number in sorted(numbers):
        prefix = f"cite_{number}_"
        key = shelf.key_of(row, prefix)
        if not key:
            row.error(
                "missing_work", f"{prefix}pmid", "A citation needs a PMID, a DOI, a key or a title."
            )
        found.append(_citation(row, prefix, key))
    return found


def _citation(row: Cells, prefix: str, work: str) -> dict[str, Any]:
    citation = {
        "work": work,
        "role": row.choice(f"{prefix}role", _ROLES) or "supports",
        "locator": row.text(f"{prefix}locator", 200),
        "quote": row.text(f"{prefix}quote"),
    }
    return {name: value for name, value in citation.items() if value}


def _facts(row: Cells, prefix: str) -> dict[str, Any]:
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", row.text(f"{prefix}doi").lower())
    if doi and not _DOI.fullmatch(doi):
        row.error("not_a_doi", f"{prefix}doi", f"{doi!r} is not a DOI as in 10.1000/182.")
    pmid = re.sub(r"(?i)^pmid:?\s*", "", row.text(f"{prefix}pmid"))
    if pmid and not re.fullmatch(r"[0-9]{1,9}", pmid):
        row.error("not_a_pmid", f"{prefix}pmid", f"{pmid!r} is not a PMID, which is a number.")
    return {
        "kind": row.choice(f"{prefix}kind", WORK_KINDS),
        "authors": row.items(f"{prefix}authors"),
        "title": row.text(f"{prefix}title"),
        "venue": row.text(f"{prefix}venue", 300),
        "year": row.whole(f"{prefix}year", low=1000, high=2200),
        "doi": doi,
        "pmid": pmid,
        "url": row.text(f"{prefix}url", 500),
    }


def _key(row: Cells, prefix: str, facts: dict[str, Any]) -> str:
    given = row.text(f"{prefix}key")
    if given:
        return make_key(given)
    if facts["pmid"]:
        return make_key(f"pmid-{facts['pmid']}")
    if facts["doi"]:
        return make_key(f"doi-{facts['doi']}")
    title = facts["title"]
    return make_key(f"{title} {facts['year'] or ''}") if title else ""


def _stand_in(key: str, facts: dict[str, Any]) -> str:
    """A work has a title; one that is only named by its number shows that."""
    if facts["pmid"]:
        return f"PMID {facts['pmid']}"
    return f"DOI {facts['doi']}" if facts["doi"] else key
