"""What a JSON document holds, told by the names that only one source has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from apps.guidelines.formats.recognise_fhir import kind_of_resource

_OWN: Final = (
    ("consilium-guideline-package/", "package"),
    ("consilium-article-package/", "article_package"),
)
_USPSTF: Final = ("specificRecommendations", "generalRecommendations")
_CDS_CONNECT: Final = ("supporting_evidence", "artifact_representation", "repository_information")
_DOCUMENTS: Final = ("paragraphs", "targetParaIds", "replaceMode")
_DEEPEST: Final = 4


def kind_of_json(document: Any) -> str:
    """A format with a reader, or a kind that `refusals.refusal` explains."""
    if isinstance(document, list):
        return _kind_of_list([item for item in document if isinstance(item, dict)])
    if not isinstance(document, dict):
        return "json_other"
    if isinstance(document.get("resourceType"), str):
        return kind_of_resource(document)
    named = str(document.get("format", ""))
    own = next((kind for start, kind in _OWN if named.startswith(start)), "")
    return own or _kind_of_object(document)


def _kind_of_object(document: dict[str, Any]) -> str:
    if any(name in document for name in _USPSTF):
        return "uspstf"
    if _is_pharmacogenetic(document):
        return "cpic"
    if any(name in document for name in _CDS_CONNECT):
        return "cds_connect"
    if any("kgrid" in str(document.get(name, "")) for name in ("@context", "koio:kgrid")) or (
        "koio" in str(document.get("@type", ""))
    ):
        return "kgrid_metadata"
    if any(name in part for part in _parts(document) for name in _DOCUMENTS):
        return "guideline_document"
    return "json_other"


def _is_pharmacogenetic(document: dict[str, Any]) -> bool:
    """A drug file of CPIC, or PharmGKB's form: a guideline on chemicals beside its groups."""
    if "drugname" in document:
        return "recommendations" in document or "guidelinename" in document
    guideline = document.get("guideline")
    return isinstance(guideline, dict) and bool(
        {"relatedChemicals", "relatedGenes", "guidelineGenes"} & guideline.keys()
    )


def _kind_of_list(items: list[dict[str, Any]]) -> str:
    if items and all(isinstance(item.get("resourceType"), str) for item in items):
        kinds = {kind_of_resource(item) for item in items}
        versions = ("fhir_r6", "fhir_r5", "fhir_stu3", "fhir_r4")
        return next((kind for kind in versions if kind in kinds), min(kinds))
    if items and all("nid" in item and "title" in item for item in items):
        return "cds_connect"
    return "json_other"


def _parts(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects of a document, down to a few levels."""
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        objects = [part for part in level if isinstance(part, dict)]
        yield from objects
        inner = [value for part in objects for value in part.values()]
        level = inner + [item for value in inner if isinstance(value, list) for item in value]
