"""Keys for rows whose source gives none that last: by what a row is about, never by order."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.guidelines.formats.building import make_key


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row: `group` is its guideline's version, `about` what it is about.

    Where two rows are about the same, `mark` (such as the grade) tells them apart, then the
    `wording`, then all of the `content`. Rows with the same content are the same row twice.
    """

    group: str
    about: str
    mark: str
    wording: str
    content: str


def name_rows(candidates: Sequence[Candidate]) -> list[str | None]:
    """A key for each, unique in its group; None for a row that is there already."""
    clusters: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    first = set()
    for candidate in dict.fromkeys(candidates):
        clusters[candidate.group, make_key(candidate.about)].append(candidate)
    taken: set[tuple[str, str]] = set()
    keys: list[str | None] = []
    for candidate in candidates:
        if candidate in first:
            keys.append(None)
            continue
        first.add(candidate)
        base = make_key(candidate.about)
        key = _key_in(clusters[candidate.group, base], candidate, base)
        if (candidate.group, key) in taken:
            key = make_key(f"{key} {_digest(candidate.about + candidate.content)}")
        taken.add((candidate.group, key))
        keys.append(key)
    return keys


def _key_in(cluster: list[Candidate], candidate: Candidate, base: str) -> str:
    if len(cluster) == 1:
        return base
    marks = Counter(other.mark for other in cluster)
    if candidate.mark and marks[candidate.mark] == 1:
        return make_key(f"{base} {candidate.mark}")
    alike = [other for other in cluster if other.wording == candidate.wording]
    said = candidate.wording if len(alike) == 1 else candidate.content
    return make_key(f"{base} {candidate.mark} {_digest(candidate.about + said)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
