"""What each rule of the gate asks for, in one sentence, for the settings and for docs/gate.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ASKS: Final[Mapping[str, str]] = {
    "citation-unresolved": (
        "Every marker names a record of the store. A package may bring a draft in with "
        "others; they stay visible until somebody replaces them."
    ),
    "citation-missing": "Every statement cites something, or all points below it do.",
    "citation-scope": "In a list either the sentence above it is cited or every point.",
    "citation-typed": "Numbers of references are never typed into a text.",
    "in-house-support": "A summary of our own is never the only support.",
    "in-house-as-guideline": "What calls itself a guideline has a body outside behind it.",
    "body-without-record": (
        "A body named in a statement is cited there. Names come from the store and from a "
        "list of bodies known everywhere."
    ),
    "date-of-summary": "A body's advice is dated by the evidence, not by a later summary of it.",
    "year-not-in-source": "A year in the text is one that a cited record has.",
    "population-acuity": (
        "Evidence on new illness is not used for old, nor the other way, unless the "
        "statement says for which it holds."
    ),
    "population-age": (
        "Children's evidence is not used for adults, nor the other way; ages named are "
        "covered by a record."
    ),
    "population-sex": "Evidence on women is not used for men, nor the other way.",
    "population-pregnancy": (
        "Evidence on pregnancy and on people who are not pregnant are not mixed."
    ),
    "population-site": "Evidence on one region of the spine or one joint is not used for another.",
    "population-condition": (
        "A cited record is on an illness that the statement or the article is on."
    ),
    "direction-turned": "For, against and undecided are as the records have them.",
    "no-recommendation-promoted": (
        "What a panel could not recommend is not advised, in a statement or a step, "
        "without another source."
    ),
    "strength-overstated": "Weak advice is not worded as firm.",
    "strength-misnamed": "A grade named in the text is the record's.",
    "position-misstated": "A position of a difference points the way its record does.",
    "treatment-without-source": "A treatment named is one that a cited record speaks of.",
    "number-not-in-source": "Numbers and units stand in a cited record.",
    "bound-turned": "“At least” is not “at most”.",
    "dose-differs": "Route and rhythm of a dose are the record's.",
    "meaning-turned": "Raises is not lowers, start is not stop, better is not worse.",
    "levels-disagree": "Each level has the same numbers and the same direction.",
    "step-uncited": "Each step and branch names the statements that it rests on.",
    "step-beyond-basis": "A step brings in no treatment that its statements do not speak of.",
    "step-disagrees": "A step does not go against the records of its statements.",
    "record-superseded": "Cited records are in force.",
    "record-withdrawn": "Cited records were not withdrawn.",
    "work-retracted": "Cited works were not retracted.",
    "drug-off-market": "Advice on a drug that is no longer marketed says so.",
    "drug-restricted": "Advice on a drug whose use was restricted says so.",
    "conflict-unreconciled": (
        "Where active records differ on a treatment that the article advises or rejects, "
        "cited or not, they stand side by side with a reconciliation."
    ),
    "self-contradiction": "Two statements do not advise opposite things for the same people.",
    "red-flags-missing": (
        "Subjects with dangers (the spine, chest pain, stroke, pregnancy and others) warn "
        "of each of them."
    ),
    "disclaimer-audience": (
        "What is offered to patients does not say that it is for professionals only."
    ),
    "placeholder-text": "No unfinished text is left.",
    "strength-understated": "A strong recommendation is not worded as a mere option.",
    "step-promotes-option": "A step does not order what is an option.",
    "step-drops-option": "Where a statement offers one or the other, the steps speak of both.",
    "work-in-doubt": "No cited work has an expression of concern or was replaced.",
    "position-missing": "A difference shows every body that takes a side.",
    "readability": "Patients read at Flesch-Kincaid grade 14 or below, students at 17 or below.",
    "promotional-claim": "No praise of a treatment or of the page.",
    "reference-incomplete": (
        "References have a year, a DOI, PMID or address, and a short journal name."
    ),
    "brief-beyond-statements": "The brief cites nothing that no statement cites.",
    "natural-history": "The usual course of a new illness is not given to a chronic one.",
    "contradicts-article": "No other approved article here says the opposite for the same people.",
    "reviewer-missing": (
        "The board has enough members who neither wrote nor last edited the version."
    ),
    "review-overdue": "The review of the version is not overdue.",
    "source-review-overdue": "The review of a cited record is not overdue.",
}
