"""What the store has on the treatments that an article names. Reads only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from apps.articles.domain.gate.article import (
    Article,
    DrugState,
    OtherStatement,
    Record,
    Store,
    StoreConflict,
)
from apps.articles.domain.lifecycle import State
from apps.articles.gate_records import read_record, with_record_parts
from apps.articles.models import ArticleVersion, Statement
from apps.articles.models.content import StatementRole
from apps.guidelines.conflicts import conflicts_for_readers
from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.meaning.terms import Term, Terms
from apps.guidelines.drugs import holding, since_text
from apps.guidelines.models import Concept, DrugStatus, IssuingBody, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus

# What somebody is given or not; conditions are read, and only so that the rest is not mistaken.
_JUDGED: Final = frozenset(
    {"drug", "drug_class", "procedure", "device", "vaccine", "behaviour", "test"}
)
# On one subject; beyond that a statement is judged by what it cites and by these.
_MOST_RECORDS: Final = 400
_MOST_OTHERS: Final = 400
# In words; longer names are not looked for in texts.
_LONGEST_NAME: Final = 8


@dataclass(frozen=True, slots=True)
class _Named:
    """The concepts whose words stand in the article, and everything above and below them."""

    terms: Terms
    names: Terms
    lineage: Lineage
    words: frozenset[str]
    drugs: frozenset[str]
    treatments: frozenset[str]


def read_store(article: Article, version: ArticleVersion) -> Store:
    """Ten queries at most, whatever the store holds."""
    named = _read_named(article)
    cited = {record.id: record for row in article.passages for record in row.cites}
    records = _read_records(named.treatments, cited)
    conflicts = _read_conflicts(records)
    missing = {pk for conflict in conflicts for pk in conflict.sides} - records.keys()
    records |= _by_id(RecommendationVersion.objects.filter(pk__in=missing)) if missing else {}
    bodies = IssuingBody.objects.filter(is_in_house=False)
    return Store(
        terms=named.terms,
        words=named.words,
        names=named.names,
        lineage=named.lineage,
        records=records,
        conflicts=conflicts,
        drug_states=_read_drug_states(named.drugs),
        bodies={body.key: frozenset({body.name, body.short_name}) for body in bodies},
        others=_read_others(version, named.treatments),
    )


def _read_named(article: Article) -> _Named:
    rows = list(Concept.objects.values_list("key", "kind", "name", "terms", "broader"))
    lineage = Lineage({key: broader for key, _, _, _, broader in rows if broader})
    said = _phrases(dict.fromkeys(_texts(article)))
    terms: list[Term] = []
    names: list[Term] = []
    written: set[str] = set()
    drugs: set[str] = set()
    treatments: set[str] = set()
    for key, kind, name, words, broader in rows:
        here = tuple(word for word in (name, *words) if _plain(word) in said)
        if not here:
            continue
        is_judged = kind in _JUDGED
        written.update(part for word in here for part in re.findall(r"[a-z-]+", word.lower()))
        terms.append(Term(key, here, frozenset(broader), is_judged=is_judged))
        proper = tuple(word for word in here if word == name or " " not in word)
        names.append(Term(key, proper, frozenset(broader), is_judged=is_judged))
        if is_judged:
            treatments |= lineage.above(key) | lineage.below(key)
        if kind in ("drug", "drug_class", "vaccine"):
            drugs.add(key)
    return _Named(
        Terms(terms),
        Terms(names),
        lineage,
        frozenset(written),
        frozenset(drugs),
        frozenset(treatments),
    )


def _texts(article: Article) -> Iterable[str]:
    yield article.subject
    for row in article.passages:
        yield from (*row.wording.values(), row.note)
        for record in row.cites:
            yield from (record.text, record.title)
    yield from (step.text for step in article.steps)


def _phrases(texts: Iterable[str]) -> set[str]:
    """Every run of up to eight words: a store has thousands of names to look up in them."""
    found: set[str] = set()
    for text in texts:
        words = _plain(text).split()
        for length in range(1, _LONGEST_NAME + 1):
            found.update(
                " ".join(words[start : start + length]) for start in range(len(words) - length + 1)
            )
    return found


def _plain(text: str) -> str:
    """Small letters with the plural off, for a first sieve: `Terms` decides."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def _read_records(treatments: Collection[str], cited: dict[int, Record]) -> dict[int, Record]:
    if not treatments:
        return dict(cited)
    rows = RecommendationVersion.objects.filter(
        status=VersionStatus.ACTIVE, interventions__overlap=sorted(treatments)
    ).exclude(pk__in=cited)
    return {**cited, **_by_id(rows)}


def _by_id(rows: QuerySet[RecommendationVersion]) -> dict[int, Record]:
    found = with_record_parts(rows).order_by("pk")[:_MOST_RECORDS]
    return {row.pk: read_record(row) for row in found}


def _read_conflicts(records: dict[int, Record]) -> tuple[StoreConflict, ...]:
    if not records:
        return ()
    return tuple(
        StoreConflict(title, sides) for title, sides in conflicts_for_readers(list(records))
    )


def _read_drug_states(drugs: Collection[str]) -> tuple[DrugState, ...]:
    """What holds now of each drug in each jurisdiction."""
    places: dict[tuple[str, str], list[DrugStatus]] = defaultdict(list)
    rows = DrugStatus.objects.filter(drug__key__in=sorted(drugs)).select_related("drug")
    for row in rows.order_by("drug__key", "jurisdiction", "since", "pk"):
        places[row.drug.key, row.jurisdiction].append(row)
    return tuple(
        DrugState(
            drug=key,
            name=row.drug.name,
            jurisdiction=place,
            status=row.status,
            since=since_text(row),
            note=row.note,
        )
        for (key, place), history in places.items()
        for held in [holding(history)]
        for row in history
        if row.pk in held
    )


def _read_others(
    version: ArticleVersion, treatments: Collection[str]
) -> tuple[OtherStatement, ...]:
    """Statements of other approved articles that cite records on the same treatments."""
    rows = (
        Statement.objects.filter(
            version__state=State.APPROVED,
            role=StatementRole.STATEMENT,
            citations__recommendation_version__interventions__overlap=sorted(treatments),
        )
        .exclude(version__article=version.article_id)
        .order_by("pk")
        .distinct()
    )
    found = rows.values_list("version__question", "clinician")[:_MOST_OTHERS]
    return tuple(OtherStatement(question, text) for question, text in found)
