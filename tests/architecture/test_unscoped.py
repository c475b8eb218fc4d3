"""The doors in the tenant wall are few and known: here is the list."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import PRODUCT, modules, named

SCOPE = "platform/core/tenancy/scope.py"

# What looks like a way past the manager, and the only files that may go it.
DOORS: dict[str, set[str]] = {
    r"\bunscoped\(": {SCOPE},
    r"\btenant_scope\(": {
        SCOPE,
        "platform/core/tenancy/middleware.py",
        "platform/core/queue/letters.py",
        "platform/config/demo.py",
        "platform/config/demo_sharing.py",
        "apps/accounts/commands.py",
        "apps/accounts/tasks.py",
        "apps/advisory/services/mail_report_answer.py",
        "apps/advisory/tasks.py",
        "apps/guidelines/services/refresh_vectors.py",
        "apps/guidelines/services/mirror_vectors.py",
        "apps/guidelines/management/commands/refresh_vectors.py",
        "platform/config/doctor.py",
        "apps/guidelines/services/work_on_import.py",
        "apps/qa/evaluation/scratch.py",
        "apps/qa/management/commands/ask.py",
        "apps/qa/management/commands/evaluate_retrieval.py",
        "apps/qa/management/commands/fit_enough.py",
        "apps/qa/services/answer.py",
        "apps/qa/services/evaluate.py",
        "apps/qa/services/retry_gaps.py",
    },
    r"\bwrite_beside\(": {SCOPE, "apps/guidelines/services/report_progress.py"},
    r"set_config\(": {SCOPE},
    r"\.cursor\(|\.raw\(|RawSQL|\.extra\(": {
        SCOPE,
        "platform/core/tenancy/wall.py",
        "platform/core/api/idempotency.py",
        "platform/core/queue/sweep.py",
        "platform/core/events.py",
        "apps/advisory/evidence.py",
        "apps/advisory/signatures.py",
        "apps/articles/evidence.py",
        "apps/qa/evaluation/scratch.py",
        "apps/qa/evidence.py",
        "apps/guidelines/positions.py",
        "apps/guidelines/bm25.py",
        "apps/guidelines/search.py",
        "apps/guidelines/services/index_documents.py",
        "apps/guidelines/services/insert_rows.py",
        "apps/guidelines/services/refresh_statistics.py",
        "apps/guidelines/services/store_vectors.py",
        "apps/guidelines/vectors.py",
        "apps/guidelines/fused.py",
        "apps/guidelines/known_concepts.py",
        "apps/guidelines/remembered_vectors.py",
    },
    r"_base_manager|_default_manager": set(),
    r"row_security|BYPASSRLS|SET ROLE": {"platform/core/database/roles.py"},
    r"SECURITY DEFINER": set(),
    r"csrf_exempt": set(),
    r"mark_safe|\|safe\b|autoescape off": set(),
    r"get_host\(|HTTP_HOST|X_FORWARDED_HOST": {
        "apps/accounts/tenants.py",
        "apps/qa/api/views.py",
        "apps/qa/views/__init__.py",
    },
    r"timezone\.now\(|datetime\.now\(|date\.today\(": {"platform/core/clock.py"},
}


def files_with(pattern: str) -> set[str]:
    found = re.compile(pattern)
    return {
        named(path)
        for path in modules(*PRODUCT)
        if "platform/config/runtime" not in named(path)
        and found.search(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("pattern", DOORS)
def test_only_the_files_on_the_list_go_this_way(pattern: str) -> None:
    assert files_with(pattern) == DOORS[pattern]


def test_the_list_has_no_file_that_is_gone() -> None:
    known = {named(path) for path in modules(*PRODUCT)}

    assert set().union(*DOORS.values()) <= known
