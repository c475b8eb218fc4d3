"""Making a draft from an article package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.articles.domain.package import read_article
from apps.articles.models import (
    AlgorithmStep,
    Article,
    ArticleVersion,
    Citation,
    RedFlag,
    Section,
    Statement,
)
from apps.articles.services.import_article import import_article
from apps.guidelines.models import RecommendationVersion
from config.demo import APPS
from core.documents import DocumentFault
from core.errors import InvalidInput, NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

CONTENT = (Article, ArticleVersion, Section, Statement, Citation, RedFlag, AlgorithmStep)


def test_a_package_becomes_a_draft_with_all_its_parts(cast: Cast) -> None:
    make.store(cast.northgate)

    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        assert (version.number, version.state, version.author) == (1, "draft", cast.ada)
        assert list(version.statements.values_list("key", flat=True).order_by("key")) == [
            "brief",
            "child",
            "first",
            "medical-differs-1-1",
            "medical-differs-1-2",
            "second",
        ]
        assert version.steps.count() == 2
        assert version.red_flags.count() == 1


def test_the_same_slug_again_is_a_new_version_of_the_article(cast: Cast) -> None:
    make.store(cast.northgate)
    make.draft(cast)

    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        assert version.number == 2
        assert Article.objects.count() == 1


def test_an_import_is_audited(cast: Cast) -> None:
    make.store(cast.northgate)

    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="articles.version.imported")
        assert (entry.actor_name, entry.subject_id) == ("Ada Lindgren", str(version.public_id))


@pytest.mark.parametrize("name", ["boris", "rosa"])
def test_only_authors_bring_in_an_article(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    actor = getattr(cast, f"{name}_acting")

    with tenant_scope(cast.northgate.pk):
        with pytest.raises(NotPermitted) as refusal:
            import_article(
                package=read_article(make.article()), author=getattr(cast, name), actor=actor
            )

        assert (refusal.value.status, refusal.value.code) == (403, "not_permitted")
        assert not Article.objects.exists()


def _statement(**facts: Any) -> dict[str, Any]:
    return {"key": "new", "wording": make.worded("New"), "cites": ["acp-bone/first"], **facts}


def _section(*statements: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "key": "other",
        "heading": make.worded("Other"),
        "statements": list(statements),
        **facts,
    }


UNRESOLVED: list[tuple[str, dict[str, Any]]] = [
    ("'new'", {"sections": [_section(_statement(), _statement())]}),
    (
        "'nowhere'",
        {
            "algorithm": [
                {
                    "title": make.worded("A"),
                    "detail": make.worded("B"),
                    "basis": ["nowhere"],
                    "branches": [],
                }
            ]
        },
    ),
    (
        "'no-conflict'",
        {
            "sections": [
                _section(
                    _statement(key="first"),
                    _statement(key="second"),
                    differences=[
                        {
                            "conflict": "no-conflict",
                            "title": make.worded("T"),
                            "positions": [],
                            "reconciliation": None,
                        }
                    ],
                )
            ]
        },
    ),
]


@pytest.mark.parametrize(("named", "changes"), UNRESOLVED, ids=["key", "basis", "conflict"])
def test_what_does_not_resolve_is_refused_and_nothing_is_written(
    cast: Cast, named: str, changes: dict[str, Any]
) -> None:
    make.store(cast.northgate)

    with pytest.raises(InvalidInput, match=named) as refusal:
        make.draft(cast, make.article(**changes))

    assert (refusal.value.status, refusal.value.code) == (400, "invalid")
    with tenant_scope(cast.northgate.pk):
        assert [model.__name__ for model in CONTENT if model.objects.exists()] == []
        assert not AuditEntry.objects.filter(action="articles.version.imported").exists()


def _markers_of(version: ArticleVersion) -> tuple[list[str], list[str]]:
    """Keys of the cited records of the brief, and its unresolved markers."""
    brief = version.statements.get(role="brief")
    return (
        [row.recommendation_version.recommendation.key for row in brief.citations.all()],
        [row.name for row in brief.unresolved_citations.all()],
    )


def test_a_citation_that_does_not_resolve_stays_as_a_marker_that_the_gate_reports(
    cast: Cast,
) -> None:
    make.store(cast.northgate)
    brief = {"wording": make.worded("A"), "cites": ["acp-bone/first", "acp-bone/unheard"]}

    version = make.draft(cast, make.article(brief=brief))

    with tenant_scope(cast.northgate.pk):
        assert _markers_of(version) == (["first"], ["acp-bone/unheard"])
        found = version.gate_runs.get().findings.filter(rule="citation-unresolved")
        assert [(row.place, row.severity) for row in found] == [("brief", "blocks")]


def test_a_superseded_recommendation_is_no_longer_cited(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="first").update(
            status="superseded"
        )

    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        assert _markers_of(version) == ([], ["acp-bone/first"])


def test_another_organisations_store_cannot_be_cited(cast: Cast) -> None:
    make.store(cast.harbour)

    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        assert _markers_of(version) == ([], ["acp-bone/first"])


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("/format", {"format": "consilium-article-package/2"}),
    ("/slug", {"slug": "Brittle Bones/"}),
    ("/slug", {"slug": ""}),
    ("/question", {"question": None}),
    ("/brief/wording/student", {"brief": {"wording": {"clinician": "A"}, "cites": ["a/b"]}}),
    ("/brief/cites", {"brief": {"wording": make.worded("A"), "cites": ["a/b", "a/b"]}}),
    ("/brief/cites/0", {"brief": {"wording": make.worded("A"), "cites": ["a"]}}),
    ("/sections/0/heading/clinician", {"sections": [_section(heading={})]}),
    ("/sections", {"sections": [_section(), _section()]}),
    (
        "/sections/0/statements/0/children/0/children",
        {
            "sections": [
                _section(_statement(children=[_statement(key="c", children=[_statement()])]))
            ]
        },
    ),
    (
        "/sections/0/differences/0/positions/0/stance",
        {
            "sections": [
                _section(
                    differences=[
                        {
                            "conflict": None,
                            "title": make.worded("T"),
                            "positions": [{"stance": "maybe"}],
                        }
                    ]
                )
            ]
        },
    ),
    ("/algorithm/0/title", {"algorithm": [{"title": "Treat"}]}),
    ("/red_flags/0/patient", {"red_flags": [{"clinician": "A", "student": "B"}]}),
]


@pytest.mark.parametrize(("pointer", "changes"), MALFORMED)
def test_a_malformed_package_is_refused_with_its_pointer(
    pointer: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(DocumentFault) as refusal:
        read_article(make.article(**changes))

    assert refusal.value.pointer.startswith(pointer)


def test_a_statement_may_come_in_before_it_has_a_citation() -> None:
    package = read_article(make.article(sections=[_section(_statement(cites=[]))]))

    assert package.sections[0].statements[0].cites == ()


@pytest.mark.parametrize(
    "path", sorted((APPS / "articles" / "demo").glob("*.json")), ids=lambda path: path.stem
)
def test_the_demonstration_articles_are_whole(path: Path) -> None:
    package = read_article(json.loads(path.read_text(encoding="utf-8")))

    assert package.is_demonstration
    assert package.red_flags


@pytest.mark.parametrize("key", ["outline", "red-flags", "medical-differs-1"])
def test_no_statement_takes_the_name_of_another_part(key: str) -> None:
    document = make.article()
    document["sections"][0]["statements"][0]["key"] = key

    with pytest.raises(DocumentFault, match="name of another part"):
        read_article(document)
