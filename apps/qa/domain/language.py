"""Whether a question is in English, by its letters and its commonest small words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Words that hold sentences together and are no English words; English ones that are told apart.
_SMALL_WORDS: Final = {
    "english": "the a an is are was of and for to in with what how should can does do my i she he "
    "it which who when why not or if be have has at on by from this that after there need",
    "spanish": "el la los las un una es son de del y para por con qué que cómo como se puede debe "
    "mi yo cuál cuándo cuando tiene tengo hay está en al su más tratamiento dosis",
    "german": "der die das ein eine ist sind und für mit was wie soll kann wird werden bei ich "
    "mein meine nicht oder wenn wann hat habe gegen zu zur zum im den dem welche welches",
    "french": "le la les un une est sont de du des et pour avec quel quelle quels quelles comment "
    "peut doit faut je mon ma il elle pas ou si quand dans au aux chez contre ce on sur",
    "italian": "il lo la gli le un una è sono di del della dei e per con che cosa come si può deve "
    "mio mia quale qual quando ho ha non nel nella dose cura contro sul da",
    "portuguese": "o a os as um uma é são de do da dos das e para por com que como se pode posso "
    "deve meu minha qual quando tem tenho não no na ao todos dias tomar contra",
    "dutch": "de het een is zijn en voor met wat hoe moet kan wordt bij ik mijn niet of als "
    "wanneer heeft heb tegen te van welke dit dat mag",
    "polish": "jest są i na z co jak czy można powinien mój moja nie lub jeśli kiedy mam do od "
    "w się jaki jaka jakie po przy leczyć leczenie",
    "turkish": "ve için ile ne mi var bir bu benim hangi olan değil zaman tedavi gerekir",
}
_WORDS: Final = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LATIN_SHARE: Final = 0.5
# One small word may be a name or shared with English; two that English lacks are no accident.
_ENOUGH: Final = 2


def is_english(text: str) -> bool:
    """Taken as English unless its letters or its small words say otherwise."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if letters and latin < len(letters) * _LATIN_SHARE:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    english = counts.pop("english")
    return max(counts.values()) < _ENOUGH or max(counts.values()) <= english
