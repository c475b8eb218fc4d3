"""Reading a question: what cannot be taken, and which of its words carry the subject."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

# "cannot take a bisphosphonate", "is allergic to", "alendronate is contraindicated" …
_CANNOT_BEFORE: Final = re.compile(
    r"\b(?:can\s?not|can[’']?t|could(?: not|n[’']t)|must not|should not|unable to|not able to|"
    r"does(?: not|n[’']t)|do(?: not|n[’']t))\s+"
    r"(?:safely\s+)?(?:take|have|use|tolerate|swallow|bear)\b|"
    r"\b(?:allergic|allergy|intolerant|intolerance|hypersensitive|reacts? badly)\s+(?:to|of)\b|"
    r"\b(?:contraindications?|side effects?|adverse effects?)\s+(?:to|of|from|with)\b|"
    r"\bnot tolerat\w+\b|\b(?:refus\w+|declin\w+|instead of|other than|alternatives? to|without)\b",
    re.IGNORECASE,
)
_CANNOT_AFTER: Final = re.compile(
    r"\b(?:is|are|was|were)?\s*"
    r"(?:contraindicated|not (?:possible|tolerated|an option|suitable|allowed))\b",
    re.IGNORECASE,
)
_INTENTS: Final = {
    "screen": r"\bscreen",
    "dose": r"\b(?:dos(?:e|es|age|ing)|how much|how many (?:mg|tablets|pills)|how long)\b",
    "safety": r"\b(?:safe|stop|side effect|harm|danger|warning|delay|missed|contraindicat|availab|"
    r"on the market|marketed|withdrawn|interact)",
    "diagnose": r"\b(?:diagnos|recogni[sz]e|tell apart)",
    "monitor": r"\b(?:monitor|follow-?up|reassess|how often|how long)",
    "prevent": r"\bprevent",
}
# How far the thing that cannot be taken may stand from the words that say so, in characters.
_REACH: Final = 60

# Words of questions that say nothing about their subject; stems as PostgreSQL's English makes them.
_WORDS_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "general_words.txt"
GENERAL: Final = frozenset(_WORDS_FILE.read_text(encoding="utf-8").split())


def spans_of_exclusion(text: str) -> list[tuple[int, int]]:
    """Where in the text stands what the person cannot take, as (start, end) of each reach."""
    spans = [(found.end(), found.end() + _REACH) for found in _CANNOT_BEFORE.finditer(text)]
    spans += [
        (max(0, found.start() - _REACH), found.start()) for found in _CANNOT_AFTER.finditer(text)
    ]
    return spans


def intents_of(text: str) -> frozenset[str]:
    """What the question wants to know of its subject, in the store's words for intents."""
    return frozenset(
        intent for intent, words in _INTENTS.items() if re.search(words, text, re.IGNORECASE)
    )


def subject_lexemes(lexemes: list[str]) -> list[str]:
    """Those lexemes that could name a subject: numbers and general words left out."""
    return [
        lexeme
        for lexeme in lexemes
        if lexeme not in GENERAL and not lexeme.replace(".", "").isdigit() and len(lexeme) > 2
    ]
