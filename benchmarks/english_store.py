"""A made-up store in real words: conditions of ICD-10-CM, medicines of UNII, sentences between."""

import random
import re
from itertools import accumulate
from typing import Any, Final

from running_product import ROOT

# In each a condition, a medicine and a person; what is said is invented and no advice.
STATEMENTS: Final = (
    "For {person} with {condition}, we recommend {drug} {words}.",
    "Offer {drug} to {person} who have {condition} {words}.",
    "In {person} with {condition} we suggest not using {drug} {words}.",
    "{drug} may be considered for {condition} in {person} {words}.",
)
QUESTIONS: Final = (
    "Should {person} with {condition} take {drug}?",
    "What helps {person} with {condition}?",
    "Is {drug} recommended for {condition}?",
    "What if she cannot take {drug} for {condition}?",
    "Can {drug} be given to a {age} year old man with {condition}?",
    "How should {condition} be treated first?",
)
PEOPLE: Final = ("adults", "older adults", "women", "men", "children", "adolescents")
CONCEPTS: Final = 1_500
PLACES: Final = 8


class EnglishStore:
    """Repeatable. The n-th word is said a n-th as often as the first, conditions and drugs too."""

    def __init__(self, concepts: int = CONCEPTS, seed: int = 20261125) -> None:
        from apps.guidelines.domain.lexicon_diagnoses import diagnoses
        from apps.guidelines.domain.lexicon_drugs import drugs

        self.random = random.Random(seed)  # noqa: S311
        named = {title.lower() for others in diagnoses().values() for title, _ in others}
        short = sorted(name for name in named if len(name.split()) <= PLACES // 2)
        self.conditions = self.random.sample(short, concepts)
        generics = {name for others in drugs().values() for name, _ in others if " " not in name}
        self.drugs = self.random.sample(sorted(generics), concepts)
        told = " ".join(
            path.read_text() for path in sorted((ROOT / "apps/guidelines/demo").glob("*.json"))
        )
        self._words = sorted(set(re.findall(r"\b[a-z]{3,12}\b", told)))
        self.random.shuffle(self._words)

    def pick(self, names: list[str]) -> str:
        weights = list(accumulate(1 / rank for rank in range(1, len(names) + 1)))
        return self.random.choices(names, cum_weights=weights)[0]

    def question(self) -> str:
        return self.random.choice(QUESTIONS).format(
            person=self.random.choice(PEOPLE),
            condition=self.pick(self.conditions),
            drug=self.pick(self.drugs),
            age=self.random.randint(20, 90),
        )

    def package(self, size: int) -> dict[str, Any]:
        """Guidelines of a hundred recommendations each."""
        from tests import documents

        document = documents.package()
        guideline = document["guidelines"].pop()
        document["concepts"] = [
            {"key": name, "kind": kind, "name": name}
            for kind, names in (("condition", self.conditions), ("drug", self.drugs))
            for name in names
        ]
        for number in range(size // 100):
            rows = [self._recommendation(f"r{place}") for place in range(100)]
            version = {**guideline["versions"][0], "recommendations": rows}
            document["guidelines"].append({**guideline, "key": f"g{number}", "versions": [version]})
        return document

    def _recommendation(self, key: str) -> dict[str, Any]:
        from tests import documents

        template = self.random.choice(STATEMENTS)
        condition, drug = self.pick(self.conditions), self.pick(self.drugs)
        person = self.random.choice(PEOPLE)
        words = " ".join(self.pick(self._words) for _ in range(PLACES))
        statement = template.format(person=person, condition=condition, drug=drug, words=words)
        return documents.recommendation(
            key,
            statement[0].upper() + statement[1:],
            direction="against" if "not using" in template else "for",
            conditions=[condition],
            interventions=[drug],
            population={"text": f"{person} with {condition}"},
            ratings=[],
            fidelity="exact",
        )
