"""Looking for a concept, and giving it a term of one's own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.domain.values import TermKind

KIND_NAMES = {
    TermKind.LAY: _("Everyday words"),
    TermKind.SYNONYM: _("Another name"),
    TermKind.ABBREVIATION: _("Abbreviation"),
}


class FindForm(forms.Form):
    """`concept` is the key of the one whose words are shown."""

    q = forms.CharField(max_length=200, required=False, label=_("Find a concept"))
    concept = forms.CharField(max_length=80, required=False)


class TermForm(forms.Form):
    concept = forms.CharField(max_length=80, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=200,
        label=_("Term"),
        error_messages={"required": _("Write the term.")},
    )
    kind = forms.ChoiceField(
        label=_("It is"), choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    context = forms.CharField(
        max_length=300,
        required=False,
        label=_("Only next to these words"),
        help_text=_("Leave it empty if it always means this. Separate words with commas."),
    )

    def clean_context(self) -> tuple[str, ...]:
        words = (word.strip() for word in self.cleaned_data["context"].split(","))
        kept = tuple(dict.fromkeys(word for word in words if word))
        if any(len(word) > 60 for word in kept):
            raise forms.ValidationError(_("A word has at most 60 characters."))
        return kept
