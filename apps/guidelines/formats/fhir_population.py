"""Whom a recommendation is for: Group characteristics and usage contexts as a population."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.fhir_import import BASE, CONCEPTS, own_fields
from apps.guidelines.formats.fhir_json import (
    Coding,
    Json,
    as_number,
    as_object,
    as_objects,
    as_text,
    code_words,
    codings,
    concept_text,
    extension_text,
    first_text,
    value_of,
)

# SNOMED CT, LOINC and the usage-context codes for age, sex and what a person has.
_AGE: Final = {"397669002", "424144002", "30525-0", "age", "age-range"}
_SEX: Final = {"263495000", "76689-9", "46098-0", "gender", "sex", "sex-at-birth"}
_CONDITION: Final = {"64572001", "404684003", "439401001", "focus"}
_CONDITION_WORDS: Final = ("disease", "disorder", "condition", "diagnosis", "finding")
_FEMALE: Final = {"f", "female", "248152002", "703117000"}
_MALE: Final = {"m", "male", "248153007", "703118005"}
_PREGNANT: Final = {"77386006", "82810-3", "pregnant", "pregnancy"}
_UNITS: Final = {
    "a": "a", "year": "a", "years": "a", "yr": "a", "yrs": "a", "y": "a",
    "mo": "mo", "month": "mo", "months": "mo",
}  # fmt: skip
# In months, for nobody of 150 years is given in these.
_OLDEST: Final = 1800
NOT_STATED: Final = "Not stated apart from the recommendation"


@dataclass(slots=True)
class Population:
    text: str = ""
    facts: Json = field(default_factory=dict)
    excluded: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    codes: list[Json] = field(default_factory=list)

    def document(self) -> Json:
        lists = {"excluded": "\n".join(self.excluded), "codes": self.codes}
        return {
            "text": self.text or NOT_STATED,
            **self.facts,
            **{key: value for key, value in lists.items() if value},
        }


def population_of_group(group: Json, builder: PackageBuilder) -> Population:
    """Of a Group: its description, and the characteristics that our fields can hold."""
    found = Population(text=first_text(group.get("description"), group.get("title")))
    if not found.text:
        found.text = first_text(extension_text(group, "title"), group.get("name"))
    for item in as_objects(group.get("characteristic")):
        _add(found, item.get("code"), value_of(item), item, builder)
    own = own_fields(group, "population")
    found.text = own.pop("text", found.text)
    found.facts |= own
    return found


def population_of_contexts(contexts: Any, builder: PackageBuilder) -> Population:
    """Of useContext: age, gender and clinical focus."""
    found = Population()
    for context in as_objects(contexts):
        _add(found, context.get("code"), value_of(context), context, builder)
    found.text = ", ".join(dict.fromkeys(untagged(code["display"]) for code in found.codes))
    return found


def _add(found: Population, code: Any, value: Any, element: Json, builder: PackageBuilder) -> None:
    words = set(code_words(code))
    is_excluded = element.get("exclude") in (True, "true")
    meaning = set(code_words(value))
    is_about_pregnancy = words & _PREGNANT or {c.code for c in codings(value)} & _PREGNANT
    if words & _AGE:
        _add_age(found, value, is_excluded)
    elif words & _SEX and not is_excluded:
        _add_sex(found, meaning)
    elif is_about_pregnancy:
        found.facts["pregnancy"] = "not_pregnant" if is_excluded else "pregnant"
    elif is_excluded:
        found.excluded.append(_described(element, value))
    elif words & _CONDITION or any(part in word for word in words for part in _CONDITION_WORDS):
        _add_conditions(found, value, builder)
    found.excluded = [text for text in dict.fromkeys(found.excluded) if text]


def _described(element: Json, value: Any) -> str:
    return first_text(
        extension_text(element, "characteristic-description"),
        element.get("description"),
        concept_text(value),
        as_object(value).get("display"),
    )


def _add_age(found: Population, value: Any, is_excluded: bool) -> None:
    """Ages are counted in whole years or months, so below 18 is at most 17."""
    quantity = as_object(value)
    bounds = [quantity.get("low"), quantity.get("high")]
    low, high = (as_object(bound) for bound in bounds)
    if "value" in quantity:
        low, high = _sides(quantity)
    units = {_unit(side) for side in (low, high) if side}
    if is_excluded or len(units) != 1 or not all(units):
        return
    numbers = {"age_min": _bound(low), "age_max": _bound(high)}
    stated = {key: number for key, number in numbers.items() if number is not None}
    if stated and _is_sound(list(stated.values())):
        found.facts |= {**stated, "age_unit": units.pop()}


def _is_sound(ages: list[int | float]) -> bool:
    """In order, and of people; what is not stays in the text only."""
    return ages == sorted(ages) and all(0 <= age <= _OLDEST for age in ages)


def _sides(quantity: Json) -> tuple[Json, Json]:
    comparator = as_text(quantity.get("comparator"))
    low = quantity if comparator in (">", ">=", "") else {}
    high = quantity if comparator in ("<", "<=", "") else {}
    return low, high


def _bound(quantity: Json) -> int | float | None:
    number = as_number(quantity.get("value"))
    step = {">": 1, "<": -1}.get(as_text(quantity.get("comparator")), 0)
    return number + step if number is not None and number == int(number) else number


def _unit(quantity: Json) -> str:
    """Without any unit an age is in years."""
    words = [as_text(quantity.get("code")), as_text(quantity.get("unit"))]
    named = [word.lower().strip(". ") for word in words if word]
    return next((_UNITS[word] for word in named if word in _UNITS), "" if named else "a")


def _add_sex(found: Population, meaning: set[str]) -> None:
    sexes = {"female": meaning & _FEMALE, "male": meaning & _MALE}
    named = [sex for sex, words in sexes.items() if words]
    if len(named) == 1:
        found.facts["sex"] = named[0]


def _add_conditions(found: Population, value: Any, builder: PackageBuilder) -> None:
    listed = codings(value)
    name = concept_text(value)
    if not name or _is_situation(listed):
        return
    if not any(coding.system.startswith(BASE) for coding in listed):
        found.codes += [code_document(coding) for coding in listed if coding.code and coding.system]
    found.conditions.append(concept_from(name, "condition", listed, builder))


def _is_situation(listed: list[Coding]) -> bool:
    """SNOMED CT marks with its last word what is no condition: (situation), (event) …"""
    tags = [coding.display.rpartition("(")[2].rstrip(")") for coding in listed if coding.display]
    return any(tag in ("situation", "event", "procedure", "environment") for tag in tags)


def code_document(coding: Coding) -> Json:
    return {"system": coding.system, "code": coding.code, "display": coding.display}


def concept_from(name: str, kind: str, listed: list[Coding], builder: PackageBuilder) -> str:
    """The key of the concept of that name, its semantic tag "(disorder)" taken off; one of our
    own export has its key.
    """
    ours = next((c.code for c in listed if c.system == CONCEPTS), "")
    if ours:
        return ours
    plain = untagged(name)
    codes = [code_document(coding) for coding in listed if coding.code and coding.system]
    facts: Json = {"codes": codes} if codes else {}
    return builder.concept(plain[:200], kind, key=make_key(plain), **facts)


def untagged(name: str) -> str:
    """A name of SNOMED CT without its semantic tag."""
    before, _, tag = name.rpartition(" (")
    return before if before and tag.endswith(")") and tag[:-1].isalpha() else name
