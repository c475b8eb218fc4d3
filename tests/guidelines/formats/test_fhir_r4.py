"""What a curator may rely on when CPG-on-FHIR's PlanDefinitions are read."""

from __future__ import annotations

from apps.guidelines.formats.fhir_reading import read_fhir
from apps.guidelines.formats.reading import SourceFile
from tests.guidelines.formats.fhir_documents import (
    CPG,
    CQF,
    QUALITY,
    STRENGTH,
    Json,
    coded,
    codes_of,
    plan,
    read,
    records,
)
from tests.guidelines.real_data import needs_real_data, real_files


def test_a_rated_plan_is_a_recommendation_with_the_labels_as_printed() -> None:
    reading = read(plan("3"))

    (record,) = records(reading)
    assert record["statement"] == "Clinicians should offer exercise to adults."
    assert (record["key"], record["number"]) == ("recommendation-3", "3")
    assert (record["strength"], record["certainty"]) == (3, 2)
    assert (record["direction"], record["direction_inferred"]) == ("for", True)
    assert record["label_as_printed"] == "strong; low"
    assert "marked_as_draft" in codes_of(reading)


def test_variants_of_a_plan_for_other_triggers_are_one_recommendation() -> None:
    title = plan("8")["title"]
    variant = plan("8", id="spine-8-order-sign", url=None, title=f"{title} (order-sign)")
    variant["url"] = f"{plan('8')['url']}-order-sign"

    reading = read(variant, plan("8"))

    (record,) = records(reading)
    assert record["locator"] == plan("8")["url"]
    used = [issue.where for issue in reading.issues if issue.code == "used"]
    assert used == ["0.json#", "1.json#"]


def test_a_variant_that_says_something_else_is_pointed_out() -> None:
    other = plan("8", id="spine-8-patient-view", description="Clinicians should avoid exercise.")

    reading = read(plan("8"), other)

    assert len(records(reading)) == 1
    assert "variants_differ" in codes_of(reading)


def _for_two(**ids: str) -> Json:
    def listed(tail: str, system: str, codes: list[str]) -> Json:
        marks = [{"id": f"recommendation-{n}-{tail}"} if ids else {} for n in (4, 5)]
        parts = [
            {**mark, "system": system, "code": code}
            for mark, code in zip(marks, codes, strict=True)
        ]
        return {"url": f"{CQF}-{tail}", "valueCodeableConcept": {"coding": parts}}

    ratings = [
        listed("strengthOfRecommendation", STRENGTH, ["strong", "weak"]),
        listed("qualityOfEvidence", QUALITY, ["low", "very-low"]),
    ]
    return plan(
        "4",
        title="2022 Guideline for Spines: Recommendations #4 and #5",
        action=[{"extension": ratings, "trigger": [{"type": "named-event"}]}],
    )


def test_two_recommendations_in_one_plan_get_the_rating_that_names_them() -> None:
    reading = read(_for_two(marked="yes"))

    grades = {r["number"]: (r["strength"], r["certainty"]) for r in records(reading)}
    assert grades == {"4": (3, 2), "5": (1, 1)}
    assert codes_of(reading).count("shared_text") == 2


def test_ratings_that_do_not_say_whose_they_are_are_not_shared_out() -> None:
    reading = read(_for_two())

    assert {record["kind"] for record in records(reading)} == {"statement"}
    assert "rating_not_assigned" in codes_of(reading)


def test_a_later_release_gives_the_same_keys_and_supersedes_the_earlier_one() -> None:
    later = plan(
        "1",
        version="2.0",
        date="2025-08-06",
        title="Guideline for Spines (2025): Recommendation 1",
        description="Clinicians should offer walking to adults.",
    )

    reading = read(plan("1"), later)

    assert reading.package is not None
    (guideline,) = reading.package["guidelines"]
    states = {v["label"]: v["status"] for v in guideline["versions"]}
    assert states == {"1.0 (2023-05-01)": "superseded", "2.0 (2025-08-06)": "active"}
    assert {record["key"] for record in records(reading)} == {"recommendation-1"}
    newest = next(v for v in guideline["versions"] if v["status"] == "active")
    assert newest["supersedes"] == "1.0 (2023-05-01)"


def test_a_description_that_recommends_nothing_is_joined_by_what_to_do() -> None:
    reason = "Two sedatives at once raise the risk of harm."
    advice = "Clinicians should avoid prescribing both."

    (record,) = records(read(plan("11", description=reason, usage=advice)))

    assert record["statement"] == f"{reason}\n{advice}"
    assert record["direction"] == "against"


def test_rated_actions_without_trigger_are_recommendations_with_their_direction() -> None:
    against = {"url": f"{CPG}-directionOfRecommendation", "valueCodeableConcept": coded("against")}
    weak = {
        "url": f"{CQF}-strengthOfRecommendation",
        "valueCodeableConcept": coded("weak", STRENGTH),
    }
    text = "In stage 3 disease, we suggest no more than 0.8 g/kg of protein a day."
    action = {"id": "001", "extension": [weak, against], "title": "Diet", "description": text}
    kidney = plan(id="kidney", url=None, title="Kidney plan", name=None, action=[action])

    (record,) = records(read(kidney))

    assert record["statement"] == text
    assert (record["direction"], record["strength"]) == ("against", 1)
    assert "direction_inferred" not in record


@needs_real_data
def test_the_real_opioid_guideline_gives_its_twelve_recommendations() -> None:
    paths = real_files("cdc_opioid_2022/**/*.json")

    reading = read_fhir([SourceFile(path.name, path.read_bytes()) for path in paths])

    found = {record["number"]: record for record in records(reading)}
    assert sorted(map(int, found)) == list(range(1, 13))
    assert not reading.is_refused
    assert {r["kind"] for r in found.values()} == {"graded"}
    assert (found["4"]["strength"], found["5"]["strength"]) == (3, 1)
    assert found["12"]["certainty"] == 4
    assert found["11"]["direction"] == "against"
