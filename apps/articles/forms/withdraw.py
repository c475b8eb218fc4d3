"""Withdrawing an article."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "box"}),
        label=_("Why"),
        help_text=_("Readers see this at the article's address, with the day."),
        error_messages={"required": _("Say why; readers see it.")},
    )
    successor = forms.ChoiceField(
        required=False,
        label=_("What to read instead"),
        help_text=_("An approved article. Leave it open where there is none."),
        error_messages={
            "invalid_choice": _("Choose another article that is approved and not withdrawn.")
        },
    )

    def __init__(self, successors: tuple[tuple[str, str], ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [("", _("Nothing")), *successors]  # type: ignore[attr-defined] # a choice field
