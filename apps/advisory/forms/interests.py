"""Declaring an interest, or that there is none."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.advisory.models import InterestKind
from apps.advisory.services.declare_interest import InterestFacts

BOX = {"class": "box"}
KIND_HELP: Final = _(
    "The kinds follow the disclosure form of the medical journal editors (ICMJE). Financial: pay, "
    "fees, shares, patents, travel. Research funding: grants and trials, to you or your "
    "institution. Institutional: your employer or society has a stake. Personal or intellectual: "
    "family, or work of yours that the article judges."
)
DIRECT_HELP: Final = _(
    "Direct means: you, somebody close to you or your employer gains or loses by what an article "
    "says of this intervention. With a direct interest you do not sign those parts."
)


class InterestForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[choice for choice in InterestKind.choices if choice[0] != InterestKind.NONE],
        label=_("Kind"),
        help_text=KIND_HELP,
    )
    is_direct = forms.BooleanField(
        required=False, label=_("This interest is direct"), help_text=DIRECT_HELP
    )
    public_text = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
        label=_("What everybody may read"),
        help_text=_("It stands on the register: who pays or has a stake, and for what."),
    )
    private_text = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
        label=_("What only the chair and admins read"),
        help_text=_("Amounts, or what concerns other people. It leaves in no export."),
    )
    from_on = forms.DateField(
        label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        required=False,
        label=_("Until"),
        help_text=_("The last day. Empty while it goes on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("from_on"), cleaned.get("until_on")
        if start and end and end < start:
            self.add_error("until_on", _("It ends before it begins."))
        return cleaned

    def facts(self, intervention: str) -> InterestFacts:
        return cast(InterestFacts, {"intervention": intervention, **self.cleaned_data})


class AboutForm(forms.Form):
    """The concept key of an intervention; empty for anything at all."""

    about = forms.CharField(required=False, max_length=80)
