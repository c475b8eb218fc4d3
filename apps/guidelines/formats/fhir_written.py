"""The parts that written resources are made of: ids, references, extensions, codes, narrative."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.fhir_import import BASE, JSON_MARK, STRUCTURES
from apps.guidelines.formats.fhir_json import Json, as_text
from apps.guidelines.formats.fhir_sections import NOTHING

# The code system of EBMonFHIR's examples for sections and content types, and that for judgements.
FEVIR: Final = "https://fevir.net/resources/CodeSystem/179423"
RJCS: Final = "https://fevir.net/resources/CodeSystem/27834"
EBM: Final = "http://hl7.org/fhir/uv/ebm/StructureDefinition"
_ID_LENGTH: Final = 64


@dataclass(slots=True)
class Sheaf:
    """The entries of the Bundle as they are written; `concepts` are the package's, by key.

    `places` has the reference to each recommendation's newest version, by GUIDELINE/RECOMMENDATION.
    """

    concepts: dict[str, Json] = field(default_factory=dict)
    places: dict[str, Json] = field(default_factory=dict)
    entries: list[Json] = field(default_factory=list)

    def add(self, kind: str, parts: tuple[str, ...], body: Json) -> str:
        """The reference to it. Empty elements are left out, as FHIR wants it."""
        identity = fhir_id(*parts)
        resource = {"resourceType": kind, "id": identity, **pruned(body)}
        self.entries.append({"fullUrl": f"{BASE}/{kind}/{identity}", "resource": resource})
        return f"{kind}/{identity}"


def fhir_id(*parts: str) -> str:
    """Readable, and unique by a hash of all parts: "a-b","c" and "a","b-c" differ."""
    digest = hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]
    return f"{make_key(' '.join(parts), limit=_ID_LENGTH - 13)}-{digest}"


def reference(kind: str, *parts: str) -> Json:
    return {"reference": f"{kind}/{fhir_id(*parts)}", "type": kind}


def pruned(body: Json) -> Json:
    return {key: value for key, value in body.items() if value not in (None, "", [], {})}


def own_extension(part: str, facts: Json) -> list[Json]:
    """One extension of ours with a field each; what has its default is left out."""
    fields = [
        _field(name, value)
        for name, value in facts.items()
        if value is not None and value is not False and value not in ("", [], {})
    ]
    return [{"url": f"{STRUCTURES}/{part}", "extension": fields}] if fields else []


def _field(name: str, value: Any) -> Json:
    if isinstance(value, list | dict):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return {"url": f"{name}{JSON_MARK}", "valueString": text}
    if isinstance(value, bool):
        return {"url": name, "valueBoolean": value}
    if isinstance(value, int):
        return {"url": name, "valueInteger": value}
    return {"url": name, "valueString" if isinstance(value, str) else "valueDecimal": value}


def coded(system: str, code: str, display: str = "") -> Json:
    return {"coding": [pruned({"system": system, "code": code, "display": display})]}


def fevir_type(code: str, rjcs: str = "") -> Json:
    codings = [{"system": RJCS, "code": rjcs}] if rjcs else []
    return {"coding": [*codings, {"system": FEVIR, "code": code}]}


def narrative(text: str) -> Json:
    """A text as XHTML, its line ends kept."""
    inner = html.escape(text, quote=False).replace("\n", "<br/>")
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>',
    }


def survives(text: str, *, narrated: bool = False) -> bool:
    """Whether a reader gets this text back to the letter; if not, an extension carries it too."""
    read = as_text(narrative(text)["div"] if narrated else text)
    return read == text and not (narrated and text.lower() in NOTHING)


def section(code: str, title: str, **content: Any) -> Json:
    return pruned({"title": title, "code": fevir_type(code), **content})


def withheld_section(code: str, title: str) -> Json:
    system = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
    return section(code, title, emptyReason=coded(system, "withheld", "Information Withheld"))
