"""What a follow-up question took from those before it, said to whoever asked. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from apps.guidelines.models import Concept
from apps.guidelines.search import Vocabulary
from apps.qa.domain.following import say_people
from apps.qa.domain.population import read_acuity, read_people
from apps.qa.domain.shapes import Understanding


def taken_from_thread(
    text: str, *, earlier: Sequence[str], vocabulary: Vocabulary, meant: Understanding
) -> tuple[str, ...]:
    """What was carried over from the questions before. No query beyond the vocabulary's."""
    said = vocabulary.find_in(text)
    before = [found for earlier_text in earlier for found in vocabulary.find_in(earlier_text)]
    things = dict.fromkeys(_from_thread(text, said, before, earlier, meant))
    return (f"Taken from your question before: {', '.join(things)}.",) if things else ()


def _from_thread(
    text: str,
    said: list[Concept],
    before: list[Concept],
    earlier: Sequence[str],
    meant: Understanding,
) -> Iterator[str]:
    if not earlier:
        return
    asked_about = frozenset().union(*meant.asked_about)
    unsaid = [concept for concept in before if concept not in said]
    yield from (item.name for item in unsaid if item.key in asked_about)
    yield from (f"cannot take {item.name}" for item in unsaid if item.key in meant.excluded)
    if not _conditions(said):
        yield from (item.name for item in _conditions(unsaid) if item.key in meant.conditions)
    yield from say_people(meant.people, besides=read_people(text))
    acuity = read_acuity(text)
    if acuity == "any" and meant.acuity != acuity and _acuity_of(earlier) == meant.acuity:
        yield f"the condition is {meant.acuity}"


def _conditions(concepts: Iterable[Concept]) -> list[Concept]:
    return [concept for concept in concepts if concept.kind == "condition"]


def _acuity_of(texts: Sequence[str]) -> str:
    """The latest that the texts name."""
    named = [read_acuity(text) for text in texts]
    return next((acuity for acuity in reversed(named) if acuity != "any"), "any")
