"""Words that turn the meaning of advice: those that say the same, and their opposites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Opposites:
    """Two poles; a text that has one where its source has only the other was turned."""

    name: str
    one: re.Pattern[str]
    other: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


OPPOSITES: Final = tuple(
    Opposites(name, _words(one), _words(other))
    for name, one, other in (
        (
            "change",
            r"increas\w*|rais(?:e[ds]?|ing)|rises?|rising|higher|more likely|greater|grow\w*",
            r"decreas\w*|reduc\w*|lower(?:s|ed|ing)?|fewer|less likely|cut(?:s|ting)?|fall\w*|fell",
        ),
        ("height", r"high", r"low"),
        (
            "order",
            r"before|prior to|earlier than|until",
            r"after|following|afterwards?|once .{0,20} is (?:over|done)",
        ),
        ("side", r"left", r"right(?! away| now| dose| amount| time)"),
        (
            "acuity",
            r"acute|new|fresh|recent|sudden(?:ly)?",
            r"chronic|long[- ](?:term|standing|lasting)|old|persistent",
        ),
        ("severity", r"severe|serious|strong", r"mild|slight|light"),
        ("start", r"start\w*|begin\w*|initiat\w*|introduc\w*", r"stop\w*|discontinu\w*|quit\w*"),
        ("continuation", r"continu\w*|go on|goes on|keep", r"stop\w*|discontinu\w*|paus\w*"),
        ("worth", r"benefits?|beneficial|helps?|helpful|improv\w*", r"harm\w*|worsen\w*|worse"),
        ("safety", r"safe(?:ly)?", r"unsafe|danger\w*"),
        ("effect", r"(?<!in)effective", r"ineffective"),
        ("adequacy", r"adequate(?:ly)?", r"inadequate(?:ly)?"),
        ("sameness", r"same|equal\w*|similar\w*", r"differ\w*"),
        ("whole", r"all|every(?:one|body)|always", r"some|selected|selectively|sometimes"),
        (
            "route",
            r"oral(?:ly)?|by mouth|tablets?|pills?",
            r"intravenous(?:ly)?|infus\w*|drip|inject\w*|subcutaneous(?:ly)?|under the skin",
        ),
        ("sex", r"wom[ae]n|females?|girls?", r"(?<!wo)m[ae]n|(?<!fe)males?|boys?"),
        ("menopause", r"post-?menopausal|after menopause", r"pre-?menopausal|before menopause"),
        (
            "age",
            r"adults?|grown-?ups?",
            r"child(?:ren)?|infants?|bab(?:y|ies)|adolescents?|teenagers?",
        ),
        ("frequency", r"daily|every day|each day|once a day", r"weekly|every week|once a week"),
        ("period", r"monthly|every month|once a month", r"yearly|annual(?:ly)?|every year"),
        ("doses", r"once", r"twice"),
        ("evidence", r"high[- ](?:quality|certainty)", r"(?:very )?low[- ](?:quality|certainty)"),
        ("position", r"first", r"second|last"),
        ("company", r"with", r"without"),
    )
)

# What narrows advice: without these words it says more than its source.
RESTRICTIONS: Final = tuple(
    (name, _words(pattern))
    for name, pattern in (
        ("only", r"only|solely|exclusively|limited to|restricted? to|restricting|just for"),
        ("unless", r"unless|except|other than|if not"),
        ("very", r"very (?:high|low|severe)"),
    )
)

STRONG: Final = _words(
    r"recommends?|recommended|recommending|strongly|must|should|advises?|advised|needs? to|has to"
)
WEAK: Final = _words(
    r"suggests?|suggested|suggesting|conditional(?:ly)?|consider(?:s|ed)?|may be (?:offered|used)|"
    r"might|option(?:al)?|preferably|could be"
)

NEGATIONS: Final = re.compile(
    r"\b(?:not|no|never|cannot|can't|none|neither|nor|without|unable|insufficient|inconclusive|"
    r"contraindicated|undecided|uninterrupted|nobody|inability|avoid(?:s|ed|ing|ance)?|against|"
    r"instead of|rather than|absen(?:t|ce)|"
    r"lack(?:s|ing)?|intact|harmful|ineffective|unsuitable|unsafe|nothing|free of|\w+n['’]t)\b",
    re.IGNORECASE,
)
