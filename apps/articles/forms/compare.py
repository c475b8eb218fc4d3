"""Choosing two versions to compare."""

from __future__ import annotations

from django import forms


class CompareForm(forms.Form):
    before = forms.IntegerField(min_value=1, max_value=9999)
    after = forms.IntegerField(min_value=1, max_value=9999)
