"""The plan of an import, page by page: editions, rows, and what differs in them. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.urls import reverse

from apps.guidelines.domain.plan import NEWS, REVISION, Deed
from apps.guidelines.domain.word_difference import Run, word_difference
from apps.guidelines.field_names import FIELD_NAMES, concept_names, say_value
from apps.guidelines.models import Guideline, ImportRun
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.paging import PAGE_SIZE, Place

# Beyond this, or with less in common, scraps of a text are harder to read than both of them whole.
_LONGEST: Final = 3_000
_LEAST_IN_COMMON: Final = 0.4
_PROSE: Final = frozenset({
    "statement", "plain.student", "plain.patient", "population.text", "population.excluded",
    "setting", "rationale", "practical_info", "remarks", "quote", "section",
})  # fmt: skip

Plan = dict[str, Any]
Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class FieldView:
    """`runs` where the words were compared; else `before` and `after`, empty where absent."""

    name: str
    before: str
    after: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """What the source says of it. Without a day it is the one on which it is stored."""

    reason: str
    on: date | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review dates of an edition, as they will be."""

    last: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class RowView:
    """`follows` is the key of what it takes the place of. Without words (`is_described`) it was
    one too many; without a statement, that is among the fields.

    `change` is "withdrawn" for one that goes while its edition stays.
    """

    key: str
    change: str
    follows: str
    is_described: bool
    statement: str
    fields: tuple[FieldView, ...]
    withdrawal: WithdrawalView | None


@dataclass(frozen=True, slots=True)
class EditionView:
    """`withdrawal` is that of the whole edition."""

    label: str
    deed: str
    replaces: str
    is_revision: bool
    unchanged: int
    rows: tuple[RowView, ...]
    withdrawal: WithdrawalView | None
    review: ReviewView | None


@dataclass(frozen=True, slots=True)
class GuidelineView:
    """`url` is empty while the store does not have it; `is_kept`: nothing of it changes."""

    title: str
    url: str
    is_kept: bool
    editions: tuple[EditionView, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """`beside`: what else would be added or changed, by the package's lists.

    `withdrawn` counts the recommendations that go while their edition stays; `has_withdrawals` says
    whether anything goes, `has_moves` whether an edition stands otherwise with the same words.
    """

    sha256: str
    guidelines: tuple[GuidelineView, ...]
    counts: dict[str, int]
    beside: dict[str, int]
    withdrawn: int
    has_withdrawals: bool
    has_moves: bool
    change: str
    place: Place

    @property
    def changes_nothing(self) -> bool:
        news = any(self.counts[change] for change in NEWS)
        return not (self.beside or self.has_moves or news)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of an edition, or an edition without rows to show. `moves` are the edition's."""

    guideline: Plan
    edition: Plan
    row: list[str] | None
    moves: list[Plan]

    def withdrawal(self, key: str) -> WithdrawalView | None:
        """Of the row of that key, or of the edition if it is empty."""
        for move in self.moves:
            if move.get("withdrawn") == key:
                return WithdrawalView(move["reason"], _day(move["on"]))
        return None

    def review(self) -> ReviewView | None:
        for move in self.moves:
            if "withdrawn" not in move:
                return ReviewView(_day(move["last_reviewed_on"]), _day(move["review_due_on"]))
        return None


def import_plan(run: ImportRun, *, change: str, page: int) -> PlanView | None:
    """None before there is a plan. Rows of one change, or of all. Two queries."""
    plan = run.plan
    if plan is None:
        return None
    lines = [line for line in _lines(plan) if _is_chosen(line, change)]
    place = Place(page, len(lines))
    shown = lines[place.start : place.start + PAGE_SIZE]
    moves = [move for guideline in plan["plans"] for move in guideline["moves"]]
    gone = [move["withdrawn"] for move in moves if "withdrawn" in move]
    return PlanView(
        sha256=run.plan_sha256,
        guidelines=tuple(_guidelines(plan, shown)),
        counts=plan["counts"],
        beside={name: count for name, count in plan["beside"].items() if count},
        withdrawn=sum(key != "" for key in gone),
        has_withdrawals=bool(gone),
        has_moves=bool(moves),
        change=change,
        place=place,
    )


def _lines(plan: Plan) -> Iterator[_Line]:
    """Guidelines that change before those that stay as they are."""
    for guideline in sorted(plan["plans"], key=_is_kept):
        for edition in guideline["versions"]:
            moves = [move for move in guideline["moves"] if move["label"] == edition["label"]]
            rows = [*edition["rows"], *_withdrawn_rows(moves)]
            for row in rows or [None]:
                yield _Line(guideline, edition, row, moves)


def _withdrawn_rows(moves: list[Plan]) -> list[list[str]]:
    """As the rows of an edition are, which have a content hash in the last place."""
    return [
        [move["withdrawn"], VersionStatus.WITHDRAWN, "", ""]
        for move in moves
        if move.get("withdrawn")
    ]


def _is_kept(guideline: Plan) -> bool:
    editions = guideline["versions"]
    return not guideline["moves"] and all(edition["deed"] == Deed.KEEP for edition in editions)


def _is_chosen(line: _Line, change: str) -> bool:
    if line.row is not None:
        return change in ("", line.row[1])
    return not change or (change == VersionStatus.WITHDRAWN and line.withdrawal("") is not None)


def _guidelines(plan: Plan, lines: list[_Line]) -> Iterator[GuidelineView]:
    """Editions that go over a page stand on both, each with its rows."""
    keys = {line.guideline["key"] for line in lines}
    ids = dict(Guideline.objects.filter(key__in=keys).values_list("key", "public_id"))
    concepts = concept_names()
    for key, of_guideline in groupby(lines, lambda line: line.guideline["key"]):
        mine = list(of_guideline)
        yield GuidelineView(
            title=mine[0].guideline["title"],
            url=reverse("guideline", args=[ids[key]]) if key in ids else "",
            is_kept=_is_kept(mine[0].guideline),
            editions=tuple(
                _edition(list(group), plan["rows"].get(key, {}).get(label, {}), concepts)
                for label, group in groupby(mine, lambda line: line.edition["label"])
            ),
        )


def _edition(lines: list[_Line], described: Plan, concepts: Names) -> EditionView:
    edition = lines[0].edition
    label, replaces = edition["label"], edition["replaces"]
    is_revision = edition["deed"] == Deed.REPLACE and _plain(label) == _plain(replaces)
    return EditionView(
        label=label,
        deed=edition["deed"],
        replaces=replaces,
        is_revision=is_revision,
        unchanged=edition["unchanged"],
        rows=tuple(
            _row(line.row, described.get(line.row[0], {}), concepts, line.withdrawal(line.row[0]))
            for line in lines
            if line.row
        ),
        withdrawal=lines[0].withdrawal(""),
        review=lines[0].review(),
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _plain(label: str) -> str:
    return label.partition(REVISION)[0]


def _row(
    row: list[str], described: Plan, concepts: Names, withdrawal: WithdrawalView | None
) -> RowView:
    key, change, follows, _ = row
    order = list(FIELD_NAMES)
    differences = sorted(described.get("differences", []), key=lambda item: order.index(item[0]))
    says_otherwise = any(name == "statement" for name, _, _ in differences)
    return RowView(
        key=key,
        change=change,
        follows=follows,
        is_described=bool(described),
        statement="" if says_otherwise else described.get("statement", ""),
        fields=tuple(_field(*difference, concepts=concepts) for difference in differences),
        withdrawal=withdrawal,
    )


def _field(name: str, before: Any, after: Any, *, concepts: Names) -> FieldView:
    old, new = _say(name, before, concepts), _say(name, after, concepts)
    return FieldView(
        name=str(FIELD_NAMES[name]),
        before=old,
        after=new,
        runs=_runs(old, new) if name in _PROSE else (),
    )


def _say(name: str, value: Any, concepts: Names) -> str:
    """Records in full: a dose that changed is in one of them."""
    if isinstance(value, dict):
        return _say_record(value)
    if isinstance(value, list) and isinstance(value[0], dict):
        return "; ".join(map(_say_record, value))
    return say_value(name, value, concepts)


def _say_record(record: Plan) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in record.items())


def _runs(old: str, new: str) -> tuple[Run, ...]:
    longest = max(len(old), len(new))
    if longest > _LONGEST:
        return ()
    runs = word_difference(old, new)
    same = sum(len(run.text) for run in runs if run.kind == "same")
    return runs if same >= _LEAST_IN_COMMON * longest else ()
