"""Pages of a long list: a number, and what there is in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE: Final = 25

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Place:
    """Which page this is, from 1, and how many rows all pages have together."""

    page: int
    total: int

    @property
    def start(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    @property
    def has_more(self) -> bool:
        return self.start + PAGE_SIZE < self.total


def take_page(rows: QuerySet[M], page: int) -> tuple[list[M], Place]:
    """The rows of one page and its place. Two queries."""
    place = Place(page, rows.count())
    return list(rows[place.start : place.start + PAGE_SIZE]), place
