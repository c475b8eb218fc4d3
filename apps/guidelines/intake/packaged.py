"""What was read, typed: a package whose guidelines are gone through one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.guidelines.domain.package import (
    GuidelinePackage,
    PackagedGuideline,
    read_guideline,
    read_head,
)
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.intake.supervisor import Intake
from core.documents import DocumentFault, Node


@dataclass(frozen=True, slots=True)
class _Guidelines:
    """Typed anew at every pass, so that a large package never has to be in memory whole."""

    intake: Intake

    def __iter__(self) -> Iterator[PackagedGuideline]:
        for place, document in enumerate(self.intake.guidelines()):
            yield read_guideline(Node(document, f"/guidelines/{place}"))


def find_package(intake: Intake) -> GuidelinePackage | None:
    """The package, or None: then the intake's issues say why.

    A malformed guideline raises `DocumentFault` when the iteration comes to it.
    """
    if intake.head is None or intake.is_refused:
        return None
    try:
        head = read_head(Node(intake.head))
    except DocumentFault as error:
        intake.issues.append(
            Issue(Severity.ERROR, "malformed", error.pointer or "/", error.message)
        )
        return None
    return GuidelinePackage(head, _Guidelines(intake))
