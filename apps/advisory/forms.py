"""What the desk's buttons send."""

from __future__ import annotations

from django import forms

from apps.advisory.domain.outcome import OUTCOME_NAMES


class PartsField(forms.Field):
    """Parts that were read, each as KEY:HASH; cleans to the hashes by key."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> dict[str, str]:
        found = [entry.rpartition(":") for entry in value or ()]
        if any(len(digest) != 64 for _, _, digest in found):
            raise forms.ValidationError("A part is its key and the hash of what was read.")
        return {key: digest for key, _, digest in found}


class SignForm(forms.Form):
    part = PartsField()


class DissentForm(SignForm):
    reason = forms.CharField(max_length=5000)


class ChangesForm(forms.Form):
    reason = forms.CharField(max_length=5000)


class TaskForm(forms.Form):
    outcome = forms.ChoiceField(choices=[(key.value, name) for key, name in OUTCOME_NAMES.items()])
    reason = forms.CharField(max_length=5000, required=False)
