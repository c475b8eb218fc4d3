"""`platform/` is a source root: it holds packages, is none, and hides nothing."""

from __future__ import annotations

import importlib
import platform
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules, named

HOLDER = ROOT / "platform"


def test_the_standard_librarys_platform_wins() -> None:
    assert platform.python_implementation()
    assert platform.__file__ is not None
    assert Path(platform.__file__).parent == Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("first", ["sys.path.insert(0, '.')", "sys.path.append('.')"])
def test_it_wins_wherever_the_project_stands_on_the_path(first: str) -> None:
    program = f"import sys; {first}; import platform; print(platform.python_version())"

    ended = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ended.stdout.strip() == platform.python_version()


def test_no_module_lies_in_the_source_root_itself() -> None:
    assert list(HOLDER.glob("*.py")) == []


@pytest.mark.parametrize("package", ["config", "core"])
def test_its_packages_come_from_there(package: str) -> None:
    module = importlib.import_module(package)

    assert module.__file__ == str(HOLDER / package / "__init__.py")


def test_the_apps_come_from_the_project_root() -> None:
    module = importlib.import_module("apps")

    assert module.__file__ == str(ROOT / "apps" / "__init__.py")


def test_it_holds_no_other_package() -> None:
    holding = {path.parent for path in HOLDER.rglob("*.py")}
    tops = {folder.relative_to(HOLDER).parts[0] for folder in holding}

    assert tops == {"config", "core"}


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in modules("apps", "platform", "tests")}

    lacking = [named(folder) for folder in folders if not (folder / "__init__.py").exists()]

    assert lacking == []


def test_no_module_is_named_for_nothing_in_particular() -> None:
    vague = {"utils", "helpers", "common", "misc", "manager", "base", "util", "helper"}

    found = [
        named(path)
        for path in modules("apps", "platform", "tests")
        if path.stem in vague or path.parent.name in vague
    ]

    assert found == []
