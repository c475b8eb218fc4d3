"""What the board asks, and who its members are."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.advisory.domain.board_rules import BoardSettings
from apps.advisory.domain.orcid import read_orcid
from apps.advisory.members import MemberView
from apps.advisory.models import Profession
from apps.advisory.services.keep_member import MemberFacts

BOX = {"class": "box"}


class RulesForm(forms.Form):
    required_sign_offs = forms.IntegerField(
        min_value=1,
        max_value=50,
        label=_("Sign-offs for each part"),
        help_text=_("Author and last editor never count."),
    )
    required_specialties = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
        label=_("Specialties that must sign each part"),
        help_text=_("One on each line, as it stands with the member."),
    )
    needs_pharmacist = forms.BooleanField(
        required=False, label=_("A pharmacist signs every part that has a dose")
    )
    review_days = forms.IntegerField(
        min_value=1, max_value=365, label=_("Days from submission to when a review is due")
    )
    review_months = forms.IntegerField(
        min_value=1, max_value=120, label=_("Months after which an approved article is due again")
    )

    def clean_required_specialties(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.cleaned_data["required_specialties"].splitlines())
        specialties = tuple(dict.fromkeys(line for line in lines if line))
        if any(len(specialty) > 200 for specialty in specialties):
            raise forms.ValidationError(_("A specialty has at most 200 characters."))
        return specialties

    @property
    def rules(self) -> BoardSettings:
        return BoardSettings(**self.cleaned_data)


class MemberForm(forms.Form):
    specialty = forms.CharField(required=False, max_length=200, label=_("Specialty"))
    profession = forms.ChoiceField(choices=Profession.choices, label=_("Profession"))
    credentials = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
        label=_("Credentials"),
        help_text=_(
            "Degrees, registration, posts. A change here or of the profession voids the check."
        ),
    )
    orcid = forms.CharField(
        required=False,
        max_length=60,
        label=_("ORCID iD"),
        help_text=_("Sixteen digits, or the address of the record at orcid.org."),
    )
    biography = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={**BOX, "rows": 5}),
        label=_("Biography"),
    )
    is_chair = forms.BooleanField(required=False, label=_("Chairs the board"))
    term_from = forms.DateField(
        label=_("Term from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    term_until = forms.DateField(
        required=False,
        label=_("Term until"),
        help_text=_("The last day. Empty for a term without an end."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_orcid(self) -> str:
        typed: str = self.cleaned_data["orcid"].strip()
        orcid = read_orcid(typed) if typed else ""
        if orcid is None:
            raise forms.ValidationError(
                _("This is no ORCID iD: a digit is wrong, missing or too many.")
            )
        return orcid

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start: date | None = cleaned.get("term_from")
        end: date | None = cleaned.get("term_until")
        if start and end and end < start:
            self.add_error("term_until", _("The term ends before it begins."))
        return cleaned

    @property
    def facts(self) -> MemberFacts:
        known = {name: self.cleaned_data[name] for name in MemberFacts.__annotations__}
        return cast(MemberFacts, known)


class NewMemberForm(MemberForm):
    """The same, of somebody who has the role and is not listed yet."""

    user = forms.TypedChoiceField(coerce=int, label=_("Person"))
    field_order = ("user",)

    def __init__(self, unlisted: tuple[MemberView, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [(view.user_id, view.name) for view in unlisted]  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    credentials = forms.CharField(max_length=2000, widget=forms.HiddenInput, strip=False)
