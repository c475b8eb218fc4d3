"""The words that a guideline package may use where it has a choice."""

from __future__ import annotations

from enum import StrEnum


class ConceptKind(StrEnum):
    DRUG = "drug"
    DRUG_CLASS = "drug_class"
    PROCEDURE = "procedure"
    DEVICE = "device"
    BEHAVIOUR = "behaviour"
    TEST = "test"
    VACCINE = "vaccine"
    CONDITION = "condition"
    POPULATION = "population"


class Redistribution(StrEnum):
    FULL_TEXT = "full_text"
    QUOTE_WITH_CREDIT = "quote_with_credit"
    LINK_ONLY = "link_only"


class PublishedStatus(StrEnum):
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Acuity(StrEnum):
    ACUTE = "acute"
    CHRONIC = "chronic"
    ANY = "any"


class AgeUnit(StrEnum):
    YEARS = "a"
    MONTHS = "mo"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    ANY = "any"


class Pregnancy(StrEnum):
    PREGNANT = "pregnant"
    NOT_PREGNANT = "not_pregnant"
    ANY = "any"


class Intent(StrEnum):
    TREAT = "treat"
    DIAGNOSE = "diagnose"
    SCREEN = "screen"
    PREVENT = "prevent"
    DOSE = "dose"
    SAFETY = "safety"
    MONITOR = "monitor"


class DrugState(StrEnum):
    MARKETED = "marketed"
    RESTRICTED = "restricted"
    MARKETING_ENDED = "marketing_ended"
    FORM_WITHDRAWN = "form_withdrawn"
