"""What the desk's buttons send."""

from __future__ import annotations

from django import forms

from apps.advisory.domain.outcome import OUTCOME_NAMES


class SignForm(forms.Form):
    content_sha256 = forms.CharField(min_length=64, max_length=64)


class ChangesForm(forms.Form):
    reason = forms.CharField(max_length=5000)


class TaskForm(forms.Form):
    outcome = forms.ChoiceField(choices=[(key.value, name) for key, name in OUTCOME_NAMES.items()])
    reason = forms.CharField(max_length=5000, required=False)
