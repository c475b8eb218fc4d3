"""The database and the broker of one data folder: the caller's where given, else embedded."""

from collections.abc import Callable

from config.runtime.children import Child
from config.runtime.credentials import load_credentials
from config.runtime.environment import (
    ADMIN_VARIABLE,
    ROLE_VARIABLES,
    given_broker,
    given_database,
    role_urls,
)
from config.runtime.errors import ConfigurationError
from config.runtime.folders import DataFolder
from config.runtime.leftovers import end_leftovers, note_children
from config.runtime.postgres import Postgres
from config.runtime.stopping import stop_in_order
from config.runtime.valkey import Valkey, answers


class Services:
    """Starts what is needed and knows the addresses. The folder's lock must be held."""

    def __init__(self, folder: DataFolder, *, durable: bool = True) -> None:
        self.folder = folder
        self.passwords = load_credentials(folder)
        self.children: list[Child] = []
        self._durable = durable
        self._urls: dict[str, str] = {}
        self._postgres: Postgres | None = None

    @property
    def addresses(self) -> dict[str, str]:
        """The variables every process gets: the app's own role and the broker."""
        return {name: self._urls[name] for name in ("DATABASE_URL", "REDIS_URL")}

    @property
    def all_addresses(self) -> dict[str, str]:
        """Every address, also the migrator's, the dispatcher's and a known administrator's."""
        return dict(self._urls)

    @property
    def owns_database(self) -> bool:
        """Whether the database is the embedded one, whose roles are ours to change."""
        return self._postgres is not None

    @property
    def admin_url(self) -> str:
        return self._urls.get(ADMIN_VARIABLE, self._urls["DATABASE_URL"])

    def end_leftovers(self) -> None:
        """End what a killed run of this folder left behind."""
        end_leftovers(self.folder)

    def start(self, pause: Callable[[float], None], say: Callable[[str], None]) -> None:
        """Start both at the same time and wait until both answer."""
        self.end_leftovers()
        database, broker = given_database(), given_broker()
        if database is not None:
            self._urls |= role_urls(database, self.passwords)
        if broker is not None:
            self._urls["REDIS_URL"] = _reached(broker.geturl())
        waiting: list[tuple[str, Valkey | Postgres, Child]] = []
        if broker is None:
            valkey = Valkey(self.folder, self.passwords, durable=self._durable)
            waiting.append(("Valkey", valkey, self._launch(valkey.prepare())))
            self._urls["REDIS_URL"] = valkey.url()
        if database is None:
            postgres = Postgres(self.folder, self.passwords, durable=self._durable)
            self._postgres = postgres
            waiting.append(("PostgreSQL", postgres, self._launch(postgres.prepare())))
            self._urls |= {
                name: postgres.url(role, self.passwords[role])
                for name, role in ROLE_VARIABLES.items()
            }
            self._urls[ADMIN_VARIABLE] = postgres.admin_url()
        for name, server, child in waiting:
            server.wait(child, pause)
            say(f"{name} answers")

    def stop(self) -> None:
        """Stop what was started: nobody needs it any more."""
        stop_in_order([[child] for child in self.children])
        self.tidy()

    def tidy(self) -> None:
        """Remove what only running servers need."""
        self.folder.children.unlink(missing_ok=True)
        if self._postgres is not None:
            self._postgres.tidy()

    def _launch(self, child: Child) -> Child:
        child.start()
        self.children.append(child)
        note_children(self.folder, self.children)
        return child


def _reached(broker: str) -> str:
    if not answers(broker):
        raise ConfigurationError("REDIS_URL: no broker answers there (or it refuses the password).")
    return broker
