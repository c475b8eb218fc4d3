"""What an asker says of a sentence, and an editor of that."""

from __future__ import annotations

from typing import Final

from django import forms

from apps.qa.reception import Verdict

LONGEST_NOTE: Final = 500


class FeedbackForm(forms.Form):
    sentence = forms.IntegerField(min_value=1)
    verdict = forms.ChoiceField(choices=Verdict.choices)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)


class LookedAtForm(forms.Form):
    reason = forms.CharField(max_length=500)
