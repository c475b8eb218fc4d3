"""Restarts, their limit, and what the supervisor shows of the logs."""

import stat
from pathlib import Path

import pytest

from config.runtime.children import Child
from config.runtime.errors import StartError
from config.runtime.folders import DataFolder, FolderLock, write_private
from config.runtime.logwatch import LogWatch
from config.runtime.supervisor import Supervised


def make_supervised(tmp_path: Path) -> Supervised:
    return Supervised(Child("web", ["true"], {}, tmp_path / "web.log"))


def test_each_death_in_a_minute_waits_longer(tmp_path: Path) -> None:
    web = make_supervised(tmp_path)

    waits = [web.note_death(float(second)) for second in range(4)]

    assert waits == sorted(waits)
    assert waits[0] < waits[-1]


def test_the_fifth_failed_start_in_a_minute_ends_everything(tmp_path: Path) -> None:
    web = make_supervised(tmp_path)
    (tmp_path / "web.log").write_text("the reason\n")
    for second in range(4):
        web.note_death(float(second))

    with pytest.raises(StartError, match="5 times") as ended:
        web.note_death(10.0)

    assert "the reason" in str(ended.value)


def test_who_is_killed_at_work_is_started_again_however_often(tmp_path: Path) -> None:
    worker = make_supervised(tmp_path)

    waits = []
    for second in range(0, 132, 12):
        worker.note_start(float(second))
        waits.append(worker.note_death(second + 11.0))

    assert len(waits) == 11
    assert max(waits) <= 8


def test_five_deaths_in_an_hour_are_survived(tmp_path: Path) -> None:
    web = make_supervised(tmp_path)

    waits = [web.note_death(600.0 * times) for times in range(1, 8)]

    assert waits[-1] == waits[0]


def test_warnings_are_shown_and_the_rest_is_not(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("2026 ERROR from the day before\n")
    watch = LogWatch("web", log)
    with log.open("a") as file:
        file.write("2026 INFO started\n2026 WARNING slow\nhalf a li")

    assert watch.new_lines() == ["web: 2026 WARNING slow"]


def test_a_flood_of_warnings_is_cut(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    watch = LogWatch("web", log)
    log.write_text("ERROR again\n" * 1000)

    assert len(watch.new_lines()) < 30


def test_a_folder_is_used_by_one_run_at_a_time(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path)
    first, second = FolderLock(folder), FolderLock(folder)

    assert first.take("up")
    assert not second.take("manage")
    assert second.holder() == "up"

    first.release()
    assert second.take("manage")
    second.release()


def test_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    write_private(tmp_path / "secrets.json", {"password": "x"})

    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
