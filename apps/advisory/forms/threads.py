"""What is said of a part of an article."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

BACK = (("review", "review"), ("article", "article"))


class ReplyForm(forms.Form):
    """`back` says from which page somebody speaks, and so where they go on."""

    text = forms.CharField(
        label=_("Comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    back = forms.ChoiceField(choices=BACK, widget=forms.HiddenInput)


class ThreadForm(ReplyForm):
    part = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)


class SettleForm(forms.Form):
    back = forms.ChoiceField(choices=BACK)
