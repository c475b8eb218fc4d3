"""A recommendation version as the gate reads it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from apps.articles.domain.gate.article import Record
from apps.articles.domain.gate.authorities import years_in
from apps.articles.domain.gate.claims import stance_of
from apps.guidelines.citing import source_address, standing_of, with_sources
from apps.guidelines.domain.grading import Direction, Kind
from apps.guidelines.domain.meaning.facets import STRONG, WEAK
from apps.guidelines.domain.successors import ages_in_years
from apps.guidelines.models import RecommendationVersion


def with_record_parts(
    rows: QuerySet[RecommendationVersion],
) -> QuerySet[RecommendationVersion]:
    """Fetch what `read_record` reads along. Four queries for any number of rows."""
    return with_sources(rows).prefetch_related("actions", "evidence")


def read_record(row: RecommendationVersion) -> Record:
    edition = row.guideline_version
    guideline, work = edition.guideline, edition.work
    text = _text(row)
    published = edition.published_on.year if edition.published_on else work.year
    low, high = (None if age is None else float(age) for age in (row.age_min, row.age_max))
    return Record(
        id=row.pk,
        name=f"{guideline.body.short_name}, {guideline.title} ({edition.label})",
        body=guideline.body.key,
        body_names=frozenset({guideline.body.name, guideline.body.short_name}),
        body_label=guideline.body.short_name,
        statement=row.clinician,
        text=text,
        kind=row.kind,
        direction=row.direction,
        effective=_effective(row),
        strength=row.strength,
        title=f"{guideline.title}. {work.title}",
        is_in_house=guideline.body.is_in_house,
        work_kind=work.kind,
        published=published,
        years=frozenset(filter(None, (published, work.year)))
        | years_in(f"{text} {edition.label} {edition.evidence_searched_to} {guideline.title}"),
        status=standing_of(row),
        integrity=work.integrity,
        has_locator=bool(work.doi or work.pmid or source_address(work) or guideline.url),
        venue=work.venue,
        acuity=row.acuity,
        ages=ages_in_years(low, high, row.age_unit),
        sex=row.sex,
        pregnancy=row.pregnancy,
        conditions=frozenset(row.conditions),
        interventions=frozenset(row.interventions),
        beside=frozenset([*row.comparators, *row.for_those_who_cannot_take]),
        review_due_on=row.review_due_on or edition.review_due_on,
    )


def _text(row: RecommendationVersion) -> str:
    """All that the record says, with the doses and the evidence that hang on it."""
    parts = [
        *row.wording().values(),
        row.population,
        row.excluded,
        row.setting,
        row.rationale,
        row.practical_info,
        row.remarks,
        *row.safety,
        row.quote,
        row.label_as_printed,
    ]
    ages = [f"{age:g} years" for age in (row.age_min, row.age_max) if age is not None]
    texts = (*parts, *_doses(row), *_evidence(row), *ages)
    return ". ".join(filter(None, (text.strip() for text in texts)))


def _doses(row: RecommendationVersion) -> Iterator[str]:
    for action in row.actions.all():
        dose = " to ".join(
            f"{value.normalize():f}" for value in (action.dose_value, action.dose_max) if value
        )
        yield from (action.text, f"{dose} {action.dose_unit}", action.route, action.frequency)
        yield action.duration


def _evidence(row: RecommendationVersion) -> Iterator[str]:
    for profile in row.evidence.all():
        yield from (profile.outcome, profile.note)
        yield from (
            f"{value:g}"
            for value in (
                *(profile.studies, profile.participants, profile.estimate),
                *(profile.ci_low, profile.ci_high),
                *(profile.baseline_per_1000, profile.effect_per_1000),
            )
            if value is not None
        )


def _effective(row: RecommendationVersion) -> str:
    """Its direction; for what is not graded the one its own words give, or none."""
    if row.kind == Kind.STATEMENT and row.direction == Direction.NONE:
        found = stance_of(row.clinician)
        is_advice = STRONG.search(row.clinician) or WEAK.search(row.clinician)
        return str(found) if found is Direction.NONE or (found and is_advice) else ""
    return str(row.direction)
