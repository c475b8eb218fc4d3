"""What the titles of the Prevention TaskForce API say: topic, population, condition, service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from apps.guidelines.formats.building import make_key

_DASHES: Final = re.compile(r"\s*(?:--+|\N{EM DASH})\s*")
_SCREENING_FOR: Final = re.compile(r"screening for (?P<rest>.+)", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"^(?:screening|interventions|counseling|behavioral counseling) for |"
    r"^prevention(?: and cessation)? of ",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    r",? (?:in|from|among) (?:(?:older|young|younger|nonpregnant|pregnant|postmenopausal|"
    r"community-dwelling) )*(?:adults|children|adolescents|infants|men|newborns|persons|"
    r"women|birth)\b.*$",
    re.IGNORECASE,
)
_PURPOSE: Final = re.compile(
    r"(?P<service>.+?)(?: use)? (?:to prevent|for the (?:primary )?prevention of|"
    r"(?<=prophylaxis )for) (?P<aim>.+)",
    re.IGNORECASE,
)
_PURPOSE_LAST: Final = re.compile(r"(?P<service>.+?) for (?P<aim>.+?) prevention\b", re.IGNORECASE)
_PREVENTION_OF: Final = re.compile(r"\s*(?:primary )?prevention of (?P<aim>.+)", re.IGNORECASE)
_CAPITALISED: Final = re.compile(r"(?<!\w)[A-Z][a-z]+(?![\w(])")
_OBJECT: Final = re.compile(
    r"\b(?:recommends? against|harms of|selectively offer|recommends? that (?:[\w-]+ ){1,4}?"
    r"(?:offer|provide|prescribe|apply)|recommends?)\s+(?:(?:the|routine|daily|use|of) )*"
    r"(?P<service>[^.,;]{3,60}?)(?= (?:to|in|for|among|with|by|at|starting)\b|[.,;]|$)",
    re.IGNORECASE,
)
# (words in the kind of topic, or its title; what the service is called; its kind; the intent)
_SERVICES: Final = (
    ("screening", "screening", "test", "screen"),
    ("risk assessment", "risk assessment", "test", "screen"),
    ("counseling", "counselling", "behaviour", "prevent"),
    ("medication", "preventive medication", "drug", "prevent"),
    ("prophylaxis", "prophylaxis", "drug", "prevent"),
    ("supplementation", "supplementation", "drug", "prevent"),
    ("intervention", "interventions", "behaviour", "prevent"),
)


@dataclass(frozen=True, slots=True)
class TopicMeaning:
    """`service` is what is offered or not, of `kind` test, behaviour, drug or procedure."""

    condition: str
    service: str
    kind: str
    intents: tuple[str, ...]


def split_title(title: str) -> tuple[str, str]:
    """The topic and the population, which two dashes divide; either may be empty."""
    parts = _DASHES.split(title.strip(), maxsplit=1)
    return parts[0].strip(), (parts[1].strip() if len(parts) > 1 else "")


def topic_slug(topic: str) -> str:
    """The topic as the Task Force's own aliases are made: "Screening for X" is x-screening."""
    found = _SCREENING_FOR.fullmatch(topic.strip())
    return make_key(f"{found['rest']} screening" if found else topic, limit=len(topic) + 20)


def read_topic(topic: str, topic_type: str) -> TopicMeaning:
    """What a topic is about, from its title and from the kind that the source gives it."""
    head, _, tail = topic.partition(":")
    if not tail and ", " in head:
        before, _, last = head.rpartition(", ")
        head, tail = (before, last) if _services_in(last) else (head, tail)
    services = _services_in(tail) or _services_in(topic_type) or _services_in(head)
    intents = tuple(dict.fromkeys(service[3] for service in services)) or ("prevent",)
    if found := _PREVENTION_OF.fullmatch(tail):
        return TopicMeaning(_lower(found["aim"]), _without_people(_lower(head)), "drug", intents)
    condition, service = _condition_and_service(head, is_screening="screen" in intents)
    if services and not service:
        service = f"{condition} {services[0][1]}"
    kind = services[0][2] if services else "procedure"
    return TopicMeaning(condition, service or f"{condition} prevention", kind, intents)


def _services_in(text: str) -> list[tuple[str, str, str, str]]:
    return [service for service in _SERVICES if service[0] in text.lower()]


def _condition_and_service(head: str, *, is_screening: bool) -> tuple[str, str]:
    """(condition, service if the title names one): one screens for what stands before "to"."""
    plain = _lower(_LEAD.sub("", head.strip()))
    found = _PURPOSE.fullmatch(plain) or _PURPOSE_LAST.match(plain)
    if found and is_screening:
        return _without_people(found["service"]), ""
    if found:
        return _without_people(found["aim"]), _without_people(found["service"])
    return _without_people(plain).removesuffix(" prevention"), ""


def _without_people(text: str) -> str:
    return _WHO.sub("", text) or text


def _lower(text: str) -> str:
    return _CAPITALISED.sub(lambda match: match[0].lower(), text)


def service_in(statement: str) -> str:
    """What a statement recommends, or not: the words after its verb; empty if they tell nothing."""
    found = _OBJECT.search(statement)
    service = found["service"].strip() if found else ""
    return "" if service.lower() in {"screening", "counseling", "interventions"} else service
