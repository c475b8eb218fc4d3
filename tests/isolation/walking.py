"""How the walk goes: one attacker, every address, and what an answer may not say."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils.http import urlencode

from apps.accounts.models import User
from tests.cast import browser, partner
from tests.isolation.catalogue_of_urls import Address, addresses
from tests.isolation.patterns_of_urls import TENANT_URLS, Pattern, patterns, url_of
from tests.isolation.world import CANARY, World

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_KEYS: Final = itertools.count()
# What differs between two answers to the same request.
_VOLATILE: Final = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|[0-9a-f]{32}|eyJ[\w:-]+|csrfToken[^,]+'
)


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the walk."""

    pattern: Pattern
    address: Address
    method: str
    urlconf: str

    def send(self, client: Client, host: str, keywords: dict[str, str], document: Any) -> Any:
        url = url_of(self.pattern, self.urlconf, keywords)
        if document is not None:
            body, content_type = json.dumps(document), "application/json"
        else:
            body, content_type = (
                urlencode(self.address.form),
                "application/x-www-form-urlencoded",
            )
        return client.generic(
            self.method,
            url,
            "" if self.method == "GET" else body,
            content_type,
            headers={"host": host, "idempotency-key": f"walk-{next(_KEYS)}"},
        )


class Attacker:
    """One of Northgate, whose session comes back whenever an address has ended it."""

    def __init__(self, world: World, role: str) -> None:
        self.world = world
        self.role = role
        home = world.cast.northgate
        if role == "program":
            self.client = partner(home, world.cast.pia_key)
        else:
            self.client = browser(home, self._person())
        self.client.raise_request_exception = False
        self.cookies = self.client.cookies.copy()
        key = self.cookies["session"].value if "session" in self.cookies else ""
        self.session = Session.objects.filter(pk=key).first()

    def _person(self) -> User | None:
        cast = self.world.cast
        return {
            "anonymous": None,
            "reader": cast.rosa,
            "author": cast.ada,
            "board_member": cast.boris,
            "curator": cast.cleo,
            "admin": cast.edda,
            "every_role": self.world.everything,
        }[self.role]

    def ready(self) -> Client:
        """The client as it was at first, whatever the last answer did to its cookies or session."""
        if self.session:
            Session.objects.bulk_create([self.session], ignore_conflicts=True)
        self.client.cookies = self.cookies.copy()
        return self.client


def steps(world: World, urlconf: str) -> Iterator[Step]:
    known = addresses(world.victim)
    for pattern in patterns(urlconf):
        for method in METHODS:
            yield Step(pattern, known[pattern.name], method, urlconf)


def walk(world: World, role: str, host: str) -> Iterator[tuple[Step, Any]]:
    """Every request for the victim's things at this host, with its answer."""
    attacker = Attacker(world, role)
    for step in steps(world, TENANT_URLS):
        for theirs in step.address.theirs:
            yield step, step.send(attacker.ready(), host, theirs, step.address.document)


def everything_said(response: HttpResponse) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    return response.content + headers.encode() + cookies.encode()


def spoken_by(response: HttpResponse, keywords: dict[str, str]) -> tuple[int, bytes]:
    """Status and body without what names the request itself."""
    body = response.content
    for value in keywords.values():
        if len(value) > 4:
            body = body.replace(value.encode(), b"*")
    return response.status_code, _VOLATILE.sub(b"*", body)


def told_secrets(world: World, response: HttpResponse) -> list[str]:
    said = everything_said(response)
    return [secret for secret in world.victim.secrets if secret.encode() in said]


def walk_for_ids(world: World, role: str, urlconf: str, host: str) -> list[str]:
    """Ask for the victim's things where the attacker is at home; what went wrong, as sentences."""
    attacker = Attacker(world, role)
    faults = []
    for step in steps(world, urlconf):
        address = step.address
        blank = None
        if address.nobodys or address.document:
            blank = step.send(attacker.ready(), host, address.nobodys, address.nobodys_document)
        for theirs in address.theirs:
            found = step.send(attacker.ready(), host, theirs, address.document)
            place = f"{step.method} {found.request['PATH_INFO']} as {role}"
            if found.status_code >= 500:
                faults.append(f"{place}: {found.status_code}")
            if CANARY.encode() in everything_said(found) or told_secrets(world, found):
                faults.append(f"{place}: told what is the victim's")
            if blank and spoken_by(found, theirs) != spoken_by(blank, address.nobodys):
                faults.append(f"{place}: {found.status_code}, for a missing {blank.status_code}")
    return faults
