"""Two organisations full of things: Northgate's people attack, Harbour's things carry canaries."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils.http import int_to_base36
from psycopg import sql

from apps.accounts.domain.roles import Role
from apps.accounts.models import Tenant, User
from apps.accounts.services.found_tenant import admit_member
from apps.advisory.services.discuss import open_thread
from apps.advisory.services.invite import invite
from apps.advisory.services.sign import sign
from apps.articles.domain.package import read_article
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.guidelines.domain.values import ChangeKind, TermKind
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.models import (
    Concept,
    Conflict,
    ConflictSide,
    Guideline,
    ImportRun,
    Recommendation,
    RecommendationVersion,
    SuccessorProposal,
)
from apps.guidelines.services.adapt import adapt
from apps.guidelines.services.own_terms import add_term
from apps.guidelines.services.publish_library import found_library, publish_release
from apps.guidelines.services.record_change import Touched, record_change
from apps.guidelines.services.start_import import start_import
from apps.guidelines.services.subscribe import subscribe
from apps.guidelines.services.work_on_import import work_on_import
from core.actors import system
from core.tenancy.scope import tenant_scope
from core.tenancy.wall import tenant_models
from tests import make
from tests.cast import PASSWORD, Cast, make_cast
from tests.isolation.asked import asked_questions, given_feedback, opened_gap
from tests.isolation.board_of_victim import make_board
from tests.isolation.canaries import marked
from tests.isolation.living import Living, make_living

# Readers of Harbour's own host see the first; nobody but its members and askers the second.
CANARY: Final = "zqcanaryzq"
SECRET: Final = "zqsecretzq"
SHOWN: Final = "harbour-brittle-bones"
DRAFT: Final = "harbour-unfinished"


@dataclass(frozen=True, slots=True)
class Victim:
    """The ids of Harbour's things, as an attacker might have learnt them."""

    tenant: Tenant
    slugs: tuple[str, ...]
    versions: tuple[uuid.UUID, ...]
    content_sha256: str
    change: uuid.UUID
    guideline: uuid.UUID
    recommendation: uuid.UUID
    conflict: uuid.UUID
    proposal: uuid.UUID
    closed_library: uuid.UUID
    subscription: uuid.UUID
    adaptation: uuid.UUID
    work: uuid.UUID
    drug: uuid.UUID
    started_import: uuid.UUID
    planned_import: uuid.UUID
    own_term: uuid.UUID
    thread: uuid.UUID
    invitation: uuid.UUID
    questions: tuple[uuid.UUID, ...]
    feedback: uuid.UUID
    gap: uuid.UUID
    member: uuid.UUID
    interest: uuid.UUID
    living: Living
    person_base36: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    cast: Cast
    victim: Victim
    everything: User


def make_world() -> World:
    cast = make_cast()
    make.signed(cast)
    everything = admit_member(
        tenant=cast.northgate,
        email="every.role@northgate.example",
        name="Every Role",
        roles=list(Role),
        password=PASSWORD,
    )
    return World(cast=cast, victim=_make_victim(cast), everything=everything)


def _make_victim(cast: Cast) -> Victim:
    harbour = cast.harbour
    make.store(harbour, marked(make.package(), CANARY))
    shown = _article(cast, SHOWN, CANARY)
    draft = _article(cast, DRAFT, SECRET)
    with tenant_scope(harbour.pk):
        shown = move.submit(version=shown, actor=cast.otto_acting)
        shown = move.take_under_review(version=shown, actor=cast.mei_acting)
        sign(version=shown, parts=make.all_parts(shown), actor=cast.mei_acting)
        guideline = Guideline.objects.get()
        record = RecommendationVersion.objects.select_related("guideline_version__work").first()
        assert record is not None
        drug = Concept.objects.get(key="denosumab")
        change = record_change(
            kind=ChangeKind.CONCERN,
            subject=f"A work of Harbour {CANARY}",
            reason="Somebody asked the journal",
            since=date(2026, 5, 4),
            touched=[Touched(record.pk)],
            actor=system("tests"),
        )
        term = add_term(
            concept_key="osteoporosis",
            text=f"porous {SECRET}",
            kind=TermKind.LAY,
            context=(),
            actor=cast.hana_acting,
        )
    conflict, proposal = _to_decide(harbour)
    return Victim(
        tenant=harbour,
        slugs=(SHOWN, DRAFT),
        versions=(shown.public_id, draft.public_id),
        content_sha256=shown.content_sha256,
        change=change.public_id,
        guideline=guideline.public_id,
        recommendation=record.public_id,
        conflict=conflict,
        proposal=proposal,
        **_shared(cast, record),
        work=record.guideline_version.work.public_id,
        drug=drug.public_id,
        started_import=_import(cast).public_id,
        planned_import=_planned(cast).public_id,
        own_term=term.public_id,
        **_discussed(cast, shown),
        questions=asked_questions(cast, SECRET),
        feedback=given_feedback(cast, SECRET),
        gap=opened_gap(cast, SECRET),
        living=make_living(cast, shown, CANARY, SECRET),
        **make_board(cast, canary=CANARY, secret=SECRET),
        person_base36=int_to_base36(cast.otto.pk),
        secrets=(SECRET, cast.otto.email, cast.mei.email, cast.hana.email, cast.quin_key[:12]),
    )


def _discussed(cast: Cast, version: ArticleVersion) -> dict[str, uuid.UUID]:
    """A thread that Mei opened, and somebody whom Otto invited."""
    with tenant_scope(cast.harbour.pk):
        thread = open_thread(
            version=version, part="brief", text=f"Say it again {SECRET}", actor=cast.mei_acting
        )
        invitation = invite(
            version=version,
            email="guest@elsewhere.example",
            name=f"A guest {SECRET}",
            specialty="",
            asks="",
            days=14,
            actor=cast.otto_acting,
        )
    return {"thread": thread.public_id, "invitation": invitation.public_id}


def _to_decide(harbour: Tenant) -> tuple[uuid.UUID, uuid.UUID]:
    """An open conflict and an open proposal, both of the two recommendations."""
    with tenant_scope(harbour.pk):
        older, newer = Recommendation.objects.order_by("pk")
        conflict = Conflict.objects.create(
            key="of-harbour",
            title=f"Drugs of Harbour {CANARY}",
            intervention=Concept.objects.get(key="denosumab"),
        )
        for side in (older, newer):
            ConflictSide.objects.create(conflict=conflict, recommendation=side)
        proposal = SuccessorProposal.objects.create(
            older=older, newer=newer, score=0.6, reasons=[f"They are alike {CANARY}."]
        )
    return conflict.public_id, proposal.public_id


def _shared(cast: Cast, record: RecommendationVersion) -> dict[str, uuid.UUID]:
    """A closed library of Harbour's, its subscription to an open one, and what it adapted."""
    with tenant_scope(cast.northgate.pk):
        theirs = found_library(
            title="Open to all",
            description="",
            is_open=True,
            tenant=cast.northgate,
            actor=cast.cleo_acting,
        )
    with tenant_scope(cast.harbour.pk):
        closed = found_library(
            title=f"Closed {SECRET}",
            description=f"Not yet for others {SECRET}",
            is_open=False,
            tenant=cast.harbour,
            actor=cast.hana_acting,
        )
        publish_release(
            library=closed, guideline_keys=["acp-bone"], note=SECRET, actor=cast.hana_acting
        )
        adaptation = adapt(
            upstream=record,
            changes={"remarks": f"Only here {CANARY}"},
            reason=f"Our clinic infuses {CANARY}",
            actor=cast.hana_acting,
        )
        return {
            "closed_library": closed.public_id,
            "subscription": subscribe(library=theirs, actor=cast.hana_acting).public_id,
            "adaptation": adaptation.public_id,
        }


def _import(cast: Cast) -> ImportRun:
    """Uploaded by Hana, with canaries in its name and its words."""
    document = marked(make.package(make.recommendation("new", "Walk every day.")), CANARY)
    file = SourceFile(f"{CANARY}.json", json.dumps(document).encode())
    with tenant_scope(cast.harbour.pk):
        return start_import(files=[file], actor=cast.hana_acting)


def _planned(cast: Cast) -> ImportRun:
    run = _import(cast)
    work_on_import(tenant_id=cast.harbour.pk, run_id=run.pk)
    return run


def _article(cast: Cast, slug: str, mark: str) -> ArticleVersion:
    document = {**marked(make.article(), mark), "slug": slug}
    with tenant_scope(cast.harbour.pk):
        return import_article(
            package=read_article(document), author=cast.otto, actor=cast.otto_acting
        )


def rows_of(tenant: Tenant) -> dict[str, dict[int, str]]:
    """A digest of every row the organisation has, by table and id, through its own scope."""
    tables = [model._meta.db_table for model in tenant_models()]
    directory = ["accounts_membership", "accounts_partnerkey", "accounts_domain"]
    found: dict[str, dict[int, str]] = {}
    with tenant_scope(tenant.pk), connection.cursor() as cursor:
        for table in (*tables, *directory):
            digests = sql.SQL("SELECT id, md5(t::text) FROM {} t WHERE tenant_id = %s")
            cursor.execute(digests.format(sql.Identifier(table)), [tenant.pk])
            found[table] = dict(cursor.fetchall())
        for table, owner in (("accounts_tenant", "id"), ("guidelines_library", "owner_id")):
            digests = sql.SQL("SELECT id, md5(t::text) FROM {} t WHERE {} = %s")
            query = digests.format(sql.Identifier(table), sql.Identifier(owner))
            cursor.execute(query, [tenant.pk])
            found[table] = dict(cursor.fetchall())
    return found
