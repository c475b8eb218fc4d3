"""Waiving a warning of the gate, and choosing which warnings block."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.articles.domain.gate.asks import ASKS
from apps.articles.gate import warnings


class WaiveForm(forms.Form):
    """`back` is the desk where it came from the review, else the article."""

    fingerprint = forms.RegexField(r"\A[0-9a-f]{64}\Z")
    reason = forms.CharField(max_length=2000)
    back = forms.ChoiceField(choices=[("review", "review"), ("article", "article")])


class StricterRulesForm(forms.Form):
    rules = forms.MultipleChoiceField(
        required=False,
        choices=[(rule, ASKS[rule]) for rule in warnings()],
        widget=forms.CheckboxSelectMultiple,
        label=_("Warnings that block here"),
    )
