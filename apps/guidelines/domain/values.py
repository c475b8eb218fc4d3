"""The words that a guideline package may use where it has a choice."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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


class TermKind(StrEnum):
    """Of an organisation's own word for a concept."""

    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    LAY = "lay"


class Redistribution(StrEnum):
    FULL_TEXT = "full_text"
    QUOTE_WITH_CREDIT = "quote_with_credit"
    LINK_ONLY = "link_only"
    TENANT_PRIVATE = "tenant_private"


# The source's own words may not be shown or handed on: readers get the link and what is ours.
CLOSED: Final = frozenset({Redistribution.LINK_ONLY, Redistribution.TENANT_PRIVATE})


class PublishedStatus(StrEnum):
    """Of a version."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class RecommendationStatus(StrEnum):
    """Of a recommendation, where it is not its version's."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    NOT_CARRIED_FORWARD = "not_carried_forward"


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


class ActionRole(StrEnum):
    INTERVENTION = "intervention"
    COMPARATOR = "comparator"
    OUTCOME = "outcome"


class Criterion(StrEnum):
    """Criteria of GRADE's evidence-to-decision framework."""

    PROBLEM = "problem"
    DESIRABLE = "desirable"
    UNDESIRABLE = "undesirable"
    CERTAINTY = "certainty"
    VALUES = "values"
    BALANCE = "balance"
    RESOURCES = "resources"
    COST_EFFECTIVENESS = "cost_effectiveness"
    EQUITY = "equity"
    ACCEPTABILITY = "acceptability"
    FEASIBILITY = "feasibility"
    COMPETING_INTERESTS = "competing_interests"


class CitationRole(StrEnum):
    SOURCE_DOCUMENT = "source_document"
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    BACKGROUND = "background"


class LinkKind(StrEnum):
    SUPERSEDES = "supersedes"
    ADAPTED_FROM = "adapted_from"
    CONFLICTS_WITH = "conflicts_with"
    SAME_AS = "same_as"


class Change(StrEnum):
    """What a new edition did to a recommendation."""

    NEW = "new"
    UNCHANGED = "unchanged"
    AMENDED = "amended"
    REPLACED = "replaced"


class ConflictState(StrEnum):
    """`gone`: one side is no longer active, so there is nothing to settle."""

    OPEN = "open"
    SETTLED = "settled"
    DISMISSED = "dismissed"
    GONE = "gone"


class Decision(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ChangeKind(StrEnum):
    """Why what rests on a recommendation has to be looked at again."""

    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    NOT_CARRIED_FORWARD = "not_carried_forward"
    RETRACTED = "retracted"
    CORRECTED = "corrected"
    CONCERN = "concern"
    DRUG_STATUS = "drug_status"


class ImportStage(StrEnum):
    READING = "reading"
    PLANNED = "planned"
    REFUSED = "refused"
    STORING = "storing"
    STORED = "stored"
    REJECTED = "rejected"


class ImportStep(StrEnum):
    """What the worker is at. Files are read anew before they are stored."""

    READING = "reading"
    COMPARING = "comparing"
    STORING = "storing"
