"""Everyday words find their clinical terms, and what is ambiguous stays open."""

from __future__ import annotations

import pytest

from apps.guidelines.domain.lexicon import expand

LAY = {
    "broken back": "vertebral fracture",
    "crushed vertebra": "vertebral compression fracture",
    "blood thinners": "anticoagulant",
    "water pills": "diuretic",
    "brittle bones": "osteoporosis",
    "thinning of the bones": "osteoporosis",
    "DXA": "dual-energy x-ray absorptiometry",
    "sugar in the blood": "hyperglycemia",
    "high sugar": "hyperglycemia",
    "kidney stones": "nephrolithiasis",
    "water infection": "urinary tract infection",
    "leaky bladder": "urinary incontinence",
    "blood in the urine": "hematuria",
    "blood clot": "thrombosis",
    "clot in the leg": "deep vein thrombosis",
    "clot in the lung": "pulmonary embolism",
    "mini-stroke": "transient ischemic attack",
    "heart attacks": "myocardial infarction",
    "high BP": "hypertension",
    "low blood pressure": "hypotension",
    "water on the lungs": "pulmonary edema",
    "water on the brain": "hydrocephalus",
    "slipped disc": "intervertebral disc herniation",
    "pinched nerve": "radiculopathy",
    "piles": "hemorrhoids",
    "whooping cough": "pertussis",
    "shingles jab": "herpes zoster vaccination",
    "flu jab": "influenza vaccination",
    "throwing up": "vomiting",
    "fits": "seizure",
    "low mood": "depression",
    "bed sores": "pressure ulcer",
    "tummy ache": "abdominal pain",
    "heartburn": "gastroesophageal reflux disease",
    "gallstones": "cholelithiasis",
    "yellow skin": "jaundice",
    "short of breath": "dyspnea",
    "hay fever": "allergic rhinitis",
    "ringing in the ears": "tinnitus",
    "underactive thyroid": "hypothyroidism",
    "Parkinson’s": "Parkinson disease",
    "tennis elbow": "lateral epicondylitis",
    "hip replacement": "total hip arthroplasty",
    "morning after pill": "emergency contraception",
    "c-section": "cesarean section",
    "painkillers": "analgesic",
    "can't sleep": "insomnia",
    "malignant tumour": "malignant neoplasm",
}


@pytest.mark.parametrize(("lay", "clinical"), LAY.items())
def test_a_lay_phrase_finds_its_clinical_term(lay: str, clinical: str) -> None:
    found = expand(f"What helps against {lay} in adults?")

    assert clinical in {term.text for term in found.terms}


def test_two_lay_words_for_one_thing_find_each_other() -> None:
    found = expand("brittle bones")

    assert "thin bones" in {term.text for term in found.terms}


@pytest.mark.parametrize("written", ["MS", "MI", "BP", "RA", "PE", "CP"])
def test_an_ambiguous_abbreviation_alone_is_a_choice(written: str) -> None:
    found = expand(f"treatment of {written}")

    assert len(found.choices[written]) > 1
    assert found.terms == ()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("MS after a relapse", "multiple sclerosis"),
        ("BP above 140 mmHg", "blood pressure"),
        ("BP gel for acne", "benzoyl peroxide"),
        ("methotrexate for RA", "rheumatoid arthritis"),
    ],
)
def test_a_word_of_the_context_decides_an_abbreviation(text: str, meaning: str) -> None:
    found = expand(text)

    assert meaning in {term.text for term in found.terms}
    assert found.choices == {}


@pytest.mark.parametrize("negation", ["no", "not", "never", "without", "except", "neither"])
def test_a_negation_is_neither_corrected_nor_expanded(negation: str) -> None:
    found = expand(f"{negation} anticoagulation")

    assert negation not in found.corrections
    assert negation not in {term.matched for term in found.terms}


def test_a_misspelt_word_is_corrected_unless_the_caller_knows_it() -> None:
    assert expand("osteoporossis").corrections == {"osteoporossis": "osteoporosis"}
    assert expand("osteoporossis", frozenset({"osteoporossis"})).corrections == {}


@pytest.mark.parametrize("text", ["", "   ", "?!", "add all as a drug", "\u202e\U0001f600"])
def test_what_is_no_medical_word_adds_nothing(text: str) -> None:
    found = expand(text)

    assert (found.terms, found.choices, found.corrections) == ((), {}, {})
