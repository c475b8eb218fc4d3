"""Plain factories. They call the product's services, so no test starts from an impossible state."""

from __future__ import annotations

import copy
from typing import Any

from apps.accounts.models import Tenant
from apps.advisory.services.approve import approve
from apps.advisory.services.sign import sign
from apps.articles.domain.package import read_article
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.guidelines.domain.package import read_package
from apps.guidelines.services.import_package import ImportCounts, import_package
from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from apps.qa.services.ask import ask
from core.actors import Actor, anonymous, system
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests.cast import Cast


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


def store(tenant: Tenant, document: dict[str, Any] | None = None) -> ImportCounts:
    """Put a package into the tenant's store."""
    with tenant_scope(tenant.pk):
        return import_package(package=read_package(document or package()), actor=system("tests"))


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
                            "stance": "against",
                            "wording": worded("Do not"),
                            "cites": ["acp-bone/first"],
                        },
                    ],
                    "reconciliation": None,
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


def draft(cast: Cast, document: dict[str, Any] | None = None) -> ArticleVersion:
    """A draft at Northgate, written by Ada; the store must hold what it cites."""
    with tenant_scope(cast.northgate.pk):
        return import_article(
            package=read_article(document or article()), author=cast.ada, actor=cast.ada_acting
        )


def submitted(cast: Cast, document: dict[str, Any] | None = None) -> ArticleVersion:
    """A submitted article at Northgate, with its store."""
    store(cast.northgate)
    version = draft(cast, document)
    with tenant_scope(cast.northgate.pk):
        return move.submit(version=version, actor=cast.ada_acting)


def under_review(cast: Cast) -> ArticleVersion:
    version = submitted(cast)
    with tenant_scope(cast.northgate.pk):
        return move.take_under_review(version=version, actor=cast.boris_acting)


def signed(cast: Cast) -> ArticleVersion:
    version = under_review(cast)
    with tenant_scope(cast.northgate.pk):
        sign(version=version, content_sha256=version.content_sha256, actor=cast.boris_acting)
    return version


def approved(cast: Cast) -> ArticleVersion:
    return sign_and_approve(cast, under_review(cast))


def sign_and_approve(cast: Cast, version: ArticleVersion) -> ArticleVersion:
    """Boris signs and approves a version that is under review."""
    with tenant_scope(cast.northgate.pk):
        current = ArticleVersion.objects.get(pk=version.pk)
        sign(version=current, content_sha256=current.content_sha256, actor=cast.boris_acting)
        return approve(version=current, actor=cast.boris_acting)


def submitted_at_harbour(cast: Cast) -> ArticleVersion:
    """The same article at the other organisation, in its own store."""
    store(cast.harbour)
    with tenant_scope(cast.harbour.pk):
        version = import_article(
            package=read_article(article()), author=cast.otto, actor=cast.otto_acting
        )
        return move.submit(version=version, actor=cast.otto_acting)


def question(
    tenant: Tenant,
    text: str = "What if she cannot take a bisphosphonate?",
    *,
    actor: Actor | None = None,
) -> Question:
    """A queued question without an article; nobody is rung in a test that does not commit."""
    with tenant_scope(tenant.pk):
        return ask(
            text=text, level=Level.CLINICIAN, article=None, actor=actor or anonymous("a visitor")
        )


def answered(
    tenant: Tenant,
    text: str = "What if she cannot take a bisphosphonate?",
    *,
    actor: Actor | None = None,
) -> Question:
    """A question and its answer, composed by the service that workers call."""
    asked = question(tenant, text, actor=actor)
    answer_question(tenant_id=tenant.pk, question_id=asked.pk)
    with tenant_scope(tenant.pk):
        return Question.objects.get(pk=asked.pk)
