"""The receipt's version of the rules follows the files that hold them: nobody can forget it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from apps.qa.models import Answer
from apps.qa.rules import rules_version
from core.tenancy.scope import tenant_scope
from tests import make
from tests.architecture.source import ROOT
from tests.cast import Cast


@pytest.fixture
def apps(tmp_path: Path) -> Path:
    """A copy of the project's apps, to be changed."""
    leave = shutil.ignore_patterns("__pycache__", "demo", "evaluation", "locale")
    return Path(shutil.copytree(ROOT / "apps", tmp_path / "apps", ignore=leave))


@pytest.mark.parametrize(
    "name",
    [
        "qa/data/emergency.toml",
        "qa/data/enough.json",
        "qa/domain/selection.py",
        "qa/retrieval.py",
        "guidelines/data/lay_words.tsv",
        "guidelines/domain/meaning/comparing.py",
        "guidelines/fused.py",
    ],
)
def test_a_changed_rule_is_another_version(apps: Path, name: str) -> None:
    before = rules_version(apps)
    rules_version.cache_clear()

    with (apps / name).open("a") as file:
        file.write("\n")

    assert before == rules_version(ROOT / "apps")
    assert rules_version(apps) != before


def test_a_rule_more_is_another_version_and_a_page_is_none(apps: Path) -> None:
    before = rules_version(apps)

    (apps / "qa/views/another.py").write_text("SAYS = 1\n")
    rules_version.cache_clear()
    after_a_page = rules_version(apps)
    (apps / "qa/data/another.txt").write_text("word\n")
    rules_version.cache_clear()

    assert after_a_page == before
    assert rules_version(apps) != before


def test_the_receipt_names_it(cast: Cast) -> None:
    make.store(cast.northgate)

    question = make.answered(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert Answer.objects.get(question=question).rules == rules_version()
