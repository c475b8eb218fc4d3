"""What an admin decides about the language model."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.qa.language_model import LARGEST_QUOTA


class RewordingPolicyForm(forms.Form):
    is_on = forms.BooleanField(
        label=_("Let the model word answers again"),
        required=False,
    )
    monthly_tokens = forms.IntegerField(
        label=_("Tokens a month"),
        help_text=_(
            "An answer uses about 1,000. When the month's tokens are used up, answers come in the "
            "store's own words."
        ),
        min_value=0,
        max_value=LARGEST_QUOTA,
        error_messages={
            "required": _("Say how many tokens it may use."),
            "invalid": _("Give a whole number."),
            "min_value": _("Give 0 or more."),
            "max_value": _("Give %(limit_value)s or less."),
        },
    )
