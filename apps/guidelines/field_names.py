"""The fields of a packaged recommendation and their values in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.guidelines.domain.grading import (
    CERTAINTY_NAMES,
    DIRECTION_NAMES,
    KIND_NAMES,
    STRENGTH_NAMES,
)
from apps.guidelines.domain.values import Acuity, AgeUnit, Intent, Pregnancy, Sex
from apps.guidelines.models import Concept

FIELD_NAMES: Final[dict[str, Promise]] = {
    "statement": _("Statement"),
    "plain.student": _("For students"),
    "plain.patient": _("For patients"),
    "kind": _("Kind"),
    "direction": _("Direction"),
    "strength": _("Strength"),
    "certainty": _("Certainty"),
    "label_as_printed": _("Grade as printed"),
    "ratings": _("Ratings"),
    "fidelity": _("Fidelity"),
    "direction_inferred": _("Direction read from the wording"),
    "conditions": _("Conditions"),
    "interventions": _("Interventions"),
    "comparators": _("Compared with"),
    "for_those_who_cannot_take": _("For those who cannot take"),
    "line": _("Line of treatment"),
    "intents": _("Purpose"),
    "population.text": _("Whom it speaks of"),
    "population.age_min": _("From age"),
    "population.age_max": _("Up to age"),
    "population.age_unit": _("Age in"),
    "population.sex": _("Sex"),
    "population.pregnancy": _("Pregnancy"),
    "population.excluded": _("Not for"),
    "population.codes": _("Codes of the population"),
    "acuity": _("Acuity"),
    "setting": _("Setting"),
    "rationale": _("Rationale"),
    "practical_info": _("Practical information"),
    "remarks": _("Remarks"),
    "safety": _("Safety"),
    "review_due_on": _("Review due on"),
    "number": _("Number"),
    "section": _("Section"),
    "locator": _("Place in the source"),
    "quote": _("Quotation"),
    "verbatim": _("Word for word the source's"),
    "actions": _("Actions"),
    "judgements": _("Judgements"),
    "evidence": _("Evidence profile"),
    "citations": _("Works it cites"),
    "x": _("What else the source has"),
}
CHOICE_NAMES: Final[dict[str, dict[Any, str | Promise]]] = {
    "kind": {key.value: name for key, name in KIND_NAMES.items()},
    "direction": {key.value: name for key, name in DIRECTION_NAMES.items()},
    "strength": {**STRENGTH_NAMES},
    "certainty": {**CERTAINTY_NAMES},
    "direction_inferred": {True: _("Yes")},
    "verbatim": {True: _("Yes")},
    "acuity": {Acuity.ANY: _("Any"), Acuity.ACUTE: _("Acute"), Acuity.CHRONIC: _("Chronic")},
    "population.age_unit": {AgeUnit.YEARS: _("Years"), AgeUnit.MONTHS: _("Months")},
    "population.sex": {Sex.ANY: _("Any"), Sex.FEMALE: _("Female"), Sex.MALE: _("Male")},
    "population.pregnancy": {
        Pregnancy.ANY: _("Any"),
        Pregnancy.PREGNANT: _("Pregnant"),
        Pregnancy.NOT_PREGNANT: _("Not pregnant"),
    },
    "intents": {
        Intent.TREAT: _("Treat"),
        Intent.DIAGNOSE: _("Diagnose"),
        Intent.SCREEN: _("Screen"),
        Intent.PREVENT: _("Prevent"),
        Intent.DOSE: _("Dose"),
        Intent.SAFETY: _("Safety"),
        Intent.MONITOR: _("Monitor"),
    },
}
CONCEPT_FIELDS: Final = frozenset({
    "conditions", "interventions", "comparators", "for_those_who_cannot_take",
})  # fmt: skip


def concept_names() -> dict[str, str]:
    """Every concept's name by its key. One query."""
    return dict(Concept.objects.values_list("key", "name"))


def say_value(name: str, value: Any, concepts: Mapping[str, str]) -> str:
    """A value as a person reads it; empty where there is none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return _say_list(name, value, concepts)
    return str(CHOICE_NAMES.get(name, {}).get(value, value))


def _say_list(name: str, values: list[Any], concepts: Mapping[str, str]) -> str:
    if name == "actions":
        return "; ".join(item["text"] for item in values)
    if isinstance(values[0], dict):
        return ngettext("%(n)d entry", "%(n)d entries", len(values)) % {"n": len(values)}
    words = concepts if name in CONCEPT_FIELDS else CHOICE_NAMES.get(name, {})
    return "; ".join(str(words.get(value, value)) for value in values)
