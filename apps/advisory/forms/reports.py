"""Reporting an error, and what the board does with a report."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.advisory.reports import CLOSED, KIND_NAMES, OPEN, OUTCOME_NAMES
from apps.guidelines.forms.paging import PageForm

LONGEST: Final = 2000


class ReportForm(forms.Form):
    part = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=list(KIND_NAMES.items()),
        widget=forms.RadioSelect,
        label=_("What is wrong"),
        error_messages={"required": _("Choose what fits best.")},
    )
    text = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "class": "box"}),
        label=_("Say it in your words"),
        help_text=_(
            "Please name nobody. Names, addresses and numbers that say who somebody is are taken "
            "out before we keep it."
        ),
        error_messages={
            "required": _("Say in a few words what is wrong."),
            "max_length": _("Use at most %(limit_value)d characters."),
        },
    )
    email = forms.EmailField(
        required=False,
        label=_("Your email, if you want an answer"),
        help_text=_("It is kept apart from the report and deleted once the answer was sent."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("This is no email address.")},
    )

    def clean_text(self) -> str:
        """What has no letter says nothing."""
        text = str(self.cleaned_data["text"])
        if not any(char.isalpha() for char in text):
            raise forms.ValidationError(_("Say in a few words what is wrong."))
        return text


class ReportListForm(PageForm):
    state = forms.ChoiceField(choices=[(OPEN, OPEN), (CLOSED, CLOSED)], required=False)

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["state"] or OPEN)


class AssignForm(forms.Form):
    to = forms.IntegerField(required=False, min_value=1)


class CloseForm(forms.Form):
    """`version` where it was corrected, `duplicate_of` where it was reported before."""

    outcome = forms.ChoiceField(
        choices=list(OUTCOME_NAMES.items()),
        widget=forms.RadioSelect,
        label=_("What came of it"),
        error_messages={"required": _("Say what came of it.")},
    )
    version = forms.IntegerField(
        required=False, min_value=1, max_value=9999, label=_("Corrected in version")
    )
    duplicate_of = forms.UUIDField(required=False, label=_("The report before"))
    answer = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "box"}),
        label=_("Your answer"),
        error_messages={"required": _("Say in a few words what you found.")},
    )

    def clean(self) -> dict[str, Any]:
        """An outcome that names something has it with it."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("outcome") == "corrected" and not said.get("version"):
            self.add_error("version", _("Name the version in which it is corrected."))
        if said.get("outcome") == "duplicate" and not said.get("duplicate_of"):
            self.add_error("duplicate_of", _("Choose the report that came before."))
        return said
