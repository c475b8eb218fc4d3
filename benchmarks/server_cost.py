"""What one page costs in CPU time, by server and with or without the proxy in front.

python benchmarks/server_cost.py [--requests N]: loopback, keep-alive, one table. It counts user and
system time of the servers' processes (not the client's), as the kernel keeps it in /proc.
"""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
CADDYFILE: Final = HERE.parent / "deploy" / "Caddyfile"
CADDY: Final = Path(sys.executable).parent / "caddy"
FIRST_PORT: Final = 18_100
CONNECTIONS: Final = 4
WARM_UP: Final = 300
TICKS: Final = os.sysconf("SC_CLK_TCK")


def granian(interface: str, application: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", interface, f"hello:{application}"]
    threads = ["--blocking-threads", "4"] if interface == "wsgi" else []
    return [*command, "--port", str(port), "--workers", "1", "--no-ws", *threads]


@contextmanager
def running(command: Sequence[str], port: int, **variables: str) -> Iterator[int]:
    """Run a server until the block ends; lend its process id once the port answers."""
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            if _answers(port):
                break
            time.sleep(0.05)
        else:
            raise RuntimeError(f"{command[0]} does not answer on port {port}")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def proxy(port: int, upstream: int, folder: str) -> dict[str, str]:
    return {
        "SITE_ADDRESS": f"http://:{port}",
        "PROXY_BIND": "127.0.0.1",
        "WEB_UPSTREAM": f"127.0.0.1:{upstream}",
        "LIVE_UPSTREAM": f"127.0.0.1:{upstream}",
        "STATIC_ROOT": folder,
        "HOME": folder,
    }


def ask(port: int, requests: int) -> None:
    """Ask for the page over and over, on a few connections that stay open."""
    threads = [
        threading.Thread(target=_ask_on_one, args=(port, requests // CONNECTIONS))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _ask_on_one(port: int, requests: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(requests):
        connection.request("GET", "/")
        response = connection.getresponse()
        body = response.read()
        if response.status != http.client.OK or len(body) < 1000:
            raise RuntimeError(f"unexpected answer {response.status}")
    connection.close()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all below it, those that have ended too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = sum(int(field) for field in fields[11:15]) / TICKS
    return own + sum(cpu_seconds(int(one)) for one in below)


def measure(pids: Sequence[int], port: int, requests: int) -> list[float]:
    """Return CPU milliseconds per request, by process tree."""
    ask(port, WARM_UP)
    before = [cpu_seconds(pid) for pid in pids]
    ask(port, requests)
    return [
        (cpu_seconds(pid) - earlier) * 1000 / requests
        for pid, earlier in zip(pids, before, strict=True)
    ]


def compare(requests: int) -> Iterator[tuple[str, float, float]]:
    """Yield a name, the server's and the proxy's CPU milliseconds for each variant."""
    variants = [
        ("granian WSGI", "wsgi", "wsgi"),
        ("granian ASGI, Django's handler", "asgi", "asgi"),
    ]
    if find_spec("a2wsgi") is not None:
        variants.append(("granian ASGI, dispatcher with a2wsgi", "asgi", "dispatcher"))
    for number, (name, interface, application) in enumerate(variants):
        port = FIRST_PORT + 2 * number
        with running(granian(interface, application, port), port) as pid:
            (server,) = measure([pid], port, requests)
            yield name, server, 0.0
            if interface == "wsgi":
                yield (f"Caddy + {name}", *_behind_proxy(pid, port, requests))


def _behind_proxy(server: int, port: int, requests: int) -> tuple[float, float]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        command = [str(CADDY), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
        front = port + 1
        pid = stack.enter_context(running(command, front, **proxy(front, port, folder)))
        costs = measure([server, pid], front, requests)
        return costs[0], costs[1]


def _answers(port: int) -> bool:
    try:
        ask_once = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        ask_once.request("GET", "/")
        return ask_once.getresponse().status == http.client.OK
    except OSError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=3000, help="per variant (3000)")
    requests = parser.parse_args().requests
    print(f"CPU-ms a request, {requests} requests each   server   proxy   total")
    for name, server, front in compare(requests):
        print(f"{name:<42}{server:>9.2f}{front:>8.2f}{server + front:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
