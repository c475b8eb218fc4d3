"""Documents with a canary in every text that people read."""

from __future__ import annotations

from typing import Any, Final

_TEXTS: Final = frozenset(
    {"statement", "clinician", "student", "patient", "title", "heading", "question", "name", "text"}
)


def marked(document: Any, mark: str) -> Any:
    """The document with a canary at the end of every text that people read."""
    if isinstance(document, dict):
        return {
            key: f"{value} {mark}"
            if key in _TEXTS and isinstance(value, str)
            else marked(value, mark)
            for key, value in document.items()
        }
    if isinstance(document, list):
        return [marked(item, mark) for item in document]
    return document
