"""Drug files of the forms that CPIC and DPWG have, in our own words, and what is read of them."""

from __future__ import annotations

from typing import Any

from apps.guidelines.formats.cpic import read_cpic
from apps.guidelines.formats.reading import Reading
from tests.guidelines.formats.mutations import as_file
from tests.guidelines.formats.structure import records


def row(**facts: Any) -> dict[str, Any]:
    return {
        "implications": {"GEN1": "Slower breakdown"},
        "drugrecommendation": "Start oldamab at half\nthe usual dose (<5 mg).",
        "classification": "Moderate",
        "phenotypes": {"GEN1": "Poor Metabolizer"},
        "activityscore": {"GEN1": "0.5"},
        "allelestatus": {},
        "lookupkey": {"GEN1": "0.5"},
        "comments": "n/a",
        "population": "general",
        "genotypes": None,
        **facts,
    }


def drug_file(*rows: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "drugid": "RxNorm:123",
        "drugname": "oldamab",
        "guidelinename": "GEN1 and Oldamab",
        "url": "https://example.org/oldamab",
        "guidelinepharmgkbids": ["PA1"],
        "citations": [
            {"pmid": "11", "title": "Oldamab guideline", "authors": ["Ay B"], "year": 2012},
            {"pmid": "22", "title": "Oldamab guideline: update", "authors": [], "year": 2019},
        ],
        "genes": ["GEN1"],
        "cpicVersion": "v1.2",
        "source": "CPIC",
        "notesonusage": None,
        "recommendations": list(rows) or [row()],
        **facts,
    }


def annotation(*groups: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """PharmGKB's form: the guideline is an object, its texts are HTML."""
    return {
        "guideline": {
            "id": "PA9",
            "name": "Annotation of a guideline for oldamab and GEN1",
            "source": "DPWG",
            "relatedChemicals": [{"id": "PA5", "name": "oldamab"}],
            "relatedGenes": [{"id": "PA6", "symbol": "GEN1"}],
        },
        "recommendations": list(groups),
        "citations": [
            {
                "title": "Pharmacogenetics of oldamab",
                "year": 2018,
                "crossReferences": [{"resource": "PubMed", "resourceId": "33"}],
            }
        ],
        "version": 4,
        **facts,
    }


def group(**facts: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "name": "GEN1 PM",
        "strength": {"term": "N/A"},
        "rxChangeStatus": {"term": "Yes"},
        "genePhenotypes": ["GEN1:Poor Metabolizer"],
        "implications": {"html": "<p>Slower breakdown.</p>"},
        "recommendation": {"html": "<ul><li>Halve the dose of oldamab</li><li>or stop</li></ul>"},
        **facts,
    }


def read(document: Any) -> Reading:
    return read_cpic(as_file(document))


def read_rows(*rows: dict[str, Any]) -> Reading:
    return read(drug_file(*rows))


def one_record(reading: Reading) -> dict[str, Any]:
    (record,) = records(reading.package)
    return record


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def keys(reading: Reading) -> list[str]:
    return [record["key"] for record in records(reading.package)]
