"""The reader of guideline packages: every malformed field is refused with its pointer."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.domain.package import read_package
from core.documents import DocumentFault
from tests import make

RECOMMENDATION = "/guidelines/0/versions/0/recommendations/0"
VERSION = "/guidelines/0/versions/0"

MALFORMED: list[tuple[str, Any]] = [
    ("/format", "consilium-guideline-package/2"),
    ("/format", None),
    ("/demonstration", "yes"),
    ("/concepts", {}),
    ("/concepts/0/key", ""),
    ("/concepts/0/name", 7),
    ("/concepts/0/terms", "brittle bones"),
    ("/concepts/0/terms/0", None),
    ("/bodies/0/short_name", None),
    ("/bodies/0/in_house", "no"),
    ("/works/0/kind", "blog"),
    ("/works/0/year", "2023"),
    ("/works/0/year", True),
    ("/works/0/integrity", "fine"),
    ("/works/0/authors", ["Qaseem A", ""]),
    ("/guidelines/0/title", " "),
    ("/guidelines/0/jurisdiction", "US"),
    ("/guidelines/0/redistribution", None),
    (f"{VERSION}/published_precision", None),
    (f"{VERSION}/effective_from", "soon"),
    (f"{VERSION}/published_on", "January 2023"),
    (f"{VERSION}/review_due_on", "2023-13-01"),
    (f"{VERSION}/work", None),
    (f"{VERSION}/recommendations", {}),
    ("/concepts/0/kind", "thing"),
    ("/guidelines/0/redistribution", "ask first"),
    ("/guidelines/0/versions", []),
    (f"{VERSION}/status", "draft"),
    (f"{VERSION}/published_precision", "decade"),
    (f"{VERSION}/recommendations", []),
    (f"{RECOMMENDATION}/acuity", "sudden"),
    (f"{RECOMMENDATION}/population/age_unit", "years"),
    (f"{RECOMMENDATION}/population/sex", "men"),
    (f"{RECOMMENDATION}/population/pregnancy", "yes"),
    (f"{RECOMMENDATION}/intents/0", "hope"),
    (f"{RECOMMENDATION}/kind", "opinion"),
    (f"{RECOMMENDATION}/direction", "sideways"),
    (f"{RECOMMENDATION}/strength", "3"),
    (f"{RECOMMENDATION}/strength", 2),
    (f"{RECOMMENDATION}/certainty", 1),
    (f"{RECOMMENDATION}/certainty", 3.5),
    (f"{RECOMMENDATION}/direction", "against"),
    (f"{RECOMMENDATION}/statement", ""),
    (f"{RECOMMENDATION}/plain/patient", 5),
    (f"{RECOMMENDATION}/population/text", ["adults"]),
    (f"{RECOMMENDATION}/population/age_max", 17),
    (f"{RECOMMENDATION}/population/age_unit", None),
    (f"{RECOMMENDATION}/population/codes", [{"system": "a"}]),
    (f"{RECOMMENDATION}/statement", "Offer \x00 it."),
    (f"{RECOMMENDATION}/statement", "Offer \ud83d it."),
    (f"{RECOMMENDATION}/label_as_printed", "x" * 201),
    (f"{RECOMMENDATION}/status", "draft"),
    (f"{RECOMMENDATION}/change", "better"),
    (f"{RECOMMENDATION}/x", ["kept"]),
    (f"{RECOMMENDATION}/actions", [{"role": "doctor", "text": "t"}]),
    (f"{RECOMMENDATION}/actions", [{"role": "intervention", "text": "t", "dose_value": 70}]),
    (f"{RECOMMENDATION}/judgements", [{"criterion": "taste"}]),
    (f"{RECOMMENDATION}/evidence", [{"outcome": "fracture", "importance": 10}]),
    (f"{RECOMMENDATION}/evidence", [{"outcome": "o", "estimate": 2, "ci_low": 0, "ci_high": 1}]),
    (f"{RECOMMENDATION}/citations", [{"work": "acp-2023", "role": "likes"}]),
    ("/links", [{"from": "acp-bone/first", "kind": "same_as"}]),
    ("/links", [{"from": "first", "to": "acp-bone/second", "kind": "same_as"}]),
    (f"{RECOMMENDATION}/population/age_min", "18"),
    (f"{RECOMMENDATION}/interventions", "bisphosphonate"),
    (f"{RECOMMENDATION}/line", 1.5),
    (f"{RECOMMENDATION}/fidelity", "rough"),
    (f"{RECOMMENDATION}/ratings/0/label", ""),
]


def _with(pointer: str, value: Any) -> dict[str, Any]:
    document: Any = make.package()
    node = document
    *path, last = pointer.removeprefix("/").split("/")
    for step in path:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[int(last) if isinstance(node, list) else last] = value
    return dict(document)


def test_a_whole_package_is_read() -> None:
    package = read_package(make.package())

    recommendation = next(iter(package.guidelines)).versions[0].recommendations[0]
    assert package.head.is_demonstration
    assert recommendation.key == "first"
    assert recommendation.facts["strength"] == 3
    assert [rating["label"] for rating in recommendation.ratings] == ["Strong for", "High"]


@pytest.mark.parametrize(("pointer", "value"), MALFORMED)
def test_a_malformed_field_is_refused_with_its_pointer(pointer: str, value: Any) -> None:
    document = _with(pointer, value)

    with pytest.raises(DocumentFault) as refusal:
        read_package(document)

    assert refusal.value.pointer.startswith(pointer)


def test_an_unknown_rating_label_is_refused_where_the_ratings_stand() -> None:
    document = _with(f"{RECOMMENDATION}/ratings/0/label", "Rather strong")

    with pytest.raises(DocumentFault, match="Strong for") as refusal:
        read_package(document)

    assert refusal.value.pointer == f"{RECOMMENDATION}/ratings"


def test_a_grade_that_contradicts_itself_is_refused_at_the_recommendation() -> None:
    document = make.package(
        make.recommendation("odd", "Odd.", kind="statement", direction="none", ratings=[])
    )

    with pytest.raises(DocumentFault, match="has no strength") as refusal:
        read_package(document)

    assert refusal.value.pointer == RECOMMENDATION


@pytest.mark.parametrize("name", ["acp-bone", "acp-bone/", "/first"])
def test_a_conflict_names_recommendations_by_guideline_and_key(name: str) -> None:
    conflict = {"key": "k", "title": "t", "intervention": "brace", "recommendations": [name]}

    with pytest.raises(DocumentFault) as refusal:
        read_package(make.package(conflicts=[conflict]))

    assert refusal.value.pointer == "/conflicts/0/recommendations/0"


@pytest.mark.parametrize("document", [None, [], "package", 1])
def test_what_is_no_object_is_no_package(document: Any) -> None:
    with pytest.raises(DocumentFault) as refusal:
        read_package(document)

    assert refusal.value.pointer == ""


@pytest.mark.parametrize(
    ("since", "expected"),
    [("2017", "2017-01-01"), ("2017-08", "2017-08-01"), ("2017-08-09", "2017-08-09")],
)
def test_a_drug_status_begins_as_precisely_as_is_known(since: str, expected: str) -> None:
    package = read_package(make.package(drug_statuses=[drug_status(since)]))

    assert package.head.drug_statuses[0]["since"].isoformat() == expected


def test_a_drug_status_with_a_malformed_date_is_refused_with_its_pointer() -> None:
    with pytest.raises(DocumentFault) as refusal:
        read_package(make.package(drug_statuses=[drug_status("last year")]))

    assert refusal.value.pointer == "/drug_statuses/0/since"


@pytest.mark.parametrize("part", ["concepts", "bodies", "works", "guidelines"])
def test_two_entries_with_one_key_are_refused(part: str) -> None:
    document = make.package()
    document[part].append(document[part][0])

    with pytest.raises(DocumentFault, match="two entries have the key") as refusal:
        read_package(document)

    assert refusal.value.pointer == f"/{part}"


@pytest.mark.parametrize(("part", "value"), [("status", "banned"), ("precision", "decade")])
def test_a_drug_status_has_words_of_its_own(part: str, value: str) -> None:
    with pytest.raises(DocumentFault) as refusal:
        read_package(make.package(drug_statuses=[{**drug_status("2017"), part: value}]))

    assert refusal.value.pointer == f"/drug_statuses/0/{part}"


def drug_status(since: str) -> dict[str, Any]:
    return {
        "drug": "denosumab",
        "jurisdiction": "EU",
        "status": "restricted",
        "since": since,
        "precision": "year",
        "note": "A note.",
        "work": "acp-2023",
    }
