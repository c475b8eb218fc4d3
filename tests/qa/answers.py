"""An answer to a question that was asked in a browser, ready to be judged or drafted."""

from __future__ import annotations

from django.test import Client

from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from core.tenancy.scope import tenant_scope
from tests.cast import Cast

TEXT = "Does denosumab help in osteoporosis?"


def asked_and_answered(cast: Cast, client: Client, text: str = TEXT) -> str:
    """The address of the question at Northgate, whose store must be there."""
    address = str(client.post("/questions/", {"text": text})["Location"])
    answer_question(tenant_id=cast.northgate.pk, question_id=question_at(cast, address).pk)
    return address


def question_at(cast: Cast, address: str) -> Question:
    with tenant_scope(cast.northgate.pk):
        return Question.objects.get(public_id=address.strip("/").rpartition("/")[2])
