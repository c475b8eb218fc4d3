"""Documents of the Prevention TaskForce API's form, in our own words, and what is read of them."""

from __future__ import annotations

from typing import Any

from apps.guidelines.formats.reading import Reading
from apps.guidelines.formats.uspstf import read_uspstf
from tests.guidelines.formats.mutations import as_file
from tests.guidelines.formats.structure import records


def specific(**facts: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "title": "Knee Rot: Screening -- Adults aged 40 to 60 years",
        "grade": "B",
        "gradeVer": 1,
        "sex": "men and women",
        "ageRange": [40, 60],
        "text": "<p>We recommend screening for knee rot if the score is &lt;5.</p>",
        "servFreq": "<p>Every 2&nbsp;years</p>",
        "riskText": "Sitting adds to the risk.",
        "riskName": "Age",
        "general": "7",
        "tool": ["3"],
        **facts,
    }


def document(*rows: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "specificRecommendations": list(rows) or [specific()],
        "generalRecommendations": {
            "7": {
                "title": "Screening for Knee Rot",
                "topicType": "Screening",
                "topicYear": 2019,
                "pubDate": "2019-05-07",
                "uspstfAlias": "knee-rot-screening",
                "specific": [1],
                "rationale": "<p>It is common.</p>",
                "clinical": "<p>Patient Population Under Consideration</p><p>Adults without "
                "pain.</p><p>Costs</p><p>Low.</p>",
                "categories": [2],
            }
        },
        "tools": {"3": {"title": "A score", "url": "https://example.org/score"}},
        "categories": {"2": {"name": "Joints"}},
        **facts,
    }


def read(*rows: dict[str, Any], **facts: Any) -> Reading:
    return read_uspstf(as_file(document(*rows, **facts)))


def one_record(reading: Reading) -> dict[str, Any]:
    (record,) = records(reading.package)
    return record


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def keys(reading: Reading) -> list[str]:
    return [record["key"] for record in records(reading.package)]
