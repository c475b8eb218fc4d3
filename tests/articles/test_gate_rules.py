"""The register of rules: documented, with known severities; the seeded articles are found out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.articles.domain.gate.asks import ASKS
from apps.articles.domain.gate.findings import MINIMUM, Severity
from config.demo import APPS, load_demo

RULES = APPS / "articles" / "domain" / "gate"
DOCUMENT = APPS.parent / "docs" / "gate.md"


def _raised(folder: Path) -> Iterator[str]:
    """Every id of the register that stands as a literal in a module of rules."""
    for path in folder.glob("*.py"):
        if path.stem not in ("findings", "asks"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and node.value in MINIMUM:
                    yield str(node.value)


def test_every_rule_of_the_register_is_raised_somewhere() -> None:
    assert set(_raised(RULES)) == set(MINIMUM)


def test_every_rule_is_documented_with_its_severity() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (blocks|warns) \| (.+) \|$", DOCUMENT.read_text(), re.MULTILINE
    )

    assert [(rule, severity) for rule, severity, _ in rows] == list(MINIMUM.items())
    assert {rule: asks for rule, _, asks in rows} == ASKS


def test_most_of_what_can_mislead_a_reader_blocks() -> None:
    assert MINIMUM["citation-unresolved"] is Severity.BLOCKS
    assert MINIMUM["readability"] is Severity.WARNS


@pytest.mark.django_db
def test_seeded_defects_are_found_and_good_articles_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    load_demo()

    call_command("evaluate_gate", "--tenant", "northgate")

    said = capsys.readouterr().out
    recall, planted, precision = re.findall(r"(\d+\.\d)%|of (\d+),", said)[0:3]
    assert int(planted[1]) >= 60
    assert float(recall[0]) >= 95
    assert float(precision[0]) >= 95
