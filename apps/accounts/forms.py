"""The reader's choice of level."""

from __future__ import annotations

from django import forms

from core.levels import LEVEL_NAMES, Level


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=[(level.value, LEVEL_NAMES[level][0]) for level in Level])
    next = forms.CharField(required=False, max_length=2000)
