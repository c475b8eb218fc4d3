"""Downloading the store: for curators, in every format, with nothing that a licence withholds."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from apps.guidelines.models import Guideline
from apps.guidelines.services import export_store as exporting
from apps.guidelines.services.export_package import dump_package, stream_package
from core.errors import NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import guideline
from tests.guidelines.test_export import DOCUMENTS

PAGE = "/curation/exports/"
DOWNLOAD = "/curation/exports/download/"
WORDS = "Their very own words."


def _download(cast: Cast, format: str, chosen: str = "") -> tuple[Any, bytes]:
    response = browser(cast.northgate, cast.cleo).post(
        DOWNLOAD, {"format": format, "guideline": chosen}
    )
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


def _withheld(cast: Cast) -> None:
    row = make.recommendation("first", WORDS, verbatim=True)
    del row["plain"]
    make.store(cast.northgate, make.package(row))


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_streamed_package_is_the_package_to_the_byte(
    cast: Cast, document: dict[str, Any]
) -> None:
    make.store(cast.northgate, document)

    with tenant_scope(cast.northgate.pk):
        assert b"".join(stream_package()) == dump_package()


def test_an_empty_store_is_a_package_too(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        assert b"".join(stream_package()) == dump_package()


@pytest.mark.parametrize(
    ("format", "ending", "content_type"),
    [
        ("package", "json", "application/json"),
        ("csv", "csv", "text/csv; charset=utf-8"),
        (
            "xlsx",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("fhir", "fhir.json", "application/fhir+json"),
    ],
)
def test_a_curator_gets_a_file_with_a_name_and_a_type(
    cast: Cast, format: str, ending: str, content_type: str
) -> None:
    make.store(cast.northgate)

    response, content = _download(cast, format)

    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    disposition = response["Content-Disposition"]
    assert disposition.startswith('attachment; filename="guidelines-')
    assert disposition.endswith(f'.{ending}"')
    assert b"Offer a bisphosphonate first" in (
        content if format != "xlsx" else _cells(content).encode()
    )


def _cells(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


@pytest.mark.parametrize("format", ["csv", "xlsx", "fhir"])
def test_words_that_a_licence_withholds_leave_in_the_package_only(cast: Cast, format: str) -> None:
    _withheld(cast)

    _, content = _download(cast, format)
    _, package = _download(cast, "package")

    assert WORDS not in (_cells(content) if format == "xlsx" else content.decode())
    assert WORDS in package.decode()


@pytest.mark.parametrize("format", ["package", "csv", "fhir"])
def test_one_guideline_is_exported_alone(cast: Cast, format: str) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, guideline("other", make.recommendation("one", "Walk every day.")))
    with tenant_scope(cast.northgate.pk):
        chosen = str(Guideline.objects.get(key="other").public_id)

    response, content = _download(cast, format, chosen)

    assert 'filename="other-' in response["Content-Disposition"]
    assert b"Walk every day." in content
    assert b"Offer a bisphosphonate first" not in content


def test_the_page_has_the_guideline_of_the_address_chosen(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        public_id = Guideline.objects.get().public_id

    page = browser(cast.northgate, cast.cleo).get(PAGE, {"guideline": str(public_id)})

    assert f'<option value="{public_id}" selected>' in page.content.decode()


def test_every_download_is_audited(cast: Cast) -> None:
    make.store(cast.northgate)

    _, content = _download(cast, "csv")

    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="guidelines.store.exported")
    assert (entry.actor_name, entry.data) == (
        cast.cleo.name,
        {"format": "csv", "bytes": len(content)},
    )


def test_a_text_that_no_cell_holds_is_told_and_nothing_is_audited(cast: Cast) -> None:
    make.store(cast.northgate, make.package(make.recommendation("long", "x" * 32_768)))

    response, content = _download(cast, "xlsx")

    assert response.status_code == 422
    assert "the text has 32,768 characters, at most 32,767 fit" in content.decode()
    with tenant_scope(cast.northgate.pk):
        assert not AuditEntry.objects.filter(action="guidelines.store.exported").exists()


def test_a_store_too_large_for_a_table_is_told_what_to_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 1)
    make.store(cast.northgate)

    refused, content = _download(cast, "csv")
    package, _ = _download(cast, "package")

    assert (refused.status_code, package.status_code) == (422, 200)
    assert "these are 2" in content.decode()


@pytest.mark.parametrize(
    "asked", [{"format": "pdf"}, {}, {"format": "csv", "guideline": "not an id"}]
)
def test_what_cannot_be_chosen_is_refused(cast: Cast, asked: dict[str, str]) -> None:
    response = browser(cast.northgate, cast.cleo).post(DOWNLOAD, asked)

    assert response.status_code == 422


def test_a_guideline_of_another_organisation_cannot_be_chosen(cast: Cast) -> None:
    make.store(cast.harbour)
    with tenant_scope(cast.harbour.pk):
        foreign = str(Guideline.objects.get().public_id)

    response, content = _download(cast, "package", foreign)

    assert response.status_code == 422
    assert b"Bone drugs" not in content


def test_a_visitor_signs_in_first(cast: Cast) -> None:
    assert browser(cast.northgate).get(PAGE).status_code == 302
    assert browser(cast.northgate).post(DOWNLOAD, {"format": "csv"}).status_code == 302


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_only_curators_take_the_store_out(cast: Cast, name: str) -> None:
    person = browser(cast.northgate, getattr(cast, name))

    assert person.get(PAGE).status_code == 403
    assert person.post(DOWNLOAD, {"format": "csv"}).status_code == 403


def test_the_service_asks_for_the_right_itself(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        exporting.export_store(
            format=exporting.ExportFormat.CSV, guideline=None, actor=cast.boris_acting
        )


def test_a_download_is_asked_for_by_post_alone(cast: Cast) -> None:
    make.store(cast.northgate)

    assert browser(cast.northgate, cast.cleo).get(DOWNLOAD).status_code == 405


def test_a_curator_comes_from_a_guideline_to_its_own_export(cast: Cast) -> None:
    make.store(cast.northgate, make.package(make.recommendation("first", "Give it.")))
    with tenant_scope(cast.northgate.pk):
        chosen = str(Guideline.objects.get().public_id)
    curator, visitor = browser(cast.northgate, cast.cleo), browser(cast.northgate)

    page, seen = (who.get(f"/guidelines/{chosen}/") for who in (curator, visitor))
    there = curator.get(f"{PAGE}?guideline={chosen}")

    assert f"{PAGE}?guideline={chosen}" in page.content.decode()
    assert PAGE not in seen.content.decode()
    assert f'<option value="{chosen}" selected>' in there.content.decode()
