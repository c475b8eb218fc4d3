"""A package in our own format: strict JSON, whose shape is for the typed reader to check."""

from __future__ import annotations

import codecs
import json
import math
import re
from typing import Any, Final

from apps.guidelines.formats.reading import Reading, SourceFile

DEPTH: Final = 50
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_UNSTORABLE_TEXT: Final = ("unstorable_text", "It holds a NUL or half a character.")
Link = tuple[Any, Any] | None


class _Twice(dict[str, Any]):
    """An object in which a name stood twice."""


def read_own_package(file: SourceFile) -> Reading:
    """The document as it is, or an issue.

    JSON keeps one of two equal names and says nothing, so it is marked for `find_fault_of`.
    """
    reading = Reading(format="package")
    wide = file.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = file.content.decode("utf-16" if wide else "utf-8-sig")
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        reading.error("wrong_encoding", file.name, f"Byte {error.start} is not UTF-8.")
    except json.JSONDecodeError as error:
        reading.error(
            "broken_json", f"{file.name}#line {error.lineno}", f"Not JSON: {error.msg.lower()}."
        )
    except RecursionError:
        reading.error("too_deep", file.name, f"It is nested more than {DEPTH} deep.")
    except ValueError as error:
        reading.error("broken_json", file.name, f"Not JSON: {error}.")
    else:
        if not isinstance(document, dict):
            reading.error("not_an_object", f"{file.name}#/", "A package is an object.")
        else:
            reading.package = document
    return reading


def find_fault_of(document: Any) -> tuple[str, str, str] | None:
    """(code, pointer, sentence) of what cannot be stored: depth, NUL, half a surrogate pair,
    an infinite number, a name that stands twice.
    """
    stack: list[tuple[Any, int, Link]] = [(document, 1, None)]
    while stack:
        value, depth, link = stack.pop()
        fault = _fault_of(value, depth)
        if fault:
            return fault[0], _pointer(link), fault[1]
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            # Most of a document is texts and numbers: those never see the stack.
            if isinstance(item, dict | list):
                stack.append((item, depth + 1, (link, key)))
            elif fault := _fault_within(item):
                return fault[0], _pointer((link, key)), fault[1]
    return None


def _fault_of(value: dict[str, Any] | list[Any], depth: int) -> tuple[str, str] | None:
    if depth > DEPTH:
        return "too_deep", f"It is nested more than {DEPTH} deep."
    if isinstance(value, _Twice):
        return "name_twice", "A name stands twice in this object."
    if isinstance(value, dict) and any(map(_UNSTORABLE.search, value)):
        return _UNSTORABLE_TEXT
    return None


def _fault_within(value: object) -> tuple[str, str] | None:
    if isinstance(value, str):
        return _UNSTORABLE_TEXT if _UNSTORABLE.search(value) else None
    if isinstance(value, float) and not math.isfinite(value):
        return "not_a_number", "It is not a finite number."
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Twice(made)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def _pointer(link: Link) -> str:
    """JSON pointer (RFC 6901)."""
    parts: list[str] = []
    while link is not None:
        link, key = link
        parts.append(str(key).replace("~", "~0").replace("/", "~1"))
    shown = "".join(f"/{part}" for part in reversed(parts)) or "/"
    return shown.encode("utf-8", "replace").decode()[:300]
