"""Choosing conflicts, and settling one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.conflicts import ConflictFilters
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.forms.paging import PageForm, checked

ALL: Final = "all"


class ConflictFilterForm(PageForm):
    """Without a state, the open ones."""

    state = forms.ChoiceField(
        choices=[(state.value, state.value) for state in ConflictState] + [(ALL, ALL)],
        required=False,
    )
    intervention = forms.CharField(max_length=80, required=False)


class SettleForm(forms.Form):
    """`state` comes from the button."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "box", "rows": 4}),
        error_messages={"required": _("Say why, for whoever reads it later.")},
    )
    state = forms.ChoiceField(
        choices=[(state.value, state.value) for state in ConflictState],
        error_messages={"required": _("Say whether you settle or dismiss it.")},
    )


def filters_of(data: Mapping[str, Any]) -> ConflictFilters:
    """What an address asks for. Raises `InvalidInput`."""
    form = checked(ConflictFilterForm(data))
    state = form.cleaned_data["state"] or ConflictState.OPEN
    return ConflictFilters(
        state="" if state == ALL else state,
        intervention=form.cleaned_data["intervention"],
        page=form.number,
    )
