"""Adapting a recommendation, and deciding what its upstream's change means here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from apps.guidelines.domain.adapting import ADAPTABLE, WORDS, Resolution
from apps.guidelines.domain.three_way import FieldChange, FieldDifference, Values
from apps.guidelines.field_names import FIELD_NAMES, say_value
from apps.guidelines.forms.adaptable_fields import (
    DEFAULTS,
    EDITABLE,
    adaptable_field,
    is_same,
    packaged,
)
from core.errors import DomainError


def _reason() -> forms.CharField:
    return forms.CharField(
        max_length=5000,
        label=_("Why"),
        help_text=_("For whoever reads it later."),
        widget=forms.Textarea({"rows": 3, "class": "box"}),
    )


def blame(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside the field that its pointer ends with, else above the form."""
    path = (error.pointer or "").strip("/").replace("/", ".")
    at_fault = [name for name in form.fields if f".{path}".endswith(f".{name}")]
    form.add_error(at_fault[0] if at_fault else None, error.detail)


class AdaptForm(forms.Form):
    """Every field that may be adapted, as it is in the source. `base` is its packaged values.

    Words that its licence keeps are empty at first: a copy in words of one's own has none of them.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        base: Values,
        concepts: Mapping[str, str],
        hides_words: bool,
    ) -> None:
        initial = {
            name: base.get(name, DEFAULTS.get(name))
            for name in EDITABLE
            if not (hides_words and name in WORDS)
        }
        super().__init__(data, initial=initial)
        self.base = base
        for name in EDITABLE:
            self.fields[name] = adaptable_field(name, concepts)
        self.fields["statement"].required = True
        self.fields["reason"] = _reason()

    @property
    def changes(self) -> dict[str, Any]:
        """What is not as it was in the source, as a package has it; for a valid form."""
        typed = {name: packaged(self.cleaned_data[name]) for name in EDITABLE}
        return {
            name: value
            for name, value in typed.items()
            if not is_same(name, value, self.base.get(name))
        }


class Side(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    OWN = "own"


_SIDE_NAMES: Final = {
    Side.OURS: _("Keep ours"),
    Side.THEIRS: _("Take theirs"),
    Side.OWN: _("Write our own"),
}
CHANGE_NAMES: Final = {
    FieldChange.UPSTREAM: _("Changed by them"),
    FieldChange.LOCAL: _("Changed by us"),
    FieldChange.AGREED: _("Changed by both, to the same"),
    FieldChange.BOTH: _("Changed by both"),
}
_FIRST_CHOICE: Final = {FieldChange.UPSTREAM: Side.THEIRS, FieldChange.LOCAL: Side.OURS}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One field of three states in words; `side` and `own` are None where nothing is chosen."""

    name: str
    change: FieldChange
    change_name: str
    base: str
    upstream: str
    local: str
    side: forms.BoundField | None
    own: forms.BoundField | None


class ResolveForm(forms.Form):
    """A side for each field that differs, or words of one's own.

    Words that upstream's licence keeps are neither shown nor mixed into one's own: they come with
    the whole or not at all.
    """

    seen_sha256 = forms.CharField(min_length=64, max_length=64)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        differences: Iterable[FieldDifference],
        concepts: Mapping[str, str],
        hides_words: bool,
    ) -> None:
        super().__init__(data)
        order = {name: place for place, name in enumerate(FIELD_NAMES)}
        self.differences = sorted(differences, key=lambda item: order.get(item.name, len(order)))
        self.concepts = concepts
        self.kept_words = WORDS if hides_words else frozenset()
        for item in filter(_is_choice, self.differences):
            self._add_choice(item)
        self.fields["reason"] = _reason()

    def _add_choice(self, item: FieldDifference) -> None:
        is_editable, is_kept = item.name in EDITABLE, item.name in self.kept_words
        offered = {Side.OURS: True, Side.THEIRS: not is_kept, Side.OWN: is_editable}
        self.fields[f"side.{item.name}"] = forms.ChoiceField(
            choices=[(side.value, _SIDE_NAMES[side]) for side in Side if offered[side]],
            initial=Side.OURS if is_kept else _FIRST_CHOICE.get(item.change),
            required=False,
            label=str(FIELD_NAMES.get(item.name, item.name)),
            widget=forms.RadioSelect,
        )
        if is_editable:
            own = adaptable_field(item.name, self.concepts)
            own.initial = item.local if item.local is not None else DEFAULTS.get(item.name)
            own.label, own.help_text = _("Our own"), ""
            self.fields[f"own.{item.name}"] = own

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.resolution is Resolution.MERGE:
            for item in filter(_is_choice, self.differences):
                if not cleaned.get(f"side.{item.name}"):
                    self.add_error(f"side.{item.name}", translated("Choose one."))
        return cleaned

    @property
    def resolution(self) -> Resolution:
        """The button that was pressed; with none that is known, the choices count."""
        pressed = self.data.get("choice", "")
        return Resolution(pressed) if pressed in set(Resolution) else Resolution.MERGE

    @property
    def merged_values(self) -> dict[str, Any]:
        """What merging does not find out by itself; for a valid form."""
        if self.resolution is not Resolution.MERGE:
            return {}
        return {
            item.name: value
            for item in filter(_is_choice, self.differences)
            for side, value in [self._chosen(item)]
            if side is not _FIRST_CHOICE.get(item.change)
        }

    def _chosen(self, item: FieldDifference) -> tuple[Side, Any]:
        side = Side(self.cleaned_data[f"side.{item.name}"])
        if side is Side.OWN:
            return side, packaged(self.cleaned_data[f"own.{item.name}"])
        return side, item.local if side is Side.OURS else item.upstream

    @property
    def rows(self) -> Iterator[DifferenceRow]:
        for item in self.differences:
            yield DifferenceRow(
                name=str(FIELD_NAMES.get(item.name, item.name)),
                change=item.change,
                change_name=str(CHANGE_NAMES[item.change]),
                base=self._say_theirs(item.name, item.base),
                upstream=self._say_theirs(item.name, item.upstream),
                local=self._say(item.name, item.local),
                side=self._bound(f"side.{item.name}"),
                own=self._bound(f"own.{item.name}"),
            )

    def _say_theirs(self, name: str, value: Any) -> str:
        if value and name in self.kept_words:
            return translated("The source does not allow its words to be shown here.")
        return self._say(name, value)

    def _say(self, name: str, value: Any) -> str:
        said = DEFAULTS.get(name) if value is None else value
        return say_value(name, said, self.concepts)

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None


def _is_choice(item: FieldDifference) -> bool:
    """What the organisation may decide on, and what both sides changed."""
    if item.change is FieldChange.AGREED:
        return False
    return item.change is FieldChange.BOTH or item.name in ADAPTABLE
