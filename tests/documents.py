"""Packages of guidelines and articles, as the formats have them, for tests.make and others."""

from __future__ import annotations

import copy
from typing import Any

from core.levels import Level


def worded(text: str) -> dict[str, str]:
    """The text at every level, each recognisable by its level."""
    return {level.value: f"{text} ({level.value})" for level in Level}


def recommendation(key: str, statement: str, **facts: Any) -> dict[str, Any]:
    """A graded recommendation for a bone drug in osteoporosis, as a package has it."""
    return {
        "key": key,
        "number": "1",
        "kind": "graded",
        "statement": statement,
        "plain": {"student": f"{statement} (student)", "patient": f"{statement} (patient)"},
        "direction": "for",
        "strength": 3,
        "certainty": 4,
        "fidelity": "exact",
        "ratings": [
            {
                "axis": "strength",
                "system": "grade",
                "system_version": "2008-",
                "label": "Strong for",
            },
            {"axis": "certainty", "system": "grade", "system_version": "2008-", "label": "High"},
        ],
        "label_as_printed": "Strong recommendation, high certainty",
        "conditions": ["osteoporosis"],
        "acuity": "any",
        "population": {"text": "adults with osteoporosis", "age_min": 18, "age_unit": "a"},
        "interventions": ["bisphosphonate"],
        "comparators": [],
        "line": 1,
        "for_those_who_cannot_take": [],
        "intents": ["treat"],
        "remarks": "",
        "safety": [],
        "locator": "Recommendation 1",
        "quote": None,
        **facts,
    }


def package(*recommendations: dict[str, Any], label: str = "2023", **facts: Any) -> dict[str, Any]:
    """A package with one guideline on osteoporosis."""
    return {
        "format": "consilium-guideline-package/1",
        "demonstration": True,
        "concepts": [
            {
                "key": "osteoporosis",
                "kind": "condition",
                "name": "osteoporosis",
                "terms": ["brittle bones"],
            },
            {
                "key": "bisphosphonate",
                "kind": "drug_class",
                "name": "bisphosphonate",
                "terms": ["bisphosphonates"],
            },
            {
                "key": "alendronate",
                "kind": "drug",
                "name": "alendronate",
                "terms": ["Fosamax"],
                "broader": ["bisphosphonate"],
            },
            {"key": "denosumab", "kind": "drug", "name": "denosumab", "terms": ["Prolia"]},
            {"key": "brace", "kind": "device", "name": "brace", "terms": ["orthosis"]},
        ],
        "bodies": [
            {
                "key": "acp",
                "name": "American College of Physicians",
                "short_name": "ACP",
                "country": "US",
            }
        ],
        "works": [
            {
                "key": "acp-2023",
                "kind": "guideline",
                "authors": ["Qaseem A"],
                "title": "Bone drugs",
                "venue": "Ann Intern Med",
                "year": 2023,
            }
        ],
        "guidelines": [
            {
                "key": "acp-bone",
                "title": "Bone drugs",
                "body": "acp",
                "topic": "Bone",
                "jurisdiction": ["US"],
                "redistribution": "link_only",
                "versions": [
                    {
                        "label": label,
                        "status": "active",
                        "published_on": "2023-01-01",
                        "published_precision": "year",
                        "work": "acp-2023",
                        "recommendations": list(recommendations) or default_recommendations(),
                    }
                ],
            }
        ],
        "drug_statuses": [],
        "conflicts": [],
        **facts,
    }


def default_recommendations() -> list[dict[str, Any]]:
    second_line = {
        "interventions": ["denosumab"],
        "line": 2,
        "for_those_who_cannot_take": ["bisphosphonate"],
        "strength": 1,
        "certainty": 3,
        "ratings": [
            {
                "axis": "strength",
                "system": "grade",
                "system_version": "2008-",
                "label": "Conditional for",
            },
            {
                "axis": "certainty",
                "system": "grade",
                "system_version": "2008-",
                "label": "Moderate",
            },
        ],
    }
    return [
        recommendation("first", "Offer a bisphosphonate first to adults with osteoporosis."),
        recommendation(
            "second", "Consider denosumab where a bisphosphonate cannot be taken.", **second_line
        ),
    ]


ARTICLE: dict[str, Any] = {
    "format": "consilium-article-package/1",
    "demonstration": True,
    "slug": "brittle-bones",
    "question": "How should osteoporosis be treated?",
    "heading": "Treatment of osteoporosis",
    "topic": "Bone",
    "keywords": ["Osteoporosis"],
    "brief": {"wording": worded("Treat with a bisphosphonate"), "cites": ["acp-bone/first"]},
    "sections": [
        {
            "key": "medical",
            "heading": worded("Medical treatment"),
            "statements": [
                {
                    "key": "first",
                    "wording": worded("Offer a bisphosphonate"),
                    "cites": ["acp-bone/first"],
                },
                {
                    "key": "second",
                    "wording": worded("Consider denosumab when"),
                    "cites": ["acp-bone/second"],
                    "note": worded("Second line"),
                    "children": [
                        {
                            "key": "child",
                            "wording": worded("it cannot be taken"),
                            "cites": ["acp-bone/second"],
                        }
                    ],
                },
            ],
            "differences": [
                {
                    "conflict": None,
                    "title": worded("Sources differ on denosumab"),
                    "positions": [
                        {
                            "stance": "for",
                            "wording": worded("Take it"),
                            "cites": ["acp-bone/second"],
                        },
                        {
                            "stance": "either",
                            "wording": worded("A bisphosphonate comes first"),
                            "cites": ["acp-bone/first"],
                        },
                    ],
                    "reconciliation": worded("Take it where a bisphosphonate cannot be taken"),
                }
            ],
        }
    ],
    "algorithm": [
        {
            "title": worded("Treat the bone"),
            "detail": worded("With a bisphosphonate"),
            "basis": ["first"],
            "branches": [
                {
                    "condition": worded("It cannot be taken"),
                    "action": worded("Denosumab"),
                    "alert": True,
                    "basis": ["second"],
                }
            ],
        }
    ],
    "red_flags": [worded("New weakness of the legs")],
}


def article(**changes: Any) -> dict[str, Any]:
    """The article package of the tests, with these parts changed."""
    return {**copy.deepcopy(ARTICLE), **changes}


def long_article() -> dict[str, Any]:
    """The article of the tests with every part of it twice."""
    document = article()
    (section,) = document["sections"]
    (step,) = document["algorithm"]
    twin = copy.deepcopy(section)
    twin["key"] = "again"
    for statement in twin["statements"]:
        statement["key"] += "-again"
        for child in statement.get("children", []):
            child["key"] += "-again"
    document["sections"] = [section, twin]
    document["algorithm"] = [step, copy.deepcopy(step)]
    document["red_flags"] *= 2
    return document
