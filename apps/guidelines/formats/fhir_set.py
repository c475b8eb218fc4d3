"""All resources of an upload as one set: taken out of files and Bundles, found by reference.

Each remembers what it was used for, so that nothing is lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.fhir_json import (
    Json,
    as_list,
    as_object,
    as_objects,
    as_text,
)
from apps.guidelines.formats.fhir_xml import NotFhirXml, read_xml
from apps.guidelines.formats.foreign_json import json_lines, parse_json
from apps.guidelines.formats.reading import Reading, SourceFile

# FHIR Shorthand, the language that guides are written in before a compiler makes resources of it.
_SHORTHAND: Final = ("Instance:", "Profile:", "CodeSystem:", "ValueSet:", "RuleSet:", "Alias:")

DELETED: Final = object()


class Unreadable(ValueError):
    """The message says why."""


class NoResource(ValueError):
    """Whole, but of another kind; the message says of which."""


@dataclass(eq=False, slots=True)
class Resource:
    """`where` is its place in the upload; `uses` says for which records it was read."""

    kind: str
    body: Json
    where: str
    file: str
    full_url: str = ""
    holder: Resource | None = None
    uses: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        identity = as_text(self.body.get("id")) or as_text(self.body.get("url"))
        return f"{self.kind}/{identity}" if identity else self.kind

    def use(self, record: str) -> None:
        if record not in self.uses:
            self.uses.append(record)


@dataclass(slots=True)
class ResourceSet:
    items: list[Resource] = field(default_factory=list)
    _by_name: dict[str, list[Resource]] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterator[Resource]:
        return (item for item in self.items if item.kind in kinds)

    def add(self, resource: Resource, reading: Reading) -> None:
        names = _names(resource)
        for twin in {id(r): r for name in names for r in self._by_name.get(name, [])}.values():
            if twin.holder is None and twin.kind == resource.kind and twin.body == resource.body:
                reading.info(
                    "same_resource_twice", resource.where, f"The same {twin.name} is {twin.where}"
                )
                return
        self.items.append(resource)
        for name in names:
            self._by_name.setdefault(name, []).append(resource)

    def find(self, reference: Any, near: Resource) -> Resource | None:
        """What a Reference, canonical or url means, or None where the set does not have it.

        Of several with that name: the one of the same file, else the first.
        """
        written = as_text(reference)
        if not written:
            pointing = as_object(reference)
            written = as_text(pointing.get("reference")) or as_text(pointing.get("canonical"))
        if written.startswith("#"):
            return self._contained(written, near)
        found = self._named(written)
        return next((item for item in found if item.file == near.file), next(iter(found), None))

    def _contained(self, reference: str, near: Resource) -> Resource | None:
        holder = near.holder or near
        for item in self._by_name.get(reference, []):
            if item.holder is holder:
                return item
        return None

    def _named(self, written: str) -> list[Resource]:
        plain = written.split("/_history/")[0]
        tail = "/".join(plain.split("|")[0].rsplit("/", 2)[-2:])
        return (
            self._by_name.get(plain)
            or self._by_name.get(plain.split("|")[0])
            or (self._by_name.get(tail) if "/" in tail else None)
            or []
        )


def _names(resource: Resource) -> list[str]:
    identity = as_text(resource.body.get("id"))
    if resource.holder is not None:
        return [f"#{identity}"] if identity else []
    url, version = as_text(resource.body.get("url")), as_text(resource.body.get("version"))
    names = [resource.full_url, url, f"{url}|{version}" if url and version else ""]
    names.append(f"{resource.kind}/{identity}" if identity else "")
    return [name for name in dict.fromkeys(names) if name]


def load_resources(files: list[SourceFile], reading: Reading) -> ResourceSet:
    """Every resource of the files, those inside Bundles and `contained` too; faults as issues."""
    resources = ResourceSet()
    for file in files:
        try:
            document = _parse(file.content)
        except NoResource as error:
            reading.warning("not_fhir", file.name, f"Left out: {error}")
            continue
        except Unreadable as error:
            reading.error("unreadable", file.name, str(error))
            continue
        for body, pointer, full_url in _unpacked(document):
            where = f"{file.name}#{pointer}"
            if body is DELETED:
                reading.warning("deleted", where, "Left out: the transaction deletes this")
            else:
                _take(body, where, file.name, full_url, resources, reading)
    return resources


def _parse(content: bytes) -> Any:
    text = _decoded(content).strip()
    if not text:
        raise Unreadable("The file is empty")
    if text.startswith("<"):
        try:
            return read_xml(content)
        except NotFhirXml as error:
            raise Unreadable(str(error)) from error
    if text.startswith(_SHORTHAND):
        raise NoResource(
            "this is FHIR Shorthand, the source text of resources: compile it (SUSHI) and bring "
            "the JSON resources that come out"
        )
    try:
        lines = json_lines(text)
        # One line is one document, whole or not.
        return [parse_json(line) for line in lines] if len(lines) > 1 else parse_json(text)
    except ValueError as error:
        raise Unreadable(f"This is no JSON: {error}") from error


def _decoded(content: bytes) -> str:
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The text is not UTF-8: byte {error.start + 1} cannot be read") from error


def _unpacked(document: Any) -> Iterator[tuple[Any, str, str]]:
    """Each resource of a document with its pointer and fullUrl: Bundles and lists are opened.

    `DELETED` stands for what an entry of a transaction takes away.
    """
    waiting: list[tuple[Any, str, str]] = [(document, "", "")]
    while waiting:
        body, pointer, full_url = waiting.pop()
        if isinstance(body, list) and body:
            waiting += [(b, f"{pointer}/{i}", "") for i, b in reversed(list(enumerate(body)))]
        elif isinstance(body, dict) and body.get("resourceType") == "Bundle" and body.get("entry"):
            entries = list(enumerate(as_list(body["entry"])))
            waiting += [
                (
                    _content(as_object(entry)),
                    f"{pointer}/entry/{i}/resource",
                    as_text(as_object(entry).get("fullUrl")),
                )
                for i, entry in reversed(entries)
            ]
        else:
            yield body, pointer, full_url


def _content(entry: Json) -> Any:
    method = as_text(as_object(entry.get("request")).get("method"))
    return DELETED if method == "DELETE" else entry.get("resource")


def _take(
    body: Any, where: str, file: str, full_url: str, resources: ResourceSet, reading: Reading
) -> None:
    kind = as_text(body.get("resourceType")) if isinstance(body, dict) else ""
    if not kind:
        reading.warning("not_fhir", where, "Left out: this is no FHIR resource (no resourceType)")
        return
    resource = Resource(kind, body, where, file, full_url)
    resources.add(resource, reading)
    for i, part in enumerate(as_objects(body.get("contained"))):
        inner = Resource(
            as_text(part.get("resourceType")), part, f"{where}/contained/{i}", file, "", resource
        )
        resources.add(inner, reading)
