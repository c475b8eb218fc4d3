"""All that is recorded of one recommendation version beside its statement and grade. Reads only.

What a licence withholds is never among it: facts are told, the source's own words are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.guidelines.citing import Reference, describe_work
from apps.guidelines.domain.grading import CERTAINTY_NAMES, Fidelity
from apps.guidelines.domain.values import ActionRole, AgeUnit, CitationRole, Pregnancy, Sex
from apps.guidelines.domain.versions_compared import dose_text, effect_text, plain_number
from apps.guidelines.models import RecommendationVersion


@dataclass(frozen=True, slots=True)
class ActionView:
    """`how` is route, frequency and duration, as far as the source gives them."""

    role: str
    text: str
    dose: str
    how: str


@dataclass(frozen=True, slots=True)
class JudgementView:
    criterion: str
    judgement: str
    text: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One row of the summary of findings; a number that is not known is empty."""

    outcome: str
    importance: int | None
    participants: int | None
    studies: int | None
    effect: str
    per_1000: str
    certainty: int | None
    certainty_name: str
    lowered_for: str
    note: str


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work that the recommendation itself cites, with the place in it."""

    role: str
    locator: str
    quote: str
    work: Reference


@dataclass(frozen=True, slots=True)
class Details:
    """`fit` says how the label fits the common scales. Concepts by name."""

    fit: str
    is_inferred: bool
    number: str
    section: str
    age: str
    sex: str
    pregnancy: str
    excluded: str
    codes: tuple[str, ...]
    conditions: tuple[str, ...]
    interventions: tuple[str, ...]
    comparators: tuple[str, ...]
    line: int | None
    cannot_take: tuple[str, ...]
    intents: tuple[str, ...]
    setting: str
    rationale: str
    practical_info: str
    remarks: str
    safety: tuple[str, ...]
    review_due_on: date | None
    actions: tuple[ActionView, ...]
    judgements: tuple[JudgementView, ...]
    evidence: tuple[ProfileView, ...]
    works: tuple[CitedWork, ...]


def details_of(row: RecommendationVersion, names: dict[str, str]) -> Details:
    """Reads guideline_version, guideline and the parts (prefetch them). `names` by concept key."""
    shown = (lambda text: "") if row.is_withheld else (lambda text: text)
    return Details(
        fit=_fits()[Fidelity(row.fidelity)],
        is_inferred=row.direction_inferred,
        number=row.number,
        section=row.section,
        age=_age(row),
        sex=_sexes()[Sex(row.sex)],
        pregnancy=_pregnancies()[Pregnancy(row.pregnancy)],
        excluded=shown(row.excluded),
        codes=tuple(_code(code) for code in row.population_codes),
        conditions=_named(row.conditions, names),
        interventions=_named(row.interventions, names),
        comparators=_named(row.comparators, names),
        line=row.line,
        cannot_take=_named(row.for_those_who_cannot_take, names),
        intents=tuple(row.intents),
        setting=shown(row.setting),
        rationale=shown(row.rationale),
        practical_info=shown(row.practical_info),
        remarks=shown(row.remarks),
        safety=() if row.is_withheld else tuple(row.safety),
        review_due_on=row.review_due_on,
        actions=tuple(_action(item, shown) for item in _ordered(row.actions)),
        judgements=tuple(_judgement(item, shown) for item in _ordered(row.judgements)),
        evidence=tuple(_profile(item, shown) for item in _ordered(row.evidence)),
        works=_works(row),
    )


def concept_keys(rows: list[RecommendationVersion]) -> set[str]:
    """The concepts that these rows name."""
    columns = ("conditions", "interventions", "comparators", "for_those_who_cannot_take")
    return {key for row in rows for column in columns for key in getattr(row, column)}


def role_name(role: str) -> str:
    """What a cited work is to the recommendation."""
    return {
        CitationRole.SOURCE_DOCUMENT: _("Source document"),
        CitationRole.SUPPORTS: _("Supports it"),
        CitationRole.CONTRADICTS: _("Contradicts it"),
        CitationRole.BACKGROUND: _("Background"),
    }[CitationRole(role)]


def _ordered(parts: Any) -> list[Any]:
    return sorted(parts.all(), key=lambda part: part.ordinal)


def _named(keys: list[str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names.get(key, key) for key in keys)


def _code(code: dict[str, str]) -> str:
    return " ".join(filter(None, (code.get("display"), f"{code['system']} {code['code']}")))


def _age(row: RecommendationVersion) -> str:
    low, high = row.age_min, row.age_max
    if low is None and high is None:
        return ""
    # The plural follows the number that is said last.
    last = int((low if high is None else high) or 0)
    years = row.age_unit != AgeUnit.MONTHS
    unit = ngettext("year", "years", last) if years else ngettext("month", "months", last)
    words = {"low": _number(low), "high": _number(high), "unit": unit}
    if high is None:
        return _("%(low)s %(unit)s or older") % words
    if low is None:
        return _("Up to %(high)s %(unit)s") % words
    return _("%(low)s to %(high)s %(unit)s") % words


def _number(value: Any) -> str:
    return "" if value is None else plain_number(value)


def _action(item: Any, shown: Any) -> ActionView:
    named = item.concept.name if item.concept else ""
    roles = {
        ActionRole.INTERVENTION: _("Intervention"),
        ActionRole.COMPARATOR: _("Comparator"),
        ActionRole.OUTCOME: _("Outcome"),
    }
    return ActionView(
        role=roles[ActionRole(item.role)],
        text=shown(item.text) or named or _("The source does not allow its words to be shown."),
        dose=dose_text(vars(item)),
        how=", ".join(filter(None, (item.route, item.frequency, item.duration))),
    )


def _judgement(item: Any, shown: Any) -> JudgementView:
    return JudgementView(
        criterion=_criteria()[item.criterion], judgement=item.judgement, text=shown(item.text)
    )


def _profile(item: Any, shown: Any) -> ProfileView:
    # Beside GRADE's reasons a source may keep anything here: only levels are told.
    lowered = [name for name, levels in item.downgrades.items() if _is_level(levels)]
    return ProfileView(
        outcome=item.outcome,
        importance=item.importance,
        participants=item.participants,
        studies=item.studies,
        effect=effect_text(vars(item)),
        per_1000=_per_1000(item),
        certainty=item.certainty,
        certainty_name="" if item.certainty is None else CERTAINTY_NAMES[item.certainty],
        lowered_for=", ".join(name.replace("_", " ") for name in lowered),
        note=shown(item.note),
    )


def _is_level(levels: Any) -> bool:
    return isinstance(levels, int) and levels != 0


def _per_1000(item: Any) -> str:
    baseline, effect = item.baseline_per_1000, item.effect_per_1000
    if effect is None:
        return "" if baseline is None else _("%(n)s without it") % {"n": _number(baseline)}
    more = _("%(n)s more") if effect >= 0 else _("%(n)s fewer")
    said = more % {"n": _number(abs(effect))}
    return (
        said
        if baseline is None
        else _("%(said)s than %(n)s") % {"said": said, "n": _number(baseline)}
    )


def _works(row: RecommendationVersion) -> tuple[CitedWork, ...]:
    is_closed = row.guideline_version.guideline.is_closed
    return tuple(
        CitedWork(
            role=role_name(item.role),
            locator=item.locator,
            quote="" if is_closed else item.quote,
            work=describe_work(item.work),
        )
        for item in _ordered(row.source_citations)
    )


def _fits() -> dict[Fidelity, str]:
    return {
        Fidelity.EXACT: _("Exact: the label means this very step of the common scales."),
        Fidelity.CLOSE: _("Close: the label means nearly the same as this step."),
        Fidelity.APPROX: _("Approximate: the source has a scheme of its own, and this is near it."),
        Fidelity.NONE: _("The label was not placed on the common scales."),
    }


def _sexes() -> dict[Sex, str]:
    return {Sex.ANY: "", Sex.FEMALE: _("Female"), Sex.MALE: _("Male")}


def _pregnancies() -> dict[Pregnancy, str]:
    return {
        Pregnancy.ANY: "",
        Pregnancy.PREGNANT: _("In pregnancy"),
        Pregnancy.NOT_PREGNANT: _("Not in pregnancy"),
    }


def _criteria() -> dict[str, str]:
    return {
        "problem": _("Priority of the problem"),
        "desirable": _("Desirable effects"),
        "undesirable": _("Undesirable effects"),
        "certainty": _("Certainty of the evidence"),
        "values": _("Values"),
        "balance": _("Balance of effects"),
        "resources": _("Resources required"),
        "cost_effectiveness": _("Cost effectiveness"),
        "equity": _("Equity"),
        "acceptability": _("Acceptability"),
        "feasibility": _("Feasibility"),
        "competing_interests": _("Competing interests"),
    }
