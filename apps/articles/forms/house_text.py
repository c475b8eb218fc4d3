"""The form in which an admin words the editorial policy or the disclaimer."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.articles.domain.house_texts import PARTS, HouseTextKind
from apps.articles.house_texts import part_name

LONGEST: Final = 40_000


class HouseTextForm(forms.Form):
    """One field for each part of the kind; `seen` is the version that was being changed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    what_changed = forms.CharField(
        max_length=200,
        label=_("What changed, in a line"),
        help_text=_("Readers see it in the list of versions."),
    )

    def __init__(self, kind: HouseTextKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for part in PARTS[kind]:
            self.fields[part] = forms.CharField(
                label=part_name(part),
                max_length=LONGEST,
                required=kind is HouseTextKind.EDITORIAL_POLICY,
                widget=forms.Textarea(
                    attrs={"class": "box", "rows": 4 if len(PARTS[kind]) > 1 else 18}
                ),
            )
        self.order_fields(["seen", *PARTS[kind], "what_changed"])

    @property
    def texts(self) -> dict[str, str]:
        """With the line ends of a text file: browsers send those of the network."""
        return {part: self.cleaned_data[part].replace("\r\n", "\n") for part in PARTS[self.kind]}
