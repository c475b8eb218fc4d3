"""The guideline and the version that a row belongs to: from its own columns, or from a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.domain.values import PublishedStatus, Redistribution
from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.reading import Reading
from apps.guidelines.formats.table_cells import Cells
from apps.guidelines.formats.table_columns import GUIDELINE, VERSION, WORK
from apps.guidelines.formats.table_works import WorkShelf

_STATUSES: Final = {status.value: status.value for status in PublishedStatus}
_REDISTRIBUTIONS: Final = {
    word.replace("_", " "): word
    for word in (*(item.value for item in Redistribution), "tenant_private")
}
_UNNAMED_BODY: Final = ("body-not-named", "Body not named", "Not named")


@dataclass(slots=True)
class GuidelineBook:
    """The guidelines of one import. `title` stands for a missing guideline_title.

    What a row leaves empty, the sheet's row or the first row of the same guideline gives.
    """

    builder: PackageBuilder
    shelf: WorkShelf
    reading: Reading
    title: str
    _given: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    _made: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _listed: list[tuple[str, str, Cells]] = field(default_factory=list)

    def read_sheet(self, rows: list[Cells]) -> None:
        for row in rows:
            key = self._key(row)
            if key:
                self._listed.append((key, row.text("version"), row))

    def version_of(self, row: Cells) -> tuple[str, dict[str, Any]] | None:
        """(guideline key, version) to append to. None, with an issue, where it has no title."""
        listed = self._find_listed(row)
        merged = row
        if listed is not None:
            own = {name: text for name, text in row.row.cells.items() if text and name in _FACTS}
            merged = row.changed(**{**listed.row.cells, **own})
        key = self._key(merged)
        if not key:
            return None
        label = merged.text("version", 60) or merged.text("published_on") or "undated"
        self._check_same(key, label, merged)
        if (key, label) not in self._made:
            self._made[key, label] = self._make(key, label, merged)
        return key, self._made[key, label]

    def made(self) -> dict[tuple[str, str], dict[str, Any]]:
        return self._made

    def _find_listed(self, row: Cells) -> Cells | None:
        """The sheet's row for this one: by key and version, by key, or the only one there is."""
        key, version = row.text("guideline_key"), row.text("version")
        fitting = [
            cells
            for known, label, cells in self._listed
            if (not key or make_key(key) == known) and (not version or version == label)
        ]
        if len(fitting) > 1:
            row.error(
                "which_guideline",
                "guideline_key",
                "The sheet “guideline” has several that fit: name guideline_key and version.",
            )
        return fitting[0] if fitting else None

    def _key(self, row: Cells) -> str:
        given = row.text("guideline_key") or row.text("guideline_title") or self.title
        if not given:
            row.error(
                "missing_guideline_title",
                "guideline_title",
                "Neither the row nor the import says which guideline this is: fill the column "
                "guideline_title, or give a title with the file.",
            )
        return make_key(given) if given else ""

    def _check_same(self, key: str, label: str, row: Cells) -> None:
        """A fact of a guideline or a version is the same wherever it is given."""
        for columns, name in ((GUIDELINE, key), (VERSION, f"{key}/{label}")):
            given = self._given.setdefault(name, {})
            for column in columns:
                text = row.row.cells.get(column, "")
                first, where = given.setdefault(column, (text, row.row.place))
                if text and first and text != first:
                    row.error(
                        "guideline_differs",
                        column,
                        f"{text!r} here, but {first!r} in {where}: a guideline has one.",
                    )

    def _make(self, key: str, label: str, row: Cells) -> dict[str, Any]:
        title = row.text("guideline_title") or self.title or key
        published, precision = row.dated("published_on")
        work = self.shelf.key_of(row, "work_") or self.shelf.add_guideline(
            make_key(f"{key}-{label}"),
            {
                "title": title,
                "year": int(published[:4]) if published else None,
                "url": row.text("url", 500),
            },
        )
        version = {
            "label": label,
            "status": row.choice("version_status", _STATUSES) or PublishedStatus.ACTIVE.value,
            "published_on": published or None,
            "published_precision": precision,
            "evidence_searched_to": row.text("evidence_searched_to", 10),
            "review_due_on": row.day("version_review_due_on"),
            "last_reviewed_on": row.day("last_reviewed_on"),
            "effective_from": row.day("effective_from"),
            "effective_until": row.day("effective_until"),
            "supersedes": row.text("supersedes", 60),
            "withdrawn_on": row.day("withdrawn_on"),
            "withdrawn_reason": row.text("withdrawn_reason"),
            "work": work,
        }
        needed = ("label", "status", "published_on", "published_precision", "work")
        kept = {name: value for name, value in version.items() if value or name in needed}
        self._check_withdrawn(row, version)
        return self.builder.guideline(key, self._facts(title, row), kept)

    def _check_withdrawn(self, row: Cells, version: dict[str, Any]) -> None:
        if version["status"] == PublishedStatus.WITHDRAWN:
            for column in ("withdrawn_on", "withdrawn_reason"):
                if not version[column]:
                    row.error("missing_withdrawal", column, "A withdrawn version needs it.")

    def _facts(self, title: str, row: Cells) -> dict[str, Any]:
        redistribution = row.choice("redistribution", _REDISTRIBUTIONS)
        if not redistribution:
            redistribution = "tenant_private"
            row.warning(
                "licence_not_given",
                "redistribution",
                "The table does not say what may be shown of this guideline to others, so it is "
                "kept for your organisation alone (tenant_private).",
            )
        facts: dict[str, Any] = {
            "title": title,
            "body": self._body(row),
            "topic": row.text("topic", 100) or title[:100],
            "jurisdiction": row.items("jurisdiction"),
            "language": row.text("language", 10) or "en",
            "licence": row.text("licence"),
            "redistribution": redistribution,
            "rights_holder": row.text("rights_holder", 300),
            "scope": row.text("scope"),
            "url": row.text("url", 500),
            "living": row.flag("living"),
            "review_interval_months": row.whole("review_interval_months", low=1, high=600),
        }
        return {name: value for name, value in facts.items() if value}

    def _body(self, row: Cells) -> str:
        name = row.text("body", 200)
        key, short = row.text("body_key"), row.text("body_short", 60)
        if not (name or key or short):
            row.warning(
                "body_not_given", "body", "The table does not say who issued this guideline."
            )
            unnamed, full, brief = _UNNAMED_BODY
            return self.builder.body(unnamed, name=full, short_name=brief)
        country = row.text("body_country", 40)
        return self.builder.body(
            make_key(key or short or name),
            name=name or short or key,
            short_name=short or (name or key)[:60],
            **({"country": country} if country else {}),
        )


_FACTS: Final = frozenset((*GUIDELINE, *VERSION, *WORK))
