"""How successors are found where keys changed, on a real file of the Prevention TaskForce.

python benchmarks/successors.py FILE, with platform/ and the root on PYTHONPATH. First every
statement loses a quarter of its words and looks for itself; then half of the rows look among the
other half, where no true successor is: whatever is certain there is wrong.
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from trial_database import database


def candidates(path: Path) -> list[Any]:
    """Keys made unique across guidelines: here they all stand side by side, which is harder."""
    from apps.guidelines.domain.package import read_package
    from apps.guidelines.formats.reading import SourceFile
    from apps.guidelines.formats.uspstf import read_uspstf
    from apps.guidelines.succession import packaged_candidate

    package = read_uspstf(SourceFile(path.name, path.read_bytes())).package
    return [
        replace(packaged_candidate(row), key=f"{guideline.key}/{row.key}")
        for guideline in read_package(package).guidelines
        for version in guideline.versions
        for row in version.recommendations
    ]


def worn(candidate: Any, chance: random.Random) -> Any:
    words = candidate.statement.split()
    kept = [word for word in words if chance.random() > 0.25]
    return replace(candidate, statement=" ".join(kept or words))


def told(name: str, found: list[Any], of: int) -> None:
    certain = [pair for pair in found if pair.is_certain]
    right = sum(pair.older == pair.newer for pair in found)
    wrong = [pair for pair in certain if pair.older != pair.newer]
    print(f"{name}: {of} rows, {len(found)} pairs, {right} right; {len(certain)} certain")
    for pair in wrong:
        print(f"  certain and wrong, {pair.score}: {pair.older} -> {pair.newer}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    chance = random.Random(7)  # noqa: S311
    with database():
        from apps.guidelines.domain.successors import match

        rows = candidates(path)
        found = match(rows, [worn(row, chance) for row in rows])
        told("a quarter of the words gone", found, len(rows))
        chance.shuffle(rows)
        half = len(rows) // 2
        told("no successor there", match(rows[:half], rows[half:]), half)


if __name__ == "__main__":
    main()
