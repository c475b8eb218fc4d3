"""Who is who, the same in every test. Otto and Mei always belong to the other organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from apps.accounts.domain.keys import make_key
from apps.accounts.domain.roles import Role, Scope, capabilities_of
from apps.accounts.models import Tenant, User
from apps.accounts.services.found_tenant import admit_member, found_tenant
from apps.accounts.services.issue_partner_key import issue_partner_key
from apps.advisory.models import Board, Interest, InterestKind
from core.actors import Actor, ActorKind, system
from core.clock import today
from core.tenancy.scope import tenant_scope

PASSWORD = "a-long-and-tested-password"
PLATFORM_HOST = "consilium.test"


def host_of(tenant: Tenant) -> str:
    return f"{tenant.slug}.{PLATFORM_HOST}"


def browser(tenant: Tenant, user: User | None = None) -> Client:
    """A browser at the tenant's host, signed in through the product's own page."""
    client = Client(headers={"host": host_of(tenant)})
    if user is not None:
        response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        assert response.status_code == 302, "the cast could not sign in"
    return client


def partner(tenant: Tenant, key: str) -> Client:
    """A partner's program at the tenant's host."""
    return Client(headers={"host": host_of(tenant), "authorization": f"Bearer {key}"})


def actor_of(user: User, *roles: Role) -> Actor:
    return Actor(
        kind=ActorKind.PERSON,
        name=user.name,
        id=user.pk,
        capabilities=capabilities_of([role.value for role in roles]),
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """Northgate: Ada writes, Boris and Chiyo sit on the board, Cleo curates, Edda administers,
    Rosa reads. Harbour: Otto writes and administers, Mei sits on the board, Hana curates.
    Pia and Quin are programs."""

    northgate: Tenant
    harbour: Tenant
    ada: User
    boris: User
    chiyo: User
    cleo: User
    edda: User
    rosa: User
    otto: User
    mei: User
    hana: User
    pia_key: str
    quin_key: str

    @property
    def ada_acting(self) -> Actor:
        return actor_of(self.ada, Role.AUTHOR)

    @property
    def boris_acting(self) -> Actor:
        return actor_of(self.boris, Role.BOARD_MEMBER)

    @property
    def chiyo_acting(self) -> Actor:
        return actor_of(self.chiyo, Role.BOARD_MEMBER)

    @property
    def cleo_acting(self) -> Actor:
        return actor_of(self.cleo, Role.CURATOR)

    @property
    def hana_acting(self) -> Actor:
        return actor_of(self.hana, Role.CURATOR)

    @property
    def rosa_acting(self) -> Actor:
        return actor_of(self.rosa, Role.READER)

    @property
    def otto_acting(self) -> Actor:
        return actor_of(self.otto, Role.AUTHOR, Role.ADMIN)

    @property
    def mei_acting(self) -> Actor:
        return actor_of(self.mei, Role.BOARD_MEMBER)


def make_cast() -> Cast:
    northgate = found_tenant(slug="northgate", name="Northgate Spine Network")
    harbour = found_tenant(slug="harbour", name="Harbour Primary Care")

    def person(tenant: Tenant, name: str, *roles: Role, **facts: Any) -> User:
        email = f"{name.removeprefix('Dr ').split()[0].lower()}@{tenant.slug}.example"
        return admit_member(
            tenant=tenant, email=email, name=name, roles=list(roles), password=PASSWORD, **facts
        )

    for tenant in (northgate, harbour):
        with tenant_scope(tenant.pk):
            Board.objects.create(name="Medical Advisory Board")
    cast = Cast(
        northgate=northgate,
        harbour=harbour,
        ada=person(northgate, "Ada Lindgren", Role.AUTHOR),
        boris=person(northgate, "Dr Boris", Role.BOARD_MEMBER, specialty="Orthopaedic surgery"),
        chiyo=person(northgate, "Dr Chiyo", Role.BOARD_MEMBER, specialty="Bone metabolism"),
        cleo=person(northgate, "Cleo Marsh", Role.CURATOR),
        edda=person(northgate, "Edda Moreau", Role.ADMIN),
        rosa=person(northgate, "Rosa Whitfield", Role.READER),
        otto=person(harbour, "Otto Brandt", Role.AUTHOR, Role.ADMIN),
        mei=person(harbour, "Dr Mei", Role.BOARD_MEMBER, specialty="General practice"),
        hana=person(harbour, "Hana Sato", Role.CURATOR),
        pia_key=_issue(northgate, b"p" * 36),
        quin_key=_issue(harbour, b"q" * 36),
    )
    nothing_to_declare(northgate, cast.boris, cast.chiyo)
    nothing_to_declare(harbour, cast.mei)
    return cast


def nothing_to_declare(tenant: Tenant, *members: User) -> None:
    """Board members who have said that they have no interests, without which nobody signs."""
    with tenant_scope(tenant.pk):
        for member in members:
            Interest.objects.create(user=member, kind=InterestKind.NONE, from_on=today())


def _issue(tenant: Tenant, seed: bytes) -> str:
    raw = make_key(seed)
    with tenant_scope(tenant.pk):
        issue_partner_key(
            tenant=tenant,
            name=f"Program of {tenant.name}",
            scopes=frozenset(Scope),
            raw=raw,
            actor=system("tests"),
        )
    return raw
