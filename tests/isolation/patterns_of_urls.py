"""Every pattern of the URL tables, and its address for given keywords."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django.urls import URLPattern, URLResolver, reverse

TENANT_URLS: Final = "config.urls"
PLATFORM_URLS: Final = "config.urls_platform"
KNOWN_CONVERTERS: Final = frozenset({"SlugConverter", "UUIDConverter"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One leaf of a URL table: its name, where it stands, and what it takes."""

    name: str
    route: str
    keywords: frozenset[str]
    converters: frozenset[str]
    has_unnamed_groups: bool


def patterns(urlconf: str) -> list[Pattern]:
    """Every leaf of the table, those of included packages too."""
    return list(_leaves(import_module(urlconf).urlpatterns, (), ""))


def _leaves(
    entries: list[URLPattern | URLResolver], above: tuple[Any, ...], prefix: str
) -> Iterator[Pattern]:
    for entry in entries:
        parts = (*above, entry.pattern)
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _leaves(entry.url_patterns, parts, space)
        else:
            yield _leaf(entry, parts, prefix)


def _leaf(entry: URLPattern, parts: tuple[Any, ...], prefix: str) -> Pattern:
    regexes = [part.regex for part in parts]
    return Pattern(
        name=f"{prefix}{entry.name}" if entry.name else "",
        route="".join(str(part) for part in parts),
        keywords=frozenset(word for regex in regexes for word in regex.groupindex),
        converters=frozenset(
            type(converter).__name__ for part in parts for converter in part.converters.values()
        ),
        has_unnamed_groups=any(regex.groups > len(regex.groupindex) for regex in regexes),
    )


def url_of(pattern: Pattern, urlconf: str, keywords: dict[str, str]) -> str:
    """The address with these arguments; ids go through the converters of the table."""
    arguments: dict[str, Any] = {
        word: uuid.UUID(value) if word.endswith("_id") else value
        for word, value in keywords.items()
    }
    return reverse(pattern.name, urlconf=urlconf, kwargs=arguments)
