"""What readers look for in the store: each filter is a parameter of the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.guidelines.browsing import Choices, Filters, Found
from apps.guidelines.domain.grading import (
    DIRECTION_NAMES,
    KIND_NAMES,
    STRENGTH_NAMES,
)
from apps.guidelines.finding import LONGEST_QUERY
from apps.guidelines.models.guideline import VersionStatus

OLDEST: Final = 130
_ANY: Final = [("", _("Any"))]
_STATUSES: Final = [
    ("", _("Active")),
    (VersionStatus.SUPERSEDED.value, _("Superseded")),
    (VersionStatus.WITHDRAWN.value, _("Withdrawn")),
    (VersionStatus.NOT_CARRIED_FORWARD.value, _("Not carried forward")),
]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    value: str
    url: str


class BrowseForm(forms.Form):
    q = forms.CharField(
        label=_("Search the recommendations"),
        max_length=LONGEST_QUERY,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    body = forms.ChoiceField(label=_("Issuing body"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*_ANY, *KIND_NAMES.items()])
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[*_ANY, *DIRECTION_NAMES.items()]
    )
    strength = forms.TypedChoiceField(
        label=_("Strength, common scale"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*_ANY, *((str(step), name) for step, name in STRENGTH_NAMES.items())],
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=_STATUSES)
    age = forms.IntegerField(
        label=_("Age in years"),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[*_ANY, ("female", _("Female")), ("male", _("Male"))],
    )
    pregnancy = forms.ChoiceField(
        label=_("Pregnancy"),
        required=False,
        choices=[*_ANY, ("pregnant", _("Pregnant")), ("not_pregnant", _("Not pregnant"))],
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, choices: Choices) -> None:
        super().__init__(data, label_suffix="")
        self._choose_from("topic", [*_ANY, *((topic, topic) for topic in choices.topics)])
        self._choose_from("body", [*_ANY, *choices.bodies])

    def filters(self) -> Filters:
        """What a valid form asks for."""
        asked = self.cleaned_data
        names = ("topic", "body", "kind", "direction", "strength", "age", "sex", "pregnancy")
        return Filters(
            words=asked["q"],
            status=asked["status"] or VersionStatus.ACTIVE.value,
            **{name: asked[name] for name in names},
        )

    @property
    def page_number(self) -> int:
        return self.cleaned_data["page"] or 1

    def chips(self) -> tuple[Chip, ...]:
        """Each filter that is on."""
        given = self._given()
        return tuple(
            Chip(
                str(self.fields[name].label if name != "q" else gettext("Words")),
                self._named(name, value),
                self._address({key: other for key, other in given.items() if key != name}),
            )
            for name, value in given.items()
        )

    def page_url(self, number: int) -> str:
        return self._address({**self._given(), "page": number})

    def show_counts(self, found: Found) -> None:
        """Say beside each choice that is still open how many it would leave."""
        for name, counts in found.counts.items():
            if self.cleaned_data[name] in ("", None):
                self._choose_from(
                    name,
                    [
                        (value, f"{label} ({counts[str(value)]})" if value else label)
                        for value, label in self._choices(name)
                        if not value or str(value) in counts
                    ],
                )

    def refuse_page(self, pages: int) -> None:
        self.add_error(
            "page",
            ngettext("There is only %(n)d page.", "There are only %(n)d pages.", pages)
            % {"n": pages},
        )

    def _given(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "page" and value not in ("", None)
        }

    def _named(self, name: str, value: Any) -> str:
        if name == "age":
            return ngettext("%(n)d year", "%(n)d years", value) % {"n": value}
        names = {str(key): label for key, label in self._choices(name)}
        return str(names.get(str(value), value))

    def _choices(self, name: str) -> list[Any]:
        field: Any = self.fields[name]
        return list(getattr(field, "choices", ()))

    def _choose_from(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @staticmethod
    def _address(given: dict[str, Any]) -> str:
        return f"{reverse('store')}?{urlencode(given)}" if given else reverse("store")
