"""What an uploaded file holds, told by looking inside: never by its name."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from apps.guidelines.formats.csv_file import DELIMITERS
from apps.guidelines.formats.foreign_json import decode, json_lines
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.formats.recognise_json import kind_of_json
from apps.guidelines.formats.table_columns import find_column

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "binary"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"SQLite format 3\0", "binary"),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_FHIR_NAMESPACE: Final = "{http://hl7.org/fhir}"
_FHIR_XML_KINDS: Final = {
    "CodeSystem": "terminology",
    "ConceptMap": "terminology",
    "Library": "logic",
    "Questionnaire": "questionnaire",
    "QuestionnaireResponse": "questionnaire",
    "ValueSet": "terminology",
}
_FHIR_XML_GUIDELINES: Final = (
    "ActivityDefinition",
    "ArtifactAssessment",
    "Bundle",
    "Citation",
    "Composition",
    "Evidence",
    "EvidenceReport",
    "EvidenceVariable",
    "Group",
    "PlanDefinition",
)
_CDSI_ROOTS: Final = ("antigenSupportingData", "scheduleSupportingData")
_SHORTHAND: Final = re.compile(
    r"^(?:Alias|CodeSystem|Extension|Instance|Invariant|Logical|Profile|RuleSet|ValueSet)\s*:",
    re.MULTILINE,
)
_CQL: Final = re.compile(r"^\s*(?:library\s+\w+|using\s+(?:FHIR|QDM|QUICK)\b)", re.MULTILINE)
# Templates and lists of references begin with a bracket, too.
_JSON: Final = re.compile(r"\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\]]|$)")
_HTML: Final = re.compile(r"<!doctype html|<html\b", re.IGNORECASE)
_HEADERS: Final = re.compile(
    r"recommend|statement|strength|certainty|quality|grade|population|rec_?key|^key$|title",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE: Final = 64 * 1024
# Lines in which a title may stand above the headers; names that no sentence has by chance.
_TITLE_LINES: Final = 12
_FEW_NAMES: Final = 3


def recognise(file: SourceFile) -> str:
    """A format with a reader, or one of the kinds that `refusals.refusal` explains."""
    content = file.content
    if content.startswith(_ZIP):
        return _kind_of_zip(content)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    try:
        text = decode(content)
    except UnicodeDecodeError:
        return _kind_of_undecodable(content)
    if "\0" in text[:1024]:
        return "binary"
    if not text.strip("\ufeff \t\r\n"):
        return "empty"
    return _kind_of_text(text.lstrip("\ufeff"), content)


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "office_document" if "[Content_Types].xml" in names else "zip"


def _kind_of_undecodable(content: bytes) -> str:
    """Formats whose reader can name the faulty line are left to it."""
    text = content.decode("latin-1")
    if _CONTROL.search(text[:_SAMPLE]):
        return "binary"
    kind = _kind_of_text(text, content)
    return "undecodable" if kind == "text" else kind


def _kind_of_text(text: str, content: bytes) -> str:
    start = text.lstrip()
    if _JSON.match(start):
        return _kind_of_json_text(start)
    if start.startswith("<"):
        return _kind_of_markup(start, content)
    sample = text[:_SAMPLE]
    if _CONTROL.search(sample):
        return "binary"
    if _CQL.search(sample):
        return "logic"
    if _SHORTHAND.search(sample):
        return "fhir_shorthand"
    return "csv" if _is_table(sample) else "text"


def _kind_of_json_text(text: str) -> str:
    try:
        document: Any = json.loads(text)
    except RecursionError:
        return "json_broken"
    except ValueError:
        return _kind_of_json_lines(json_lines(text))
    return kind_of_json(document)


def _kind_of_json_lines(lines: list[str]) -> str:
    try:
        return kind_of_json([json.loads(line) for line in lines]) if lines else "json_broken"
    except (ValueError, RecursionError):
        return "json_broken"


def _kind_of_markup(text: str, content: bytes) -> str:
    if _HTML.search(text[:1024]):
        return "html"
    try:
        _, root = next(iterparse(io.BytesIO(content), events=("start",)))
    except (ParseError, DefusedXmlException, StopIteration, ValueError, LookupError):
        return "xml_other"
    if root.tag.startswith(_FHIR_NAMESPACE):
        return _kind_of_fhir_xml(root.tag.removeprefix(_FHIR_NAMESPACE), text)
    name = root.tag.rpartition("}")[2]
    if name in _CDSI_ROOTS:
        return "cdsi_schedule"
    return "html" if name.lower() == "html" else "xml_other"


def _kind_of_fhir_xml(resource: str, text: str) -> str:
    """STU3 by its references to definitions; R5 by the profiles of EBMonFHIR; else R4."""
    if resource not in _FHIR_XML_GUIDELINES:
        return _FHIR_XML_KINDS.get(resource, "fhir_other")
    if "hl7.org/fhir/uv/ebm/" in text or resource == "ArtifactAssessment":
        return "fhir_r5"
    if re.search(r"<(?:library|definition)>\s*<reference\b", text):
        return "fhir_stu3"
    return "fhir_r4"


def _is_table(sample: str) -> bool:
    """A line of short headers, one of them known or the lines below as wide as it; or, below a
    title, a line of known headers, which the reader refuses at its place.
    """
    lines = [line for line in sample.splitlines() if line.strip()]
    delimiter = max(DELIMITERS, key=lambda mark: lines[0].count(mark))
    headers = next(csv.reader(lines[:1], delimiter=delimiter), [])
    if any(map(_is_header, lines[1:_TITLE_LINES])):
        return True
    if any(len(header) > 60 for header in headers):
        return False
    if any(_HEADERS.search(header.strip()) for header in headers) and len(lines) > 1:
        return len(headers) > 1 or len(headers[0].split()) <= 3
    if len(headers) < 2 or len(lines) < 3:
        return False
    widths = [line.count(delimiter) >= len(headers) - 1 for line in lines[1:21]]
    return sum(widths) >= 0.8 * len(widths)


def _is_header(line: str) -> bool:
    """Whether it names the statement and three more columns under one separator."""
    for mark in ",;\t":
        names = {find_column(part.strip(' "')) for part in line.split(mark)} - {None}
        if "statement" in names and len(names) > _FEW_NAMES:
            return True
    return False
