"""Hypothesis strategies for whole guideline packages: every field, texts in any script, valid."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.ratings import get_rating, grade_from

Json = dict[str, Any]

# Labels that stand together: (system, version, axis, label).
GRADES = [
    [("grade", "2008-", "strength", "Strong for"), ("grade", "2008-", "certainty", "High")],
    [("grade", "2008-", "strength", "Conditional against"), ("grade", "2008-", "certainty", "Low")],
    [("grade", "2008-", "strength", "Conditional for either")],
    [("grade", "2008-", "strength", "No recommendation")],
    [("grade", "2008-", "strength", "Good practice statement")],
    [("uspstf", "2012-", "combined", "B")],
    [("uspstf", "2012-", "combined", "D")],
    [("uspstf", "2012-", "combined", "I")],
    [("acc_aha", "2015-", "strength", "2a"), ("acc_aha", "2015-", "certainty", "B-NR")],
    [("acc_aha", "2015-", "strength", "3: No Benefit")],
    [("cpic", "", "strength", "Optional")],
    [("ada", "", "certainty", "E")],
    [
        ("fhir_recommendation_strength", "", "strength", "strong"),
        ("fhir_evidence_quality", "", "certainty", "very-low"),
    ],
    [("fevir_rjcs", "", "direction", "RJCS-2024"), ("fevir_rjcs", "", "strength", "RJCS-2002")],
    [],
]
CONCEPTS = {"osteoporosis": "condition", "asthma": "condition", "alendronate": "drug"}
CONCEPTS |= {"brace": "device", "exercise": "behaviour"}
CRITERIA = ["problem", "certainty", "values", "balance", "cost_effectiveness", "acceptability"]
DATES = st.dates().map(str)

_characters = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"], exclude_characters=">;"
)
_plain = st.text(_characters, min_size=1, max_size=30).map(str.strip).filter(bool)
_doses = st.sampled_from(
    ["≥65 years: 7.5 mg/d, not 75 mg", "eGFR <30 & K+ 5\u20135.5", "Größe µg 漢字"]
)
lines = _plain | _doses
texts = st.lists(lines, min_size=1, max_size=3).map("\n".join)
codes = st.lists(
    st.fixed_dictionaries(
        {
            "system": st.just("http://snomed.info/sct"),
            "code": st.from_regex(r"[1-9][0-9]{5,8}", fullmatch=True),
            "display": lines,
        }
    ),
    min_size=1,
    max_size=2,
)


def _some(required: Json, optional: Json) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(required, optional=optional)


def _identity(item: Json) -> str:
    return repr(sorted(item.items()))


def _keys(*of: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of), unique=True, min_size=1, max_size=2)


conditions = [key for key, kind in CONCEPTS.items() if kind == "condition"]
things = [key for key, kind in CONCEPTS.items() if kind != "condition"]


@st.composite
def populations(draw: st.DrawFn) -> Json:
    ages: Json = {}
    if draw(st.booleans()):
        low = draw(st.integers(0, 60))
        ages = {"age_min": low, "age_unit": draw(st.sampled_from(["a", "mo"]))}
        ages |= {"age_max": low + draw(st.integers(0, 60))} if draw(st.booleans()) else {}
    optional = {
        "sex": st.sampled_from(["female", "male"]),
        "pregnancy": st.sampled_from(["pregnant", "not_pregnant"]),
        "excluded": texts,
        "codes": codes,
    }
    return {**draw(_some({"text": texts}, optional)), **ages}


@st.composite
def actions(draw: st.DrawFn) -> Json:
    optional = {
        "concept": st.sampled_from(things),
        "route": lines,
        "frequency": lines,
        "duration": lines,
        "codes": codes,
    }
    role = st.sampled_from(["intervention", "comparator", "outcome"])
    action = draw(_some({"role": role, "text": texts}, optional))
    if draw(st.booleans()):
        value = draw(st.integers(1, 500) | st.sampled_from([0.25, 7.5]))
        action |= {"dose_value": value, "dose_unit": draw(st.sampled_from(["mg", "ug/kg", "mL"]))}
        action |= {"dose_max": value * 2} if draw(st.booleans()) else {}
    return action


@st.composite
def evidence(draw: st.DrawFn) -> Json:
    optional = {
        "importance": st.integers(1, 9),
        "measure": lines,
        "studies": st.integers(1, 40),
        "participants": st.integers(1, 90_000),
        "baseline_per_1000": st.integers(0, 1000),
        "effect_per_1000": st.integers(-500, 500),
        "certainty": st.integers(0, 4),
        "downgrades": st.fixed_dictionaries({"imprecision": st.integers(1, 2)}),
        "note": texts,
    }
    row = draw(_some({"outcome": lines}, optional))
    if draw(st.booleans()):
        row |= {"estimate": 0.8, "ci_low": 0.5, "ci_high": draw(st.sampled_from([0.8, 1.25]))}
    return row


def _citations(works: list[str]) -> st.SearchStrategy[Json]:
    roles = st.sampled_from(["source_document", "supports", "contradicts", "background"])
    named = {"work": st.sampled_from(works), "role": roles}
    return _some(named, {"locator": lines, "quote": texts})


@st.composite
def grades(draw: st.DrawFn) -> Json:
    """Labels with what they mean together."""
    labels = draw(st.sampled_from(GRADES))
    rows = [get_rating(system=s, system_version=v, axis=a, label=n) for s, v, a, n in labels]
    stated = draw(st.sampled_from([Direction.FOR, Direction.AGAINST, Direction.EITHER]))
    grade = grade_from(rows, stated=stated)
    ratings = [
        {"axis": axis, "system": system, "system_version": version, "label": label}
        for system, version, axis, label in labels
    ]
    return {
        "kind": grade.kind.value,
        "direction": grade.direction.value,
        "strength": grade.strength,
        "certainty": grade.certainty,
        "fidelity": grade.fidelity.value,
        "ratings": ratings,
        "label_as_printed": draw(lines),
    }


@st.composite
def recommendations(draw: st.DrawFn, key: str, works: list[str]) -> Json:
    optional = {
        "number": st.sampled_from(["1", "2a", "8.16", "R3"]),
        "plain": st.fixed_dictionaries({"student": texts, "patient": texts}),
        "conditions": _keys(*conditions),
        "interventions": _keys(*things),
        "comparators": _keys(*things),
        "for_those_who_cannot_take": _keys("alendronate"),
        "acuity": st.sampled_from(["acute", "chronic"]),
        "line": st.integers(1, 3),
        "intents": st.lists(st.sampled_from(["treat", "screen", "dose"]), min_size=1, unique=True),
        "remarks": texts,
        "safety": st.lists(texts, min_size=1, max_size=2),
        "locator": lines,
        "quote": texts,
        "section": lines,
        "setting": texts,
        "rationale": texts,
        "practical_info": texts,
        "change": st.sampled_from(["new", "unchanged", "amended", "replaced"]),
        "review_due_on": DATES,
        "verbatim": st.just(True),
        "direction_inferred": st.just(True),
        "actions": st.lists(actions(), min_size=1, max_size=3),
        "judgements": st.lists(
            _some(
                {"criterion": st.sampled_from(CRITERIA)} | {"judgement": lines}, {"text": texts}
            ),
            min_size=1, max_size=3, unique_by=_identity,
        ),
        "evidence": st.lists(evidence(), min_size=1, max_size=2),
        "citations": st.lists(_citations(works), min_size=1, max_size=3, unique_by=_identity),
        "x": st.dictionaries(st.sampled_from(["row", "note"]), lines, min_size=1),
    }  # fmt: skip
    record = draw(_some({"statement": texts, "population": populations()}, optional))
    if draw(st.booleans()):
        status = st.sampled_from(["superseded", "withdrawn", "not_carried_forward"])
        record |= {"status": draw(status), "status_reason": draw(lines)}
    return {"key": key, **record, **draw(grades())}


@st.composite
def _versions(draw: st.DrawFn, label: str, status: str, works: list[str]) -> Json:
    """With one to four recommendations."""
    optional = {
        "evidence_searched_to": st.just("2020-09"),
        "review_due_on": DATES,
        "last_reviewed_on": DATES,
        "effective_from": DATES,
        "x": st.fixed_dictionaries({"note": lines}),
    }
    version = draw(_some({"work": st.sampled_from(works)}, optional))
    precision = draw(st.sampled_from(["day", "month", "year", ""]))
    ends = {"day": "-05-17", "month": "-05-01", "year": "-01-01"}
    version["published_on"] = (
        f"{draw(st.integers(1990, 2030))}{ends[precision]}" if precision else None
    )
    if status == "withdrawn":
        version |= {"withdrawn_on": "2024-02-03", "withdrawn_reason": draw(lines)}
    count = draw(st.integers(1, 4))
    records = [draw(recommendations(f"rec-{i + 1}", works)) for i in range(count)]
    return {
        "label": label,
        "status": status,
        "published_precision": precision,
        **version,
        "recommendations": records,
    }


@st.composite
def _guidelines(draw: st.DrawFn, key: str, works: list[str], redistribution: list[str]) -> Json:
    optional = {
        "jurisdiction": st.just(["US", "EU"]),
        "language": st.sampled_from(["de", "fr-CA"]),
        "licence": texts,
        "identifiers": st.just([{"system": "https://doi.org", "value": "10.1000/x1"}]),
        "rights_holder": lines,
        "scope": texts,
        "url": st.just("https://example.org/guideline"),
        "living": st.just(True),
        "review_interval_months": st.integers(1, 60),
        "x": st.fixed_dictionaries({"note": lines}),
    }
    required = {"title": lines, "topic": lines, "redistribution": st.sampled_from(redistribution)}
    guideline = draw(_some(required, optional))
    last = draw(st.sampled_from(["active", "withdrawn"]))
    versions = [draw(_versions("2021", "superseded", works))] if draw(st.booleans()) else []
    newest = draw(_versions("2023 v2", last, works))
    newest |= {"supersedes": "2021"} if versions else {}
    return {"key": key, "body": "acp", **guideline, "versions": [*versions, newest]}


@st.composite
def packages(
    draw: st.DrawFn, redistribution: tuple[str, ...] = ("full_text", "quote_with_credit")
) -> Json:
    """One to three guidelines of these redistributions, with what they name and links."""
    numbers = {"authors": st.lists(lines, max_size=2), "doi": st.just("10.1000/x1")}
    optional = {**numbers, "venue": lines, "volume": st.just("12"), "pages": st.just("1\u20139")}
    optional |= {"pmid": st.just("123456"), "integrity": st.sampled_from(["retracted", "concern"])}
    kinds = st.sampled_from(["guideline", "trial", "systematic_review"])
    works = [f"work-{i + 1}" for i in range(draw(st.integers(1, 3)))]
    year = st.integers(1950, 2030) | st.none()
    guidelines = [
        draw(_guidelines(f"guideline-{i + 1}", works, list(redistribution)))
        for i in range(draw(st.integers(1, 3)))
    ]
    terms = st.lists(lines, max_size=2)
    concepts = [
        {"key": key, "kind": kind, "name": key.replace("-", " "), "terms": draw(terms)}
        for key, kind in CONCEPTS.items()
    ]
    return {
        "format": "consilium-guideline-package/1",
        "demonstration": False,
        "concepts": concepts,
        "bodies": [{"key": "acp", "name": draw(lines), "short_name": "ACP", "country": "US"}],
        "works": [
            {"key": key, **draw(_some({"kind": kinds, "title": texts, "year": year}, optional))}
            for key in works
        ],
        "guidelines": guidelines,
        "drug_statuses": [],
        "conflicts": [],
        "links": draw(_links(guidelines)),
    }


@st.composite
def _links(draw: st.DrawFn, guidelines: list[Json]) -> list[Json]:
    names = [
        f"{guideline['key']}/{record['key']}"
        for guideline in guidelines
        for record in guideline["versions"][-1]["recommendations"]
    ]
    kinds = st.sampled_from(["supersedes", "adapted_from", "conflicts_with", "same_as"])
    start = {"from": st.sampled_from(names), "kind": kinds}
    inside = _some({**start, "to": st.sampled_from(names)}, {"note": lines})
    outside = _some({**start, "to_uri": st.just("https://example.org/Composition/7")}, {})
    return draw(st.lists(inside | outside, max_size=2, unique_by=_identity))
