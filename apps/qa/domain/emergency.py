"""Who needs help now: fixed rules over the words of a question, before anything is searched.

The rules are data (`data/emergency.toml`). What is denied, long past or only asked about in
general is no emergency; whether it happens to the asker or to somebody else makes no difference.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from apps.qa.domain.phrases import pattern_of, plain

_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "emergency.toml"
_SENTENCE: Final = re.compile(r"[.;!?\n]+|\b(?:but|although|though|however|whereas)\b")
# Within a sentence, what has another time or another subject.
_PART: Final = re.compile(
    r"[,:]|\band (?=now|then|today|suddenly|this|since|i\b|i'm|he\b|she\b|my\b|his\b|her\b|the\b)"
)
_DENIED: Final = re.compile(
    r"\b(?:no|without|denie[sd]|denying|never|nor|neither|none of|free of|absence of|"
    r"ruled? out|negative for)\b"
    r"(?! (?:idea|matter|longer|doubt|sure|one|wonder|better|more than))|"
    r"\b(?:do|does|did|have|has|had|am|is|are|was|were)(?:n't| not) "
    r"(?:have|had|having|feel\w*|got|get|any|been|experienc\w*|report\w*|show\w*|notice\w*|"
    r"currently|an?)\b|\b(?:n't|not|never|isn't|aren't|wasn't|doesn't|don't|didn't)(?=\W*$)"
)
# Words that a denial does not reach across.
_DENIAL_ENDS: Final = re.compile(
    r"\b(?:now|just|except|only|can't|cannot|suddenly|and (?:i|he|she))\b"
)
_DENIAL_REACH: Final = 8
_PAST: Final = re.compile(
    r"\b(?:in|since|around|from|of) (?:19|20)\d\d\b|"
    r"\b(?:years?|months?|weeks?|decades?) (?:ago|back|earlier)\b|"
    r"\blast (?:year|month|week|summer|winter|spring|autumn|fall)\b|"
    r"\b(?:history of|previous(?:ly)?|prior|used to|in the past|in childhood|survived|survivor|"
    r"recover(?:ed|ing) from|as a (?:child|teen\w*|baby|boy|girl)|"
    r"when (?:i|he|she|we|they) (?:was|were))\b"
)
_RECENT: Final = re.compile(
    r"\b(?:now|again|today|tonight|this (?:morning|afternoon|evening)|currently|sudden\w*|just|"
    r"(?:minutes?|hours?) ago|worse|worsening|still|keeps?|at the moment)\b"
)
_PERSON: Final = re.compile(
    r"\b(?:i|i'm|i've|me|my|we|our|he|he's|him|his|she|she's|her|they|their|"
    r"mum|mom|mother|father|dad|wife|husband|partner|son|daughter|baby|child|kid|toddler|"
    r"grand\w+|friend|neighbou?r|colleague|brother|sister|uncle|aunt|someone|somebody|"
    r"(?:this|a|the|our) (?:man|woman|boy|girl|person|patient|resident)|"
    r"\d{1,3}[ -](?:years?|yrs?|months?)[ -]old)\b"
)
_IN_GENERAL: Final = re.compile(
    r"\b(?:what (?:are|is|were|causes?)|how (?:is|are|do you|do doctors|should|common|often|long)|"
    r"which|do|does|can \w+ (?:cause|lead|be)|is there|are there|when should|who should|"
    r"should (?:adults?|people|patients|women|men|children|everyone|everybody)|is \w+ (?:a|an)|"
    r"are \w+ (?:a|an)|side effects?|define|definition|guidelines?|evidence|screening|prevention|"
    r"prevent\w*|risk|evaluation|work-?up|management|diagnosis|diagnosed|rehabilitation|patients)\b"
)
_FEARED: Final = re.compile(
    r"\b(?:i'm having|having|think|thinks|might be|may be|could be|am i|"
    r"suspect\w*|going into|went into|gone into|looks? like|"
    r"seems?|show(?:s|ing)|signs? of|symptoms? of|just had|in the middle of|right now|has got)\b"
)
# Said of what is in front of the one who asks, also where nobody is named.
_HERE: Final = re.compile(r"\b(?:could|can|might|may) (?:this|it|that) be\b|\bis (?:this|it)\b")
_NOT_FEARED: Final = re.compile(
    r"\b(?:risk of|chances? of|prevent\w*|avoid\w*|reduc\w*|lower\w*|(?<!just )had (?:a|an|had)|"
    r"after (?:a|an|my|his|her|the|having)|since (?:a|an|my|his|her|the)|"
    r"(?:worried|afraid|scared|fear) (?:of|about) (?:getting|having)|family history|history of)\b"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`signs` are felt or seen, `names` feared. Of `needs`, the first list is the setting, and each
    further one must be seen in it.
    """

    id: str
    title: str
    advice: tuple[str, ...]
    signs: tuple[re.Pattern[str], ...]
    names: tuple[re.Pattern[str], ...]
    needs: tuple[tuple[re.Pattern[str], ...], ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    version: str
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The platform's rules. Read once."""
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return RuleBook(
        version=document["version"],
        rules=tuple(
            Rule(
                id=row["id"],
                title=row["title"],
                advice=tuple(row["advice"]),
                signs=tuple(map(pattern_of, row.get("signs", ()))),
                names=tuple(map(pattern_of, row.get("names", ()))),
                needs=tuple(tuple(map(pattern_of, group)) for group in row.get("needs", ())),
            )
            for row in document["rule"]
        ),
    )


def find_emergencies(text: str) -> tuple[Rule, ...]:
    """The rules that the text fires, in the order of the rule book."""
    sentences = [part.strip() for part in _SENTENCE.split(plain(text)) if part.strip()]
    return tuple(rule for rule in rule_book().rules if _fires(rule, sentences))


def _fires(rule: Rule, sentences: list[str]) -> bool:
    if any(_is_seen(sign, sentence) for sign in rule.signs for sentence in sentences):
        return True
    if any(_is_feared(name, sentence) for name in rule.names for sentence in sentences):
        return True
    if not rule.needs:
        return False
    setting, *signs = rule.needs
    return any(_is_said(sign, sentence) for sign in setting for sentence in sentences) and all(
        any(_is_seen(sign, sentence) for sign in group for sentence in sentences) for group in signs
    )


def _is_said(sign: re.Pattern[str], sentence: str) -> bool:
    """A birth last week is past, and still the setting of what is seen today."""
    return any(not _is_denied(found, sentence) for found in sign.finditer(sentence))


def _is_seen(sign: re.Pattern[str], sentence: str) -> bool:
    return any(
        not _is_denied(found, sentence)
        and not _is_past(found, sentence)
        and not _is_general(sentence)
        for found in sign.finditer(sentence)
    )


def _is_feared(name: re.Pattern[str], sentence: str) -> bool:
    return any(
        bool(_HERE.search(sentence) or (_PERSON.search(sentence) and _FEARED.search(sentence)))
        and not _NOT_FEARED.search(sentence[: found.end()])
        and not _is_denied(found, sentence)
        and not _is_past(found, sentence)
        for found in name.finditer(sentence)
    )


def _is_denied(found: re.Match[str], sentence: str) -> bool:
    """ "No chest pain, fever or cough" denies all of its list."""
    before = sentence[: found.start()]
    denials = list(_DENIED.finditer(before))
    if not denials:
        return False
    between = before[denials[-1].end() :]
    return len(between.split()) <= _DENIAL_REACH and not _DENIAL_ENDS.search(between)


def _is_past(found: re.Match[str], sentence: str) -> bool:
    cuts = [0, *(cut.end() for cut in _PART.finditer(sentence)), len(sentence)]
    start = max(cut for cut in cuts if cut <= found.start())
    end = min((cut for cut in cuts if cut >= found.end()), default=len(sentence))
    part = sentence[start:end]
    return bool(_PAST.search(part)) and not _RECENT.search(part)


def _is_general(sentence: str) -> bool:
    return bool(_IN_GENERAL.search(sentence)) and not _PERSON.search(sentence)
