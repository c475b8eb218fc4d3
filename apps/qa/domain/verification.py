"""The last look before an answer is kept: every sentence against the record it cites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from apps.guidelines.domain.meaning.facts import Facts
from apps.guidelines.domain.meaning.rewording import Original, objections
from apps.guidelines.domain.meaning.terms import Terms
from apps.qa.domain.shapes import Claim, Draft, Evidence
from core.levels import Level


class UnfoundedClaim(Exception):
    """A sentence does not say what its record says. A bug of the engine: the answer is not kept."""


def verify(
    draft: Draft, *, active: Mapping[int, str], wordings: Mapping[int, dict[str, str]]
) -> None:
    """Every claim must word, at each level, a retrieved record that is active and unchanged since.

    `active` maps the ids of active records to their content hashes, `wordings` ids to texts,
    both read anew.
    Raises `UnfoundedClaim`.
    """
    for claim in draft.claims:
        item = claim.evidence
        if item.id not in draft.retrieved:
            raise UnfoundedClaim(f"Record {item.public_id} was not retrieved")
        if active.get(item.id) != item.content_sha256:
            raise UnfoundedClaim(f"Record {item.public_id} is no longer active or has changed")
        if dict(item.wording) != wordings[item.id]:
            raise UnfoundedClaim(f"A sentence differs from its record {item.public_id}")


def accept(
    draft: Draft, texts: Mapping[int, str], *, level: Level, terms: Terms, model: str
) -> Draft:
    """The draft with those of a model's texts, by record, against which nothing stands.

    For all others the store's own sentences stay.
    """
    originals = {claim.evidence.id: _original(claim.evidence, level) for claim in draft.claims}
    sound = {
        pk: texts[pk]
        for pk, original in originals.items()
        if texts.get(pk, original.wording) != original.wording
        and not objections(texts[pk], original, terms)
    }
    claims = tuple(
        replace(claim, reworded=sound.get(claim.evidence.id, "")) for claim in draft.claims
    )
    return replace(draft, claims=claims, model=model if sound else "")


def _original(item: Evidence, level: Level) -> Original:
    wordings = dict(item.wording)
    return Original(
        statement=wordings[Level.CLINICIAN],
        wording=wordings[level],
        wordings=tuple(wordings.values()),
        about=frozenset(item.interventions) | item.comparators | item.for_those_who_cannot_take,
        facts=Facts(
            kind=item.kind,
            direction=item.direction,
            strength=item.strength,
            ages=item.people.ages,
            sex=item.people.sex,
            pregnancy=item.people.pregnancy,
        ),
    )


def digest(*, question: str, engine: str, rules: str, draft: Draft) -> str:
    """SHA-256 by which the receipt can be checked in a year."""

    def fact(claim: Claim) -> list[object]:
        return [
            claim.role,
            claim.heading,
            claim.evidence.public_id,
            claim.evidence.content_sha256,
            dict(claim.evidence.wording),
            *([claim.reworded] if claim.reworded else []),
        ]

    document = [question, engine, rules, draft.outcome, draft.missing, [*map(fact, draft.claims)]]
    document += [draft.model] if draft.model else []
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
