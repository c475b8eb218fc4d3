"""What became of each part between two versions of an article: words, sources, place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from apps.guidelines.domain.word_difference import Run, word_difference


class Fate(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Cited:
    """A record behind a part: `recommendation` outlives editions, `record` is one edition's.

    `grade` is in words: direction, strength and certainty.
    """

    recommendation: str
    record: str
    name: str
    grade: str


@dataclass(frozen=True, slots=True)
class PartWords:
    """A part as it is read: `words` by level, `section` the key of where it stands.

    `name` says what it is: "Statement", "Step 2".
    """

    key: str
    name: str
    section: str
    words: Mapping[str, str]
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedChange:
    """A source before and after; one of them is None where it came or went."""

    fate: Fate
    before: Cited | None
    after: Cited | None

    @property
    def grade_changed(self) -> bool:
        return bool(self.before and self.after and self.before.grade != self.after.grade)


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part. `runs` are its words at the level that was asked for; `other_levels` those at which
    it changed besides.
    """

    key: str
    name: str
    fate: Fate
    is_moved: bool
    runs: tuple[Run, ...]
    other_levels: tuple[str, ...]
    cited: tuple[CitedChange, ...]


def compare(
    before: Sequence[PartWords], after: Sequence[PartWords], *, level: str
) -> tuple[PartChange, ...]:
    """Every part of both, in the order of the newer one; what went stands where it stood."""
    olds = {part.key: part for part in before}
    news = {part.key: part for part in after}
    stayed = _in_place(before, after)
    found = []
    for key in _reading_order([part.key for part in before], [part.key for part in after]):
        old, new = olds.get(key), news.get(key)
        is_moved = bool(old and new) and key not in stayed
        found.append(_change(old, new, level=level, is_moved=is_moved))
    return tuple(found)


def _in_place(before: Sequence[PartWords], after: Sequence[PartWords]) -> set[str]:
    """Keys that kept their section and their order among the others."""
    olds = [(part.section, part.key) for part in before]
    news = [(part.section, part.key) for part in after]
    blocks = SequenceMatcher(None, olds, news, autojunk=False).get_matching_blocks()
    return {key for start, _, size in blocks for _, key in olds[start : start + size]}


def _reading_order(before: list[str], after: list[str]) -> Iterator[str]:
    """The keys of `after`, and those that went behind whatever they stood behind."""
    kept = set(after)
    gone: dict[str, list[str]] = {}
    last = ""
    for key in before:
        if key in kept:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    yield from gone.get("", ())
    for key in after:
        yield key
        yield from gone.get(key, ())


def _change(
    old: PartWords | None, new: PartWords | None, *, level: str, is_moved: bool
) -> PartChange:
    part = new or old
    assert part is not None  # noqa: S101 - a key comes from one of the two
    was, now = old.words if old else {}, new.words if new else {}
    cited = tuple(_cited(old.cited if old else (), new.cited if new else ()))
    differs = tuple(name for name in part.words if was.get(name, "") != now.get(name, ""))
    return PartChange(
        key=part.key,
        name=part.name,
        fate=_fate(old, new, bool(differs) or any(row.fate is not Fate.SAME for row in cited)),
        is_moved=is_moved,
        runs=word_difference(was.get(level, ""), now.get(level, "")),
        other_levels=tuple(name for name in differs if name != level) if old and new else (),
        cited=cited,
    )


def _fate(old: PartWords | None, new: PartWords | None, differs: bool) -> Fate:
    if old is None:
        return Fate.ADDED
    if new is None:
        return Fate.REMOVED
    return Fate.CHANGED if differs else Fate.SAME


def _cited(before: Sequence[Cited], after: Sequence[Cited]) -> Iterator[CitedChange]:
    """The newer ones in their order, each beside the older edition of itself; then what went."""
    olds = {row.recommendation: row for row in before}
    for new in after:
        old = olds.pop(new.recommendation, None)
        if old is None:
            yield CitedChange(Fate.ADDED, None, new)
        else:
            is_same = (old.record, old.grade) == (new.record, new.grade)
            yield CitedChange(Fate.SAME if is_same else Fate.CHANGED, old, new)
    for old in olds.values():
        yield CitedChange(Fate.REMOVED, old, None)
