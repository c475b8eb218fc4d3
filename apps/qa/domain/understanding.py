"""Reading a question: what cannot be taken, and which of its words carry the subject."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

# "cannot take a bisphosphonate", "is allergic to", "with side effects from", "instead of" …
_NEGATED: Final = (
    r"(?:can\s?not|can[’']?t|can no longer|could(?: not|n[’']t)|must(?: not|n[’']t)|"
    r"should(?: not|n[’']t)|may not|unable to|not able to|do(?:es)?(?: not|n[’']t))"
)
_CANNOT_BEFORE: Final = re.compile(
    rf"\b{_NEGATED}\s+(?:safely\s+)?(?:take|have|use|tolerate|swallow|bear|be given|be put on)\b|"
    r"\b(?:allergic|intolerant|hypersensitive|reacts? badly)\s+(?:to|of)\b|"
    r"\b(?:ha[sd]|have|having|with|gets?|got|because of)\s+(?:an? |bad |severe |known )*"
    r"(?:contraindications?|side effects?|adverse effects?|reactions?|allergy|intolerance|"
    r"anaphylaxis|anaphylactic (?:reaction|shock)|heartburn|stomach upset)\s+"
    r"(?:to|of|from|with)\b|\breact(?:s|ed|ing)? (?:very |so )?(?:badly|severely)?\s*to\b|"
    r"\b(?:not tolerat\w+|not (?:a candidate|suitable|eligible) for|had to stop)\b|"
    r"\b(?:tolerates?|tolerated|takes?|took|can (?:take|have|use)) neither\b|"
    r"\b(?:refus\w+|declin\w+|instead of|other than|alternatives? to|without)\b",
    re.IGNORECASE,
)
_CANNOT_AFTER: Final = re.compile(
    r"\b(?:is|are|was|were)\s+(?:contraindicated|ruled out|"
    r"not (?:possible|tolerated|an option|suitable|allowed))\b|"
    rf"\b{_NEGATED}\s+(?:be (?:given|used|taken|tolerated)|agree with)\b|"
    r"\bmakes? (?:her|him|me|them|the patient) (?:ill|sick)\b|"
    r"\b(?:upsets?|irritates?) (?:her|his|my|their|the) (?:stomach|tummy|gut)\b|"
    r"\b(?:gives?|gave) (?:her|him|me|them) (?:heartburn|nausea|a rash|diarrh\w+|side effects)\b|"
    r"\bdisagrees? with (?:her|him|me|them)\b",
    re.IGNORECASE,
)
# "A penicillin allergy": what stands right before it.
_ALLERGY: Final = re.compile(
    r"\b(?:with|in|has|have|had|having|an?|of|known|my|her|his)\s+(?:known |severe |an? )?"
    r"((?:[\w-]+ ){0,2}[\w-]+) (?:allergy|intolerance)\b(?! (?:to|of))",
    re.IGNORECASE,
)
# Where a clause ends, and with it what the words before or after it are about.
_CLAUSE: Final = re.compile(
    r"[.;:?!]|\b(?:but|so|if|when|because|since|while|can|could|should|would|may|is|are|what|which|"
    r"how|does|do|then|who|and (?=can|could|should|is|what|how))\b",
    re.IGNORECASE,
)
# How far the thing that cannot be taken may stand from the words that say so, in characters;
# what is told one by one ("neither a nor b") may be long.
_REACH: Final = 60
_REACH_OF_A_LIST: Final = 160
# Where "not" is said of a state: "without heart disease", "has no osteoporosis".
_DENIED: Final = re.compile(
    r"\b(?:without|no|not having|never had|free of|"
    r"(?:does|do|did|has|have|is|are)(?: not|n['’]t) (?:have|had|got)?)\s+"
    r"(?:an? |any |known |signs? of |history of )*",
    re.IGNORECASE,
)
_SOUGHT: Final = re.compile(
    r"\b(?:test|screen|check|look|examin|swab|scan)\w*\s+(?:\w+\s+){0,2}for\b", re.IGNORECASE
)
_RESULT: Final = re.compile(r"\b(?:positive|abnormal|negative)\b", re.IGNORECASE)
_SHORT_REACH: Final = 40
_LIST: Final = re.compile(r"\b(?:and|or|nor)\b", re.IGNORECASE)
# What stands for something said before: in the article, or in the question itself.
_REFERENCE: Final = re.compile(
    r"\b(?:it|them|this|that|these|those|(?:the|this|that|these|those|next|my|her|his) "
    r"(?:drug|medicine|medication|treatment|injection|tablet|pill|antibiotic)s?)\b",
    re.IGNORECASE,
)

_INTENTS: Final = {
    "screen": r"\bscreen",
    "dose": r"\b(?:dos(?:e|es|age|ing)|how much|how many (?:mg|tablets|pills)|how long)\b",
    "safety": r"\b(?:safe|stop|side effect|harm|danger|warning|delay|missed|contraindicat|availab|"
    r"on the market|marketed|withdrawn|interact)",
    "diagnose": r"\b(?:diagnos|recogni[sz]e|tell apart|(?:positive|abnormal)\b)",
    "monitor": r"\b(?:monitor|follow-?up|reassess|how often|how long)",
    "first": r"\b(?:first|initial|to begin with|start with)\b(?! (?:heart|stroke|event|episode))",
    "prevent": r"\b(?:prevent|avert|keep\w* .{0,20}\bfrom (?:becoming|getting))",
    "prognosis": r"\b(?:prognosis|outlook|natural course|how soon|"
    r"how long (?:do|does|will|until|before|till) .{0,40}\b(?:last|take to|better|gone|goes)|"
    r"will (?:it|there|this|she|he|i|they) .{0,20}\b(?:be|get|heal|last|go|keep|recover)|"
    r"(?:get|gets|getting) better|go(?:es)? away|what (?:to|can .{0,12}) expect)",
}
# Those whose words can be nothing else.
_INTENT_CUES: Final = tuple(
    re.compile(rf"(?:{_INTENTS[name]})\w*", re.IGNORECASE) for name in ("diagnose", "prognosis")
)
_DESIGNATION: Final = re.compile(
    r"\b(?:type \d|(?:vitamin|hepatitis|factor) [a-z0-9]{1,3})\b", re.IGNORECASE
)
# Words of questions that say nothing about their subject; stems as PostgreSQL's English makes them.
_WORDS_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "general_words.txt"
GENERAL: Final = frozenset(_WORDS_FILE.read_text(encoding="utf-8").split())


def spans_of_exclusion(text: str) -> list[tuple[int, int]]:
    """Where in the text stands what the person cannot take, as (start, end) within its clause."""
    spans = []
    for found in _CANNOT_BEFORE.finditer(text):
        is_list = found.group().lower().endswith("neither")
        limit = found.end() + (_REACH_OF_A_LIST if is_list else _REACH)
        end = _CLAUSE.search(text, found.end(), limit)
        spans.append((found.end(), end.start() if end else min(limit, len(text))))
    for found in _CANNOT_AFTER.finditer(text):
        start = max(0, found.start() - _REACH)
        ends = [clause.end() for clause in _CLAUSE.finditer(text, start, found.start())]
        start = ends[-1] if ends else start
        comma = text.rfind(",", start, found.start()) + 1
        # "On a, b is not tolerated" says nothing of a; "a, b and c cannot be used" does.
        is_list = bool(_LIST.search(text, comma, found.start()))
        spans.append((start if is_list else max(start, comma), found.start()))
    return [*spans, *(found.span(1) for found in _ALLERGY.finditer(text))]


def spans_of_denial(text: str) -> list[tuple[int, int]]:
    """Where in the text stands what somebody does not have."""
    return _after(_DENIED, text)


def spans_of_search(text: str) -> list[tuple[int, int]]:
    """Where in the text stands what is looked for, which nobody is said to have."""
    return _after(_SOUGHT, text)


def _after(cue: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    spans = []
    for found in cue.finditer(text):
        limit = found.end() + _SHORT_REACH
        end = _CLAUSE.search(text, found.end(), limit)
        spans.append((found.end(), end.start() if end else min(limit, len(text))))
    return spans


def has_result(text: str) -> bool:
    """Whether it says how a test came out."""
    return bool(_RESULT.search(text))


def refers_back(text: str) -> str:
    """The words that stand for something said before; empty where there are none."""
    found = _REFERENCE.search(text)
    return found.group() if found else ""


def without_cues(text: str) -> str:
    """The text without the words that say how it is asked, which are no subject of their own."""
    for cue in (_CANNOT_BEFORE, _CANNOT_AFTER, *_INTENT_CUES):
        text = cue.sub(" ", text)
    return text


def intents_of(text: str) -> frozenset[str]:
    """What the question wants to know of its subject, in the store's words for intents."""
    return frozenset(
        intent for intent, words in _INTENTS.items() if re.search(words, text, re.IGNORECASE)
    )


def designations(text: str) -> list[str]:
    """Names that hang on a letter or number, as written: vitamin K is not vitamin D."""
    return [found.group() for found in _DESIGNATION.finditer(text)]


def subject_lexemes(lexemes: list[str]) -> list[str]:
    """Those lexemes that could name a subject: numbers and general words left out."""
    return [
        lexeme
        for lexeme in lexemes
        if lexeme not in GENERAL and not lexeme.replace(".", "").isdigit() and len(lexeme) > 2
    ]
