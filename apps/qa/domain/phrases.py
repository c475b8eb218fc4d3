"""The phrases that rules over the words of a question are written in, and the words they meet."""

from __future__ import annotations

import re
from typing import Final

_GAP: Final = r"(?:\W+[\w'-]+){0,5}?\W+"
# Typed in haste.
_APOSTROPHES: Final = {
    "cant": "can't",
    "wont": "won't",
    "dont": "don't",
    "doesnt": "doesn't",
    "isnt": "isn't",
    "couldnt": "couldn't",
    "didnt": "didn't",
    "im": "i'm",
    "ive": "i've",
}


def pattern_of(phrase: str) -> re.Pattern[str]:
    """Compile a phrase: `*` ends a word somehow, ` .. ` is up to five other words."""
    words = phrase.replace(" .. ", "\0").replace("*", r"\w*").replace(" ", r"\W+")
    return re.compile(rf"\b(?:{words.replace(chr(0), _GAP)})(?!\w)")


def plain(text: str) -> str:
    """Lower case, with straight apostrophes where they belong."""
    lowered = text.lower().replace("’", "'").replace("`", "'")
    return re.sub(r"\b[a-z]+\b(?!')", lambda word: _APOSTROPHES.get(word[0], word[0]), lowered)
