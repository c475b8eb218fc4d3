"""The editorial policy and the disclaimer as they are read and edited. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.articles.domain.disclaimer import MINIMUM
from apps.articles.domain.house_texts import PARTS, HouseTextKind
from apps.articles.formats.prose import Block, read_prose
from apps.articles.models import HouseText
from apps.guidelines.domain.word_difference import Run, word_difference
from core.errors import NotFound
from core.levels import LEVEL_NAMES, Level

KIND_NAMES: Final = {
    HouseTextKind.EDITORIAL_POLICY: _("Editorial policy"),
    HouseTextKind.DISCLAIMER: _("Disclaimer"),
}


@dataclass(frozen=True, slots=True)
class HousePart:
    """One text of a version: a policy as blocks, a disclaimer as it is printed on other pages.

    `minimum` is the platform's below it, which nobody can remove.
    """

    name: str
    text: str
    blocks: tuple[Block, ...]
    minimum: str
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return any(run.kind != "same" for run in self.runs)


@dataclass(frozen=True, slots=True)
class HouseVersion:
    number: int
    what_changed: str
    published_by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class HousePage:
    """`shown` is None before anything was published; `versions` are newest first."""

    kind: HouseTextKind
    name: str
    parts: tuple[HousePart, ...]
    shown: HouseVersion | None
    versions: tuple[HouseVersion, ...]

    @property
    def is_current(self) -> bool:
        return not self.versions or self.shown == self.versions[0]


def own_disclaimer() -> dict[str, str]:
    """The organisation's words by level, empty where it has none. One query."""
    texts: dict[str, str] = _texts(current(HouseTextKind.DISCLAIMER))
    return texts


def current(kind: HouseTextKind) -> HouseText | None:
    """One query."""
    return HouseText.objects.filter(kind=kind).order_by("-number").first()


def policy_number_at(moment: datetime) -> int | None:
    """Which version of the editorial policy was in force then. One query."""
    rows = HouseText.objects.filter(
        kind=HouseTextKind.EDITORIAL_POLICY, published_at__lte=moment
    ).order_by("-number")
    return rows.values_list("number", flat=True).first()


def house_page(kind: HouseTextKind, number: int | None = None) -> HousePage:
    """The current version, or a numbered one with what it changed. One query.

    Raises `NotFound` for a number that was never published.
    """
    rows = {row.number: row for row in HouseText.objects.filter(kind=kind).order_by("-number")}
    if number is not None and number not in rows:
        raise NotFound("There is no such version")
    shown = rows[number] if number is not None else next(iter(rows.values()), None)
    before = rows.get(shown.number - 1) if shown else None
    return HousePage(
        kind=kind,
        name=str(KIND_NAMES[kind]),
        parts=parts_of(kind, _texts(shown), _texts(before)),
        shown=_version(shown) if shown else None,
        versions=tuple(_version(row) for row in rows.values()),
    )


def parts_of(
    kind: HouseTextKind, texts: Mapping[str, str], before: Mapping[str, str]
) -> tuple[HousePart, ...]:
    """The texts as readers would see them, with what changed in their words."""
    is_policy = kind is HouseTextKind.EDITORIAL_POLICY
    return tuple(
        HousePart(
            name=part_name(part),
            text=texts.get(part, ""),
            blocks=read_prose(texts.get(part, "")) if is_policy else (),
            minimum="" if is_policy else MINIMUM[Level(part)],
            runs=word_difference(before.get(part, ""), texts.get(part, "")),
        )
        for part in PARTS[kind]
    )


def part_name(part: str) -> str:
    """What a form and a page call it: a disclaimer's part is named for its readers."""
    return str(_("Text")) if part == "policy" else LEVEL_NAMES[Level(part)][0]


def _texts(row: HouseText | None) -> dict[str, str]:
    return row.texts if row else {}


def _version(row: HouseText) -> HouseVersion:
    return HouseVersion(row.number, row.what_changed, row.published_by_name, row.published_at)
