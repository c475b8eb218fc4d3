"""Concepts in the cells of a table: names separated by `;`, `name [key]` for a key of its own."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.domain.values import ConceptKind
from apps.guidelines.formats.building import KEY_LENGTH, PackageBuilder, make_key
from apps.guidelines.formats.table_cells import Cells

CONCEPT_KINDS: Final = {kind.replace("_", " "): kind.value for kind in ConceptKind}
_KEYED: Final = re.compile(r"(.+) \[([a-z0-9]+(?:-[a-z0-9]+)*)\]")
# A name of these signs only is told apart from others by its letters and numbers.
_PLAIN: Final = re.compile(r"[A-Za-z0-9\s\-,.()'/&]+")
NAME_LENGTH: Final = 200
# What a concept is when nothing says so, by the column it stands in.
_USUAL: Final = {"conditions": ConceptKind.CONDITION}


def concept_key(name: str) -> str:
    """The key of a concept that has only a name; signs that a key cannot hold make it differ:
    "BMI >30" and "BMI <30" are two.
    """
    folded = " ".join(name.casefold().split())
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign)
    )
    if _PLAIN.fullmatch(bare):
        return make_key(folded)
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8]
    return f"{make_key(folded, limit=KEY_LENGTH - 9)}-{digest}"


def written_concept(key: str, name: str) -> str:
    """As a cell has it: the bare name where that gives the key back."""
    bare = " ".join(name.replace(";", ",").split())
    if concept_key(bare) == key and not _KEYED.fullmatch(bare):
        return bare
    return f"{bare} [{key}]"


@dataclass(slots=True)
class ConceptBook:
    """The concepts of a workbook's sheet and of its cells, by key and by any word for them."""

    builder: PackageBuilder
    _listed: dict[str, str] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def read_sheet(self, rows: list[Cells]) -> None:
        for row in rows:
            name = row.text("name", NAME_LENGTH)
            if not name:
                row.error("missing_name", "name", "Every concept needs a name.")
                continue
            key = make_key(row.text("key")) if row.text("key") else concept_key(name)
            if key in self._made:
                row.error("duplicate_key", "key", f"The key {key!r} is there twice.")
            facts: dict[str, Any] = {
                "terms": row.items("terms", "\n"),
                "broader": row.items("broader"),
            }
            kind = row.choice("kind", CONCEPT_KINDS) or ConceptKind.PROCEDURE.value
            self._add(key, name, kind, {fact: some for fact, some in facts.items() if some})

    def keys_of(self, row: Cells, column: str, kinds: dict[str, str]) -> list[str]:
        """The keys of the concepts that a cell names, made where they are new."""
        keys = []
        for item in row.items(column):
            keyed = _KEYED.fullmatch(item)
            name = keyed[1] if keyed else item
            if len(name) > NAME_LENGTH:
                row.error("too_long", column, f"The name {name[:40]!r}… is too long: at most 200.")
                continue
            known = self._listed.get(item.casefold()) or self._listed.get(name.casefold())
            key = keyed[2] if keyed else known or concept_key(name)
            if key not in self._made:
                self._add(key, name, self._kind(row, column, name, kinds), {})
            if key not in keys:
                keys.append(key)
        return keys

    def _add(self, key: str, name: str, kind: str, facts: dict[str, Any]) -> None:
        self.builder.concept(name, kind, key=key, **facts)
        self._made.add(key)
        for word in (key, name, *facts.get("terms", [])):
            self._listed.setdefault(word.casefold(), key)

    def _kind(self, row: Cells, column: str, name: str, kinds: dict[str, str]) -> str:
        if name.casefold() in kinds:
            return kinds[name.casefold()]
        if column in _USUAL:
            return _USUAL[column].value
        if column == "interventions" and row.text("dose"):
            return ConceptKind.DRUG.value
        row.reading.info(
            "kind_not_given",
            row.where(column),
            f"The table does not say what {name!r} is, so it is kept as a procedure. "
            "The column concept_kinds says it: “name: drug; other name: test”.",
        )
        return ConceptKind.PROCEDURE.value


def read_kinds(row: Cells) -> dict[str, str]:
    """`concept_kinds`: "alendronate: drug; brace: device", by the name in lower case."""
    kinds = {}
    for item in row.items("concept_kinds"):
        name, colon, kind = item.rpartition(":")
        found = CONCEPT_KINDS.get(" ".join(kind.casefold().replace("_", " ").split()))
        if not colon or found is None:
            row.error(
                "unknown_value",
                "concept_kinds",
                f"{item!r} is not NAME: KIND with a kind out of {', '.join(ConceptKind)}.",
            )
            continue
        kinds[name.strip().casefold()] = found
    return kinds
