"""The embedded PostgreSQL: made once, run as our child, reached through a private socket."""

import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.runtime.children import Child, run_as, wait_for
from config.runtime.credentials import SUPERUSER
from config.runtime.errors import ConfigurationError, StartError
from config.runtime.folders import DataFolder
from config.runtime.leftovers import end_process
from config.runtime.postgres_home import MAJOR, Home, find_home

DATABASE: Final = "consilium"
_START_SECONDS: Final = 120  # recovery after a crash reads the log back before it lets anyone in

_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
# A test run's data is thrown away with the run: it need not survive a power cut.
_SETTINGS_OF_TESTS: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One embedded server on one data folder."""

    def __init__(
        self, folder: DataFolder, passwords: dict[str, str], *, durable: bool = True
    ) -> None:
        self._folder = folder
        self._password = passwords[SUPERUSER]
        self._durable = durable
        self._home = find_home(folder)

    def prepare(self) -> Child:
        """Make the data folder where it is missing, and return the server, not yet started."""
        end_previous_server(self._home.data)
        if not self._home.data.exists():
            self._create()
        found = (self._home.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise ConfigurationError(
                f"{self._home.data} was made by PostgreSQL {found}, this is {MAJOR}: "
                "dump it with the old version, or name another folder with --data."
            )
        return self._child(self._home)

    def url(self, role: str, password: str) -> str:
        """Return the address of the product's database for a role."""
        sockets = quote(str(self._home.sockets), safe="")
        return f"postgresql://{quote(role)}:{quote(password, safe='')}@/{DATABASE}?host={sockets}"

    def admin_url(self) -> str:
        return self.url(SUPERUSER, self._password)

    def wait(self, child: Child, pause: Callable[[float], None]) -> None:
        """Wait until the server lets us in, and make the product's database where it is missing."""
        wait_for(self._let_us_in, child, pause, seconds=_START_SECONDS)

    def tidy(self) -> None:
        """Remove the folder of the socket, once the server is gone."""
        with contextlib.suppress(OSError):
            self._home.sockets.rmdir()

    def _let_us_in(self) -> bool:
        try:
            with self._connect() as connection:
                _create_database(connection)
        except psycopg.OperationalError as error:
            if "password authentication failed" not in str(error):
                return False
            raise ConfigurationError(
                f"PostgreSQL refuses the password in {self._folder.secrets}: "
                "restore that file from a copy."
            ) from error
        return True

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self._home.sockets),
            user=SUPERUSER,
            password=self._password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _child(self, home: Home) -> Child:
        settings = {**_SETTINGS, "unix_socket_directories": str(home.sockets)}
        if not self._durable:
            settings |= _SETTINGS_OF_TESTS
        command = [str(home.programs / "postgres"), "-D", str(home.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return Child(
            name="postgres",
            command=command,
            environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            log=self._folder.log("postgres"),
            account=home.account,
            stop_signal=signal.SIGINT,  # "fast": ends connections, keeps every committed row
        )

    def _create(self) -> None:
        """Run initdb beside the final place: a half-made folder is never taken for a whole one."""
        home = self._home
        unfinished = home.data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = home.sockets / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        for path in (unfinished, password_file):
            if home.account is not None:
                os.chown(path, home.account.uid, home.account.gid)
        try:
            done = run_as(home.account, self._initdb(unfinished, password_file))
        finally:
            password_file.unlink()
        if done.returncode != 0:
            log = self._folder.log("postgres")
            log.write_text(done.stdout)
            raise StartError("PostgreSQL's initdb failed.", log)
        unfinished.rename(home.data)

    def _initdb(self, target: Path, password_file: Path) -> list[str]:
        command = [str(self._home.programs / "initdb"), "-D", str(target)]
        command += ["--username", SUPERUSER, "--pwfile", str(password_file), "--auth=scram-sha-256"]
        # The built-in locale sorts and folds the same on every machine, whatever locales it has.
        command += ["--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return command if self._durable else [*command, "--no-sync"]


def end_previous_server(data: Path) -> None:
    """Wait until the server of a killed run is gone, and clear what would stop the next one."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    with contextlib.suppress(OSError):
        if Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve():
            end_process(pid, signal.SIGINT, seconds=20)
    pid_file.unlink(missing_ok=True)


def _create_database(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    known = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
    ).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
