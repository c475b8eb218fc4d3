"""A question is kept without what says who somebody is, and with all that its answer needs."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.qa.domain.outcome import Outcome
from core.masking import mask, without_placeholders
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from core.tenancy.wall import tenant_models
from tests import make
from tests.cast import Cast, browser
from tests.qa.posting import post


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("My name is Anna Kowalska, I am 67", "My name is [name], I am 67"),
        ("My husband Peter, 67, has an eGFR of 45", "My husband [name], 67, has an eGFR of 45"),
        ("Peter Smith takes 10 mg daily", "[name] takes 10 mg daily"),
        ("Dr. Miller said 60 mg every 6 months", "Dr. [name] said 60 mg every 6 months"),
        ("My daughter Emma's fracture", "My daughter [name]'s fracture"),
        ("A patient called Björn Åkesson fell", "A patient called [name] fell"),
        ("Call me at 07700 900123", "Call me at [phone number]"),
        ("My phone is 555-0199", "My phone is [phone number]"),
        ("Ring +44 20 7946 0958 please", "Ring [phone number] please"),
        ("Write to a.b+c@example.org", "Write to [email]"),
        ("My NHS number is 943 476 5919", "My NHS number is [record number]"),
        ("MRN: 00123456, what now?", "MRN: [record number], what now?"),
        ("SSN 123-45-6789", "SSN [record number]"),
        ("I live at 12 Baker Street", "I live at [address]"),
        ("Near NW1 6XE", "Near [address]"),
        ("Born 12/03/1950, vitamin D 800 IU?", "Born [date of birth], vitamin D 800 IU?"),
        ("DOB 3 March 1950", "DOB [date of birth]"),
        ("See https://example.org/me?x=1 for it", "See [link] for it"),
    ],
)
def test_what_says_who_somebody_is_goes(text: str, kept: str) -> None:
    assert mask(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "Does Crohn disease or Paget disease of bone need zoledronate 5 mg?",
        "He has Graves disease and takes 5 mg carbimazole",
        "Should women over 65 be screened? USPSTF 2018",
        "Is 1,25-dihydroxyvitamin D 30 ng/mL normal?",
        "Alendronate 70 mg weekly since 2019-05-01, last T-score -2.5 on 2024-03-02",
        "patient 73 years old, 1000 mg calcium, 2000 IU vitamin D",
        "BP 120/80, heart rate 72, weight 180 pounds; M80.08 and 5/325 mg",
        "She fell on 3 March 2024. Can she take 35 mg?",
        "My mother Does she need a scan",
        "I am Diabetic, stage 3, is Fosamax safe?",
        "COVID-19 vaccine after 120 days, 0.5 mL, ICD-10 U07.1",
        "My husband Type 2 diabetes",
    ],
)
def test_what_matters_for_the_answer_stays(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).kinds == ()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_masking_twice_takes_nothing_more(text: str) -> None:
    once = mask(text)

    assert mask(once.text).text == once.text


def test_nothing_that_says_who_somebody_is_reaches_a_table(cast: Cast) -> None:
    text = "My husband Zacharias Quint, NHS number 943 476 5919, has osteoporosis. What treats it?"

    shown = post(cast, {"text": text, "level": "patient"}).json()

    assert shown["text"] == (
        "My husband [name], NHS number [record number], has osteoporosis. What treats it?"
    )
    assert shown["masked"] == ["name", "record_number"]
    with tenant_scope(cast.northgate.pk), connection.cursor() as cursor:
        for model in tenant_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%Zacharias%'")  # noqa: S608
            assert cursor.fetchone() == (0,), table
        assert AuditEntry.objects.get(action="qa.question.asked").data["masked"] == [
            "name",
            "record_number",
        ]


def test_the_page_says_what_was_taken_out(cast: Cast) -> None:
    make.store(cast.northgate)
    text = "My name is Anna Kowalska. What treats osteoporosis?"

    html = (
        browser(cast.northgate)
        .post("/questions/", {"text": text, "level": "patient"}, follow=True)
        .content.decode()
    )

    assert "Taken out before your question was kept: a name." in html
    assert "Kowalska" not in html


def test_an_emergency_is_seen_in_what_is_taken_out(cast: Cast) -> None:
    question = make.question(cast.northgate, "My son Peter can't breathe")

    assert (question.text, question.emergencies) == ("My son [name] can't breathe", ["breathing"])


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Does a brace help? My name is [name], phone [phone number]", "Does a brace help"),
        ("My husband [name], 67, has an eGFR of 45", "My husband 67 has an eGFR of 45"),
        ("A patient called [name] fell", "A patient fell"),
        ("I am [name]. Call me at [phone number]. Is it safe?", "Is it safe"),
        ("My NHS number is [record number]; what now?", "what now"),
        ("I live at [address] and my back hurts", "and my back hurts"),
        ("Dr. [name] said 60 mg every 6 months", "Dr said 60 mg every 6 months"),
        ("DOB [date of birth], is [sic] right?", "is sic right"),
    ],
)
def test_what_was_taken_out_is_not_asked_about(text: str, asked: str) -> None:
    left = without_placeholders(text)

    assert re.findall(r"\w+", left) == asked.split()


def test_an_answer_is_the_same_with_and_without_what_was_taken_out(cast: Cast) -> None:
    make.store(cast.northgate)
    plain = "Does a bisphosphonate help in osteoporosis?"
    texts = (plain, f"{plain} My name is Jane Doe, phone 555-123-4567, born 12/03/1950.")

    asked = [make.answered(cast.northgate, text) for text in texts]

    with tenant_scope(cast.northgate.pk):
        first, second = (row.answers.get() for row in asked)
        said = [[row.clinician for row in answer.sentences.all()] for answer in (first, second)]
    assert asked[1].masked
    assert (second.outcome, second.missing) == (first.outcome, "") == (Outcome.ANSWERED, "")
    assert said[0] == said[1]
