"""Words as the lexicon compares them: one spelling and one number of British and American English.

And the likeliest meaning of a misspelt one.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

# Shorter words have too many neighbours, and an ending that differs is mostly grammar.
_SHORTEST_CORRECTED: Final = 6
_ENDING: Final = 2
_OWN_DATA: Final = Path(__file__).resolve().parents[1] / "data"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_INFLECTED: Final = 3
# Asked for "blood pressure drugs" where the store says "blood pressure medicine".
_MEDICINES: Final = frozenset({"drug", "med", "medication", "medicine", "pill", "tablet"})
Phrase = tuple[str, ...]


# fmt: off
_IRREGULAR: Final = {
    "aluminium": "aluminum", "bacteria": "bacterium", "caesarian": "cesarean", "calves": "calf",
    "children": "child", "diagnoses": "diagnosis", "dietician": "dietitian", "feet": "foot",
    "grey": "gray", "hooves": "hoof", "kerb": "curb", "knives": "knife", "leaves": "leaf",
    "lens": "lens", "lenses": "lens", "lice": "louse", "lives": "life", "men": "man",
    "mould": "mold", "moulds": "mold",
    "ova": "ovum", "plough": "plow", "practise": "practice", "teeth": "tooth", "women": "woman",
}
# fmt: on
# As in "biopsies", "abscesses", "viruses", "metastases", "emboli".
_SINGULAR: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[^aeiou])ies$", "y"),
        (r"(ss|sh|x|tch|[iou]zz)es$", r"\1"),
        (r"(vir|sin|fet|uter|plex|nucle|fung|thromb|embol|call)uses$", r"\1us"),
        (r"(?<=\w{3})([bcghilmntrx]o|[lr]y|sta|the|no)ses$", r"\1sis"),
        (r"ae$", "a"),
        (r"mata$", "ma"),
        (r"(fung|embol|thromb|calcul|nucle|stimul|bronch|naev|nev|bacill|cocc|menisc)i$", r"\1us"),
        (r"(?<!s)(?<![iu])s$", ""),
    )
)
_AMERICAN: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ae", "e"),
        (r"oe(?=[a-z]{2}|a$)", "e"),
        (r"(?<=\w{2})our(al|ed|ing|less)?$", r"or\1"),
        (r"(?<=\w{3})is(e|ed|er|ing|ation)$", r"iz\1"),
        (r"(?<=\w{2})ys(e|ed|er|ing)$", r"yz\1"),
        (r"(?<=[btv])re$", "er"),
        (r"sulph", "sulf"),
        (r"(?<=\w[aeiou])ll(ed|ing|er)$", r"l\1"),
    )
)


def split_words(text: str) -> list[str]:
    """The words as written, without hyphens and possessives."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.findall(r"[^\W_]+", re.sub(r"'s?\b", "", plain))


def rows_of(name: str) -> list[dict[str, str]]:
    """A table of our own data."""
    with (_OWN_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def data_of(package: str) -> Path:
    """The data folder of an installed package, which is not imported."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(found.submodule_search_locations[0]) / "data"


def key_of(text: str) -> Phrase:
    """The words of a text, folded."""
    return tuple(map(fold, split_words(text)))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Lower case, American spelling, singular. The result compares; it need not be a word."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > _SHORTEST_INFLECTED:
        word = _replaced(word, _SINGULAR)
    return _replaced(word, _AMERICAN)


def normalise(text: str) -> str:
    """Lower case, words apart by one blank, folded, one word for every medicine."""
    return " ".join(map(_base, re.findall(r"[a-z0-9]+", text.lower())))


def _base(word: str) -> str:
    word = fold(word)
    return "medicine" if word in _MEDICINES else word


def _replaced(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word


def find_correction(word: str, vocabulary: frozenset[str]) -> str | None:
    """The only word one edit away, with the same first letter and ending; None if unsure."""
    if len(word) < _SHORTEST_CORRECTED or not word.isascii() or not word.isalpha():
        return None
    near = {
        other
        for other in _one_edit_away(word) & vocabulary
        if len(other) >= _SHORTEST_CORRECTED
        and other[0] == word[0]
        and other[-_ENDING:] == word[-_ENDING:]
    }
    return near.pop() if len(near) == 1 else None


def _one_edit_away(word: str) -> set[str]:
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in halves if right for letter in _LETTERS}
    inserted = {left + letter + right for left, right in halves for letter in _LETTERS}
    return (deleted | swapped | replaced | inserted) - {word}
