"""Rendering of frozen values, once for each value and language: a thousand small includes are nine
tenths of an article page's cost. The key is the whole content, so nothing can go stale, and nothing
of one organisation can be shown at another unless it is letter for letter the same.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Some fifty articles at three levels; an entry is a few to a hundred kilobytes.
KEPT: Final = 1000


@register.simple_tag
def frozen(name: str, **values: Hashable) -> SafeString:
    """Include the template `name` with these values only, which must be frozen: it is kept."""
    return _render(name, tuple(values.items()), get_language())


@lru_cache(maxsize=KEPT)
def _render(
    name: str, values: tuple[tuple[str, Hashable], ...], language: str | None
) -> SafeString:
    return render_to_string(name, dict(values))
