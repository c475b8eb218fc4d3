"""What people choose for themselves: their reading level, and whether notices are mailed."""

from __future__ import annotations

from django import forms

from core.levels import LEVEL_NAMES, Level


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=[(level.value, LEVEL_NAMES[level][0]) for level in Level])
    next = forms.CharField(required=False, max_length=2000)


class MailForm(forms.Form):
    gets_mail = forms.BooleanField(required=False)
