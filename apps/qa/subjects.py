"""What a question is about, in the concepts of the store and of its article. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from apps.articles.models import ArticleVersion
from apps.guidelines.domain.lexicon import expand, is_word
from apps.guidelines.domain.lexicon_drugs import drugs
from apps.guidelines.domain.lexicon_words import key_of, normalise
from apps.guidelines.models import Concept, RecommendationVersion
from apps.guidelines.search import (
    Vocabulary,
    find_unknown_lexemes,
    lexemes,
    lexemes_by_word,
)
from apps.qa.domain.population import read_kidney_stage
from apps.qa.domain.spelling import PLAIN_WORDS, correct
from apps.qa.domain.understanding import (
    refers_back,
    spans_of_denial,
    spans_of_exclusion,
    spans_of_search,
    subject_lexemes,
    without_cues,
)

_ABOUT: Final = frozenset(
    {"drug", "drug_class", "procedure", "device", "behaviour", "test", "vaccine"}
)
_CAN_BE_EXCLUDED: Final = frozenset({"drug", "drug_class", "vaccine", "procedure"})
_STAGE_OF_ADVANCED: Final = 4
_WHAT_FOR: Final = re.compile(
    r"\b(?:for|in|of|with|against|has|have|having|got|gets?|treats?|treating|prevents?)\s+"
    r"(?:an? |the |my |his |her |acute |chronic |severe |mild )*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Concepts by their part in the question. `carried` were not named but referred to, and come
    from the article; `elsewhere` are things of medicine that the question is about and the store
    has no concept for.
    """

    found: list[Concept]
    about: list[Concept]
    conditions: list[Concept]
    own_conditions: list[Concept]
    carried: list[Concept]
    excluded: frozenset[str]
    elsewhere: tuple[str, ...]
    assumed: tuple[str, ...]


def concepts_of(article: ArticleVersion | None, vocabulary: Vocabulary) -> list[Concept]:
    """What an article is about: its conditions, and the treatments that its question names."""
    if article is None:
        return []
    title = f"{article.question} . {article.heading}"
    treatments = [row for row in vocabulary.find_in(title) if row.kind in _ABOUT]
    about = " . ".join([title, *article.keywords])
    return treatments + [row for row in vocabulary.find_in(about) if row.kind == "condition"]


def correct_spelling(text: str, vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """The text with words that the store never uses read as its nearest words, and which.

    No query where nothing looks misspelt; two where something does.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not is_word(word)]
    likely = correct(words, vocabulary.spellings | PLAIN_WORDS)
    if not likely:
        return text, {}
    stems = lexemes_by_word(list(likely))
    unknown = find_unknown_lexemes([stem for found in stems.values() for stem in found])
    sure = {word: better for word, better in likely.items() if stems[word] & unknown}
    for word, better in sure.items():
        text = re.sub(rf"\b{word}\b", better, text)
    return text, sure


def subjects_of(text: str, *, vocabulary: Vocabulary, context: list[Concept]) -> Subjects:
    """Read the text against the store, and against the concepts of its article."""
    named = vocabulary.find_in(f"{text} . {_kidney_terms(text)}")
    sought = _named_within(text, spans_of_search(text), named, vocabulary)
    found = _narrowest(named, sought, vocabulary)
    medicines = [row for row in found if row.kind in _CAN_BE_EXCLUDED]
    spans = [
        (start, end)
        for start, end in spans_of_exclusion(text)
        if not text[:start].rstrip().lower().endswith("without")
        or not _is_of_a_condition(text[start:end], found, vocabulary)
    ]
    excluded = _named_within(text, spans, medicines, vocabulary)
    denied = _named_within(text, spans_of_denial(text), found, vocabulary)
    about = [row for row in found if row.kind in _ABOUT and row.key not in excluded]
    own = [row for row in found if row.kind == "condition" and row.key not in denied]
    carried = [] if about or excluded else _carried(text, context, own)
    conditions = _sharpened(own, sought, context, vocabulary)
    return Subjects(
        found=found,
        about=[*about, *carried],
        conditions=conditions,
        own_conditions=own,
        carried=carried,
        excluded=excluded,
        elsewhere=() if own or excluded else _elsewhere(text, found, vocabulary),
        assumed=(
            *_readings(text, found, vocabulary),
            *_carried_over(text, carried, [row for row in conditions if row not in own]),
        ),
    )


def _kidney_terms(text: str) -> str:
    """What the store may call the kidney function that the text gives in figures."""
    stage = read_kidney_stage(text)
    if stage is None:
        return ""
    names = f"chronic kidney disease stage {stage} . CKD stage {stage}"
    return f"{names} . eGFR below 30" if stage >= _STAGE_OF_ADVANCED else names


def _narrowest(
    found: list[Concept], sought: frozenset[str], vocabulary: Vocabulary
) -> list[Concept]:
    """Of conditions the narrower: "a sore throat with a low score" is not any sore throat, but one
    that is tested for strep may be.
    """
    broader = {
        key
        for row in found
        if row.kind == "condition" and row.key not in sought
        for key in vocabulary.with_broader(row.key) - {row.key}
    }
    return [row for row in found if row.kind != "condition" or row.key not in broader]


def _named_within(
    text: str, spans: list[tuple[int, int]], found: list[Concept], vocabulary: Vocabulary
) -> frozenset[str]:
    """The concepts, with all that is narrower, that are named in these parts of the text."""
    parts = [f" {normalise(text[start:end])} " for start, end in spans]
    keys: set[str] = set()
    for concept in found:
        names = [normalise(term) for term in vocabulary.words_for(concept)]
        if any(f" {name} " in part for name in names for part in parts):
            keys |= vocabulary.with_narrower(concept.key)
    return frozenset(keys)


def _is_of_a_condition(part: str, found: list[Concept], vocabulary: Vocabulary) -> bool:
    """ "Without heart disease" says what somebody does not have, and nothing of a treatment."""
    words = f"{normalise(part)} "
    return any(
        words.startswith(f"{normalise(name)} ")
        for row in found
        if row.kind == "condition"
        for name in vocabulary.words_for(row)
    )


def _carried(text: str, context: list[Concept], own: list[Concept]) -> list[Concept]:
    """The article's treatment, where the question says "it", or nothing but whom it is for.

    One query where it may be the latter.
    """
    treatments = [row for row in context if row.kind in _ABOUT]
    if not treatments or spans_of_search(text):
        return []
    if refers_back(text):
        return treatments
    is_bare = not own and not subject_lexemes(lexemes(without_cues(text)))
    return treatments if is_bare else []


def _sharpened(
    own: list[Concept], sought: frozenset[str], context: list[Concept], vocabulary: Vocabulary
) -> list[Concept]:
    """Under an article on a wedge fracture "fractures" are those; without a word, its condition."""
    topic = [row for row in context if row.kind == "condition"]
    if all(row.key in sought for row in own):
        return topic or own
    meant = [
        row for row in topic if any(named.key in vocabulary.with_broader(row.key) for named in own)
    ]
    return meant if meant and all(_is_broader(row, meant, vocabulary) for row in own) else own


def _is_broader(named: Concept, topic: list[Concept], vocabulary: Vocabulary) -> bool:
    return any(named.key in vocabulary.with_broader(row.key) for row in topic)


def _elsewhere(text: str, found: list[Concept], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Things that the lexicon knows and the store does not, and that the question is about.

    About means that the question names nothing of the store, or that the thing stands where a
    question says what something is for. Two queries where there are such things.
    """
    named = " | ".join(name for row in found for name in vocabulary.found_by(row))
    things = [
        phrase
        for phrase in dict.fromkeys(term.matched for term in expand(text).terms)
        if normalise(phrase) not in named
        and key_of(phrase) not in drugs()
        and (not found or _is_what_for(text, phrase))
    ]
    if not things:
        return ()
    stems = lexemes_by_word(things)
    unknown = find_unknown_lexemes([stem for each in stems.values() for stem in each])
    return tuple(
        phrase
        for phrase in things
        if subject_lexemes(sorted(stems[phrase]))
        and (
            stems[phrase] & unknown
            or ((found or " " in phrase) and not (found and _is_told(phrase)))
        )
    )


def _is_told(phrase: str) -> bool:
    """A record that names the thing may answer for it, though no concept stands for it."""
    told = RecommendationVersion.objects.filter(status="active", clinician__icontains=phrase)
    return told.exists()


def _is_what_for(text: str, phrase: str) -> bool:
    words = re.escape(phrase).replace(r"\ ", r"\W+")
    return any(
        _WHAT_FOR.search(text[: place.start()])
        for place in re.finditer(rf"\b{words}\b", text, re.IGNORECASE)
    )


def _readings(text: str, found: Iterable[Concept], vocabulary: Vocabulary) -> list[str]:
    """Which words were read as which concepts, where those are called otherwise."""
    words = f" {normalise(text)} "
    sentences = []
    for concept in found:
        said = [name for name in sorted(vocabulary.found_by(concept)) if f" {name} " in words]
        if said and not any(f" {normalise(concept.name)} " in f" {name} " for name in said):
            sentences.append(f"“{_as_written(text, said[0])}” was read as {concept.name}.")
    return sentences


def _as_written(text: str, name: str) -> str:
    """The words of the text that come to this normalised name."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    length = len(name.split())
    spans = (" ".join(words[start : start + length]) for start in range(len(words)))
    return next((span for span in spans if normalise(span) == name), name)


def _carried_over(text: str, carried: list[Concept], topic: list[Concept]) -> list[str]:
    sentences = []
    if carried:
        names = " and ".join(row.name for row in carried)
        sentences.append(f"“{refers_back(text) or 'This'}” was read as {names}, from the article.")
    if topic:
        names = ", ".join(dict.fromkeys(row.name for row in topic))
        sentences.append(f"Taken from the article: {names}.")
    return sentences
