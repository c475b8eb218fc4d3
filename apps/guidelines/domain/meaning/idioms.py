"""Phrases that say one thing in many ways, brought to one form before texts are compared."""

from __future__ import annotations

import re
from typing import Final

# What a panel says when it recommends nothing: one statement, however many words deny in it.
UNDECIDED: Final = "undecided"
_WHO: Final = r"(?:was|were|is|are)?\s*(?:unable to|could not|cannot)"
_UNDECIDED: Final = re.compile(
    rf"\b{_WHO} (?:recommend|say)(?: either)? (?:for or against|whether|which)\b|"
    r"\bneither for nor against\b|"
    r"\b(?:the |that the )?evidence (?:is|was|are|were)? ?(?:insufficient|inconclusive)\b|"
    r"\b(?:there (?:is|was) )?(?:not enough|too little|insufficient) evidence\b",
    re.IGNORECASE,
)
# The first of each pair is the pattern, the second one form of it; longer patterns before shorter.
_SAME: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), form)
    for pattern, form in (
        (r"(?:was |were |is )?contraindicated(?: with| in| for)?", "contraindicated"),
        (r"(?:have |has |with )?contraindications? (?:to|for)", "contraindicated"),
        (
            r"(?:must not|cannot|can't|can not) (?:be )?"
            r"(?:take|taken|used?|given?|tolerated?)(?: in| by| to)?",
            "contraindicated",
        ),
        (
            r"not neurologically intact|(?:do |does |also )?(?:have|has) nerve damage|"
            r"(?:has |have )?(?:also )?damaged the nerves",
            "nerve deficit",
        ),
        (
            r"neurologically intact|(?:no|without) nerve damage|"
            r"(?:whose |the |if )*nerves (?:work|are) normal(?:ly)?",
            "nerves intact",
        ),
        (r"does not work well enough|did not work well enough", "inadequate"),
        (r"(?:is|are) not established|nobody (?:knows yet|has established)", "not known"),
    )
)
_GLOSS: Final = re.compile(r"(?<=\w) ?\(([^()]+)\)")
# A bracket after these narrows whom the advice is for; with these words in it, it advises.
_PEOPLE: Final = re.compile(
    r"\b(?:people|persons?|patients?|adults?|wom[ae]n|m[ae]n|females?|males?|children|adolescents?|"
    r"teenagers?|infants?|those|all|who)$",
    re.IGNORECASE,
)
_ADVISES: Final = re.compile(
    r"\b(?:but|except|unless|only|if|in|for|recommend\w*|should|must|may|take[ns]?|given?|us(?:e[ds]?|"
    r"ing)|(?:un)?safe\w*|effective\w*|help\w*|work\w*|benefit\w*|harm\w*|wom[ae]n|m[ae]n|child\w*|"
    r"pregnan\w*|stop\w*|start\w*|longer|never|more|less)\b|\d",
    re.IGNORECASE,
)


def one_form(text: str) -> str:
    """The text with every known phrase in one form, and "undecided" at its end where it says so."""
    plain, undecided = _UNDECIDED.subn(" ", text)
    for pattern, form in _SAME:
        plain = pattern.sub(form, plain)
    return f"{plain} {UNDECIDED}" if undecided else plain


def split_glosses(text: str, *, source: str) -> tuple[str, tuple[str, ...]]:
    """The text without the brackets that explain a word, and what stands in those.

    What the source says too, or what advises or narrows, is no explanation and stays.
    """
    glosses: list[str] = []

    def take(found: re.Match[str]) -> str:
        gloss = found[1]
        if gloss in source or _ADVISES.search(gloss) or _PEOPLE.search(text[: found.start()]):
            return found[0]
        glosses.append(gloss)
        return ""

    return _GLOSS.sub(take, text), tuple(glosses)
