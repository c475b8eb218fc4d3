"""Form fields for what may be adapted in a recommendation, and the values they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from apps.guidelines.domain.fields import as_json
from apps.guidelines.domain.values import Acuity, Pregnancy, Sex
from apps.guidelines.field_names import CHOICE_NAMES, CONCEPT_FIELDS, FIELD_NAMES

# What a package leaves out because it goes without saying.
DEFAULTS: Final[dict[str, Any]] = {
    "acuity": Acuity.ANY.value,
    "population.sex": Sex.ANY.value,
    "population.pregnancy": Pregnancy.ANY.value,
}
_HELP: Final = {
    "plain.student": _("Left as it is beside another statement, it gives way to the statement."),
    "plain.patient": _("Left as it is beside another statement, it gives way to the statement."),
    **dict.fromkeys(CONCEPT_FIELDS, _("One on each line, as the store names it.")),
    "safety": _("One on each line."),
}
# Actions hold doses and codes; they come with the source and are not typed.
EDITABLE: Final = (
    *("statement", "plain.student", "plain.patient"),
    *("kind", "direction", "strength", "certainty"),
    *("conditions", "interventions", "comparators", "for_those_who_cannot_take"),
    *("line", "intents", "acuity"),
    *("population.text", "population.age_min", "population.age_max", "population.age_unit"),
    *("population.sex", "population.pregnancy", "population.excluded"),
    *("setting", "rationale", "practical_info", "remarks", "safety", "review_due_on"),
)


class LinesField(forms.CharField):
    """A list with one text on each line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ConceptsField(LinesField):
    """Keys of concepts, shown and typed as names; a key does, too."""

    def __init__(self, *, concepts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.concepts = concepts

    def prepare_value(self, value: Any) -> Any:
        named = [self.concepts.get(key, key) for key in value] if isinstance(value, list) else value
        return super().prepare_value(named)

    def clean(self, value: Any) -> Any:
        keys = {name.casefold(): key for key, name in self.concepts.items()}
        keys |= {key: key for key in self.concepts}
        lines = super().clean(value)
        unknown = [line for line in lines if line.casefold() not in keys]
        if unknown:
            raise ValidationError(
                translated("The store does not know: %(words)s") % {"words": "; ".join(unknown)}
            )
        return [keys[line.casefold()] for line in lines]


def adaptable_field(name: str, concepts: Mapping[str, str]) -> forms.Field:
    """The form field of one of `EDITABLE`; never required, for what may be absent is."""
    facts = {"required": False, "label": FIELD_NAMES[name], "help_text": _HELP.get(name, "")}
    if name in CONCEPT_FIELDS:
        return ConceptsField(concepts=concepts, widget=_area(3), **facts)
    return _MAKERS.get(name, _text)(name, facts)


def packaged(value: Any) -> Any:
    """A cleaned value as a package has it; None for what is empty."""
    if isinstance(value, Decimal):
        return as_json(value)
    return None if value in (None, "", []) else as_json(value)


def is_same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a package say the same: what is absent is the default."""
    default = DEFAULTS.get(name)
    return (default if one in (None, "", []) else one) == (
        default if other in (None, "", []) else other
    )


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "class": "box"})


def _text(name: str, facts: dict[str, Any]) -> forms.Field:
    rows = 4 if name in ("statement", "rationale", "practical_info", "remarks") else 2
    return forms.CharField(widget=_area(rows), max_length=20_000, **facts)


def _lines(name: str, facts: dict[str, Any]) -> forms.Field:
    return LinesField(widget=_area(3), **facts)


def _choice(name: str, facts: dict[str, Any]) -> forms.Field:
    nothing = [] if name in DEFAULTS or name in ("kind", "direction") else [("", _("Not said"))]
    return forms.ChoiceField(choices=[*nothing, *CHOICE_NAMES[name].items()], **facts)


def _step(name: str, facts: dict[str, Any]) -> forms.Field:
    choices = [("", _("Not said")), *CHOICE_NAMES[name].items()]
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, **facts)


def _choices(name: str, facts: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=list(CHOICE_NAMES[name].items()), widget=forms.CheckboxSelectMultiple, **facts
    )


def _line(name: str, facts: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=99, **facts)


def _age(name: str, facts: dict[str, Any]) -> forms.Field:
    return forms.DecimalField(min_value=0, max_value=9999, decimal_places=2, **facts)


def _day(name: str, facts: dict[str, Any]) -> forms.Field:
    return forms.DateField(widget=forms.DateInput({"type": "date"}), **facts)


_MAKERS: Final[dict[str, Callable[[str, dict[str, Any]], forms.Field]]] = {
    **dict.fromkeys(("kind", "direction", "acuity"), _choice),
    **dict.fromkeys(("population.age_unit", "population.sex", "population.pregnancy"), _choice),
    **dict.fromkeys(("strength", "certainty"), _step),
    **dict.fromkeys(("population.age_min", "population.age_max"), _age),
    "intents": _choices,
    "safety": _lines,
    "line": _line,
    "review_due_on": _day,
}
