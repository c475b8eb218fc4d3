"""How fast a package of 50,000 recommendations is read, planned, stored and indexed.

python benchmarks/store_import.py, with platform/ and the root on PYTHONPATH: 100 guidelines of 500,
through the child process, as the command does it, into an empty store, then once more unchanged.
Vectors are no part of it: there are none.
"""

import argparse
import json
import random
import resource
import time

from trial_database import database

GUIDELINES = 100
WORDS = 40


def package(size: int) -> bytes:
    """Statements of `WORDS` words of a vocabulary of 20,000, drawn as often as words are."""
    from tests import make

    chance = random.Random(7)  # noqa: S311
    vocabulary = [f"word{number}" for number in range(20_000)]
    weights = [1 / (number + 10) for number in range(20_000)]
    document = make.package()
    guideline = document["guidelines"].pop()
    for number in range(GUIDELINES):
        rows = [
            make.recommendation(
                f"r{place}", " ".join(chance.choices(vocabulary, weights, k=WORDS)).capitalize()
            )
            for place in range(size // GUIDELINES)
        ]
        version = {**guideline["versions"][0], "recommendations": rows}
        document["guidelines"].append({**guideline, "key": f"g{number}", "versions": [version]})
    return json.dumps(document).encode()


def take(content: bytes, tenant: int) -> tuple[float, dict[str, int]]:
    """Seconds and counts, the commit included."""
    from apps.guidelines.formats.reading import SourceFile
    from apps.guidelines.intake.limits import COMMAND
    from apps.guidelines.intake.packaged import find_package
    from apps.guidelines.intake.supervisor import read_files
    from apps.guidelines.services.import_package import import_package
    from apps.guidelines.services.refresh_statistics import refresh_statistics
    from core.actors import system
    from core.tenancy.scope import tenant_scope

    began = time.perf_counter()
    with read_files([SourceFile("package.json", content)], limits=COMMAND) as intake:
        found = find_package(intake)
        assert found is not None, intake.issues  # noqa: S101 - a benchmark of nothing says nothing
        with tenant_scope(tenant):
            plan = import_package(package=found, actor=system("benchmark"))
        with tenant_scope(tenant):
            refresh_statistics()
    return time.perf_counter() - began, plan.counts()


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recommendations", type=int, default=50_000)
    size = parser.parse_args().recommendations
    with database():
        from apps.accounts.services.found_tenant import found_tenant

        tenant = found_tenant(slug="measured", name="Measured").pk
        content = package(size)
        before = megabytes()
        print(f"package: {len(content) / 1e6:.0f} MB; this process before: {before} MB")
        for name in ("new", "unchanged"):
            seconds, counts = take(content, tenant)
            print(f"{name}: {seconds:.1f} s, {size / seconds:.0f} a second, {counts}")
        print(f"this process at most: {megabytes()} MB")


if __name__ == "__main__":
    main()
