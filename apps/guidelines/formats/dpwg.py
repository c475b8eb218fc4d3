"""Reads a DPWG guideline as PharmGKB annotates it: texts as HTML, and no strength."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain.ratings import RatingLabel, UnknownRating
from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.cpic_rows import read_label, warn_of_other_drugs
from apps.guidelines.formats.foreign_json import Fields
from apps.guidelines.formats.naming import Candidate, name_rows
from apps.guidelines.formats.pharmacogenetics import (
    DPWG,
    Cited,
    add_body,
    add_works,
)
from apps.guidelines.formats.rating_entries import rating_entry

_LISTS: Final = ("recommendations", "annotationGroups", "groups", "annotations")
_TEXTS: Final = ("recommendation", "text", "textMarkdown", "drugrecommendation")
_RATINGS: Final = ("strength", "classification")
_KINDS: Final = (
    ("implication", "implications"),
    ("recommendation", "recommendation"),
    ("phenotype", "genePhenotypes"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """`fields` is the group with its marked-up values made texts."""

    fields: Fields
    source: dict[str, Any]
    statement: str
    people: str
    label: RatingLabel | None
    printed: str


def is_annotation(root: Fields) -> bool:
    """Whether the file has PharmGKB's form: the guideline is an object of its own."""
    return isinstance(root.values.get("guideline"), dict)


def read_annotation(root: Fields, builder: PackageBuilder) -> None:
    """Add the guideline to the package, or say why not."""
    guideline = root.mapping("guideline")
    written = guideline.text("source") or root.text("source")
    drugs = _names(guideline, "relatedChemicals", "name") or _texts(root, "drugname")
    if written.upper() != "DPWG":
        message = f"The source {written!r} is not known in this form; known: DPWG"
        root.reading.error("unknown_source", guideline.place("source"), message)
        return
    if not drugs:
        message = "There are no relatedChemicals, so nothing says which drug this is about"
        root.reading.error("drug_missing", guideline.place("relatedChemicals"), message)
        return
    listed = next((name for name in _LISTS if isinstance(root.values.get(name), list)), _LISTS[0])
    read = (_read_group(fields, drugs) for fields in root.rows(listed))
    groups = [group for group in read if group]
    if not groups and not root.entries(listed):
        message = f"The file on {', '.join(drugs)} has no recommendations"
        root.reading.info("no_recommendations", root.place(listed), message)
    if groups:
        _add_guideline(root, builder, drugs, groups)


def _texts(fields: Fields, name: str) -> list[str]:
    return [text] if (text := fields.folded(name)) else []


def _names(fields: Fields, name: str, part: str) -> list[str]:
    found = [row.folded(part) or row.folded("name") for row in fields.rows(name)]
    return sorted({text for text in found if text})


def _read_group(given: Fields, drugs: list[str]) -> Group | None:
    values = {name: _unwrapped(value) for name, value in given.values.items()}
    values |= _annotations(given)
    fields = Fields(values, given.where, given.reading)
    statement = next((text for name in _TEXTS if (text := fields.text(name))), "")
    if not statement:
        message = "This group has no recommendation, so it was left out"
        given.reading.warning("statement_missing", given.where, message)
        return None
    name = next((name for name in _RATINGS if fields.values.get(name)), "")
    try:
        label = read_label(fields, "dpwg", name) if name else None
    except UnknownRating:
        return None
    for text in ("name", "implications", *_TEXTS):
        warn_of_other_drugs(fields, text, " ".join(drugs))
    printed = fields.folded(name) if name else ""
    return Group(fields, given.values, statement, _people(fields), label, printed)


def _unwrapped(value: Any) -> Any:
    """A text out of {"html": …} or {"term": …}; lists of texts become lines."""
    if isinstance(value, dict):
        for name in ("html", "term", "markdown", "text"):
            if isinstance(value.get(name), str | dict):
                return _unwrapped(value[name])
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return value


def _annotations(group: Fields) -> dict[str, str]:
    """Texts that stand in a list of {"type", "text"}, by the name of their field."""
    found: dict[str, str] = {}
    for annotation in group.entries("annotations"):
        if isinstance(annotation, dict):
            kind, text = _unwrapped(annotation.get("type")), _unwrapped(annotation)
            text = text if isinstance(text, str) else _unwrapped(annotation.get("textMarkdown"))
            name = next((n for start, n in _KINDS if str(kind).lower().startswith(start)), "")
            if name and isinstance(text, str):
                found.setdefault(name, text)
    return found


def _people(fields: Fields) -> str:
    """The genetic result: its phenotypes, else the name of the group."""
    keyed = fields.values.get("lookupKey") or fields.values.get("lookupkey")
    if isinstance(keyed, dict) and keyed:
        parts = [f"{gene} {json.dumps(keyed[gene], ensure_ascii=False)}" for gene in sorted(keyed)]
        found = "; ".join(part.replace('"', "") for part in parts)
    else:
        found = fields.folded("genePhenotypes").replace(":", " ")
    name = fields.folded("name")
    population = fields.folded("population")
    parts = [found or name, "" if population.lower() == "general" else population]
    return "; ".join(part for part in parts if part) or "No genetic result is named"


def _add_guideline(
    root: Fields,
    builder: PackageBuilder,
    drugs: list[str],
    groups: list[Group],
) -> None:
    guideline = root.mapping("guideline")
    genes = _names(guideline, "relatedGenes", "symbol")
    subject = f"{', '.join(drugs)} and {', '.join(genes)}" if genes else ", ".join(drugs)
    key = make_key(f"{DPWG.key} {' '.join(drugs)} {' '.join(genes)}")
    title = guideline.folded("name") or f"{DPWG.short_name}: {subject}"
    url = (guideline.text("@id", "url") or DPWG.url)[:500]
    cited = add_works(builder, root, {"key": key, "title": title, "url": url})
    number = guideline.text("id")
    facts = {
        "title": title,
        "body": add_body(builder, DPWG),
        "topic": "Pharmacogenetics",
        "jurisdiction": ["NL"],
        "language": "en",
        "licence": DPWG.licence,
        "redistribution": DPWG.redistribution,
        "rights_holder": DPWG.name,
        "identifiers": [{"system": "pharmgkb", "value": number}] if number else [],
        "url": url,
        "x": {"source": {n: v for n, v in root.values.items() if n not in _LISTS}},
    }
    version = builder.guideline(key, facts, _version(root, cited))
    _add_records(builder, version, groups, drugs, cited)


def _version(root: Fields, cited: Cited) -> dict[str, Any]:
    written = root.folded("version") or root.mapping("guideline").folded("version")
    return {
        "label": written[:60] or (str(cited.year) if cited.year else "undated"),
        "status": "active",
        "published_on": f"{cited.year}-01-01" if cited.year else None,
        "published_precision": "year" if cited.year else "",
        "work": cited.newest,
    }


def _add_records(
    builder: PackageBuilder,
    version: dict[str, Any],
    groups: list[Group],
    drugs: list[str],
    cited: Cited,
) -> None:
    interventions = [builder.concept(drug[:200], "drug") for drug in drugs]
    candidates = [
        Candidate("", group.people, "", group.statement, json.dumps(group.source, sort_keys=True))
        for group in groups
    ]
    for group, key in zip(groups, name_rows(candidates), strict=True):
        if key is None:
            message = "The same group stands in this file before; it was taken once"
            group.fields.reading.warning("duplicate_record", group.fields.where, message)
            continue
        version["recommendations"].append(
            {
                "key": key,
                **_record(group),
                "interventions": interventions,
                "citations": [{"work": work, "role": "supports"} for work in cited.keys],
            }
        )


def _record(group: Group) -> dict[str, Any]:
    """Always a statement: DPWG prints neither strength nor direction."""
    fields = group.fields
    change = fields.folded("rxChangeStatus") or fields.folded("rxChange")
    return {
        "kind": "statement",
        "statement": group.statement,
        "verbatim": True,
        "direction": "none",
        "strength": None,
        "certainty": None,
        "fidelity": group.label.fidelity if group.label else "none",
        "ratings": [rating_entry(group.label, printed=group.printed)] if group.label else [],
        "label_as_printed": group.printed[:200],
        "population": {"text": group.people},
        "intents": ["treat"],
        "remarks": f"Change of prescription: {change}" if change else "",
        "rationale": fields.text("implications"),
        "locator": fields.folded("name")[:200],
        "x": {"source": group.source},
    }
