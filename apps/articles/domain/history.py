"""The history of an article: events linked by hashes, and how a copy of it is checked.

Each event's hash covers the hash of the one before and of what it says itself. So an event that is
not for everybody can be left out of a copy, its hash kept, and the chain still be checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

FORMAT: Final = "consilium-article-history"
VERSION: Final = 1


class EventKind(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    SIGNED = "signed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    OVERTAKEN = "overtaken"
    WITHDRAWN = "withdrawn"
    COMMENTED = "commented"
    DISSENTED = "dissented"
    EVIDENCE_CHANGED = "evidence_changed"
    REVIEWED_AGAIN = "reviewed_again"
    DUE_REVIEW = "due_review"
    RECOMMENDED = "recommended"


# A draft is its authors' own until it is submitted, and what authors and board say to each other
# stays between them; all else is told to everybody.
INTERNAL: Final = frozenset({EventKind.DRAFTED, EventKind.COMMENTED, EventKind.RECOMMENDED})


class Fault(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`number` is that of the event at fault, or 0 for the file as a whole."""

    fault: Fault
    number: int
    message: str


def canonical(said: Mapping[str, Any]) -> str:
    """The one way to write down what an event says."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def link(previous: str, said_sha256: str) -> str:
    """The hash of an event: of the hash before it ("" for the first) and that of what it says."""
    return digest(f"{previous}\n{said_sha256}")


def verify(document: Mapping[str, Any], *, head: str = "") -> list[Finding]:
    """What was changed, removed, put in or moved in a copy of a history; nothing if it is whole.

    `head` is the last hash from another place, as the article's page shows it: without it, whoever
    writes the whole file anew is not found out.
    """
    events = document.get("events")
    if document.get("format") != FORMAT or not isinstance(events, list):
        return [Finding(Fault.MALFORMED, 0, "This is not the history of an article")]
    if not all(map(_is_event, events)):
        return [Finding(Fault.MALFORMED, 0, "An entry of it is no event")]
    numbers = [event["number"] for event in events]
    findings = [*_contents(events), *_order(numbers)]
    if not findings:
        findings = _links(events)
    return findings or _end(document, events, head)


def _is_event(event: Any) -> bool:
    texts = ("said_sha256", "previous_sha256", "sha256")
    return (
        isinstance(event, dict)
        and type(event.get("number")) is int
        and all(isinstance(event.get(name), str) for name in texts)
        and isinstance(event.get("said", {}), dict)
    )


def _contents(events: Sequence[Mapping[str, Any]]) -> list[Finding]:
    return [
        Finding(Fault.CHANGED, event["number"], f"Event {event['number']} was changed")
        for event in events
        if link(event["previous_sha256"], event["said_sha256"]) != event["sha256"]
        or ("said" in event and digest(canonical(event["said"])) != event["said_sha256"])
        or event.get("said", event).get("number") != event["number"]
    ]


def _order(numbers: Sequence[int]) -> list[Finding]:
    findings = [
        Finding(Fault.INSERTED, number, f"Event {number} is there more than once")
        for number in sorted({number for number in numbers if numbers.count(number) > 1})
    ]
    last = max(numbers, default=0)
    findings += [
        Finding(Fault.REMOVED, number, f"Event {number} was removed")
        for number in sorted(set(range(1, last + 1)) - set(numbers))
    ]
    if findings:
        return findings
    return [
        Finding(Fault.REORDERED, number, f"Event {number} stands in the place of event {place}")
        for place, number in enumerate(numbers, start=1)
        if place != number
    ]


def _links(events: Sequence[Mapping[str, Any]]) -> list[Finding]:
    before = ["", *(event["sha256"] for event in events)]
    return [
        Finding(
            Fault.INSERTED,
            event["number"],
            f"Event {event['number']} does not follow the one before it: "
            "one of the two was put in or written anew",
        )
        for previous, event in zip(before, events, strict=False)
        if event["previous_sha256"] != previous
    ]


def _end(
    document: Mapping[str, Any], events: Sequence[Mapping[str, Any]], head: str
) -> list[Finding]:
    last = events[-1]["sha256"] if events else ""
    for expected, source in ((document.get("head"), "the file"), (head, "its page")):
        if expected and expected != last:
            message = f"It does not end as {source} says: events after the last were removed"
            return [Finding(Fault.REMOVED, len(events) + 1, message)]
    return []
