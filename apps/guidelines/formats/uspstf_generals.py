"""Topics of the Prevention TaskForce API: dates, aliases, and texts that their rows share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.foreign_json import Fields
from apps.guidelines.formats.loose_dates import read_date
from apps.guidelines.formats.uspstf_rows import Specific
from apps.guidelines.formats.uspstf_topics import topic_slug

UNDATED: Final = "undated"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ALIAS: Final = 200
_POPULATION_HEADING: Final = "patient population under consideration"


@dataclass(frozen=True, slots=True)
class General:
    """A topic as one version of a guideline; empty where the file says nothing of it."""

    key: str
    label: str
    title: str = ""
    alias: str = ""
    topic_type: str = ""
    category: str = ""
    published_on: str = ""
    precision: str = ""
    rationale: str = ""
    scope: str = ""
    identifiers: list[dict[str, str]] = field(default_factory=list)
    tools: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)


class Generals:
    """The topics of a file by their id; a file may have none (then no date is known)."""

    def __init__(self, root: Fields) -> None:
        self._root = root
        self._rows = _by_id(root)
        self._made: dict[str, General] = {}
        self._unknown: set[str] = set()
        if not self._rows:
            message = "The file has no generalRecommendations, so no date of publication is known"
            root.reading.info("undated", root.place("generalRecommendations"), message)

    def find(self, specific: Specific) -> General:
        """The topic of a recommendation, by its title where its id leads nowhere."""
        general = specific.general
        slug = topic_slug(specific.topic)
        if general not in self._rows:
            if self._rows and general not in self._unknown:
                self._unknown.add(general)
                message = f"There is no general recommendation {general or '(no id)'}"
                where = specific.row.place("general")
                self._root.reading.warning("general_missing", where, message)
            identifiers = _identifiers("", general, slug)
            return General(_key(slug or general), UNDATED, identifiers=identifiers)
        if general not in self._made:
            self._made[general] = _read(self._root, self._rows[general], general, slug)
        return self._made[general]

    def report_gaps(self, rows: list[Fields]) -> None:
        """Warn of ids that are there twice, are named and absent, or whose topic has no row."""
        ids = [row.text("id") for row in rows]
        for index, row in enumerate(rows):
            if ids[index] and ids[index] in ids[:index]:
                message = f"The id {ids[index]} stands in this file twice"
                self._root.reading.warning("duplicate_id", row.place("id"), message)
        used = {row.text("general") for row in rows}
        for general, fields in self._rows.items():
            if general not in used:
                message = f"No recommendation of the file belongs to topic {general}"
                self._root.reading.warning("topic_without_rows", fields.where, message)
            for index, named in enumerate(fields.entries("specific")):
                if str(named) not in ids:
                    message = f"Recommendation {named} is named here and not in the file"
                    where = f"{fields.place('specific')}/{index}"
                    self._root.reading.warning("specific_missing", where, message)


def _by_id(root: Fields) -> dict[str, Fields]:
    given = root.values.get("generalRecommendations")
    if isinstance(given, list):
        return {row.text("id"): row for row in root.rows("generalRecommendations")}
    topics = root.mapping("generalRecommendations")
    found = {}
    for name in topics.values:
        if isinstance(topics.values[name], dict):
            found[name] = topics.mapping(name)
        else:
            topics.reading.error("not_an_object", topics.place(name), "A topic is no object")
    return found


def _read(root: Fields, row: Fields, general: str, slug: str) -> General:
    alias = row.text("uspstfAlias").lower()
    if not _SLUG.fullmatch(alias) or len(alias) > _LONGEST_ALIAS:
        alias = ""
    published_on, precision = _published(row)
    label = published_on[:4] if precision == "year" else published_on
    if precision == "month":
        label = published_on[:7]
    return General(
        key=_key(alias or slug or general),
        label=label or UNDATED,
        title=row.folded("title"),
        alias=alias,
        topic_type=row.text("topicType"),
        category=_category(root, row),
        published_on=published_on,
        precision=precision,
        rationale=row.text("rationale"),
        scope=_scope(row.text("clinical")),
        identifiers=_identifiers(alias, general, slug),
        tools=root.mapping("tools").values,
        source={"source": row.values},
    )


def _key(slug: str) -> str:
    return make_key(f"uspstf-{slug or UNDATED}")


def _identifiers(alias: str, general: str, slug: str) -> list[dict[str, str]]:
    pairs = {"uspstf-alias": alias, "uspstf-general-id": general, "uspstf-topic": slug}
    return [{"system": system, "value": value} for system, value in pairs.items() if value]


def _published(row: Fields) -> tuple[str, str]:
    for name in ("pubDate", "topicYear"):
        written = row.text(name)
        if found := read_date(written):
            return found
        if written:
            row.reading.warning("date_unclear", row.place(name), f"{written!r} is no date")
    return "", ""


def _category(root: Fields, row: Fields) -> str:
    names = root.mapping("categories")
    for category in row.entries("categories"):
        if isinstance(category, int | str) and str(category) in names.values:
            return names.mapping(str(category)).text("name")[:100]
    return ""


def _scope(clinical: str) -> str:
    """The lines under the heading on the population, up to the next heading (a line without a
    full stop at its end).
    """
    lines = iter(clinical.splitlines())
    for line in lines:
        if line.strip(" :").lower() == _POPULATION_HEADING:
            break
    found = []
    for line in lines:
        if not line.rstrip().endswith((".", ":", ";", ")", ",")):
            break
        found.append(line)
    return "\n".join(found)
