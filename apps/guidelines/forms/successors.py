"""What a curator decides of a proposed successor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.domain.values import Decision


class DecideForm(forms.Form):
    """`decision` comes from the button."""

    reason = forms.CharField(
        label=_("Why (may stay empty)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"class": "box", "rows": 3}),
    )
    decision = forms.ChoiceField(
        choices=[(word.value, word.value) for word in (Decision.ACCEPTED, Decision.REJECTED)],
        error_messages={"required": _("Say whether you accept or reject it.")},
    )
