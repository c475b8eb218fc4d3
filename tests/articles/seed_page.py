"""The seed page in words of our own, its 27 markers kept, with the store it is judged against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from apps.articles.domain.gate.findings import Judged
from apps.articles.models import ArticleVersion
from apps.articles.services.run_gate import judge_version
from config.demo import APPS
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

SEED: Final = Path(__file__).parent / "seed"
# The records of the acceptance fixture, which are in the demonstration too.
RECORDS: Final = {
    "aaos-vcf": {
        "calcitonin",
        "l2-nerve-root-block",
        "vertebroplasty",
        "brace",
        "exercise",
        "analgesics",
    },
    "nice-ta279": {"vertebroplasty", "kyphoplasty"},
    "acr-vcf": {"augmentation-2018", "natural-history-2018", "cause-needs-imaging"},
    "francis-2008": {"analgesia", "exercise", "orthoses", "combined-care"},
}


def seed_store() -> dict[str, Any]:
    """Those records, the statuses of strontium and calcitonin, and two summaries of our own."""
    document: dict[str, Any] = json.loads(
        (APPS / "guidelines" / "demo" / "northgate.json").read_text(encoding="utf-8")
    )
    document["guidelines"] = [
        _only(guideline, RECORDS[guideline["key"]])
        for guideline in document["guidelines"]
        if guideline["key"] in RECORDS
    ]
    document["conflicts"] = []
    for key, title, venue, record in (
        (
            "praxis-thoracic",
            "Treatment approach for multiple chronic thoracic compression fractures with kyphosis",
            "Praxis Medical Insights: practical summaries of clinical guidelines",
            "approach",
        ),
        (
            "topic-overview",
            "Guideline directed topic overview",
            "Advisory board and editors",
            "overview",
        ),
    ):
        document["bodies"].append(
            {"key": key, "name": venue, "short_name": venue[:50], "country": "US", "in_house": True}
        )
        document["works"].append(_work(key, title, venue))
        document["guidelines"].append(_summary(key, title, record))
    return document


def _only(guideline: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    for version in guideline["versions"]:
        version["recommendations"] = [
            row for row in version["recommendations"] if row["key"] in keys
        ]
    return guideline


def _work(key: str, title: str, venue: str) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "guideline",
        "authors": [],
        "title": title,
        "venue": venue,
        "year": 2025,
        "url": f"https://example.org/{key}",
    }


def _summary(key: str, title: str, record: str) -> dict[str, Any]:
    statement = make.recommendation(
        record,
        f"{title}.",
        kind="statement",
        direction="none",
        strength=None,
        certainty=None,
        fidelity="none",
        ratings=[],
        label_as_printed="",
        conditions=["vertebral-compression-fracture"],
        interventions=[],
        population={"text": "adults", "age_min": 18, "age_unit": "a"},
        line=None,
    )
    guideline = make.package(statement)["guidelines"][0]
    guideline["versions"][0] |= {"label": "2025", "published_on": "2025-01-01", "work": key}
    return {**guideline, "key": key, "title": title, "body": key}


def page(name: str = "page") -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SEED / f"{name}.json").read_text(encoding="utf-8"))
    return document


def judged(cast: Cast, document: dict[str, Any]) -> tuple[Judged, ...]:
    """The article brought in at Northgate over the seed's store, and what the gate finds."""
    make.store(cast.northgate, seed_store())
    version = make.draft(cast, document)
    return judge_at(cast, version)


def judge_at(cast: Cast, version: ArticleVersion) -> tuple[Judged, ...]:
    with tenant_scope(cast.northgate.pk):
        return judge_version(version)
