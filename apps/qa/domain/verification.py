"""The last look before an answer is kept: every sentence against the record it cites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from apps.qa.domain.shapes import Claim, Draft


class UnfoundedClaim(Exception):
    """A sentence does not say what its record says. A bug of the engine: the answer is not kept."""


def verify(
    draft: Draft, *, retrieved: Mapping[int, str], wordings: Mapping[int, dict[str, str]]
) -> None:
    """Every claim must word, at each level, a record that is active and unchanged since retrieval.

    `retrieved` maps the ids of active records to their content hashes, `wordings` ids to texts,
    both read anew.
    Raises `UnfoundedClaim`.
    """
    for claim in draft.claims:
        item = claim.evidence
        if retrieved.get(item.id) != item.content_sha256:
            raise UnfoundedClaim(f"Record {item.public_id} was not retrieved or has changed")
        if dict(item.wording) != wordings[item.id]:
            raise UnfoundedClaim(f"A sentence differs from its record {item.public_id}")


def digest(*, question: str, engine: str, rules: str, draft: Draft) -> str:
    """SHA-256 by which the receipt can be checked in a year."""

    def fact(claim: Claim) -> list[object]:
        return [
            claim.role,
            claim.heading,
            claim.evidence.public_id,
            claim.evidence.content_sha256,
            dict(claim.evidence.wording),
        ]

    document = [question, engine, rules, draft.outcome, draft.missing, [*map(fact, draft.claims)]]
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
