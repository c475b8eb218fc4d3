"""The real product, as `./run up` starts it, for benchmarks: started, entered, asked, stopped."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import redis

ROOT: Final = Path(__file__).resolve().parents[1]
_START_SECONDS: Final = 300
ASK: Final = "/api/v1/questions/"


@contextmanager
def product(port: int) -> Iterator[Path]:
    """Run it on an empty data folder until the block ends; lend the folder.

    Inside, Django is set up as the web process has it, with the dispatcher's connection beside it.
    """
    with tempfile.TemporaryDirectory(prefix="consilium-", dir="/tmp") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "config.runtime", "up", "--no-demo"]
        command += ["--port", str(port), "--data", name]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
        with (folder / "up.log").open("wb") as log:
            running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                _enter(folder, running)
                yield folder
            finally:
                if running.poll() is not None:
                    print(f"The product gave up:\n{(folder / 'up.log').read_text()}")
                running.send_signal(signal.SIGTERM)
                running.wait(timeout=120)


def _enter(folder: Path, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while "is ready at" not in (folder / "up.log").read_text():
        if running.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((folder / "up.log").read_text())
        time.sleep(0.2)
    os.environ.update(json.loads((folder / "services.json").read_text()))
    # Ours reads and fills; it is no part of what is measured.
    os.environ["LOG_LEVEL"] = "WARNING"
    import django

    django.setup()


def found(slug: str) -> tuple[int, str]:
    """An organisation, and the key of a partner's program that may ask there."""
    from apps.accounts.domain.keys import make_key
    from apps.accounts.domain.roles import Scope
    from apps.accounts.services.found_tenant import found_tenant
    from apps.accounts.services.issue_partner_key import issue_partner_key
    from core.actors import system
    from core.tenancy.scope import tenant_scope

    tenant = found_tenant(slug=slug, name=slug.title())
    key = make_key(os.urandom(36))
    with tenant_scope(tenant.pk):
        issue_partner_key(
            tenant=tenant,
            name="Benchmark",
            scopes=frozenset(Scope),
            raw=key,
            actor=system("benchmark"),
        )
    return tenant.pk, key


def import_into(tenant_id: int, document: dict[str, Any]) -> None:
    """As the command imports it."""
    from apps.guidelines.domain.package import read_package
    from apps.guidelines.services.import_package import import_package
    from apps.guidelines.services.refresh_statistics import refresh_statistics
    from core.actors import system
    from core.tenancy.scope import tenant_scope

    # Before the transaction, which may not idle for long.
    package = read_package(document)
    with tenant_scope(tenant_id):
        import_package(package=package, actor=system("benchmark"))
        refresh_statistics()


def ask_directly(tenant_id: int, texts: list[str]) -> list[int]:
    """By the service, in this process, faster than HTTP could; the rows' ids."""
    from apps.accounts.models import PartnerKey
    from apps.qa.services.ask import ask
    from core.actors import Actor, ActorKind
    from core.levels import Level
    from core.tenancy.scope import tenant_scope

    key = PartnerKey.objects.get(tenant_id=tenant_id)
    actor = Actor(kind=ActorKind.PARTNER, name=key.name, id=key.pk)
    rows = []
    for text in texts:
        with tenant_scope(tenant_id):
            asked = ask(text=text, level=Level.CLINICIAN, article=None, actor=actor)
        rows.append(asked.pk)
    return rows


def wait_until_drained(tenant_id: int, *, seconds: float = 3600) -> bool:
    """Whether nothing waits or is worked on any more before the time is up."""
    from django.db import OperationalError, connection

    from apps.qa.models import Question
    from core.tenancy.scope import tenant_scope

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with tenant_scope(tenant_id):
                if not Question.objects.filter(status__in=["queued", "working"]).exists():
                    return True
        except OperationalError:
            # The database was stopped under it, as chaos.py does.
            connection.close()
        time.sleep(0.25)
    return False


class Client:
    """A partner's program on one connection, which it opens anew where it was lost."""

    def __init__(self, slug: str, key: str, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._headers = {
            "Host": f"{slug}.localhost:{port}",
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        }

    def post(self, text: str, *, once: str) -> tuple[int, dict[str, Any]]:
        """Status and body; 0 where the connection broke."""
        body = json.dumps({"text": text, "level": "clinician"})
        try:
            self._connection.request(
                "POST", ASK, body=body, headers={**self._headers, "Idempotency-Key": once}
            )
            response = self._connection.getresponse()
            return response.status, json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            self._connection.close()
            return 0, {}


def stored_at(tenant_id: int, ids: list[str]) -> dict[str, float]:
    """When each question's answer was committed, by the hint that the worker leaves right after."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as valkey:
        hints = {one: valkey.xrange(f"live:{tenant_id}:{one}") for one in ids}
    return {
        one: int(steps[-1][0].partition(b"-")[0]) / 1000
        for one, steps in hints.items()
        if steps and steps[-1][1][b"step"] == b"done"
    }


def percentiles(times: list[float]) -> str:
    """Median, 95th percentile and longest, in milliseconds."""
    ordered = sorted(1000 * one for one in times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {p50:6.0f} ms   p95 {p95:6.0f} ms   longest {ordered[-1]:6.0f} ms"
