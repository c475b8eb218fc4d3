"""What a curator takes out of the store, and as what."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.services.export_store import ExportFormat


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (ExportFormat.PACKAGE.value, _("Package: everything, for another store of Consilium")),
            (ExportFormat.CSV.value, _("CSV: one table, one row for each recommendation")),
            (ExportFormat.XLSX.value, _("XLSX: a workbook with a sheet for each kind of thing")),
            (ExportFormat.FHIR.value, _("FHIR R5: a bundle in the profiles of EBMonFHIR")),
        ],
        initial=ExportFormat.PACKAGE.value,
        widget=forms.RadioSelect,
    )
    guideline = forms.TypedChoiceField(
        label=_("What"), required=False, coerce=uuid.UUID, empty_value=None
    )

    def __init__(self, *args: Any, guidelines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        field: Any = self.fields["guideline"]
        field.choices = [("", _("The whole store")), *guidelines]
