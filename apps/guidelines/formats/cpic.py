"""Reads a CPIC drug file as PharmCAT carries it; a DPWG file of the same family is passed on."""

from __future__ import annotations

from typing import Any

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.cpic_rows import Row, make_record, read_row
from apps.guidelines.formats.dpwg import is_annotation, read_annotation
from apps.guidelines.formats.foreign_json import Fields, load_json
from apps.guidelines.formats.naming import Candidate, name_rows
from apps.guidelines.formats.pharmacogenetics import CPIC, Cited, add_body, add_works, drug_codes
from apps.guidelines.formats.reading import Reading, SourceFile


def read_cpic(file: SourceFile) -> Reading:
    """One guideline for the drug, a record for each genetic result and population.

    CPIC prints a strength and no direction: that is read from the words, and marked as inferred.
    """
    reading = Reading("cpic")
    document = load_json(file, reading)
    if reading.is_refused:
        return reading
    root = Fields(document if isinstance(document, dict) else {}, f"{file.name}#", reading)
    builder = PackageBuilder()
    if is_annotation(root):
        read_annotation(root, builder)
    else:
        _read_drug(root, builder)
    if not reading.is_refused:
        reading.package = builder.package()
    return reading


def _read_drug(root: Fields, builder: PackageBuilder) -> None:
    drug = root.folded("drugname")
    source = root.text("source") or "CPIC"
    if not drug:
        message = "There is no drugname, so nothing says which drug this is about"
        root.reading.error("drug_missing", root.place("drugname"), message)
        return
    if source.upper() != "CPIC":
        message = f"The source {source!r} is not known in this form; known: CPIC"
        root.reading.error("unknown_source", root.place("source"), message)
        return
    rows = [row for row in (read_row(f, drug) for f in root.rows("recommendations")) if row]
    if not rows and not root.entries("recommendations"):
        message = f"The file on {drug} has no recommendations. {root.folded('notesonusage')}"
        root.reading.info("no_recommendations", root.place("recommendations"), message.strip())
    if not rows:
        return
    key = make_key(f"cpic-{drug}")
    title = ": ".join(part for part in (root.folded("guidelinename"), drug) if part)
    url = root.text("url")[:500]
    fallback = {"key": key, "title": title, "url": url or CPIC.url}
    cited = add_works(builder, root, fallback)
    version = builder.guideline(key, _facts(root, builder, title, url), _version(root, cited))
    drug_key = builder.concept(drug[:200], "drug", codes=drug_codes(root.text("drugid"), drug))
    _add_records(version, rows, drug_key, cited)


def _facts(root: Fields, builder: PackageBuilder, title: str, url: str) -> dict[str, Any]:
    kept = {name: value for name, value in root.values.items() if name != "recommendations"}
    ids = root.texts("guidelinepharmgkbids")
    return {
        "title": title,
        "body": add_body(builder, CPIC),
        "topic": "Pharmacogenetics",
        "language": "en",
        "licence": CPIC.licence,
        "redistribution": CPIC.redistribution,
        "rights_holder": CPIC.name,
        "identifiers": [{"system": "pharmgkb", "value": number} for number in ids],
        "scope": root.folded("notesonusage"),
        "url": url,
        "x": {"source": kept},
    }


def _version(root: Fields, cited: Cited) -> dict[str, Any]:
    label = root.folded("cpicVersion")[:60] or (str(cited.year) if cited.year else "undated")
    return {
        "label": label,
        "status": "active",
        "published_on": f"{cited.year}-01-01" if cited.year else None,
        "published_precision": "year" if cited.year else "",
        "work": cited.newest,
    }


def _add_records(version: dict[str, Any], rows: list[Row], drug: str, cited: Cited) -> None:
    candidates = [Candidate("", row.about, "", row.statement, row.content) for row in rows]
    citations = [{"work": work, "role": "supports"} for work in cited.keys]
    for row, key in zip(rows, name_rows(candidates), strict=True):
        if key is None:
            message = "The same row stands in this file before; it was taken once"
            row.fields.reading.warning("duplicate_record", row.fields.where, message)
            continue
        version["recommendations"].append(
            {"key": key, **make_record(row, drug), "citations": [dict(one) for one in citations]}
        )
