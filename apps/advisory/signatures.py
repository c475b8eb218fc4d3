"""Which signatures count for which part of a version, and by which rules. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import connection
from django.db.models import F, Max, Q

from apps.advisory.domain.quorum import Rules, Signature
from apps.advisory.models import Board, Interest, SignOff, Verdict
from apps.articles.domain.parts import Part
from apps.articles.models import ArticleVersion, StatementMark
from apps.articles.pages import Dissent
from apps.articles.parts import parts_of
from core.clock import today


def board_rules() -> Rules | None:
    """What the organisation's board asks for; None when it has no board. One query."""
    board = Board.objects.first()
    if board is None:
        return None
    return Rules(
        board.required_sign_offs, tuple(board.required_specialties), board.needs_pharmacist
    )


def signatures(versions: Collection[int]) -> Mapping[int, Mapping[str, tuple[Signature, ...]]]:
    """The sign-offs that count, by version id and key of the part, in the order they were given.

    The database says which (function advisory_signatures), for the pages as for its own trigger.
    One query.
    """
    found: dict[int, dict[str, list[Signature]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version_id, part, signer_id, signer_name, specialty, profession,"
            " signed_in <> version_id, signed_at"
            " FROM advisory_signatures(%s) ORDER BY sign_off_id",
            [list(versions)],
        )
        for version, part, *facts in cursor.fetchall():
            found[version][part].append(Signature(*facts))
    return {
        version: {key: tuple(rows) for key, rows in found[version].items()} for version in versions
    }


def direct_conflicts(user: int) -> frozenset[str]:
    """Interventions in which this person has a direct interest today. One query."""
    rows = Interest.objects.filter(
        Q(until_on=None) | Q(until_on__gte=today()),
        user=user,
        is_direct=True,
        withdrawn_at=None,
        from_on__lte=today(),
    )
    return frozenset(rows.values_list("intervention", flat=True))


def is_conflicted(user: int, parts: Iterable[Part]) -> bool:
    """Whether this person has a direct interest in what any of the parts is about. One query."""
    conflicts = direct_conflicts(user)
    return any(part.interventions & conflicts for part in parts)


def verdicts_of(user: int, version: ArticleVersion) -> dict[tuple[str, str], str]:
    """This member's latest verdict on each part of the article, by its key and hash.

    Those that a change of evidence came after are left out: they count no more. Two queries.
    """
    marks = StatementMark.objects.filter(
        statement__version__article=version.article_id,
        statement__version__parts__key=F("statement__key"),
    ).values_list("statement__key", "statement__version__parts__sha256")
    marked = {
        (key, digest): last for key, digest, last in marks.annotate(Max("created_at")).order_by()
    }
    rows = SignOff.objects.filter(version__article=version.article_id, signer=user).order_by("pk")
    return {
        (row.part, row.sha256): row.verdict
        for row in rows
        if (said := (row.part, row.sha256)) not in marked or row.signed_at > marked[said]
    }


def dissents(version: ArticleVersion) -> tuple[SignOff, ...]:
    """Dissent that stands: of each member and part the latest verdict, on these words. One query
    where nobody ever dissented, else three.
    """
    ever = SignOff.objects.filter(version__article=version.article_id, verdict=Verdict.DISSENTS)
    if not ever.exists():
        return ()
    hashes = {part.key: part.sha256 for part in parts_of([version])[version.pk]}
    latest: dict[tuple[str, int], SignOff] = {}
    for row in SignOff.objects.filter(version__article=version.article_id).order_by("pk"):
        if hashes.get(row.part) == row.sha256:
            latest[row.part, row.signer_id] = row
    return tuple(row for row in latest.values() if row.verdict == Verdict.DISSENTS)


def dissents_of(version: ArticleVersion) -> tuple[Dissent, ...]:
    """As the article's page shows it to everybody (settings.DISSENTS)."""
    return tuple(
        Dissent(row.part, row.signer_name, row.signer_specialty, row.reason, row.signed_at)
        for row in dissents(version)
    )


def reopened(version: ArticleVersion) -> frozenset[str]:
    """Keys of an approved version's statements whose evidence changed since. One query."""
    rows = StatementMark.objects.filter(
        statement__version=version, created_at__gt=version.approved_at
    )
    return frozenset(rows.values_list("statement__key", flat=True))
