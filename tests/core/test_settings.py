"""A wrong variable ends the process before it serves anybody, with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from config.runtime.folders import ROOT

RIGHT = {
    "SECRET_KEY": "a-secret-of-the-tests-with-many-characters",
    "DATABASE_URL": "postgresql://user:p%40ss@db.example:5433/consilium",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
SHOW = (
    "import config.settings as s, json;"
    "print(json.dumps([s.DATABASES, s.DEBUG, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT,"
    " s.SESSION_COOKIE_NAME]))"
)
SHOW_MAIL = (
    "import config.settings as s;"
    "print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER,"
    " s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.EMAIL_FILE_PATH,"
    " s.DEFAULT_FROM_EMAIL)"
)


def load(show: str = SHOW, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process that reads the settings and shows some, with these variables and no others."""
    return subprocess.run(
        [sys.executable, "-c", show],
        env={"PATH": os.defpath, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_three_variables_are_enough() -> None:
    loaded = load(**RIGHT)

    assert loaded.returncode == 0, loaded.stderr
    assert '"NAME": "consilium", "USER": "user", "PASSWORD": "p@ss"' in loaded.stdout
    assert '"HOST": "db.example", "PORT": "5433"' in loaded.stdout
    # Safe unless somebody says otherwise.
    assert loaded.stdout.rstrip().endswith('false, [".localhost"], true, "__Host-session"]')


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", "console  25   False False  noreply@localhost"),
        (
            "smtp+tls://me:p%40ss@mail.example",
            "smtp mail.example 587 me p@ss True False  noreply@localhost",
        ),
        (
            "smtps://mail.example:2465?from=board@hospital.example",
            "smtp mail.example 2465   False True  board@hospital.example",
        ),
        ("file:///srv/a%20mail", "filebased  25   False False /srv/a mail noreply@localhost"),
    ],
)
def test_one_variable_says_where_mail_goes(url: str, shown: str) -> None:
    loaded = load(SHOW_MAIL, **RIGHT, EMAIL_URL=url)

    assert loaded.stdout.rstrip() == shown, loaded.stderr


@pytest.mark.parametrize("name", RIGHT)
def test_a_variable_that_is_missing_is_named(name: str) -> None:
    ended = load(**{**RIGHT, name: ""})

    assert ended.returncode == 2
    assert ended.stderr == f"{name}: must be set\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "too-short"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("DATABASE_URL", "postgresql://user@host"),
        ("DATABASE_URL", "postgresql://user@host:port/name"),
        ("DATABASE_URL", "postgresql://user@host:99999/name"),
        ("DATABASE_URL", "postgresql://user@[host/name"),
        ("MIGRATOR_DATABASE_URL", "sqlite:///name"),
        ("DISPATCHER_DATABASE_URL", "name"),
        ("REDIS_URL", "amqp://127.0.0.1"),
        ("REDIS_URL", "redis://127.0.0.1:x/0"),
        ("DEBUG", "maybe"),
        ("PUBLIC_SCHEME", "gopher"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_POOL", "0"),
        ("DATABASE_POOL", "-1"),
        ("DATABASE_POOL", "many"),
        ("DATABASE_POOL", "\u0661"),
        ("PLATFORM_HOST", "https://consilium.example"),
        ("PLATFORM_HOST", "consilium.example/"),
        ("PLATFORM_HOST", "consilium.example:"),
        ("EMAIL_URL", "mail.example"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://mail.example:many"),
        ("EMAIL_URL", "smtp://mail.example?tls=1"),
        ("EMAIL_URL", "file://folder"),
        ("LLM_BASE_URL", "ftp://model/v1"),
        ("LLM_BASE_URL", "http:///v1"),
        ("LLM_BASE_URL", "http://user:key@model/v1"),
        ("LLM_BASE_URL", "http://model/v1?key=1"),
        ("LLM_API_KEY", "clé"),
        ("LLM_API_KEY", "a\nb"),
        ("LLM_BUDGET_SECONDS", "0"),
        ("LLM_BUDGET_SECONDS", "31"),
        ("RETRIEVER", "elastic"),
    ],
)
def test_a_variable_that_is_wrong_is_named(name: str, value: str) -> None:
    ended = load(**{**RIGHT, name: value})

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{name}: ")
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"LLM_BASE_URL": "http://model:8000/v1"}, "LLM_MODEL"),
        ({"LLM_MODEL": "a-model"}, "LLM_BASE_URL"),
    ],
)
def test_half_a_language_model_is_none(given: dict[str, str], missing: str) -> None:
    ended = load(**RIGHT, **given)

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{missing}: must be set where ")


def test_a_second_engine_needs_its_address() -> None:
    ended = load(**RIGHT, RETRIEVER="milvus")

    assert ended.returncode == 2
    assert ended.stderr.startswith("MILVUS_URI: must be set")


def test_a_refusal_does_not_repeat_a_secret() -> None:
    ended = load(**{**RIGHT, "DATABASE_URL": "mysql://user:hunter2@host/name"})

    assert ended.returncode == 2
    assert "hunter2" not in ended.stderr


def test_plain_http_takes_the_prefix_and_the_redirect_away() -> None:
    loaded = load(**RIGHT, PUBLIC_SCHEME="http")

    assert loaded.stdout.rstrip().endswith('false, "session"]')


def test_a_socket_folder_goes_into_the_host_parameter() -> None:
    loaded = load(**{**RIGHT, "DATABASE_URL": "postgresql://user@/name?host=/run/postgres&port=7"})

    assert '"HOST": "/run/postgres", "PORT": "7"' in loaded.stdout
