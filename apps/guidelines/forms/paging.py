"""Which page of a list is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms

from core.errors import InvalidInput


class PageForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    @property
    def number(self) -> int:
        return int(self.cleaned_data["page"] or 1)


F = TypeVar("F", bound=PageForm)


def checked(form: F) -> F:
    """The form, if its address makes sense. Raises `InvalidInput`."""
    if not form.is_valid():
        raise InvalidInput("This list has no such choice", pointer=f"/{next(iter(form.errors))}")
    return form


def page_of(data: Mapping[str, Any]) -> int:
    """The page that an address names, else the first. Raises `InvalidInput`."""
    return checked(PageForm(data)).number
