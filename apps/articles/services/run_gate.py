"""Running the gate over a version and keeping what it finds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from apps.articles.domain.gate.article import Article, Store
from apps.articles.domain.gate.findings import Judged
from apps.articles.domain.gate.judge import judge
from apps.articles.gate import needs_run, raised_rules
from apps.articles.gate_article import read_article
from apps.articles.gate_store import read_store
from apps.articles.models import ArticleVersion, GateFinding, GateRun
from apps.articles.parts import content_hash
from core.clock import now


def judge_version(version: ArticleVersion) -> tuple[Judged, ...]:
    """What the gate finds now; nothing is kept. At most thirty queries."""
    return judge(*_read(version), raised=raised_rules())


@transaction.atomic
def run_gate(version: ArticleVersion) -> tuple[Judged, ...]:
    """Judge the version and keep the findings in place of the last ones, with the hash of what was
    read. At most forty queries, whatever the length of the article.
    """
    article, store = _read(version)
    findings = judge(article, store, raised=raised_rules())
    digest = version.content_sha256 or content_hash(version)
    run, _ = GateRun.objects.update_or_create(
        version=version, defaults={"content_sha256": digest, "is_stale": False, "ran_at": now()}
    )
    GateFinding.objects.filter(run=run).delete()
    texts = _texts_by_place(article)
    GateFinding.objects.bulk_create(
        GateFinding(
            run=run,
            ordinal=ordinal,
            rule=finding.rule,
            severity=finding.severity,
            place=finding.place,
            message=finding.message,
            fingerprint=_fingerprint(finding, texts),
        )
        for ordinal, finding in enumerate(findings, start=1)
    )
    return findings


def refresh_gate(version: ArticleVersion) -> None:
    """Run it where there is no run, or the evidence changed since. One query where it holds."""
    if needs_run(version):
        run_gate(version)


def _read(version: ArticleVersion) -> tuple[Article, Store]:
    summaries = import_string(settings.REVIEW_SUMMARIES)([version])
    article = read_article(version, needed=summaries[version.pk].needed)
    return article, read_store(article, version)


def _texts_by_place(article: Article) -> Mapping[str, str]:
    return {
        **{row.key: " ".join(row.wording.values()) for row in article.passages},
        **{step.place: step.text for step in article.steps},
    }


def _fingerprint(finding: Judged, texts: Mapping[str, str]) -> str:
    parts = (finding.rule, finding.place, finding.message, texts.get(finding.place, ""))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
