"""Choosing gaps, and dismissing one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.forms.paging import PageForm, checked

STATES: Final = ("open", "filled", "dismissed")
ALL: Final = "all"


class GapFilterForm(PageForm):
    """Without a state, the open ones."""

    state = forms.ChoiceField(choices=[(state, state) for state in (*STATES, ALL)], required=False)


class DismissForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the store will not cover this"),
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "box", "rows": 3}),
        error_messages={"required": _("Say why, for whoever reads it later.")},
    )


def filters_of(data: Mapping[str, Any]) -> tuple[str, int]:
    """The state, "" for all of them, and the page. Raises `InvalidInput`."""
    form = checked(GapFilterForm(data))
    state = form.cleaned_data["state"] or STATES[0]
    return ("" if state == ALL else state), form.number
