"""Misspellings, brands and abbreviations are read as the store's own concepts, and that is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.guidelines.search import Vocabulary
from apps.qa.domain.lacking import NOT_ENGLISH
from apps.qa.domain.shapes import Understanding
from apps.qa.models import Answer, Sentence
from apps.qa.retrieval import understand
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

CONCEPTS = [
    ("low-back-pain", "condition", "low back pain"),
    ("low-blood-pressure", "condition", "low blood pressure"),
    ("physical-therapy", "procedure", "physical therapy"),
    ("prothrombin-time", "test", "prothrombin time"),
    ("paracetamol", "drug", "paracetamol"),
]


@pytest.fixture
def store(cast: Cast) -> Iterator[Cast]:
    """The tests' store with five concepts more, and the tenant's scope open."""
    more = [{"key": key, "kind": kind, "name": name, "terms": []} for key, kind, name in CONCEPTS]
    rows = [
        *make.default_recommendations(),
        make.recommendation("pt", "Offer physical therapy.", interventions=["physical-therapy"]),
    ]
    make.store(cast.northgate, make.package(*rows, concepts=make.package()["concepts"] + more))
    with tenant_scope(cast.northgate.pk):
        yield cast


def _understand(text: str) -> Understanding:
    return understand(text, vocabulary=Vocabulary(), context=[])


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("Is alendronat right for osteoporosis?", "alendronat", "alendronate"),
        ("Is denusomab right for osteoporosis?", "denusomab", "denosumab"),
        ("Do bisphosponates help in osteoporosis?", "bisphosponates", "bisphosphonates"),
        ("Which drug for osteoperosis?", "osteoperosis", "osteoporosis"),
    ],
)
def test_a_misspelt_word_is_read_as_the_stores_and_told(
    store: Cast, text: str, written: str, read: str
) -> None:
    meant = _understand(text)

    assert meant.unknown == ()
    assert f"“{written}” was read as {read}." in meant.assumed
    assert meant.subjects == _understand(text.replace(written, read)).subjects != ()


@pytest.mark.parametrize(
    ("brand", "key"),
    [
        ("Fosamax", "alendronate"),
        ("fosamax", "alendronate"),
        ("Prolia", "denosumab"),
        ("Tylenol", "paracetamol"),
    ],
)
def test_a_brand_is_its_drug_and_told(store: Cast, brand: str, key: str) -> None:
    meant = _understand(f"Is {brand} right for osteoporosis?")

    assert meant.unknown == ()
    assert any(key in group for group in meant.asked_about)
    assert any(brand in sentence and key in sentence for sentence in meant.assumed)


@pytest.mark.parametrize(
    ("text", "subject", "other"),
    [
        ("Is PT useful: exercise and rehabilitation?", "physical therapy", "prothrombin time"),
        ("Check PT on warfarin?", "prothrombin time", "physical therapy"),
        ("LBP from the spine", "low back pain", "low blood pressure"),
        ("LBP and dizzy when standing", "low blood pressure", "low back pain"),
    ],
)
def test_what_stands_beside_an_abbreviation_decides_what_it_is(
    store: Cast, text: str, subject: str, other: str
) -> None:
    meant = _understand(text)

    assert subject in meant.subjects
    assert other not in meant.subjects
    assert any(subject in sentence for sentence in meant.assumed)


def test_a_word_that_is_near_two_is_left_as_it_was_written(store: Cast) -> None:
    meant = _understand("Is xylozepam right for osteoporosis?")

    assert meant.unknown == ("xylozepam",)
    assert meant.assumed == ()


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuál es el tratamiento de la osteoporosis?",
        "Was ist bei Osteoporose mit Alendronat?",
        "Quel est le traitement de l'ostéoporose avec le dénosumab ?",
        "骨粗鬆症の治療は何ですか",
        "Me duele el pecho y no puedo respirar",
    ],
)
def test_another_language_is_told_plainly_and_answered_with_nothing(cast: Cast, text: str) -> None:
    make.store(cast.northgate)

    question = make.answered(cast.northgate, text, actor=cast.rosa_acting)

    page = browser(cast.northgate, cast.rosa).get(f"/questions/{question.public_id}/")
    assert NOT_ENGLISH in page.content.decode()
    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        assert (answer.outcome, answer.missing) == ("not_covered", NOT_ENGLISH)
        assert not Sentence.objects.exists()
