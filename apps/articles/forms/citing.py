"""What authors send to cite: words to search for, a record, an order, statements of a step."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.articles.domain.drafting import Way
from apps.articles.forms.writing import PartField
from apps.guidelines.finding import LONGEST_QUERY


class SearchForm(forms.Form):
    """`instead_of` is the row of an unresolved marker that the picked record replaces."""

    part = PartField()
    q = forms.CharField(required=False, max_length=LONGEST_QUERY)
    instead_of = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)


class PickForm(forms.Form):
    part = PartField()
    recommendation = forms.UUIDField()
    instead_of = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class CitationsForm(forms.Form):
    """`deed` is "drop", "drop-marker", or a way; with the row: "up-17"."""

    part = PartField()
    seen = forms.CharField(min_length=64, max_length=64)
    deed = forms.RegexField(r"\A(drop|drop-marker|up|down)-[0-9]{1,18}\Z")

    def clean_deed(self) -> tuple[str, int]:
        name, _, row = self.cleaned_data["deed"].rpartition("-")
        return name, int(row)

    @property
    def way(self) -> Way:
        return Way(self.cleaned_data["deed"][0])


class BasisForm(forms.Form):
    part = PartField()
    seen = forms.CharField(min_length=64, max_length=64)
    statements = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, data: Any, *, rows: list[int]) -> None:
        super().__init__(data)
        field: Any = self.fields["statements"]
        field.choices = [(str(row), str(row)) for row in rows]
