"""What the store says to a question now: understood, searched and composed. Reads only."""

from __future__ import annotations

from dataclasses import replace

from apps.qa.domain.composition import compose
from apps.qa.domain.needs_person import still_needed
from apps.qa.domain.shapes import Draft
from apps.qa.models import Question
from apps.qa.retrieval import retrieve
from apps.qa.threads import texts_before


def draft_answer(question: Question) -> Draft:
    """A draft from the store as it is, in the light of the questions it follows. About fifteen
    queries, and six for each of those.
    """
    found = retrieve(
        question.text, article=question.article_version, earlier=texts_before(question)
    )
    draft = compose(
        found.evidence,
        found.meant,
        names=found.names,
        conflicts=found.conflicts,
        sides=found.sides,
    )
    people = still_needed(question.needs_person, draft, found.meant)
    return replace(draft, assumed=found.assumed, needs_person=people)
