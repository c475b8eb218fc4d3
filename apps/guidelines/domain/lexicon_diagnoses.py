"""Other words for diagnoses: the inclusion terms of ICD-10-CM, as simple-icd-10-cm ships them.

Its data is read when first used; its code, which would read all of it at once, never runs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from apps.guidelines.domain.lexicon_words import Phrase, data_of, key_of

# Each line of the tabular list holds one element.
_LINE: Final = re.compile(r"\s*<(/?)(name|desc|note|inclusionTerm)>(?:([^<]+)<)?")
# External causes, and reasons to see a doctor that are no disease.
_NO_DISEASE: Final = tuple("UVWXYZ")
_ASIDE: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_NOT_SPECIFIED: Final = re.compile(
    r",? (NOS|NEC|unspecified( site)?|not elsewhere classified|site unspecified)$", re.IGNORECASE
)
# Terms that say what something is not, or list several things, are no names.
_NO_NAME: Final = re.compile(
    r"\b(other|others|unspecified|without|no|not|except|nor|or|and|due|following|classified)\b|[,;:]",
    re.IGNORECASE,
)
_PREFIXES: Final = ("hyper", "hypo", "tachy", "brady", "poly", "oligo", "macro", "micro")
_LONGEST: Final = 6


@lru_cache(maxsize=1)
def diagnoses() -> dict[Phrase, tuple[tuple[str, str], ...]]:
    """For each term: the names to search as well, and how they relate to it. 0.4 s at first.

    What is "not otherwise specified" is the code itself; any other term is narrower than its code.
    Codes that gather what has no code of its own ("other", "unspecified") name nothing.
    """
    found: dict[Phrase, dict[tuple[str, str], None]] = defaultdict(dict)
    for title, terms in _codes():
        name = _plain(title)
        for term in terms if _is_name(name) else ():
            other = _plain(term)
            if not _is_name(other) or key_of(other) == key_of(name) or _opposed(name, other):
                continue
            if term.endswith(" NOS"):
                found[key_of(other)][name, "exact"] = None
                found[key_of(name)][other, "exact"] = None
            else:
                found[key_of(other)][name, "broader"] = None
    return {key: tuple(others) for key, others in found.items() if len(key) <= _LONGEST}


def _codes() -> Iterator[tuple[str, list[str]]]:
    """The title and the inclusion terms of each code of a disease that has any."""
    title, terms, inclusion = "", list[str](), False
    with _tabular().open(encoding="utf-8") as file:
        for closing, element, text in map(_element, file):
            if element == "name":
                if terms:
                    yield title, terms
                title, terms = "" if text.startswith(_NO_DISEASE) else text, []
            elif element == "desc" and title:
                title = text
            elif element == "inclusionTerm":
                inclusion = bool(title) and not closing
            elif element == "note" and inclusion:
                terms.append(text)


def _element(line: str) -> tuple[str, str, str]:
    """Whether it closes, its tag and its text."""
    found = _LINE.match(line)
    closing, element, text = found.groups() if found else ("", "", "")
    return closing, element, text or ""


def _tabular() -> Path:
    return max(data_of("simple_icd_10_cm").glob("icd10c*-tabular-*.xml"))


def _plain(text: str) -> str:
    return _NOT_SPECIFIED.sub("", _ASIDE.sub("", text)).strip()


def _is_name(text: str) -> bool:
    return not _NO_NAME.search(text)


def _opposed(one: str, other: str) -> bool:
    """Whether a prefix or an age says another thing in each: hypo- where the other has hyper-."""
    return any((prefix in one.lower()) != (prefix in other.lower()) for prefix in _PREFIXES)
