"""What the desk's buttons send."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

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
    """`then` is the block of the page where somebody goes on."""

    part = PartsField()
    then = forms.SlugField(max_length=80, required=False)


class DissentForm(SignForm):
    reason = forms.CharField(max_length=5000)


class ChangesForm(forms.Form):
    """`about` are names of parts, as the page has them."""

    about = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(max_length=5000)

    def __init__(self, data: QueryDict, *, names: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["about"].choices = [(name, name) for name in names]  # type: ignore[attr-defined] # of a choice field

    def whole_reason(self) -> str:
        """The reason, after the names of what it is about."""
        about: list[str] = self.cleaned_data["about"]
        reason: str = self.cleaned_data["reason"]
        return f"{'; '.join(about)}: {reason}" if about else reason


class TaskForm(forms.Form):
    outcome = forms.ChoiceField(choices=[(key.value, name) for key, name in OUTCOME_NAMES.items()])
    reason = forms.CharField(max_length=5000, required=False)
