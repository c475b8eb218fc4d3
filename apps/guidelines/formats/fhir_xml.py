"""FHIR XML as the JSON of the same resource, near enough to be read by fhir_json's accessors.

What XML cannot tell apart stays apart there: one or many, a number or a text of digits.
"""

from __future__ import annotations

import html
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError  # types only; defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from apps.guidelines.formats.fhir_json import DEEPEST, Json

_FHIR: Final = "{http://hl7.org/fhir}"
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"


class NotFhirXml(ValueError):
    """The message says why."""


def read_xml(content: bytes) -> Json:
    """One resource. Raises `NotFhirXml`, also for entities and document types."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        raise NotFhirXml(f"This is no well-formed XML: {error}") from error
    except (DefusedXmlException, RecursionError, ValueError, LookupError) as error:
        raise NotFhirXml(f"This XML is not read: {error or type(error).__name__}") from error
    if not root.tag.startswith(_FHIR):
        raise NotFhirXml("Its root element is not of the namespace http://hl7.org/fhir")
    try:
        return _resource(root, 0)
    except RecursionError as error:
        raise NotFhirXml("Its elements lie too deep in each other") from error


def _resource(element: Element, depth: int) -> Json:
    return {"resourceType": element.tag.removeprefix(_FHIR), **_children(element, depth)}


def _children(element: Element, depth: int) -> Json:
    if depth > DEEPEST:
        raise NotFhirXml(f"Its elements lie more than {DEEPEST} deep in each other")
    content: Json = {key: value for key, value in element.attrib.items() if key in ("url", "id")}
    for child in element:
        _add(content, child.tag.rpartition("}")[2], _value(child, depth))
    return content


def _value(element: Element, depth: int) -> Any:
    if element.tag == f"{_XHTML}div":
        return _narrative(element)
    children = list(element)
    if len(children) == 1 and children[0].tag.removeprefix(_FHIR)[:1].isupper():
        return _resource(children[0], depth + 1)
    if "value" in element.attrib:
        return element.attrib["value"]
    return _children(element, depth + 1)


def _add(content: Json, name: str, value: Any) -> None:
    if name not in content:
        content[name] = value
    elif isinstance(content[name], list):
        content[name].append(value)
    else:
        content[name] = [content[name], value]


def _narrative(element: Element) -> str:
    """The block as HTML without attributes, so that its texts may be taken out of it."""
    name = element.tag.rpartition("}")[2]
    inner = html.escape(element.text or "", quote=False)
    for child in element:
        inner += _narrative(child) + html.escape(child.tail or "", quote=False)
    return f"<{name}>{inner}</{name}>"
