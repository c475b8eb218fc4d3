"""What the desk's buttons send."""

from __future__ import annotations

from django import forms


class SignForm(forms.Form):
    content_sha256 = forms.CharField(min_length=64, max_length=64)


class ChangesForm(forms.Form):
    reason = forms.CharField(max_length=5000)
