"""Rules on what became of the sources: superseded, withdrawn, retracted; drugs off the market."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.articles.domain.gate.article import DrugState
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.claims import Claim
from apps.articles.domain.gate.findings import Finding
from apps.guidelines.domain.grading import Direction

_GONE: Final = {
    "superseded": ("record-superseded", "was superseded"),
    "not_carried_forward": ("record-superseded", "was left out of the next edition"),
    "withdrawn": ("record-withdrawn", "was withdrawn"),
}
_DOUBTED: Final = {
    "retracted": ("work-retracted", "was retracted"),
    "concern": ("work-in-doubt", "has an expression of concern"),
    "superseded": ("work-in-doubt", "was replaced by a newer one"),
}
_SAYS_GONE: Final = re.compile(
    r"\b(?:no longer|not (?:\w+ )?(?:sold|marketed|available|on the market)|withdr\w+|discontinued|"
    r"ended|off the market|ceased|suspended|stopped (?:selling|supply))\b",
    re.IGNORECASE,
)
_SAYS_LIMITED: Final = re.compile(
    r"\b(?:restrict\w*|limit(?:s|ed|ation)?|short[- ]term|only (?:if|when|for|in)|warn\w*|"
    r"contraindicat\w*|not (?:be )?(?:used|given)|never|special\w* (?:supervision|monitoring))\b",
    re.IGNORECASE,
)
_STATUS: Final = {
    "marketing_ended": ("drug-off-market", "is no longer marketed"),
    "restricted": ("drug-restricted", "is restricted"),
}


def records(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        for record in row.cites:
            for value, table, what in (
                (record.status, _GONE, "Cite what stands in its place."),
                (record.integrity, _DOUBTED, "Look again whether the statement still holds."),
            ):
                if value in table:
                    rule, became = table[value]
                    yield Finding(
                        rule, row.key, f"{row.label} cites {record.name}, which {became}. {what}"
                    )


def drugs(case: Case) -> Iterator[Finding]:
    """Statements and steps that advise a drug without a word of what became of it."""
    if not case.store.drug_states:
        return
    places = [
        *(
            (row.key, row.label, row.text, f"{row.text} {row.note}")
            for row in case.article.passages
            if row.role != "position"
        ),
        *((step.place, step.label, step.text, step.text) for step in case.article.steps),
    ]
    for place, label, text, whole in places:
        is_step = place.startswith("algorithm/")
        seen: set[str] = set()
        for claim in case.claims(text):
            if claim.stance in (Direction.AGAINST, Direction.NONE):
                continue
            for state in _unsaid(case, claim, whole):
                if state.drug not in seen and (claim.stance or is_step):
                    seen.add(state.drug)
                    yield _finding(place, label, state)


def _unsaid(case: Case, claim: Claim, whole: str) -> Iterator[DrugState]:
    """The gravest first."""
    for status, says in (("marketing_ended", _SAYS_GONE), ("restricted", _SAYS_LIMITED)):
        for state in case.store.drug_states:
            said = says.search(whole) or _SAYS_GONE.search(whole)
            if state.status == status and state.drug in claim.keys and not said:
                yield state


def _finding(place: str, label: str, state: DrugState) -> Finding:
    rule, became = _STATUS[state.status]
    return Finding(
        rule,
        place,
        f"{label} advises {state.name}, which {became} ({state.jurisdiction}, since "
        f"{state.since}). Say so where it stands, or take it out.",
    )


RULES: Final = (records, drugs)
