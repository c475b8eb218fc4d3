"""Guidelines of a package that the store knows under another key. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from apps.guidelines.domain.identity import Identifier, naming_identifiers
from apps.guidelines.domain.package import PackagedGuideline
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.models import Guideline


def under_stored_keys(
    chunk: list[PackagedGuideline], taken: Collection[str], issues: list[Issue]
) -> list[tuple[PackagedGuideline, str]]:
    """Each guideline, under the stored key where an identifier says that it is there; beside it the
    key that it came with. What might be one of several becomes an issue and is left out.

    `taken` are keys of the package so far, which no other of its guidelines can mean. One query,
    two if a key is unknown.
    """
    keys = [guideline.key for guideline in chunk]
    known = set(Guideline.objects.filter(key__in=keys).values_list("key", flat=True))
    owners = _owners(chunk, known)
    found = []
    for guideline in chunk:
        names = naming_identifiers(guideline.facts) if guideline.key not in known else set()
        stored = {key for name in names for key in owners[name]}.difference(taken, keys)
        if len(stored) > 1:
            issues.append(_ambiguous(guideline.key, stored))
            continue
        issues += [_renamed(guideline.key, key) for key in stored]
        found.append((replace(guideline, key=next(iter(stored), guideline.key)), guideline.key))
    return found


def _owners(chunk: Iterable[PackagedGuideline], known: set[str]) -> dict[Identifier, set[str]]:
    """Keys of stored guidelines, by an identifier that one of unknown key has, too."""
    wanted = {
        name
        for guideline in chunk
        if guideline.key not in known
        for name in naming_identifiers(guideline.facts)
    }
    found: dict[Identifier, set[str]] = defaultdict(set)
    if not wanted:
        return found
    rows = Guideline.objects.exclude(identifiers=[]).values_list("key", "identifiers")
    for key, identifiers in rows.iterator():
        for row in identifiers:
            name = (row["system"], row["value"])
            if name in wanted:
                found[name].add(key)
    return found


def _renamed(key: str, stored: str) -> Issue:
    return Issue(
        Severity.WARNING,
        "same_identifier",
        key,
        f"{key} has an identifier of {stored}, so it is taken for a newer edition of that; the key "
        "stays",
    )


def _ambiguous(key: str, stored: set[str]) -> Issue:
    return Issue(
        Severity.ERROR,
        "identifiers_disagree",
        key,
        f"{key} has identifiers of several guidelines of this store: {', '.join(sorted(stored))}",
    )
