"""What a question left open and was taken to mean, in sentences for whoever asked. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from apps.guidelines.domain.lexicon import expand
from apps.guidelines.models import Concept
from apps.guidelines.search import Vocabulary, normalise
from apps.qa.domain.following import say_people
from apps.qa.domain.population import read_acuity, read_people
from apps.qa.domain.shapes import Understanding


def assumptions(
    text: str,
    *,
    earlier: Sequence[str],
    context: list[Concept],
    vocabulary: Vocabulary,
    meant: Understanding,
) -> tuple[str, ...]:
    """Words read as something else, then what comes from the thread, then from the article.

    `context` are the conditions of the article. No query beyond the vocabulary's.
    """
    said = vocabulary.find_in(text)
    before = [found for earlier_text in earlier for found in vocabulary.find_in(earlier_text)]
    told = [
        *_readings(text, said),
        _list("Taken from your question before", _from_thread(text, said, before, earlier, meant)),
        _list("Taken from the article", _from_article(said + before, context)),
    ]
    if context and meant.acuity != "any" and _acuity_of([*earlier, text]) == "any":
        told.append(f"Taken from the article: the condition is {meant.acuity}.")
    return tuple(sentence for sentence in told if sentence)


def _readings(text: str, said: list[Concept]) -> Iterator[str]:
    """Abbreviations, brands, lay and misspelt words by which a concept was found."""
    names = {normalise(name): item.name for item in said for name in (item.name, *item.terms)}
    read = {
        term.matched: names[normalise(term.text)]
        for term in expand(text).terms
        if term.relation == "exact"
        and normalise(term.text) in names
        and normalise(term.matched) not in names
    }
    for matched, name in read.items():
        yield f"“{matched}” was read as {name}."


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


def _from_article(named: list[Concept], context: list[Concept]) -> Iterator[str]:
    if not _conditions(named):
        yield from (concept.name for concept in context)


def _conditions(concepts: Iterable[Concept]) -> list[Concept]:
    return [concept for concept in concepts if concept.kind == "condition"]


def _acuity_of(texts: Sequence[str]) -> str:
    """The latest that the texts name."""
    named = [read_acuity(text) for text in texts]
    return next((acuity for acuity in reversed(named) if acuity != "any"), "any")


def _list(lead: str, things: Iterable[str]) -> str:
    named = ", ".join(dict.fromkeys(things))
    return f"{lead}: {named}." if named else ""
