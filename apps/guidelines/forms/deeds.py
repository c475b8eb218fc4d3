"""What a curator says when something in the store is withdrawn, replaced, marked or reinstated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.domain.references import INTEGRITY_NAMES, Integrity
from apps.guidelines.domain.values import DrugState, Precision
from apps.guidelines.drugs import STATUS_NAMES, DrugItem
from apps.guidelines.formats.loose_dates import read_date
from core.clock import now
from core.errors import InvalidInput

LONGEST_REASON: Final = 5000


def _words(**facts: Any) -> forms.CharField:
    return forms.CharField(
        **facts,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "class": "box"}),
    )


def _day(**facts: Any) -> forms.DateField:
    return forms.DateField(
        **facts, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


@contextmanager
def refusals_shown_in(form: forms.Form) -> Iterator[None]:
    """What a service finds invalid becomes an error of the field that it points at."""
    try:
        yield
    except InvalidInput as error:
        name = (error.pointer or "").removeprefix("/")
        form.add_error(name if name in form.fields else None, error.detail)


class ReinstateForm(forms.Form):
    reason = _words(
        label=_("Why it is right again"),
        help_text=_("Readers see it beside the reason of the withdrawal."),
    )


class WithdrawForm(forms.Form):
    reason = _words(
        label=_("Why it is withdrawn"), help_text=_("Readers see it wherever this is cited.")
    )
    on = _day(label=_("Withdrawn on"), initial=lambda: now().date())


class SupersedeForm(forms.Form):
    newer = forms.UUIDField(
        error_messages={
            "required": _("Choose what takes its place."),
            "invalid": _("Choose what takes its place."),
        }
    )
    reason = _words(
        label=_("Why it takes its place"),
        help_text=_("Readers see it wherever the older is cited."),
    )


class MarkWorkForm(forms.Form):
    integrity = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(key.value, name) for key, name in INTEGRITY_NAMES.items()],
    )
    since = _day(label=_("Since"), required=False)
    note = _words(
        label=_("What happened"), help_text=_("With its source, such as the notice of the journal.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("integrity") == Integrity.CURRENT:
            self.fields["note"].required = False


class DrugStatusForm(forms.Form):
    """`since` becomes a day and `precision`, which says how much of the day is known."""

    jurisdiction = forms.CharField(
        label=_("Jurisdiction"), max_length=20, help_text=_("Such as US, EU or DE.")
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[(key.value, STATUS_NAMES[key.value]) for key in DrugState]
    )
    since = forms.CharField(
        label=_("Since"),
        max_length=10,
        help_text=_("As exactly as is known: 2022, 2022-06 or 2022-06-15."),
    )
    note = _words(label=_("What happened"), help_text=_("Readers see it beside the status."))
    work = forms.UUIDField(
        error_messages={
            "required": _("Choose where it stands."),
            "invalid": _("Choose where it stands."),
        }
    )
    corrects = forms.TypedChoiceField(
        label=_("Corrects"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, drug: DrugItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = [
            (entry.id, f"{place.name}: {entry.status_name}, {entry.since}")
            for place in drug.places
            for entry in place.entries
        ]
        if entries:
            corrects = cast(forms.ChoiceField, self.fields["corrects"])
            corrects.choices = [("", _("No entry: this is a new one")), *entries]
        else:
            del self.fields["corrects"]

    def clean_since(self) -> date:
        found = read_date(self.cleaned_data["since"])
        if found is None:
            raise forms.ValidationError(_("Write it as 2022, 2022-06 or 2022-06-15."))
        self.cleaned_data["precision"] = Precision(found[1])
        return date.fromisoformat(found[0])
