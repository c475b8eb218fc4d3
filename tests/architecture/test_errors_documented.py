"""Every code that a refusal can have is in docs/api/errors.md, and no other is."""

from __future__ import annotations

import pytest

from core.api.catalogue import error_codes
from core.errors import DomainError
from tests.architecture.source import first_column

DOCUMENT = "docs/api/errors.md"
# The family's own, which nothing raises.
FAMILY = DomainError.code


@pytest.mark.parametrize(("code", "status", "title"), error_codes())
def test_a_code_is_documented_with_its_status(code: str, status: int, title: str) -> None:
    assert title
    assert f"| `{code}` | {status} |" in first_column(DOCUMENT)[code]


def test_no_code_is_documented_that_nothing_has() -> None:
    known = {code for code, _, _ in error_codes()}

    assert set(first_column(DOCUMENT)) - known <= {FAMILY}


def test_a_code_has_one_status() -> None:
    codes = [code for code, _, _ in error_codes()]
    statuses = {(code, status) for code, status, _ in error_codes()}

    assert len(statuses) == len(set(codes))
