"""Choosing editions to review, and what a curator says of one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.forms.paging import PageForm


class ReviewFilterForm(PageForm):
    """Without a choice, those that are due."""

    which = forms.ChoiceField(choices=[("due", "due"), ("undated", "undated")], required=False)


class StillCurrentForm(forms.Form):
    """`label` is the edition that was looked at, so that no newer one is meant by accident."""

    label = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    next_due = forms.DateField(
        label=_("Next review on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Say when it is looked at next."),
            "invalid": _("Give a day such as 2027-06-30."),
        },
    )
