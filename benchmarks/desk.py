"""How long the desk and a review page take at 200 open reviews.

python benchmarks/desk.py [OPEN], with platform/ and the root on PYTHONPATH: the demonstration, and
so many more versions in review, assigned in turn. In milliseconds, of 60 requests each through
the whole of Django, as a member who has looked before; with the number of queries.
"""

import copy
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from trial_database import database

DEMO = Path(__file__).resolve().parents[1] / "apps" / "articles" / "demo"
REQUESTS = 60
MEI = "mei@harbour.example"


def fill(count: int, tenant: Any) -> Any:
    """The address of one of them."""
    from apps.accounts.domain.roles import Role, capabilities_of
    from apps.accounts.models import User
    from apps.advisory.models import Assignment
    from apps.articles.domain.package import read_article
    from apps.articles.services import move
    from apps.articles.services.import_article import import_article
    from core.actors import Actor, ActorKind
    from core.clock import today
    from core.tenancy.scope import tenant_scope

    def acting(user: User, role: Role) -> Actor:
        return Actor(ActorKind.PERSON, user.name, user.pk, capabilities_of([role]))

    otto = User.objects.get(email="otto@harbour.example")
    mei = User.objects.get(email=MEI)
    document = json.loads((DEMO / "harbour-sore-throat.json").read_text(encoding="utf-8"))
    with tenant_scope(tenant.pk):
        for number in range(count):
            package = read_article({**copy.deepcopy(document), "slug": f"more-{number}"})
            author = acting(otto, Role.AUTHOR)
            version = import_article(package=package, author=otto, actor=author)
            version = move.submit(version=version, actor=author)
            version = move.take_under_review(version=version, actor=acting(mei, Role.BOARD_MEMBER))
            if number % 2:
                Assignment.objects.create(
                    version=version, reviewer=mei, assigned_by=mei, due_on=today()
                )
    return f"/desk/{version.public_id}/"


def measure(client: Any, address: str) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    taken = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address}: {status}")
        taken.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    p95 = statistics.quantiles(taken, n=20)[-1]
    return f"{statistics.median(taken):.0f} median, {p95:.0f} p95, {len(queries)} queries"


def main(count: int) -> None:
    from django.conf import settings
    from django.test import Client

    from apps.accounts.models import Tenant
    from config.demo import load_demo

    sign_ins = [row for found in load_demo()["tenants"] for row in found["sign_ins"]]
    (password,) = [row["password"] for row in sign_ins if row["email"] == MEI]
    tenant = Tenant.objects.get(slug="harbour")
    review = fill(count, tenant)
    client = Client(headers={"host": f"harbour.{settings.PLATFORM_HOST}"})
    client.post("/account/login/", {"login": MEI, "password": password})
    for name, address in (
        ("desk", "/desk/"),
        ("desk, what waits for my signature", "/desk/?to_sign=on"),
        ("review page of 10 statements", review),
    ):
        print(f"{name}: {measure(client, address)}")


if __name__ == "__main__":
    with database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
