"""A file is known by what is in it, whatever its name; one that is no guideline is explained."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.formats.recognise import recognise
from apps.guidelines.formats.refusals import refusal
from tests.guidelines.real_data import needs_real_data, real_files

READERS = {
    "package", "uspstf", "cpic", "cds_connect", "fhir_r4", "fhir_r5", "fhir_r6", "fhir_stu3",
    "csv", "xlsx", "zip",
}  # fmt: skip
REFUSED = {
    "article_package", "binary", "cdsi_schedule", "empty", "fhir_other", "fhir_shorthand",
    "guideline_document", "html", "json_broken", "json_other", "kgrid_metadata", "logic",
    "office_document", "old_excel", "pdf", "questionnaire", "rtf", "terminology", "text",
    "undecodable", "xml_other",
}  # fmt: skip


def of(content: bytes | str) -> str:
    data = content.encode() if isinstance(content, str) else content
    return recognise(SourceFile("misleading.pdf", data))


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"format": "consilium-guideline-package/1"}, "package"),
        ({"format": "consilium-article-package/1"}, "article_package"),
        ({"specificRecommendations": []}, "uspstf"),
        ({"drugname": "oldamab", "recommendations": None}, "cpic"),
        ({"guideline": {"source": "DPWG", "relatedChemicals": []}}, "cpic"),
        ({"title": "x", "supporting_evidence": {}}, "cds_connect"),
        ([{"title": "x", "nid": "1"}], "cds_connect"),
        ({"@context": "https://kgrid.org/koio/2.1/context"}, "kgrid_metadata"),
        ({"a": {"sections": [{"paragraphs": [{"text": "x"}]}]}}, "guideline_document"),
        ({"resourceType": "CodeSystem"}, "terminology"),
        ({"resourceType": "Questionnaire"}, "questionnaire"),
        ({"resourceType": "Library"}, "logic"),
        ({"resourceType": "Patient"}, "fhir_other"),
        ({"resourceType": 5}, "json_other"),
        ({"x": 1}, "json_other"),
        ([], "json_other"),
    ],
)
def test_json_is_known_by_the_names_that_only_one_source_has(document: Any, kind: str) -> None:
    assert of(json.dumps(document)) == kind


@pytest.mark.parametrize(
    ("facts", "version"),
    [
        ({}, "fhir_r4"),
        ({"fhirVersion": "1.0.2", "library": [{"reference": "Library/a"}]}, "fhir_stu3"),
        ({"relatedArtifact": [{"resource": {"reference": "x"}}]}, "fhir_stu3"),
        ({"action": [{"action": [{"condition": [{"expression": "x"}]}]}]}, "fhir_stu3"),
        ({"action": [{"condition": [{"expression": {"expression": "x"}}]}]}, "fhir_r4"),
        ({"action": [{"definitionCanonical": "http://example.org/a"}]}, "fhir_r4"),
        ({"meta": {"profile": ["http://hl7.org/fhir/uv/ebm/StructureDefinition/x"]}}, "fhir_r5"),
        ({"versionAlgorithmString": "semver"}, "fhir_r5"),
        ({"fhirVersion": "5.0.0"}, "fhir_r5"),
        ({"fhirVersion": "6.0.0-ballot5"}, "fhir_r6"),
        ({"relatesTo": [{"type": {"text": "cites"}, "targetMarkdown": "x"}]}, "fhir_r6"),
    ],
)
def test_the_version_of_fhir_is_told_by_shape_before_label(
    facts: dict[str, Any], version: str
) -> None:
    assert of(json.dumps({"resourceType": "PlanDefinition", **facts})) == version


def test_the_version_of_a_composition_is_told_by_its_relations() -> None:
    relations = {
        "fhir_r4": [{"code": "replaces", "targetReference": {}}],
        "fhir_r5": [{"type": "derived-from", "resourceReference": {}}],
        "fhir_r6": [{"type": {"text": "derived from"}, "targetReference": {}}],
    }

    found = {
        kind: of(json.dumps({"resourceType": "Composition", "relatesTo": relation}))
        for kind, relation in relations.items()
    }

    assert found == {kind: kind for kind in relations}


def test_a_bundle_has_the_newest_version_that_its_resources_show() -> None:
    entries = [{"resource": {"resourceType": name}} for name in ("Group", "ArtifactAssessment")]

    assert of(json.dumps({"resourceType": "Bundle", "entry": entries})) == "fhir_r5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_not_hide_what_follows(encoding: str) -> None:
    assert of('{"specificRecommendations": [1]}'.encode(encoding)) == "uspstf"
    assert of("statement,grade\r\nÄ,A\r\n".encode(encoding)) == "csv"
    assert of('<?xml version="1.0"?><antigenSupportingData/>'.encode(encoding)) == "cdsi_schedule"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('<Group xmlns="http://hl7.org/fhir"/>', "fhir_r4"),
        ('<ValueSet xmlns="http://hl7.org/fhir"/>', "terminology"),
        ('<Patient xmlns="http://hl7.org/fhir"/>', "fhir_other"),
        ('<Group xmlns="http://example.org"/>', "xml_other"),
        ("<unclosed", "xml_other"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml_other"),
        ("<!DOCTYPE html><p>x", "html"),
        ("Recommendation;Grade\nScreen;A\n", "csv"),
        ("a\tb\tc\n1\t2\t3\n4\t5\t6\n", "csv"),
        ("statement\nScreen everybody.\n", "csv"),
        ("The panel met, and it wrote.\nThen it went home.\n", "text"),
        ("library Example version '1'\nusing FHIR version '4.0.1'\n", "logic"),
        ("Instance: x\nInstanceOf: PlanDefinition\n", "fhir_shorthand"),
        ('{"specificRecommendations": [', "json_broken"),
        ('{"a": 1}\n{"a": 2}', "json_other"),
        ('{"resourceType": "PlanDefinition"}\n\n{"resourceType": "Group"}', "fhir_r4"),
        ('{"a": 1}\n{"a": ', "json_broken"),
        ("{% for item in items %}\n{{ item }}\n{% endfor %}", "text"),
        ("[1] A reference, not a list.", "text"),
        ("Guideline on knees\n\nkey;statement;strength;population\n1;Bathe.;Strong;All\n", "csv"),
        ("id|statement|strength\n1|Bathe.|Strong\n2|Rest.|Weak\n", "csv"),
        ("On baths\n\nEach statement, the key one too, has a strength, a direction.\n", "text"),
        ("[" * 100_000, "json_broken"),
        (" \r\n", "empty"),
        ("", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("statement,grade\nÄlter,A\n".encode("cp1252"), "csv"),
        ("Über".encode("cp1252"), "undecodable"),
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"\x89PNG\r\n", "binary"),
        (b"\x00\x01\x02", "binary"),
        (b"\xff\x00\x01\x02\xfe", "binary"),
        (b"PK\x03\x04 broken", "zip"),
        (zipped("a.json"), "zip"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "word/document.xml"), "office_document"),
    ],
)
def test_other_files_are_known_by_how_they_begin(content: bytes | str, kind: str) -> None:
    assert of(content) == kind


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_every_content_is_of_some_kind(content: bytes) -> None:
    assert of(content) in READERS | REFUSED


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_refusal_says_what_it_is_and_what_can_be_done(kind: str) -> None:
    code, message = refusal(kind)

    assert code.isidentifier()
    assert message.endswith(".")
    assert message.count(". ") >= 1


@needs_real_data
@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("uspstf/*.json", {"uspstf": 2}),
        ("cpic/*.json", {"cpic": 73}),
        ("ahrq_cds_connect/*.json", {"cds_connect": 2}),
        ("cdc_opioid_2022/*/*.json", {"fhir_r4": 15}),
        ("who_smart_anc/*-*", {"fhir_r4": 30}),
        ("hl7_ebm/*/*.json", {"fhir_r5": 19, "terminology": 1}),
        ("cdc_cdsi/*/*.xml", {"cdsi_schedule": 26}),
        ("kgrid_uspstf/*.json", {"kgrid_metadata": 4}),
        ("genequest_fdmas/*.json", {"guideline_document": 2, "json_other": 2}),
    ],
)
def test_real_files_are_of_their_kind(pattern: str, kinds: dict[str, int]) -> None:
    found = Counter(of(path.read_bytes()) for path in real_files(pattern))

    assert found == kinds
