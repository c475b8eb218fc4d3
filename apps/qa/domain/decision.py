"""Is it enough? Answered, partly answered, or honestly not covered."""

from __future__ import annotations

from apps.qa.domain.outcome import Outcome
from apps.qa.domain.shapes import Evidence, Understanding


def decide(selected: list[Evidence], meant: Understanding) -> Outcome:
    """By structure, not by a score: a score alone cannot tell a neighbour from the thing itself.

    A subject word that the store never uses means that something asked for is not there. It is
    "partly" when the question also names a treatment that the store does have, unless it asks for
    that treatment in something else; otherwise the question is about something else. Distance is
    the second opinion: what is far from all that was found is not covered, however well a word of
    it fits.
    """
    is_told = meant.names_something and meant.is_near and meant.is_english
    if not selected or not is_told or meant.is_elsewhere:
        return Outcome.NOT_COVERED
    if not meant.unknown:
        return Outcome.ANSWERED
    return Outcome.PARTLY_ANSWERED if meant.asked_about or meant.excluded else Outcome.NOT_COVERED
