"""One recommendation of a package: its shape, its reader, and its grade against its labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.guidelines.domain.grading import Direction, Fidelity, Kind, find_fault
from apps.guidelines.domain.ratings import IN_TEXT, UnknownRating, get_rating
from apps.guidelines.domain.values import Acuity, AgeUnit, Intent, Pregnancy, Sex
from core.documents import Node


@dataclass(frozen=True, slots=True)
class PackagedRating:
    axis: str
    system: str
    system_version: str
    label: str


@dataclass(frozen=True, slots=True)
class PackagedRecommendation:
    """`facts` are the columns of a recommendation version that are taken over as they are."""

    key: str
    ratings: tuple[PackagedRating, ...]
    facts: dict[str, Any]


def read_recommendation(node: Node) -> PackagedRecommendation:
    kind = Kind(node.get("kind").text(among=Kind))
    direction = Direction(node.get("direction").text(among=Direction))
    strength = node.get("strength").integer()
    certainty = node.get("certainty").integer()
    fault = find_fault(kind=kind, direction=direction, strength=strength)
    if fault:
        raise node.fault(fault)
    ratings = tuple(node.get("ratings").items(_rating))
    _compare_with_labels(node, ratings, direction, strength, certainty)
    population = node.get("population")
    return PackagedRecommendation(
        key=node.get("key").text(),
        ratings=ratings,
        facts={
            "number": node.get("number").text(default=""),
            "kind": kind.value,
            "clinician": node.get("statement").text(),
            "student": node.get("plain").get("student").text(),
            "patient": node.get("plain").get("patient").text(),
            "direction": direction.value,
            "strength": strength,
            "certainty": certainty,
            "fidelity": node.get("fidelity").text(default=Fidelity.NONE, among=Fidelity),
            "label_as_printed": node.get("label_as_printed").text(default=""),
            "conditions": node.get("conditions").texts(),
            "acuity": node.get("acuity").text(default="any", among=Acuity),
            "population": population.get("text").text(),
            "age_min": population.get("age_min").number(),
            "age_max": population.get("age_max").number(),
            "age_unit": population.get("age_unit").text(default="", among=AgeUnit),
            "sex": population.get("sex").text(default="any", among=Sex),
            "pregnancy": population.get("pregnancy").text(default="any", among=Pregnancy),
            "interventions": node.get("interventions").texts(),
            "comparators": node.get("comparators").texts(),
            "line": node.get("line").integer(),
            "for_those_who_cannot_take": node.get("for_those_who_cannot_take").texts(),
            "intents": node.get("intents").items(lambda item: item.text(among=Intent)),
            "remarks": node.get("remarks").text(default=""),
            "safety": node.get("safety").texts(),
            "locator": node.get("locator").text(default=""),
            "quote": node.get("quote").text(default=""),
        },
    )


def _rating(node: Node) -> PackagedRating:
    return PackagedRating(
        axis=node.get("axis").text(),
        system=node.get("system").text(),
        system_version=node.get("system_version").text(default=""),
        label=node.get("label").text(),
    )


def _compare_with_labels(
    node: Node,
    ratings: tuple[PackagedRating, ...],
    direction: Direction,
    strength: int | None,
    certainty: int | None,
) -> None:
    """The normalised values must be what the printed labels mean; a bare number proves nothing."""
    for rating in ratings:
        try:
            label = get_rating(
                system=rating.system,
                system_version=rating.system_version,
                axis=rating.axis,
                label=rating.label,
            )
        except UnknownRating as error:
            raise node.get("ratings").fault(str(error)) from error
        if label.strength is not None and label.strength != strength:
            raise node.get("strength").fault(f"{rating.label} means {label.strength}")
        if label.certainty is not None and label.certainty != certainty:
            raise node.get("certainty").fault(f"{rating.label} means {label.certainty}")
        if label.direction not in ("", IN_TEXT, direction.value):
            raise node.get("direction").fault(f"{rating.label} means {label.direction}")
