"""How many lay phrases find their clinical term, what must not be expanded, and what it costs.

python benchmarks/words.py, with platform/ and the root on PYTHONPATH; needs no database.
"""

import csv
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from apps.guidelines.domain.lexicon import expand
from apps.guidelines.domain.lexicon_diagnoses import diagnoses
from apps.guidelines.domain.lexicon_drugs import drugs

PHRASES = Path(__file__).resolve().parents[1] / "tests" / "guidelines"


def rows(name: str) -> list[tuple[str, str]]:
    with (PHRASES / name).open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1]) for row in list(csv.reader(file, delimiter="\t"))[1:]]


def terms(text: str) -> set[str]:
    return {term.text.lower() for term in expand(text).terms}


def loading(name: str, load: Callable[[], dict[tuple[str, ...], object]]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    entries = len(load())
    spent = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{name}: {entries} entries, {spent:.2f} s of processor, {grown:.0f} MB at most")


def main() -> None:
    loading("diagnoses", diagnoses)
    loading("drugs", drugs)
    lay, plain = rows("lay_phrases.tsv"), rows("plain_phrases.tsv")
    missed = [(text, name) for text, name in lay if name.lower() not in terms(text)]
    false = [(text, name) for text, name in plain if name.lower() in terms(text)]
    print(f"recall: {len(lay) - len(missed)} of {len(lay)} phrases")
    for text, name in missed:
        print(f"  missed: {text} -> {name}; found {sorted(terms(text))}")
    print(f"false expansions: {len(false)} of {len(plain)}")
    for text, name in false:
        print(f"  false: {text} -> {name}")
    times = []
    for text, _ in lay + plain:
        started = time.perf_counter()
        expand(text)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    print(f"expand: {statistics.median(times):.2f} ms, p95 {times[int(len(times) * 0.95)]:.2f} ms")


if __name__ == "__main__":
    main()
