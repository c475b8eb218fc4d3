"""What can be exported. Reads only."""

from __future__ import annotations

import uuid

from apps.guidelines.models import Guideline
from core.errors import NotFound


def guideline_choices() -> list[tuple[str, str]]:
    """(public id, title and body) of every guideline, by title. One query."""
    rows = Guideline.objects.order_by("title", "pk").values_list(
        "public_id", "title", "body__short_name"
    )
    return [(str(public_id), f"{title} ({body})") for public_id, title, body in rows]


def get_guideline(public_id: uuid.UUID) -> Guideline:
    """One query. Raises `NotFound`."""
    row = Guideline.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such guideline")
    return row
