"""A label of the rating table as a recommendation in a package carries it."""

from __future__ import annotations

from apps.guidelines.domain.ratings import RatingLabel


def rating_entry(label: RatingLabel, *, printed: str = "") -> dict[str, str]:
    """The label; `printed` is kept beside it where the source spells it otherwise."""
    entry = {
        "axis": label.axis,
        "system": label.system,
        "system_version": label.system_version,
        "label": label.label,
    }
    return entry if printed in ("", label.label) else {**entry, "printed": printed}
