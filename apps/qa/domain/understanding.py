"""Reading a question: what cannot be taken, and which of its words carry the subject."""

from __future__ import annotations

import re
from typing import Final

# "cannot take a bisphosphonate", "is allergic to", "alendronate is contraindicated" …
_CANNOT_BEFORE: Final = re.compile(
    r"\b(?:can\s?not|can[’']?t|could(?: not|n[’']t)|must not|should not|unable to|not able to|"
    r"does(?: not|n[’']t)|do(?: not|n[’']t))\s+(?:safely\s+)?(?:take|have|use|tolerate|swallow|bear)\b|"
    r"\b(?:allergic|allergy|intolerant|intolerance|hypersensitive|reacts? badly)\s+(?:to|of)\b|"
    r"\b(?:contraindications?|side effects?|adverse effects?)\s+(?:to|of|from|with)\b|"
    r"\bnot tolerat\w+\b|\b(?:refus\w+|declin\w+|instead of|other than|alternatives? to|without)\b",
    re.IGNORECASE,
)
_CANNOT_AFTER: Final = re.compile(
    r"\b(?:is|are|was|were)?\s*(?:contraindicated|not (?:possible|tolerated|an option|suitable|allowed))\b",
    re.IGNORECASE,
)
# How far the thing that cannot be taken may stand from the words that say so, in characters.
_REACH: Final = 60

# Words of questions that say nothing about their subject; stems as PostgreSQL's English makes them.
GENERAL: Final = frozenset(
    """
    about advic advis allow altern anoth ask avoid away bad becom begin best better bring brought call
    cannot case chang choic choos come common consid could correct cours danger day decid differ doctor
    done drug easi effect els end enough ever everi expect explain far find first follow get give given
    go good guidelin happen hard harm hear heard help high hour import instead keep kind know known last
    late later least let like likelihood line littl long longer look lot low make manag mani mayb mean
    measur medic medicin might mine month much must name near need never new next nobodi noth number
    offer often old option order part patient peopl person plan possibl prefer problem proper put question
    quick rather realli reason receiv recommend refus regular respons result right risk safe safeti say
    second see seem shall show side sinc situat somebodi someon someth sometim soon start still stop
    strong suggest suitabl sure take taken talk tell thank think thing time today told toler tri true
    type use usual want way wear week well will without wonder word work worri would wrong year yes
    treat treatment therapi woman women man men mother father husband wife grandmoth grandfath mum dad
    adult child kid boy girl someon friend year-old yr age
    """.split()
)


def spans_of_exclusion(text: str) -> list[tuple[int, int]]:
    """Where in the text stands what the person cannot take, as (start, end) of each reach."""
    spans = [(found.end(), found.end() + _REACH) for found in _CANNOT_BEFORE.finditer(text)]
    spans += [(max(0, found.start() - _REACH), found.start()) for found in _CANNOT_AFTER.finditer(text)]
    return spans


def subject_lexemes(lexemes: list[str]) -> list[str]:
    """Those lexemes that could name a subject: numbers and general words left out."""
    return [
        lexeme
        for lexeme in lexemes
        if lexeme not in GENERAL and not lexeme.replace(".", "").isdigit() and len(lexeme) > 2
    ]
