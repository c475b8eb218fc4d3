"""What curators type and choose for libraries and subscriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class FoundForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Title"))
    description = forms.CharField(
        required=False,
        max_length=5000,
        label=_("What it holds and for whom"),
        widget=forms.Textarea({"rows": 3, "class": "box"}),
    )
    is_open = forms.BooleanField(
        required=False,
        label=_("Open: every organisation here sees it and may subscribe"),
    )


class PublishForm(forms.Form):
    """`keys` are guidelines that nothing keeps at home, `last` those of the release before."""

    guideline_keys = forms.MultipleChoiceField(
        error_messages={"required": _("Choose at least one guideline.")}
    )
    note = forms.CharField(
        required=False,
        max_length=5000,
        label=_("What is new in it"),
        widget=forms.Textarea({"rows": 3, "class": "box"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, keys: Iterable[str], last: Iterable[str]
    ) -> None:
        super().__init__(data, initial={"guideline_keys": list(last)})
        self.fields["guideline_keys"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined] # of a choice field

    @property
    def chosen(self) -> frozenset[str]:
        """The keys whose boxes are ticked."""
        return frozenset(self["guideline_keys"].value() or ())


class TakeOverForm(forms.Form):
    """The plan that was shown."""

    number = forms.IntegerField(min_value=1, max_value=2_147_483_647)
    sha256 = forms.CharField(min_length=64, max_length=64)
