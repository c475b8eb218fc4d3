"""What a package says beside its recommendations, compared with the store. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from apps.guidelines.domain.package import PackageHead
from apps.guidelines.domain.references import is_graver
from apps.guidelines.models import Concept, ConflictSide, DrugStatus, IssuingBody, Link, Work

_FATE: Final = ("integrity", "integrity_note", "integrity_since")
_STATUS: Final = ("drug", "jurisdiction", "status", "since", "since_precision", "note")
_ENDS: Final = ("start__guideline__key", "start__key", "end__guideline__key", "end__key")


def with_words(known: Concept | None, facts: dict[str, Any]) -> dict[str, Any]:
    """Words for a concept add up: a package must not take away what another one called it."""
    if known is None:
        return facts
    codes = [*known.codes, *(code for code in facts["codes"] if code not in known.codes)]
    return {
        **facts,
        "terms": list(dict.fromkeys([*known.terms, *facts["terms"]])),
        "broader": list(dict.fromkeys([*known.broader, *facts["broader"]])),
        "codes": codes,
    }


def with_fate(known: Work | None, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a package with what the store knows of the work's fate, if that is worse."""
    if known is None or is_graver(facts["integrity"], known.integrity):
        return facts
    if facts["integrity"] == known.integrity and facts["integrity_note"]:
        return facts
    return facts | {name: getattr(known, name) for name in _FATE}


def differs(row: Any, facts: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in facts.items())


def count_news(head: PackageHead, keys: Mapping[str, str]) -> dict[str, int]:
    """How many rows an import would add or change, by the package's lists. At most six queries.

    `keys` are the store's for guidelines that the package names otherwise.
    """
    concepts = _by_key(Concept, head.concepts)
    works = _by_key(Work, head.works)
    counts = {
        "concepts": _changed(
            concepts, [with_words(concepts.get(row["key"]), row) for row in head.concepts]
        ),
        "bodies": _changed(_by_key(IssuingBody, head.bodies), head.bodies),
        "works": _changed(works, [with_fate(works.get(row["key"]), row) for row in head.works]),
        "drug_statuses": _new(
            ((*(row[name] for name in _STATUS), row["work"]) for row in head.drug_statuses),
            DrugStatus.objects.values_list("drug__key", *_STATUS[1:], "work__key"),
        ),
        "conflicts": _new(
            _sides(head, keys),
            ConflictSide.objects.values_list(
                "conflict__key", "recommendation__guideline__key", "recommendation__key"
            ),
        ),
        "links": _new(_links(head, keys), Link.objects.values_list(*_ENDS, "to_uri", "kind")),
    }
    return {name: count for name, count in counts.items() if count}


def _sides(head: PackageHead, keys: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for row in head.conflicts:
        for guideline, key in row["recommendations"]:
            yield row["key"], keys.get(guideline, guideline), key


def _links(head: PackageHead, keys: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for row in head.links:
        ends = [row["start"], row["end"] or (None, None)]
        names = [name for guideline, key in ends for name in (keys.get(guideline, guideline), key)]
        yield *names, row["to_uri"], row["kind"]


def _by_key(model: type[Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    keys = [row["key"] for row in rows]
    return {row.key: row for row in model.objects.filter(key__in=keys)} if keys else {}


def _changed(known: dict[str, Any], rows: Iterable[dict[str, Any]]) -> int:
    return sum(row["key"] not in known or differs(known[row["key"]], row) for row in rows)


def _new(said: Iterable[tuple[Any, ...]], stored: Iterable[tuple[Any, ...]]) -> int:
    wanted = set(said)
    return len(wanted - set(stored)) if wanted else 0
