"""Taking out of what people write what says who somebody is, before it is kept.

What could be a dose, a result or an age stays: a number goes only where its form or the words
beside it say that it names a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final


class Personal(StrEnum):
    """What was taken out."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    RECORD_NUMBER = "record_number"
    BIRTH_DATE = "birth_date"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` has a bracketed word for each thing taken out; `kinds` are in order of the list."""

    text: str
    kinds: tuple[Personal, ...]


_PLACEHOLDERS: Final = {
    Personal.NAME: "[name]",
    Personal.EMAIL: "[email]",
    Personal.PHONE: "[phone number]",
    Personal.ADDRESS: "[address]",
    Personal.RECORD_NUMBER: "[record number]",
    Personal.BIRTH_DATE: "[date of birth]",
    Personal.LINK: "[link]",
}
_DATA: Final = Path(__file__).resolve().parent / "data"
_WORD: Final = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[-'’](?!s\b)[A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)*"
_NAME: Final = rf"{_WORD}(?: (?:(?:van|von|de|der|da|di|al|bin|el) )*{_WORD}){{0,2}}"
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE: Final = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|"
    rf"{_DAY} {_MONTH},? \d{{2,4}}|{_MONTH} {_DAY},? \d{{4}})"
)
_RELATION: Final = (
    r"(?:husband|wife|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|uncle|aunt|"
    r"grandmother|grandfather|grandma|grandpa|granny|cousin|nephew|niece|friend|neighbou?r|"
    r"patient|client|baby|colleague)"
)
_STREET: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Boulevard|Blvd|Square|Terrace|"
    r"Crescent|Place|Gardens|Highway)"
)
_DIGITS: Final = r"\+?\(?\d[\d ()/.-]{5,16}\d"


# `it` is what goes; a pattern without it goes whole. In this order: an address may hold a name.
_RULES: Final[tuple[tuple[Personal, re.Pattern[str]], ...]] = (
    (Personal.EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (Personal.LINK, re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)),
    (
        Personal.BIRTH_DATE,
        re.compile(
            r"\b(?:born(?: on)?(?: the)?|d\.?o\.?b\.?|(?:date of birth|birth ?day|birth ?date)"
            rf"(?: is)?)\W{{1,3}}(?P<it>{_DATE})",
            re.IGNORECASE,
        ),
    ),
    (
        Personal.RECORD_NUMBER,
        re.compile(
            r"\b(?:mrn|nhs|chi|ssn|social security|insurance|medicare|medicaid|passport|hospital|"
            r"patient|record|case|member(?:ship)?|policy|licen[cs]e)"
            r"(?: (?:number|num|no\.?|nr\.?|id))?(?: is)?\s*[:#]?\s*"
            r"(?P<it>(?=[A-Z-]{0,6}[\d -]*\d{3})[A-Z]{0,4}[\d-][\d -]{3,16}\d)\b",
            re.IGNORECASE,
        ),
    ),
    # US social security, UK NHS, IBAN, payment card: forms that no dose or result has.
    (
        Personal.RECORD_NUMBER,
        re.compile(
            r"\b(?:\d{3}-\d{2}-\d{4}|\d{3} \d{3} \d{4}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}|"
            r"\d{4}([ -])\d{4}\1\d{4}\1\d{4})\b"
        ),
    ),
    (
        Personal.PHONE,
        re.compile(
            r"(?<![\w.])(?:\+\d{1,3}[ .-]?\(?\d[\d ().-]{5,13}\d|"
            r"\(?0\d{2,4}\)?[ .-]\d{3,4}[ .-]?\d{3,4}|0\d{9,10}|\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})\b"
        ),
    ),
    (
        Personal.PHONE,
        re.compile(
            r"\b(?:phone|mobile|cell|telephone|tel|whatsapp|(?:call|text|ring|reach) me)"
            rf"(?: number| no\.?)?(?: is| at| on)?\s*[.:]?\s*(?P<it>{_DIGITS})\b",
            re.IGNORECASE,
        ),
    ),
    (
        Personal.ADDRESS,
        re.compile(
            rf"\b\d{{1,5}}[a-z]?,? (?:{_WORD} ){{1,3}}{_STREET}\b\.?"
            rf"(?:,? {_WORD}){{0,3}}(?:,? [A-Z]{{2}})?(?: \d{{5}}(?:-\d{{4}})?\b)?"
        ),
    ),
    # A postcode of the United Kingdom; doses and codes have no such form.
    (Personal.ADDRESS, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")),
    (
        Personal.NAME,
        re.compile(
            r"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]he|[Tt]heir)(?: \w+)? name(?: is|['’]s)? "
            rf"(?:is )?(?P<it>{_NAME})"
        ),
    ),
    (
        Personal.NAME,
        re.compile(rf"\b(?:Mrs?|Ms|Miss|Mx|Sir|Dame|Dr|Prof|Professor)\.? (?P<it>{_NAME})"),
    ),
    (Personal.NAME, re.compile(rf"\b(?:called|named) (?P<it>{_NAME})")),
    (Personal.NAME, re.compile(rf"\b{_RELATION},? (?P<it>{_NAME})")),
    (Personal.NAME, re.compile(rf"\b(?:I am|I['’]m|[Tt]his is) (?P<it>{_NAME})")),
)
# Words with a capital that follow the same words but name nobody.
_NOBODY: Final = frozenset(_DATA.joinpath("capitalised_words.txt").read_text("utf-8").split())
_AGE_OR_VERB: Final = re.compile(
    r"^(?:,? (?:aged? )?\d{1,3}\b|,? (?:is|was|has|had|takes|took|fell|broke|needs|can|cannot|"
    r"can['’]t|should|wants|feels|gets|who)\b|['’]s\b)"
)
# Words whose only use is to lead to what was taken out; "my husband" says something by itself.
_OWNED: Final = (
    r"(?:(?:my|his|her|the|their) )?(?:\w+ )?(?:names?|numbers?|e-?mail|address|postcode|phone|"
    r"mobile|cell|telephone|tel|whatsapp|mrn|nhs|chi|ssn|dob|d\.o\.b\.|date of birth|birthday)"
    r"(?: (?:number|address|no\.?|id))?(?:['’]s)?(?: is)?(?: at| on)?"
)
_SAID: Final = (
    r"(?:call|text|ring|reach|e?mail|write to|contact)(?: me)?(?: at| on)?|"
    r"(?:i|we|s?he) lives? (?:at|in|near)|i am|i['’]m|this is|called|named|"
    r"(?:(?:s?he|i) was )?born(?: on)?(?: the)?"
)
_TAKEN_OUT: Final = re.compile(
    rf"(?:\b(?:{_OWNED}|{_SAID})\s*[:.#]?\s*)?"
    rf"(?:{'|'.join(map(re.escape, _PLACEHOLDERS.values()))})",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return frozenset(_DATA.joinpath("given_names.txt").read_text("utf-8").split())


def mask(text: str) -> Masked:
    """Take out names, addresses, numbers and dates that say who somebody is."""
    kinds: set[Personal] = set()
    for kind, pattern in _RULES:
        text, found = _without(text, kind, pattern)
        if found:
            kinds.add(kind)
    text, found = _without_given_names(text)
    if found:
        kinds.add(Personal.NAME)
    return Masked(text, tuple(kind for kind in Personal if kind in kinds))


def without_placeholders(text: str) -> str:
    """A masked text without its placeholders and the words that only led to them.

    Nobody asks about a telephone number: what was taken out is no subject of the question.
    """
    return _TAKEN_OUT.sub("", text)


def _without(text: str, kind: Personal, pattern: re.Pattern[str]) -> tuple[str, bool]:
    placeholder = _PLACEHOLDERS[kind]
    done: list[str] = []
    end = 0
    for found in pattern.finditer(text):
        start, stop = found.span("it" if "it" in pattern.groupindex else 0)
        if kind is Personal.NAME:
            stop = start + len(_name_part(text[start:stop]))
        if stop > start:
            done += [text[end:start], placeholder]
            end = stop
    return "".join([*done, text[end:]]), bool(done)


def _name_part(words: str) -> str:
    """The words up to the first that names nobody: "Peter Does" is Peter."""
    kept: list[str] = []
    for word in words.split(" "):
        if word.lower() in _NOBODY:
            break
        kept.append(word)
    return " ".join(kept)


def _without_given_names(text: str) -> tuple[str, bool]:
    """A given name goes where a surname, an age or a verb of persons follows."""
    done: list[str] = []
    end = 0
    for found in re.finditer(_NAME, text):
        words = _name_part(found[0])
        stop = found.start() + len(words)
        first, _, rest = words.partition(" ")
        if first in _given_names() and (rest or _AGE_OR_VERB.search(text[stop:])):
            done += [text[end : found.start()], _PLACEHOLDERS[Personal.NAME]]
            end = stop
    return "".join([*done, text[end:]]), bool(done)
