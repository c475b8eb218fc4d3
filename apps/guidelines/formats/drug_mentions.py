"""Whether a text on one drug talks about another: told by the stems that generic names end in."""

from __future__ import annotations

import re
from typing import Final

# Endings of international non-proprietary names (WHO, "The use of stems in the selection of
# INNs"), those long enough not to end common words.
_STEMS: Final = (
    "afil|arol|artan|astine|azepam|azepine|azoline|azole|barbital|caine|calcet|cillin|citabine|"
    "codone|conazole|coumon|coxib|curonium|cycline|dronate|dipine|faxine|flozacin|floxacin|"
    "flurane|formin|fenib|gliflozin|gliptin|glitazone|grel|ipramine|kinra|lukast|micin|morphone|"
    "mycin|nidazole|olol|oxacin|oxetine|oxicam|parin|peridol|peridone|phylline|piprazole|platin|"
    "prazole|pride|pril|procoumon|profen|quine|rubicin|semide|setron|statin|tecan|terol|thiazide|"
    "tidine|tinib|toin|trexate|triptan|triptyline|uracil|vudine|ximab|zumab|zodone"
)
_DRUG: Final = re.compile(rf"\b[a-z]{{2,}}(?:{_STEMS})s?\b", re.IGNORECASE)
_NAMED_FOR_COMPARISON: Final = re.compile(
    r"alternat|such as|e\.g\.|i\.e\.|e\.g|instead|superior|combination|inhibitor|inducer|interact|"
    r"\bother\b|\binclud|\bnot metaboli[sz]ed|\bnon-",
    re.IGNORECASE,
)
_CLASSES: Final = re.compile(r"^(?:statin|triptan|platin|azole)s?$", re.IGNORECASE)


def other_drugs(text: str, drug: str) -> list[str]:
    """The drugs that a text is on though `drug` is not named in it; named as alternatives aside."""
    lowered = text.lower()
    own = [word for word in re.findall(r"[a-z0-9]+", drug.lower()) if len(word) > 3]
    if any(word in lowered for word in own):
        return []
    found: dict[str, None] = {}
    for sentence in re.split(r"(?<=[.;])\s+|\n", text):
        if not _NAMED_FOR_COMPARISON.search(sentence):
            names = (match[0].lower() for match in _DRUG.finditer(sentence))
            found |= dict.fromkeys(name for name in names if not _is_own(name, own))
    return list(found)


def _is_own(name: str, own: list[str]) -> bool:
    """A class of drugs, or a form of the same: phenytoin under fosphenytoin."""
    return bool(_CLASSES.match(name)) or any(name in word or word in name for word in own)
