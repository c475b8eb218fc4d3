"""Marking what is wrong in a calibration copy, and switching calibration on."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.advisory.calibration import DEFECT_NAMES
from apps.advisory.domain.planting import Defect

LOOKS_RIGHT: Final = ""


class CalibrationForm(forms.Form):
    is_on = forms.BooleanField(label=_("Let the board calibrate itself"), required=False)


class CopyForm(forms.Form):
    """One choice for each place of a copy."""

    def __init__(self, places: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {f"mark-{number}": place for number, place in enumerate(places)}
        choices = [(LOOKS_RIGHT, _("Looks right")), *DEFECT_NAMES.items()]
        for name in self._places:
            self.fields[name] = forms.ChoiceField(choices=choices, required=False)

    def by_place(self) -> dict[str, forms.BoundField]:
        return {place: self[name] for name, place in self._places.items()}

    def marks(self) -> dict[str, Defect]:
        """What was found wrong, by place."""
        return {
            place: Defect(self.cleaned_data[name])
            for name, place in self._places.items()
            if self.cleaned_data[name]
        }
