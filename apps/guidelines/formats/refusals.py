"""Why a file is not imported: what it is, why that is no recommendation, and what can be done."""

from __future__ import annotations

from typing import Final

_NO_GRADES: Final = "not_a_recommendation"
_UNREADABLE: Final = "unreadable"
_REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "article_package": (
        "wrong_place",
        "This is an article of Consilium, not a guideline. Import it where articles are imported.",
    ),
    "binary": (
        _UNREADABLE,
        "This is a binary file of no kind that is known here. Upload JSON, CSV, XLSX, or a ZIP of "
        "these.",
    ),
    "cdsi_schedule": (
        _NO_GRADES,
        "This is CDC's CDSi data: schedules of vaccine doses and intervals for software to compute "
        "with. It holds no graded recommendations. Import the ACIP recommendations instead, as a "
        "table.",
    ),
    "empty": (
        "empty",
        "The file is empty. Check that it was downloaded whole, and upload it again.",
    ),
    "fhir_other": (
        _NO_GRADES,
        "This is a FHIR resource of a type that carries no recommendations (data of patients, "
        "profiles and the like). Upload the guideline's Composition or PlanDefinition resources.",
    ),
    "fhir_shorthand": (
        _NO_GRADES,
        "This is FHIR Shorthand, the source text that FHIR resources are made from. Compile it "
        "with SUSHI, and upload the JSON that comes out.",
    ),
    "guideline_document": (
        _NO_GRADES,
        "This is a guideline as paragraphs of text, or a change to such: nothing in it says which "
        "sentences are recommendations, or how they are graded. Enter its recommendations as a "
        "table, with the strength that the guideline prints.",
    ),
    "html": (
        _NO_GRADES,
        "This is a web page. Its recommendations cannot be told from the text around them: "
        "download the guideline as data, or enter its recommendations as a table.",
    ),
    "json_broken": (
        _UNREADABLE,
        "This begins as JSON and is not valid to its end: it may have been cut off. Download it "
        "again, or leave it out: what it holds would be missing.",
    ),
    "json_other": (
        "unknown_format",
        "This is JSON of a form that is not known here. Known are guideline packages of "
        "Consilium, FHIR, the Prevention TaskForce API, CPIC and CDS Connect. Rewrite it as a "
        "guideline package, or as a table.",
    ),
    "kgrid_metadata": (
        _NO_GRADES,
        "This describes a computable knowledge object: who made it, and which program runs it. "
        "The recommendations stand in the source that it names. Import that source itself.",
    ),
    "logic": (
        _NO_GRADES,
        "This is decision logic (CQL, or a FHIR Library), which computes whether something "
        "applies. It states no recommendation. Upload the guideline that it implements.",
    ),
    "office_document": (
        _UNREADABLE,
        "This is an office document without a workbook. Put the recommendations into a table and "
        "save it as XLSX or CSV.",
    ),
    "old_excel": (
        _UNREADABLE,
        "This is a workbook in Excel's form of before 2007, or one with a password. Save it as "
        "XLSX without a password.",
    ),
    "pdf": (
        _UNREADABLE,
        "This is a PDF. A grade read from a printed page can be wrong without anybody noticing: "
        "enter the recommendations as a table, with the page as locator.",
    ),
    "questionnaire": (
        _NO_GRADES,
        "This is a questionnaire: it asks, and recommends nothing. Upload the guideline that it "
        "belongs to.",
    ),
    "rtf": (
        _UNREADABLE,
        "This is a text document (RTF). Put the recommendations into a table and save it as XLSX "
        "or CSV.",
    ),
    "terminology": (
        _NO_GRADES,
        "This is a list of codes (a CodeSystem, ValueSet or map of them): it names things and "
        "recommends nothing. Upload the resources that use it.",
    ),
    "text": (
        _NO_GRADES,
        "This is text without columns. Nothing in it says what is a recommendation and how it is "
        "graded: enter the recommendations as a table.",
    ),
    "undecodable": (
        _UNREADABLE,
        "The characters of this file are not UTF-8, nor UTF-16 with its mark. Save it again as "
        "UTF-8.",
    ),
    "xml_other": (
        "unknown_format",
        "This is XML of a form that is not known here, or it is damaged. Known is FHIR; other "
        "data can be rewritten as a guideline package, or as a table.",
    ),
}


# What such a file holds would be missing, and count as not carried forward.
DAMAGED: Final = ("json_broken",)


def refusal(kind: str) -> tuple[str, str]:
    """(code, sentences) for a kind of `recognise` that has no reader."""
    return _REFUSALS.get(kind, ("unknown_format", f"Files of the kind {kind} are not imported."))
