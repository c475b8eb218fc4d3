"""What a sentence of an article claims: for or against what, how firmly, for whom, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.meaning.facets import OPPOSITES, STRONG, WEAK, Opposites
from apps.guidelines.domain.meaning.terms import Terms

# What a text says is worked out once for each text: every save judges mostly the same ones.
_KEPT: Final = 8192
POLES: Final = {pair.name: pair for pair in OPPOSITES}

_CLAUSE: Final = re.compile(
    r"(?<=[a-z0-9)%])[.;:?!](?=\s|$)|,? (?:but|whereas|while|although|however,?) "
    r"|,? and (?=(?:it )?(?:recommends?|suggests?|advises?)\b)|, (?=if |in (?:adults|children))",
    re.IGNORECASE,
)
_UNDECIDED: Final = re.compile(
    r"\b(?:unable|not able) to (?:recommend|say)|\b(?:could|can|did|does) ?not (?:recommend|say) "
    r"(?:either )?(?:for or against|whether|which)|\bno recommendation|\bfor or against\b|"
    r"\bno (?:good |clear )?evidence\b|\binsufficient\b|\binconclusive\b|\bnot enough evidence",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(?:not|no longer|never) (?:an? |a first-line )?(?:\w+ ){0,2}(?:option|treatment|choice|"
    r"drug|"
    r"first[- ]line|supported|sold|marketed)|\brarely appropriate\b|\bno (?:role|place|benefit)\b|"
    r"\brecommend\w* (?:strongly )?against\b|\bnot (?:be )?(?:recommend|advis|indicat|"
    r"use)\w*",
    re.IGNORECASE,
)
# Said of a treatment; "if symptoms do not improve" is said of an illness.
_FAILS: Final = re.compile(
    r"\b(?:do|does|did) not (?:(?:appear|seem) to )?(?:help|work|improve|reduce|prevent|benefit|"
    r"relieve)\b",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(
    r"\b(?:if|when|where|unless|until|once|because|whose|who|symptoms?|pain)\b", re.IGNORECASE
)
_FOR: Final = re.compile(
    r"\boptions?\b|\bfirst[- ](?:line|choice)\b|\bsecond[- ]line\b|\bcornerstone\b|\bmainstay\b|"
    r"\btreatment of choice\b|\bstandard (?:of care|treatment)\b|\bpreferred\b",
    re.IGNORECASE,
)
# Said of a body's or a panel's judgement, or of how good something is, with no verb of advice.
_FIRM: Final = re.compile(
    r"\bfirst[- ](?:line|choice)\b|\bcornerstone\b|\bmainstay\b|\btreatment of choice\b|"
    r"\bstandard of care\b|\bgold standard\b|\balways\b|\bis (?:essential|required|mandatory)\b",
    re.IGNORECASE,
)
_IMPERATIVE: Final = re.compile(
    r"^(?:[^,]{0,80}, )?(?:(?:first|then|next|always|routinely),? )?(?:begin|start|give|offer|"
    r"prescribe|use|treat|"
    r"take|add|perform|implement|initiate|administer|order|provide|continue|apply)\b",
    re.IGNORECASE,
)
# To warn against stopping a treatment is not to speak against it.
_KEEP: Final = re.compile(
    r"\b(?:not|never|without) (?:be )?(?:\w+ or )?(?:delay|stopp?|discontinu|interrupt|"
    r"withh[eo]ld|miss|"
    r"paus)\w*\b",
    re.IGNORECASE,
)
_ACTIVE: Final = re.compile(
    r"\b(?:recommends?|suggests?|advises?)(?: (?:strongly )?against)?\b(?! that)", re.IGNORECASE
)
_STOP: Final = re.compile(r"^(?:stop|avoid|withhold|do not|never)\b", re.IGNORECASE)
_HEDGE: Final = re.compile(
    r"\b(?:may|might|could|can) (?:also )?(?:be (?:considered|offered|used|tried|given|discussed|"
    r"an option)|help)|\boptions?\b|\bconsider(?:s|ed|ing)?\b|\bsuggest(?:s|ed|ing)?\b|"
    r"\bconditional(?:ly)?\b|\bweak(?:ly)?\b|\bindividual decision|\bif (?:preferred|wanted)\b",
    re.IGNORECASE,
)
_ACUTE: Final = re.compile(
    r"\b(?:(?:sub)?acute|new|recent|fresh|sudden(?:ly)?|exacerbations?|flares?|attacks?|"
    r"within (?:\d+|\w+) (?:hours?|days?) of|\d ?(?:-|to|\u2013) ?\d+ days)\b",
    re.IGNORECASE,
)
_CHRONIC: Final = re.compile(
    r"\b(?:chronic|long[- ]standing|longstanding|long[- ]lasting|old|healed|established)\b",
    re.IGNORECASE,
)
_SITE: Final = re.compile(
    r"\b(?:(?P<code>[LTCS])(?P<n>\d{1,2})|(?P<word>cervical|thoracic|lumbar|sacral|hip|knee|"
    r"shoulder|wrist|ankle|elbow))\b"
)
_REGIONS: Final = {"L": "lumbar", "T": "thoracic", "C": "cervical", "S": "sacral"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause. `named` are the treatments that it names, or where `is_carried` over the clause
    before it.

    `stance` is None where it advises nothing. `is_firm` and `is_hedged` tell how it is worded.
    """

    text: str
    named: tuple[frozenset[str], ...]
    stance: Direction | None
    is_firm: bool
    is_hedged: bool
    is_carried: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset().union(*self.named)


def read_claims(text: str, terms: Terms) -> tuple[Claim, ...]:
    return tuple(_claims(text, terms))


def _claims(text: str, terms: Terms) -> Iterator[Claim]:
    named: tuple[frozenset[str], ...] = ()
    for clause in filter(None, (part.strip() for part in _CLAUSE.split(text) if part)):
        own = _object_of(clause, terms) or terms.named_in(clause)
        named = own or named
        hedged = bool(_HEDGE.search(clause) or WEAK.search(clause))
        yield Claim(
            text=clause,
            named=named,
            stance=stance_of(clause),
            is_firm=bool(STRONG.search(clause) or _FIRM.search(clause) or is_order(clause)),
            is_hedged=hedged,
            is_carried=not own,
        )


def _object_of(clause: str, terms: Terms) -> tuple[frozenset[str], ...]:
    """What a body recommends is what it names after the verb; before it stands for whom."""
    verb = _ACTIVE.search(clause)
    return terms.named_in(clause[verb.end() :]) if verb else ()


@lru_cache(maxsize=_KEPT)
def stance_of(clause: str) -> Direction | None:
    """What the clause advises, or None."""
    if _UNDECIDED.search(clause):
        return Direction.NONE
    if _KEEP.search(clause):
        return None
    fails = _FAILS.search(clause)
    if fails and not _WHEN.search(clause[: fails.start()]):
        return Direction.AGAINST
    if _NOT.search(clause) or _STOP.search(clause):
        return Direction.AGAINST
    if _FOR.search(clause):
        return Direction.FOR
    return infer_direction(clause)


def is_order(clause: str) -> bool:
    return bool(_IMPERATIVE.search(clause))


def order_of(clause: str) -> str:
    """The verb of an order, or empty."""
    found = _IMPERATIVE.search(clause)
    return found.group().split()[-1].lower() if found else ""


@lru_cache(maxsize=_KEPT)
def acuity_of(text: str) -> str:
    """ "acute", "chronic", "both" or "any"."""
    acute, chronic = bool(_ACUTE.search(text)), bool(_CHRONIC.search(text))
    if acute and chronic:
        return "both"
    return "acute" if acute else "chronic" if chronic else "any"


@lru_cache(maxsize=_KEPT)
def sites_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The regions of the body and the vertebrae that the text names."""
    regions, levels = set(), set()
    for found in _SITE.finditer(text):
        regions.add(found["word"] or _REGIONS[found["code"]])
        if found["code"]:
            levels.add(f"{found['code']}{found['n']}")
    return frozenset(regions), frozenset(levels)


def pole_of(text: str, pair: Opposites) -> str:
    """Which pole the text has alone: "one", "other", or empty."""
    one, other = bool(pair.one.search(text)), bool(pair.other.search(text))
    return "" if one == other else "one" if one else "other"


def quoted(text: str, most: int = 60) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
