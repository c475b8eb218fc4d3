"""Several packages made one: what they share is kept once, what contradicts itself is an issue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.formats.reading import Issue, Severity

_KEYED: Final = ("concepts", "bodies", "works", "conflicts")
_PLAIN: Final = ("drug_statuses", "links")
# Words for a concept add up: another file may use them.
_ADDED_UP: Final = ("terms", "broader", "codes")


@dataclass(slots=True)
class Merger:
    """Add the package of each file, then take the head and the guidelines."""

    issues: list[Issue] = field(default_factory=list)
    _rest: dict[str, Any] = field(default_factory=dict)
    _keyed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _plain: dict[str, dict[str, Any]] = field(default_factory=dict)
    _guidelines: dict[str, dict[str, Any]] = field(default_factory=dict)
    _origin: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, name: str, package: dict[str, Any]) -> None:
        """`name` is the file's. A package whose lists are none is left out with an issue."""
        if not self._is_shaped(name, package):
            return
        self._add_rest(name, package)
        for part in _KEYED:
            for item in package.get(part) or []:
                self._add_keyed(name, part, item)
        for part in _PLAIN:
            for item in package.get(part) or []:
                self._plain.setdefault(part, {}).setdefault(json.dumps(item, sort_keys=True), item)
        for guideline in package.get("guidelines") or []:
            self._add_guideline(name, guideline)

    def head(self) -> dict[str, Any]:
        lists = {**self._keyed, **self._plain}
        return {**self._rest, **{part: list(items.values()) for part, items in lists.items()}}

    def guidelines(self) -> list[dict[str, Any]]:
        return list(self._guidelines.values())

    def _is_shaped(self, name: str, package: dict[str, Any]) -> bool:
        """Lists of objects, named where they must be: the least that merging needs."""
        fault = next(_faults_in(package), None)
        if fault:
            self._error("wrong_shape", f"{name}#{fault[0]}", fault[1])
        return fault is None

    def _add_rest(self, name: str, package: dict[str, Any]) -> None:
        parts = {*_KEYED, *_PLAIN, "guidelines"}
        for key, value in package.items():
            if key not in parts and self._rest.setdefault(key, value) != value:
                self._error(
                    "packages_differ",
                    f"{name}#/{key}",
                    f"The files say different things in {key!r}: import them one by one.",
                )

    def _add_keyed(self, name: str, part: str, item: dict[str, Any]) -> None:
        key = item["key"]
        known = self._keyed.setdefault(part, {}).setdefault(key, dict(item))
        first = self._origin.setdefault((part, key), name)
        if known == item:
            return
        if part == "concepts":
            _add_words(known, item)
        differing = _differing(known, item, set(_ADDED_UP) if part == "concepts" else set())
        if differing:
            said = f"{key!r} differs in {', '.join(differing)} from that in {first}, which is kept."
            report = self._error if first == name else self._warn
            report("key_differs", f"{name}#/{part}", said)

    def _add_guideline(self, name: str, guideline: dict[str, Any]) -> None:
        key = guideline["key"]
        first = self._origin.setdefault(("guidelines", key), name)
        known = self._guidelines.setdefault(key, guideline)
        if known is guideline:
            return
        if first == name:
            self._error("key_twice", f"{name}#/guidelines", f"Two guidelines have the key {key!r}.")
            return
        differing = _differing(known, guideline, {"versions", "x"})
        if differing:
            said = f"{key!r} differs in {', '.join(differing)} from that in {first}, which is kept."
            self._warn("guideline_differs", f"{name}#/guidelines", said)
        for version in guideline.get("versions") or []:
            self._add_version(name, key, version)

    def _add_version(self, name: str, key: str, version: dict[str, Any]) -> None:
        versions = self._guidelines[key].setdefault("versions", [])
        where = f"{name}#/guidelines"
        label = version.get("label")
        known = next((other for other in versions if other.get("label") == label), None)
        if known is not None:
            self._add_recommendations(where, key, known, version)
            return
        if "active" == version.get("status") in [other.get("status") for other in versions]:
            self._error(
                "two_active_versions",
                where,
                f"The guideline {key!r} has an active version in another file too: import the "
                "older file first, then the newer.",
            )
        versions.append(version)

    def _add_recommendations(
        self, where: str, key: str, known: dict[str, Any], version: dict[str, Any]
    ) -> None:
        differing = _differing(known, version, {"recommendations", "x"})
        if differing:
            self._warn(
                "version_differs",
                where,
                f"The version {version.get('label')!r} of {key!r} differs in "
                f"{', '.join(differing)} from that in another file, which is kept.",
            )
        kept = known.setdefault("recommendations", [])
        by_key = {item["key"]: item for item in kept}
        for item in version.get("recommendations") or []:
            if item["key"] not in by_key:
                kept.append(item)
            elif by_key[item["key"]] != item:
                self._error(
                    "key_differs",
                    where,
                    f"The recommendation {key}/{item['key']} says something else in another file.",
                )

    def _warn(self, code: str, where: str, message: str) -> None:
        self.issues.append(Issue(Severity.WARNING, code, where, message))

    def _error(self, code: str, where: str, message: str) -> None:
        self.issues.append(Issue(Severity.ERROR, code, where, message))


def _faults_in(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(pointer, sentence) of what is no list of objects, or has no key."""
    for part in (*_KEYED, *_PLAIN):
        yield from _faults_of_list(package.get(part), f"/{part}", is_keyed=part in _KEYED)
    yield from _faults_of_list(package.get("guidelines"), "/guidelines", is_keyed=True)
    for place, guideline in enumerate(package.get("guidelines") or []):
        pointer = f"/guidelines/{place}/versions"
        yield from _faults_of_list(guideline.get("versions"), pointer, is_keyed=False)
        for number, version in enumerate(guideline.get("versions") or []):
            yield from _faults_of_list(
                version.get("recommendations"),
                f"{pointer}/{number}/recommendations",
                is_keyed=True,
            )


def _faults_of_list(value: Any, pointer: str, *, is_keyed: bool) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if not isinstance(value, list):
        yield pointer, "It must be a list."
        return
    for place, item in enumerate(value):
        if not isinstance(item, dict):
            yield f"{pointer}/{place}", "It must be an object."
        elif is_keyed and not (isinstance(item.get("key"), str) and item["key"]):
            yield f"{pointer}/{place}/key", "It must be a text that is not empty."


def _differing(known: dict[str, Any], item: dict[str, Any], apart: set[str]) -> list[str]:
    names = sorted({*known, *item} - apart)
    return [name for name in names if known.get(name) != item.get(name)]


def _add_words(known: dict[str, Any], item: dict[str, Any]) -> None:
    for part in _ADDED_UP:
        added, words = item.get(part), known.get(part, [])
        if isinstance(added, list) and isinstance(words, list):
            known[part] = words + [word for word in added if word not in words]
