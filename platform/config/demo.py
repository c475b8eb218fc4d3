"""The demonstration: two organisations with people, stores, articles and a key each."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from apps.accounts.domain.keys import RANDOM_BYTES, hash_key, make_key
from apps.accounts.domain.roles import Role, Scope, capabilities_of
from apps.accounts.models import PartnerKey, Tenant, User
from apps.accounts.services.found_tenant import admit_member, found_tenant
from apps.accounts.services.issue_partner_key import issue_partner_key
from apps.accounts.tenants import tenant_origin
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.domain.package import read_article
from apps.articles.house_texts import current
from apps.articles.models import Article
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.articles.services.publish_house_text import publish_house_text
from apps.guidelines.domain.package import read_package
from apps.guidelines.models import Guideline
from apps.guidelines.services.import_package import import_package
from apps.guidelines.services.refresh_statistics import refresh_statistics
from config.demo_board import seat_board
from config.demo_sharing import share_bone_health
from core.actors import Actor, ActorKind, system
from core.tenancy.scope import tenant_scope

APPS: Final = Path(settings.BASE_DIR) / "apps"
LOADER: Final = system("Demonstration loader")


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    roles: tuple[Role, ...]
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """`stores` and `articles` are package files; the first person writes the articles."""

    slug: str
    name: str
    people: tuple[Person, ...]
    stores: tuple[str, ...]
    articles: tuple[str, ...]


POLICY: Final = """\
This is demonstration content. The people are invented; the sources are real.

## How an article is written

Every statement cites recommendations of the guideline store. A statement may say no
more than the record it cites.

## How it is reviewed

- Members of the advisory board who did not write an article read it beside its sources.
- A member with a direct interest in an intervention does not sign what is said of it.
- An article is approved when the rules of the board are met.

## How it is corrected

An approved version never changes. A change is a new version, and readers see which of them
the board approved.
"""

ORGANISATIONS: Final = (
    Organisation(
        slug="northgate",
        name="Northgate Spine Network",
        people=(
            Person("ada@northgate.example", "Ada Lindgren", (Role.AUTHOR,), "Medical writing"),
            Person(
                "boris@northgate.example",
                "Dr Boris Hale",
                (Role.BOARD_MEMBER,),
                "Orthopaedic surgery",
            ),
            Person(
                "chiyo@northgate.example",
                "Dr Chiyo Tanaka",
                (Role.BOARD_MEMBER,),
                "Bone metabolism",
            ),
            Person(
                "femi@northgate.example",
                "Femi Adeyemi",
                (Role.BOARD_MEMBER,),
                "Clinical pharmacy",
            ),
            Person("cleo@northgate.example", "Cleo Marsh", (Role.CURATOR,), "Evidence synthesis"),
            Person("edda@northgate.example", "Edda Moreau", (Role.ADMIN,)),
            Person("rosa@northgate.example", "Rosa Whitfield", (Role.READER,)),
        ),
        stores=("everyday.json", "northgate.json"),
        articles=("chronic-wedge-fracture.json", "northgate-denosumab.json"),
    ),
    Organisation(
        slug="harbour",
        name="Harbour Primary Care",
        people=(
            Person(
                "otto@harbour.example", "Otto Brandt", (Role.AUTHOR, Role.ADMIN), "Medical writing"
            ),
            Person("mei@harbour.example", "Dr Mei Okoro", (Role.BOARD_MEMBER,), "General practice"),
            Person("hana@harbour.example", "Hana Sato", (Role.CURATOR,), "Evidence synthesis"),
        ),
        stores=("everyday.json", "harbour.json"),
        articles=("harbour-aspirin.json", "harbour-sore-throat.json"),
    ),
)


def load_demo() -> dict[str, Any]:
    """Load what is missing; the contract's description of tenants, sign-ins and keys."""
    tenants = [_load(organisation) for organisation in ORGANISATIONS]
    share_bone_health(
        owner=Tenant.objects.get(slug="northgate"),
        owner_email="cleo@northgate.example",
        taker=Tenant.objects.get(slug="harbour"),
        taker_email="hana@harbour.example",
    )
    refresh_statistics()
    return {"tenants": tenants}


def _derive(purpose: str, length: int) -> bytes:
    """Secrets of the demonstration follow from the installation's own, so that every start can
    print them.
    """
    key = str(settings.SECRET_KEY).encode()
    return hmac.new(key, f"demonstration {purpose}".encode(), hashlib.sha512).digest()[:length]


def _password(email: str) -> str:
    return base64.b32encode(_derive(email, 10)).decode().lower()


def _load(organisation: Organisation) -> dict[str, Any]:
    tenant = found_tenant(
        slug=organisation.slug,
        name=organisation.name,
        is_demonstration=True,
    )
    people = [_admit(tenant, person) for person in organisation.people]
    raw = make_key(_derive(f"key {organisation.slug}", RANDOM_BYTES))
    with tenant_scope(tenant.pk):
        _load_content(organisation, tenant, people, raw)
    return {
        "slug": tenant.slug,
        "name": tenant.name,
        "url": tenant_origin(tenant),
        "sign_ins": [
            {
                "email": person.email,
                "password": _password(person.email),
                "roles": list(person.roles),
            }
            for person in organisation.people
        ],
        "api_keys": [{"name": "Demonstration partner", "key": raw}],
    }


def _admit(tenant: Tenant, person: Person) -> User:
    return admit_member(
        tenant=tenant,
        email=person.email,
        name=person.name,
        specialty=person.specialty,
        roles=list(person.roles),
        password=_password(person.email),
    )


def _load_content(organisation: Organisation, tenant: Tenant, people: list[User], raw: str) -> None:
    author = people[0]
    _publish_policy()
    seat_board(people)
    for name in organisation.stores:
        _load_store(APPS / "guidelines" / "demo" / name)
    actor = Actor(
        kind=ActorKind.PERSON,
        name=author.name,
        id=author.pk,
        capabilities=capabilities_of(list(organisation.people[0].roles)),
    )
    for name in organisation.articles:
        package = read_article(
            json.loads((APPS / "articles" / "demo" / name).read_text(encoding="utf-8"))
        )
        if not Article.objects.filter(slug=package.slug).exists():
            version = import_article(package=package, author=author, actor=actor)
            move.submit(version=version, actor=actor)
    if not PartnerKey.objects.filter(secret_sha256=hash_key(raw)).exists():
        issue_partner_key(
            tenant=tenant,
            name="Demonstration partner",
            scopes=frozenset(Scope),
            raw=raw,
            actor=LOADER,
        )


def _publish_policy() -> None:
    """Once: what admins have published since stays as it is."""
    if current(HouseTextKind.EDITORIAL_POLICY) is None:
        publish_house_text(
            kind=HouseTextKind.EDITORIAL_POLICY,
            texts={"policy": POLICY},
            what_changed="The first version.",
            seen=0,
            actor=LOADER,
        )


def _load_store(path: Path) -> None:
    """Once: what curators have imported since over its guidelines stays as it is."""
    document = json.loads(path.read_text(encoding="utf-8"))
    keys = {row["key"] for row in document["guidelines"]}
    if Guideline.objects.filter(key__in=keys).count() < len(keys):
        import_package(package=read_package(document), actor=LOADER)
