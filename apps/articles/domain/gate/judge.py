"""Running every rule over an article, with the severities that hold for the organisation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Final

from apps.articles.domain.gate import (
    advice,
    algorithm,
    authorities,
    citing,
    disagreements,
    figures,
    organisation,
    populations,
    safety,
    standing,
)
from apps.articles.domain.gate.article import Article, Store
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.findings import MINIMUM, Finding, Judged, Severity

_RULES: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = tuple(
    chain(
        citing.RULES,
        authorities.RULES,
        populations.RULES,
        advice.RULES,
        figures.RULES,
        algorithm.RULES,
        standing.RULES,
        disagreements.RULES,
        safety.RULES,
        organisation.RULES,
    )
)


def judge(article: Article, store: Store, raised: Collection[str] = ()) -> tuple[Judged, ...]:
    """Every finding once, in the order of the page, what blocks before what warns at a place.

    `raised` are rules that the organisation has made to block.
    """
    case = Case(article, store)
    order = {row.key: number for number, row in enumerate(article.passages, start=1)}
    order |= {step.place: len(order) + number for number, step in enumerate(article.steps, start=1)}
    found = dict.fromkeys(finding for rule in _RULES for finding in rule(case))
    judged = [
        Judged(
            rule=item.rule,
            severity=Severity.BLOCKS if item.rule in raised else MINIMUM[item.rule],
            place=item.place,
            message=item.message,
        )
        for item in found
    ]
    return tuple(
        sorted(judged, key=lambda item: (order.get(item.place, 0), item.severity, item.rule))
    )


def passes(findings: Collection[Judged]) -> bool:
    """Whether nothing blocks approval."""
    return not any(finding.severity is Severity.BLOCKS for finding in findings)
