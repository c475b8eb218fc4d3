"""Rules on what readers need: warnings, a fitting disclaimer, plain words, no promotion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.findings import Finding
from apps.articles.domain.gate.reading import grade_of
from apps.articles.domain.gate.red_flags import MustMention, subjects
from core.levels import Level

# Flesch-Kincaid grades. The AMA and the NIH ask for grade 6 to 8 for patients; names of bodies,
# drugs and illnesses, which must stay, add about four. docs/gate.md says how that was measured.
CEILINGS: Final[Mapping[Level, float]] = {Level.STUDENT: 17.0, Level.PATIENT: 14.0}
_PROFESSIONAL: Final = re.compile(
    r"\b(?:intended|written|meant|is) (?:only |solely )?for (?:the use of )?(?:licensed )?"
    r"(?:health(?:[- ])?care (?:professional|provider)|clinician|physician|doctor)s?\b",
    re.IGNORECASE,
)
_PROMOTION: Final = re.compile(
    r"\bworld[- ]class\b|\bbest[- ]in[- ]class\b|\bmiracle\b|\brevolutionary\b|\bbreakthrough\b|"
    r"\bguaranteed?\b|\bcutting[- ]edge\b|\bstate[- ]of[- ]the[- ]art\b|\bunparalleled\b|"
    r"\b100 ?% (?:safe|effective)\b|\bcompletely safe\b|\btrusted by\b|\bour (?:experts|board) "
    r"(?:have |has )?(?:approved|reviewed)\b|\ball articles are reviewed\b|"
    r"\breviewed (?:and approved )?by our\b|\bno side effects\b",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    r"\b(?:TO[D]O|TBD|TKTK|X{3,}|FIX[M]E)\b|\blorem ipsum\b|\?\?\?|\[(?:citation|source|"
    r"ref)[^\]]*\]|"
    r"\bcitation needed\b|<[a-z]+>",
    re.IGNORECASE,
)
_CHRONIC: Final = re.compile(r"\bchronic\b", re.IGNORECASE)
_COURSE: Final = re.compile(
    r"\b(?:typically|usually|generally|normally|mostly)\b[^.;]{0,60}\b(?:diminish\w*|resolv\w*|"
    r"settl\w*|improv\w*|subsid\w*|disappear\w*|fad\w*|heal\w*|eas(?:es?|ing)|goes away|go away)\b"
    r"[^.;]{0,60}\b(?:days?|weeks?)\b",
    re.IGNORECASE,
)


def red_flags(case: Case) -> Iterator[Finding]:
    """Said where the article touches on the danger, else of the article as a whole."""
    said = " ".join(case.article.red_flags)
    article = case.article
    # Keywords lead readers here from elsewhere; they do not say what it is on.
    about = f"{article.question}. {article.heading}. {article.topic}"
    for subject in subjects():
        if not subject.pattern.search(about):
            continue
        for item in subject.warnings:
            if not item.pattern.search(said):
                place, label = _touched(case, item)
                yield Finding(
                    "red-flags-missing",
                    place,
                    f"{label}an article on {subject.name} warns at every level of {item.say}. Add "
                    f"it to “Seek help now if” ({subject.sources[0]}).",
                )


def _touched(case: Case, item: MustMention) -> tuple[str, str]:
    for row in case.article.passages:
        if item.pattern.search(row.text):
            return row.key, f"{row.label} touches on it: "
    return "", "The article has no such warning: "


def disclaimer(case: Case) -> Iterator[Finding]:
    """What is offered to patients is not for professionals only, whatever the small print says."""
    text = case.article.disclaimers.get(Level.PATIENT, "")
    if _PROFESSIONAL.search(text):
        yield Finding(
            "disclaimer-audience",
            "",
            "The disclaimer for patients says that the page is for professionals. Write one for "
            "each reading level in the settings.",
        )
    for row in case.article.passages:
        if _PROFESSIONAL.search(row.wording[Level.PATIENT]):
            yield Finding(
                "disclaimer-audience",
                row.key,
                f"{row.label} tells patients that it is for professionals. Word it for them.",
            )


def readability(case: Case) -> Iterator[Finding]:
    for level, ceiling in CEILINGS.items():
        grade = grade_of([row.wording[level] for row in case.article.passages], case.store.words)
        if grade > ceiling:
            yield Finding(
                "readability",
                "",
                f"The wording at level {level} reads at grade {grade:.1f}, above {ceiling:.0f}. "
                "Use "
                "shorter sentences and everyday words.",
            )


def claims(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        text = " ".join(row.wording.values())
        found = _PROMOTION.search(text)
        if found:
            yield Finding(
                "promotional-claim",
                row.key,
                f"{row.label} says “{found.group()}”, which is a claim and no evidence. Take it "
                "out.",
            )
        open_end = _PLACEHOLDER.search(text)
        if open_end:
            yield Finding(
                "placeholder-text",
                row.key,
                f"{row.label} still has “{open_end.group()}”. Write what belongs there.",
            )


def natural_history(case: Case) -> Iterator[Finding]:
    """ "Typically settles in a few weeks" is the course of something new."""
    for row in case.article.passages:
        is_chronic = bool(_CHRONIC.search(row.text)) and bool(_COURSE.search(row.text))
        if is_chronic and not any(record.acuity == "chronic" for record in row.cites):
            yield Finding(
                "natural-history",
                row.key,
                f"{row.label} gives the course of a new illness to a chronic one. Cite a record "
                "on the chronic course, or say that it holds for new illness.",
            )


RULES: Final = (red_flags, disclaimer, readability, claims, natural_history)
