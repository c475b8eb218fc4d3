"""The columns of guideline tables, the headings that people give them, and a workbook's sheets."""

from __future__ import annotations

import re
from typing import Final

_RATING: Final = ("system", "system_version", "printed")
_WORK: Final = ("key", "kind", "title", "authors", "venue", "year", "doi", "pmid", "url")

RECOMMENDATION: Final = (
    *("key", "number", "section", "kind", "statement", "plain_student", "plain_patient"),
    *("direction", "direction_inferred"),
    *("direction_label", *(f"direction_{part}" for part in _RATING)),
    *("strength_label", *(f"strength_{part}" for part in _RATING)),
    *("certainty_label", *(f"certainty_{part}" for part in _RATING)),
    *("grade", *(f"grade_{part}" for part in _RATING)),
    *("label_as_printed", "strength_value", "certainty_value", "fidelity"),
    *("population", "age_min", "age_max", "age_unit", "sex", "pregnancy", "population_excluded"),
    *("acuity", "conditions", "interventions", "comparators", "for_those_who_cannot_take"),
    *("concept_kinds", "line", "intents"),
    *("action", "action_concept", "dose", "dose_max", "unit", "route", "frequency", "duration"),
    *("setting", "remarks", "rationale", "practical_info", "safety", "locator", "quote"),
    *("verbatim", "status", "status_reason", "change", "review_due_on"),
)
GUIDELINE: Final = (
    *("guideline_key", "guideline_title", "body", "body_short", "body_key", "body_country"),
    *("topic", "jurisdiction", "language", "licence", "redistribution", "rights_holder", "scope"),
    *("url", "living", "review_interval_months"),
)
VERSION: Final = (
    *("version", "version_status", "published_on", "evidence_searched_to"),
    *("version_review_due_on", "last_reviewed_on", "effective_from", "effective_until"),
    *("supersedes", "withdrawn_on", "withdrawn_reason"),
)
WORK: Final = tuple(f"work_{part}" for part in _WORK)
CITATION: Final = (*_WORK, "role", "locator", "quote")
RATING: Final = ("axis", "system", "system_version", "label", "printed")

# Which recommendation a row of a further sheet belongs to.
OWNER: Final = ("guideline_key", "version", "key")
# One sheet to a list. The first ones are read for the whole package, the others by OWNER.
SHEETS: Final = {
    "guideline": (*GUIDELINE, *VERSION, "work_key"),
    "recommendations": ("guideline_key", "version", *RECOMMENDATION),
    "concepts": ("key", "kind", "name", "terms", "broader"),
    "works": (*_WORK, "volume", "pages", "integrity", "integrity_note", "integrity_since"),
    "ratings": (*OWNER, *RATING),
    "citations": (*OWNER, "work_key", "role", "locator", "quote"),
}
SHEET_ALIASES: Final = {
    "guidelines": "guideline",
    "recommendation": "recommendations",
    "concept": "concepts",
    "work": "works",
    "references": "works",
    "rating": "ratings",
    "citation": "citations",
}
# What a heading means in one sheet only.
SHEET_HEADINGS: Final = {
    "guideline": {
        "key": "guideline_key",
        "name": "guideline_title",
        "title": "guideline_title",
        "status": "version_status",
        "review_due_on": "version_review_due_on",
        "review_due": "version_review_due_on",
        "label": "version",
    },
    "citations": {"work": "work_key"},
}

# A heading in lower case, words joined by "_", and the column it names.
HEADINGS: Final = {
    heading: column
    for column, headings in {
        "key": "rec_key recommendation_key recommendation_id rec_id id identifier stable_key",
        "number": "no nr rec_no recommendation_number recommendation_no rec_number num",
        "section": "chapter section_title heading subtopic",
        "kind": "type recommendation_type rec_type kind_of_recommendation",
        "statement": "recommendation recommendation_text recommendation_statement text "
        "statement_text wording recommendation_wording rec_statement rec_text",
        "plain_student": "student student_text statement_student",
        "plain_patient": "patient patient_text statement_patient plain_language lay_statement "
        "plain_language_statement",
        "direction": "recommendation_direction direction_of_recommendation for_against "
        "for_or_against",
        "strength_label": "strength strength_of_recommendation recommendation_strength "
        "class_of_recommendation cor class strength_of_the_recommendation rec_strength",
        "strength_system": "strength_scale strength_rating_system",
        "strength_system_version": "strength_version",
        "certainty_label": "certainty quality_of_evidence certainty_of_evidence "
        "evidence_quality evidence_level level_of_evidence loe quality quality_of_the_evidence "
        "certainty_of_the_evidence strength_of_evidence evidence_certainty",
        "certainty_system": "certainty_scale quality_system evidence_system "
        "certainty_rating_system",
        "certainty_system_version": "certainty_version",
        "grade": "grade_label grade_of_recommendation recommendation_grade rating rating_label",
        "grade_system": "rating_system grading_system grading_scheme scheme system",
        "grade_system_version": "rating_system_version grading_system_version grade_version",
        "label_as_printed": "label printed_label rating_as_printed grade_as_printed",
        "population": "patient_population population_text patients who target_population "
        "intended_population eligible_population",
        "population_excluded": "excluded exclusions excluded_population",
        "age_min": "age_from min_age minimum_age age_minimum from_age age_low",
        "age_max": "age_to max_age maximum_age age_maximum to_age age_high age_until",
        "age_unit": "age_units unit_of_age",
        "sex": "gender",
        "pregnancy": "pregnant pregnancy_status",
        "conditions": "condition indication indications disease diagnosis problem",
        "interventions": "intervention treatment treatments drug drugs",
        "comparators": "comparator comparison alternative alternatives",
        "for_those_who_cannot_take": "cannot_take for_those_who_can_t_take "
        "for_those_who_can_not_take contraindicated_first_choice",
        "line": "line_of_therapy line_of_treatment treatment_line",
        "intents": "intent purpose",
        "dose": "dosage dose_value",
        "unit": "dose_unit dosage_unit units",
        "frequency": "dose_frequency",
        "duration": "treatment_duration",
        "remarks": "remark comment comments notes note",
        "rationale": "justification reasoning",
        "practical_info": "practical_information practical_advice implementation",
        "safety": "warnings safety_warnings cautions safety_notes",
        "locator": "page pages location place_in_source source_location",
        "quote": "quotation source_quote",
        "status": "recommendation_status rec_status",
        "status_reason": "reason reason_for_status",
        "change": "change_type update_status",
        "review_due_on": "review_due review_date next_review review_by",
        "guideline_key": "guideline_id",
        "guideline_title": "guideline guideline_name",
        "body": "publisher organisation organization issuing_body body_name society developer "
        "source_organisation source_organization",
        "body_short": "body_short_name publisher_short organisation_short organization_short "
        "body_abbreviation",
        "body_country": "country",
        "topic": "guideline_topic",
        "version": "version_label guideline_version edition",
        "published_on": "published publication_date date_published published_date date "
        "publication_year year",
        "licence": "license copyright",
        "language": "lang",
        "jurisdiction": "jurisdictions region",
        "url": "guideline_url link web_address",
        "work_key": "version_work",
        "evidence_searched_to": "search_date evidence_search evidence_searched_until",
    }.items()
    for heading in headings.split()
}

_NUMBERED: Final = re.compile(r"cit(?:e|ation)_?([1-9][0-9]?)_([a-z_]+)")
# Cells that hold dates, so that a date cell of a spreadsheet is right in them.
DATES: Final = frozenset(
    {
        *("published_on", "review_due_on", "version_review_due_on", "last_reviewed_on"),
        *("effective_from", "effective_until", "withdrawn_on", "integrity_since"),
        "evidence_searched_to",
    }
)
_ALL: Final = frozenset((*RECOMMENDATION, *GUIDELINE, *VERSION, *WORK))


def normalised(heading: str) -> str:
    """Lower case, with one `_` for whatever stands between words."""
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")


def find_column(heading: str, sheet: str = "recommendations") -> str | None:
    """The column that a heading names in that sheet, or None."""
    name = normalised(heading)
    own = SHEET_HEADINGS.get(sheet, {})
    known = _ALL if sheet == "recommendations" else frozenset(SHEETS[sheet])
    if name in own:
        return own[name]
    if name in known:
        return name
    if HEADINGS.get(name) in known:
        return HEADINGS[name]
    return _numbered(name) if sheet == "recommendations" else None


def _numbered(name: str) -> str | None:
    """`cite_2_pmid`, also as people spell it."""
    found = _NUMBERED.fullmatch(name)
    return f"cite_{int(found[1])}_{found[2]}" if found and found[2] in CITATION else None
