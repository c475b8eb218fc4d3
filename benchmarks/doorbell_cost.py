"""How long a request waits for a doorbell that nobody answers.

python benchmarks/doorbell_cost.py, with platform/ and the root on PYTHONPATH: milliseconds of one
publish at a broker that refuses, at one that hangs, and after a failure, while the breaker is open.
"""

import os
import socket
import time

import django

os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings",
    DATABASE_URL="postgresql://nobody:nothing@127.0.0.1:9/none",
    SECRET_KEY="only-for-a-benchmark-that-keeps-nothing-at-all",  # noqa: S106
    REDIS_URL="redis://127.0.0.1:9/0",
    LOG_LEVEL="WARNING",
)


def milliseconds() -> float:
    """One publish, as the product makes it."""
    from core.jobs import ring

    started = time.perf_counter()
    ring("qa.answer_question", {"tenant_id": 1, "row_id": 1})
    return (time.perf_counter() - started) * 1000


def at(url: str) -> None:
    """The product's Celery configuration at another broker."""
    from celery import Celery

    app = Celery("benchmark", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = url
    app.set_current()


def main() -> None:
    django.setup()
    from core.jobs import PAUSE_SECONDS

    milliseconds()  # the first one imports what publishing needs
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hung = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        for name, url in (("refused", "redis://127.0.0.1:9/0"), ("hung", hung)):
            time.sleep(PAUSE_SECONDS)
            at(url)
            print(f"{name:8} {milliseconds():8.1f} ms, then {milliseconds():6.3f} ms")


if __name__ == "__main__":
    main()
