"""An organisation's own terms: who may add them, what is refused, and where they count."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.browsing import Filters, browse
from apps.guidelines.models import OwnTerm
from apps.guidelines.search import Vocabulary
from apps.guidelines.services.own_terms import add_term, remove_term
from core.errors import InvalidInput, NotFound, NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import curator


def _add(cast: Cast, text: str, **facts: Any) -> OwnTerm:
    told = {"concept_key": "osteoporosis", "kind": "lay", "context": (), "actor": curator(cast)}
    with tenant_scope(cast.northgate.pk):
        return add_term(text=text, **(told | facts))


def _audited(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        rows = AuditEntry.objects.filter(action__startswith="guidelines.term").order_by("pk")
        return list(rows.values_list("action", flat=True))


def test_an_own_term_counts_at_once_in_searches_and_questions(cast: Cast) -> None:
    make.store(cast.northgate)

    _add(cast, "chalky skeleton")

    with tenant_scope(cast.northgate.pk):
        assert browse(Filters(words="a chalky skeleton")).records
        found = Vocabulary().find_in("What helps with a chalky skeleton?")
    assert [concept.key for concept in found] == ["osteoporosis"]


def test_an_own_term_counts_in_its_organisation_only(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.harbour)

    _add(cast, "chalky skeleton")

    with tenant_scope(cast.harbour.pk):
        assert browse(Filters(words="chalky skeleton")).records == ()
        assert Vocabulary().find_in("chalky skeleton") == []
        assert OwnTerm.objects.count() == 0


def test_a_removed_term_is_forgotten_at_once_and_both_deeds_are_audited(cast: Cast) -> None:
    make.store(cast.northgate)
    term = _add(cast, "chalky skeleton")

    with tenant_scope(cast.northgate.pk):
        remove_term(term=term, actor=curator(cast))

        assert browse(Filters(words="chalky skeleton")).records == ()
        with pytest.raises(NotFound):
            remove_term(term=term, actor=curator(cast))
    assert _audited(cast) == ["guidelines.term.added", "guidelines.term.removed"]


def test_a_term_that_is_there_is_added_once(cast: Cast) -> None:
    make.store(cast.northgate)

    first, second = _add(cast, "chalky skeleton"), _add(cast, " Chalky  skeletons ")

    assert first.pk == second.pk
    assert _audited(cast) == ["guidelines.term.added"]


def test_a_word_of_the_context_decides_whether_a_term_counts(cast: Cast) -> None:
    make.store(cast.northgate)
    _add(cast, "OP", kind="abbreviation", context=("bone", "fracture"))

    with tenant_scope(cast.northgate.pk):
        found = [
            [concept.key for concept in Vocabulary().find_in(text)]
            for text in ("OP and weak bone", "OP today")
        ]

    assert found == [["osteoporosis"], []]


@pytest.mark.parametrize(
    ("text", "facts", "pointer"),
    [
        ("denosumab", {}, "/text"),
        ("Prolia", {}, "/text"),
        ("Fosamax", {}, "/text"),
        ("osteoporosis", {}, "/text"),
        ("  ", {}, "/text"),
        ("to be or not", {}, "/text"),
        ("x" * 201, {}, "/text"),
        ("MS", {"kind": "abbreviation"}, "/context"),
        ("soft bones", {"kind": "brand"}, "/kind"),
    ],
)
def test_what_means_something_else_or_nothing_is_refused(
    cast: Cast, text: str, facts: dict[str, Any], pointer: str
) -> None:
    make.store(cast.northgate)

    with pytest.raises(InvalidInput) as refusal:
        _add(cast, text, **facts)

    assert refusal.value.pointer == pointer
    assert _audited(cast) == []


def test_a_brand_is_refused_for_another_drug_though_the_store_does_not_know_the_brand(
    cast: Cast,
) -> None:
    make.store(cast.northgate)

    with pytest.raises(InvalidInput, match="alendronate"):
        _add(cast, "Fosavance", concept_key="denosumab")


def test_terms_are_for_curators_and_concepts_of_the_store(cast: Cast) -> None:
    make.store(cast.northgate)
    term = _add(cast, "chalky skeleton")

    with pytest.raises(NotPermitted):
        _add(cast, "soft skeleton", actor=cast.boris_acting)
    with pytest.raises(NotFound):
        _add(cast, "soft skeleton", concept_key="unheard-of")
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        remove_term(term=term, actor=cast.boris_acting)
