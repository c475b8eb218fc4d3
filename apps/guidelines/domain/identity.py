"""By which identifiers two guidelines of different keys are the same."""

from __future__ import annotations

from typing import Any, Final

Identifier = tuple[str, str]

# PharmGKB's are not among them: it gives one to the guideline, and CPIC has a file for each drug.
_SYSTEMS: Final = ("cds-connect", "doi", "url", "uspstf-alias", "uspstf-general-id", "uspstf-topic")
_URIS: Final = ("http://", "https://", "urn:")


def naming_identifiers(facts: dict[str, Any]) -> set[Identifier]:
    """Those of a guideline's identifiers that no other guideline has, in any of its editions."""
    return {
        (row["system"], row["value"])
        for row in facts["identifiers"]
        if row["system"] in _SYSTEMS or row["system"].startswith(_URIS)
    }
