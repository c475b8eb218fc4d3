"""Inviting a reviewer from outside; what they answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.advisory.domain.recommendation import RECOMMENDATION_NAMES
from apps.advisory.services.invite import LONGEST_DAYS


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    specialty = forms.CharField(label=_("Specialty"), max_length=200, required=False)
    asks = forms.CharField(
        label=_("What they should look at"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "box"}),
    )
    days = forms.IntegerField(
        label=_("Days until the link ends"), min_value=1, max_value=LONGEST_DAYS, initial=14
    )


class GuestThreadForm(forms.Form):
    part = forms.CharField(max_length=120, required=False)
    text = forms.CharField(max_length=5000)


class GuestReplyForm(forms.Form):
    thread = forms.UUIDField()
    text = forms.CharField(max_length=5000)


class RecommendForm(forms.Form):
    recommendation = forms.ChoiceField(
        choices=[(key.value, name) for key, name in RECOMMENDATION_NAMES.items()]
    )
    reason = forms.CharField(max_length=5000, required=False)
