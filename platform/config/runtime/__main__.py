"""The command line of `./run`: python -m config.runtime (up | test | check | manage) …"""

import argparse
import sys
from pathlib import Path

from config.runtime.errors import ConfigurationError, StartError, StopRequested
from config.runtime.folders import ROOT, DataFolder

_STOPPED = 130  # what shells expect of a command ended by Ctrl-C
_LAST_PORT = 65535


def main(arguments: list[str]) -> int:
    """Run one command; every foreseen failure is a sentence and an exit code."""
    try:
        return _dispatch(arguments)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except StopRequested:
        return _STOPPED


def _dispatch(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "up":
        return _up(rest)
    if command == "test":
        from config.runtime.trial import test

        return test(rest)
    if command == "check":
        from config.runtime.checks import check

        return check()
    if command == "manage":
        from config.runtime.manage import manage

        data, rest = _data_option(rest)
        return manage(DataFolder.at(data), rest)
    sys.stderr.write("usage: ./run (up | test | check | manage) …\n")
    return 2


def _up(arguments: list[str]) -> int:
    from config.runtime.product import DEFAULT_PORT
    from config.runtime.up import up

    parser = argparse.ArgumentParser(
        prog="./run up", description="Start the whole product on this machine."
    )
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="the port to serve on (8000)"
    )
    parser.add_argument(
        "--data", type=Path, default=_default_data(), help="where to keep everything (.data/up)"
    )
    parser.add_argument("--no-demo", action="store_true", help="do not load the demo tenants")
    options = parser.parse_args(arguments)
    return up(DataFolder.at(options.data), port=options.port, demo=not options.no_demo)


def _default_data() -> Path:
    return ROOT / ".data" / "up"


def _data_option(arguments: list[str]) -> tuple[Path, list[str]]:
    """Take a leading --data DIR off a manage.py command line, whose other options are not ours."""
    if arguments[:1] == ["--data"] and len(arguments) > 1:
        return Path(arguments[1]), arguments[2:]
    return _default_data(), arguments


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_LAST_PORT}, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
