"""Rules on whom the evidence is for: acuity, age, sex, pregnancy, place in the body, condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from apps.articles.domain.gate.article import Passage, Record, Step
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.claims import Claim, acuity_of, sites_of
from apps.articles.domain.gate.findings import Finding
from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.meaning.comparing import Kind
from apps.guidelines.domain.meaning.facets import NEGATIONS
from apps.guidelines.domain.meaning.facts import Facts, contradictions

_CHILD: Final = re.compile(
    r"\b(?:child(?:ren)?|infants?|newborns?|bab(?:y|ies)|toddlers?|adolescents?|teenagers?|"
    r"p(?:a)?ediatric|young people|girls|boys)\b",
    re.IGNORECASE,
)
_ADULT: Final = re.compile(
    r"\b(?:adults?|older people|wom[ae]n|m[ae]n|females?|males?|postmenopausal|elderly)\b",
    re.IGNORECASE,
)
_FEMALE: Final = re.compile(
    r"\b(?:wom[ae]n|females?|girls?|post-?menopaus\w+|menopause|pregnan\w*|mothers?|breastfeed\w*)",
    re.IGNORECASE,
)
_MALE: Final = re.compile(r"\b(?:m[ae]n|males?|boys?|prostat\w*)\b", re.IGNORECASE)
_PREGNANT: Final = re.compile(
    r"\b(?:pregnan\w*|antenatal|prenatal|gestation\w*|trimester|obstetric\w*)", re.IGNORECASE
)
_NOT_PREGNANT: Final = re.compile(
    r"\b(?:not|non|isn['\u2019]t|never|who are not)[ -]pregnant\b", re.IGNORECASE
)
_ADVICE: Final = frozenset({Direction.FOR, Direction.EITHER})
# A text with half the words of its record is on the same matter, whatever both call it.
_SAME_MATTER: Final = 0.5
_BELONGS: Final = "Cite a record for these people, or say for whom it holds."


def acuity(case: Case) -> Iterator[Finding]:
    """Advice for one course of an illness used for the other, in a claim that does not say so."""
    for row in case.article.passages:
        if row.role == "position":
            continue
        seen: set[str] = set()
        for claim in case.claims(row.text):
            finding = acuity_finding(case, row.key, row.label, claim, row, seen)
            if finding:
                yield finding


def acuity_finding(
    case: Case, place: str, label: str, claim: Claim, row: Passage | Step, seen: set[str]
) -> Finding | None:
    """For a claim of a passage or a step; each treatment once."""
    said = _said_acuity(
        case, claim, row.text if isinstance(row, Step) else f"{row.text} {row.note}"
    )
    if said not in ("acute", "chronic"):
        return None
    sources = case.basis(row) if isinstance(row, Step) else case.sources(row)
    for keys in claim.named:
        bearing = case.bearing(keys, sources)
        advising = [record for record in bearing if record.effective in _ADVICE]
        graded = [record for record in advising if record.strength]
        records = graded or advising or [record for record in bearing if record in sources]
        other = {"acute": "chronic", "chronic": "acute"}[said]
        name = min(keys)
        if records and all(record.acuity == other for record in records) and name not in seen:
            seen.add(name)
            return Finding(
                "population-acuity",
                place,
                f"{label} speaks of {said} illness, but {_names(records)} is for {other} only "
                f"({name.replace('-', ' ')}). {_BELONGS}",
            )
    return None


def _said_acuity(case: Case, claim: Claim, whole: str) -> str:
    """What the claim says itself, else its passage, else the article, of what it advises.

    Where nothing is advised only its own word counts, and where it denies nothing.
    """
    own, around = acuity_of(claim.text), acuity_of(whole)
    if claim.stance not in _ADVICE:
        is_plain = claim.stance is None and not NEGATIONS.search(claim.text)
        return own if is_plain and around != "both" else "any"
    if around == "both":
        return "both"
    return next((said for said in (own, around) if said != "any"), case.topic_acuity)


def age(case: Case) -> Iterator[Finding]:
    for row, records, text in _rows(case):
        children, adults = _group(text, row.text)
        wrong = [
            record
            for record in records
            if (children and not adults and record.ages[0] >= 18)
            or (adults and not children and record.ages[1] <= 19)
        ]
        if len(wrong) == len(records):
            group = "children" if children else "adults"
            yield _misfit("population-age", row, wrong, f"speaks of {group}")
            continue
        outside = _named_age_outside(row.text, records)
        if outside:
            yield _misfit("population-age", row, records, f"speaks of people of {outside}")


def _group(text: str, own: str) -> tuple[bool, bool]:
    """Whether it speaks of children and of adults: in its own words, else in the article's."""
    children, adults = bool(_CHILD.search(own)), bool(_ADULT.search(own))
    if children or adults:
        return children, adults
    return bool(_CHILD.search(text)), bool(_ADULT.search(text))


def _named_age_outside(text: str, records: tuple[Record, ...]) -> str:
    """An age that none of the records covers, as the checker of meaning finds it."""
    outside: set[str] | None = None
    for record in records:
        facts = Facts(kind=record.kind, direction=record.direction, ages=record.ages)
        found = {
            item.what
            for item in contradictions(text, facts)
            if item.kind is Kind.POPULATION and item.what.endswith("years")
        }
        outside = found if outside is None else outside & found
    return min(outside) if outside else ""


def sex(case: Case) -> Iterator[Finding]:
    for row, records, text in _rows(case):
        for own, other, name in ((_FEMALE, _MALE, "female"), (_MALE, _FEMALE, "male")):
            speaks = own.search(row.text) or (not other.search(row.text) and own.search(text))
            opposite = "male" if name == "female" else "female"
            only = speaks and not other.search(row.text)
            if only and all(record.sex == opposite for record in records):
                yield _misfit(
                    "population-sex", row, records, f"speaks of {'wo' if own is _FEMALE else ''}men"
                )


def pregnancy(case: Case) -> Iterator[Finding]:
    for row, records, text in _rows(case):
        whole = f"{row.text} {row.note}"
        speaks = bool(_PREGNANT.search(text)) and not _NOT_PREGNANT.search(whole)
        if speaks and all(record.pregnancy == "not_pregnant" for record in records):
            yield _misfit("population-pregnancy", row, records, "speaks of pregnancy")
        if not _PREGNANT.search(text) and all(record.pregnancy == "pregnant" for record in records):
            yield _misfit("population-pregnancy", row, records, "does not say “in pregnancy”")


def site(case: Case) -> Iterator[Finding]:
    """Evidence on one region of the spine, or one joint, used for another."""
    for row in case.article.passages:
        regions, levels = sites_of(row.text)
        records = [record for record in row.cites if sites_of(_about(record))[0]]
        if not regions or not records or len(records) < len(row.cites):
            continue
        elsewhere = all(not regions & sites_of(_about(record))[0] for record in records)
        known = [sites_of(_about(record))[1] for record in records]
        beyond = levels and all(known) and not levels <= frozenset().union(*known)
        if elsewhere or beyond:
            said = ", ".join(sorted(levels or regions))
            yield _misfit("population-site", row, tuple(records), f"speaks of {said}")


def _about(record: Record) -> str:
    return f"{record.title}. {record.text}"


def condition(case: Case) -> Iterator[Finding]:
    """The record is on an illness that neither the statement nor the article is on."""
    for row in case.article.passages:
        said = frozenset().union(*case.read(f"{row.text} {row.note}"))
        about = said | case.topic_conditions
        for record in row.cites:
            if record.is_digest or not record.conditions:
                continue
            named = record.conditions | frozenset().union(
                *case.read(f"{record.title}. {record.text}")
            )
            if about and not any(case.related(one, other) for one in about for other in named):
                if _shared_words(row.text, f"{record.title} {record.text}") >= _SAME_MATTER:
                    continue
                yield _misfit(
                    "population-condition",
                    row,
                    (record,),
                    f"is not on {', '.join(sorted(record.conditions)).replace('-', ' ')}",
                )


def _shared_words(text: str, source: str) -> float:
    """The share of the text's longer words that the source has too."""
    said = {word[:6] for word in re.findall(r"[a-z]{5,}", text.lower())}
    meant = {word[:6] for word in re.findall(r"[a-z]{5,}", source.lower())}
    return len(said & meant) / len(said) if said else 1.0


def _rows(case: Case) -> Iterator[tuple[Passage, tuple[Record, ...], str]]:
    """Passages with evidence, and their text with the article's subject behind it."""
    for row in case.article.passages:
        records = tuple(record for record in row.cites if not record.is_digest)
        if records:
            yield row, records, f"{row.text} {row.note} {case.article.question}"


def _misfit(
    rule: str, row: Passage, records: tuple[Record, ...] | list[Record], said: str
) -> Finding:
    return Finding(
        rule,
        row.key,
        f"{row.label} {said}, but {_names(records)} is for others. {_BELONGS}",
    )


def _names(records: tuple[Record, ...] | list[Record]) -> str:
    return ", ".join(dict.fromkeys(record.name for record in records[:3]))


RULES: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = (
    acuity,
    age,
    sex,
    pregnancy,
    site,
    condition,
)
