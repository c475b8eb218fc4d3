"""FHIR elements as they come: one value or a list, numbers as texts, keys missing, types wrong.

The same accessors read JSON and what fhir_xml makes of XML, which cannot tell a list from one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import nh3

Json = dict[str, Any]

# Deeper than any real resource; what lies below is not looked at.
DEEPEST: Final = 40
_TAG: Final = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|script|small|span|strong|style"
    r"|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_LINE_END: Final = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6]|table|blockquote)>", re.I)
_CELL_END: Final = re.compile(r"</(?:td|th)>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]\w*);")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def as_objects(value: Any) -> list[Json]:
    return [item for item in as_list(value) if isinstance(item, dict)]


def as_object(value: Any) -> Json:
    return next(iter(as_objects(value)), {})


def as_text(value: Any) -> str:
    """A text or number, without markup: tags go, entities are decoded, block ends end lines."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()
    if _TAG.search(text):
        broken = _CELL_END.sub(" ", _LINE_END.sub("\n", text))
        lines = nh3.clean(broken, tags=set()).splitlines()
        text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def first_text(*values: Any) -> str:
    return next(filter(None, (as_text(value) for value in values)), "")


def as_number(value: Any) -> int | float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if number != number or abs(number) > 1e12:
        return None
    return int(number) if number == int(number) else number


class Coding(NamedTuple):
    system: str
    code: str
    display: str
    version: str = ""
    id: str = ""


def codings(value: Any) -> list[Coding]:
    """Of a CodeableConcept, a CodeableReference, a Coding, a bare code, or a list of those."""
    found = []
    for item in as_list(value):
        if isinstance(item, str) and item.strip():
            found.append(Coding("", item.strip(), ""))
        elif isinstance(item, dict):
            inner = item.get("concept", item)
            listed = inner.get("coding") if isinstance(inner, dict) else None
            found += [_coding(part) for part in as_objects(listed if listed else inner)]
    return [coding for coding in found if coding.code or coding.display]


def _coding(part: Json) -> Coding:
    names = ("system", "code", "display", "version", "id")
    return Coding(*(as_text(part.get(name)) for name in names))


def concept_text(value: Any) -> str:
    """What a reader would see of a coded value: its own text, else a display, else a code."""
    written = [as_text(item.get("text")) for item in as_objects(value)]
    listed = codings(value)
    return first_text(*written, *(c.display for c in listed), *(c.code for c in listed))


def stated(record: Json) -> Json:
    """Without what is empty or has its default; a zero and a null say something."""
    return {k: v for k, v in record.items() if v is not False and v not in ("", [], {})}


def slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9.]+", text.lower()))


def code_words(value: Any) -> list[str]:
    """Its codes, then its displays and texts as slugs: sources vary in how they write those."""
    listed = codings(value)
    texts = [as_text(item.get("text")) for item in as_objects(value)]
    words = [coding.code.lower() for coding in listed]
    words += [slug(coding.display) for coding in listed] + [slug(text) for text in texts]
    return list(dict.fromkeys(filter(None, words)))


def url_tail(url: Any) -> str:
    """The last part of a canonical, without version and the guides' prefixes, in lower case."""
    tail = as_text(url).split("|")[0].rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"^(?:cqf|cpg|artifact|ebm)-", "", tail)


def value_of(element: Json) -> Any:
    """The value[x] of an extension or characteristic."""
    return next((value for key, value in element.items() if _is_value(key)), None)


def _is_value(key: str) -> bool:
    return key.startswith("value") and key[5:6].isupper()


def extensions(element: Any, *tails: str) -> list[Json]:
    """Those whose url ends in one of these, whichever guide defines it."""
    holder = as_object(element)
    listed = as_objects(holder.get("extension")) + as_objects(holder.get("modifierExtension"))
    return [item for item in listed if url_tail(item.get("url")) in tails]


def extension_values(element: Any, *tails: str) -> list[Any]:
    values = [value_of(item) for item in extensions(element, *tails)]
    return [value for value in values if value is not None]


def extension_text(element: Any, *tails: str) -> str:
    return first_text(*extension_values(element, *tails))


def nested(roots: Any, *keys: str) -> Iterator[Json]:
    """The objects and all below them under these keys, parents first, to a depth of `DEEPEST`."""
    waiting = [(item, 0) for item in reversed(as_objects(roots))]
    while waiting:
        item, depth = waiting.pop()
        yield item
        if depth < DEEPEST:
            below = [part for key in keys for part in as_objects(item.get(key))]
            waiting += [(part, depth + 1) for part in reversed(below)]


def date_of(value: Any) -> tuple[str, str]:
    """A FHIR date or dateTime as (YYYY-MM-DD, precision); ("", "") where it is none."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T|$)", as_text(value))
    if found is None:
        return "", ""
    year, month, day = found.groups()
    precision = "day" if day else "month" if month else "year"
    return _real_date(f"{year}-{month or '01'}-{day or '01'}", precision)


def _real_date(text: str, precision: str) -> tuple[str, str]:
    try:
        return date.fromisoformat(text).isoformat(), precision
    except ValueError:
        return "", ""
