"""Curators upload files on a page; what cannot be taken is said there, in a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.guidelines.intake.limits import UPLOAD
from apps.guidelines.models import ImportRun
from apps.guidelines.services.start_import import unpack
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.importing import ROOM, failed, planned, started, stored

MULTIPART = "multipart/form-data; boundary=x"
PART = b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n"


def a_file(name: str = "bones.json", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        name, json.dumps(make.package()).encode() if content is None else content
    )


def send(client: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
    return client.post(ROOM, {"files": list(files), **fields})


def runs(cast: Cast) -> list[ImportRun]:
    with tenant_scope(cast.northgate.pk):
        return list(ImportRun.objects.all())


def test_a_curator_uploads_several_files_as_one_import(cast: Cast) -> None:
    client = browser(cast.northgate, cast.cleo)

    response = send(client, a_file(), a_file("again.json"), rating_system="grade")

    (run,) = runs(cast)
    assert response["Location"] == f"{ROOM}{run.public_id}/"
    assert (run.file_names, run.rating_system) == (["bones.json", "again.json"], "grade")
    assert unpack(bytes(run.upload or b""))[1].content == json.dumps(make.package()).encode()
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="guidelines.import.started")
        assert entry.actor_name == cast.cleo.name


@pytest.mark.parametrize(
    ("files", "fields", "said"),
    [
        ([], {}, "Choose a file to import"),
        ([a_file(f"{n}.json", b"{}") for n in range(201)], {}, "At most 200 files at once"),
        ([a_file()], {"rating_system": "letters"}, "Select a valid choice"),
    ],
    ids=["none", "too many", "unknown rating system"],
)
def test_what_cannot_be_taken_is_said_on_the_page(
    cast: Cast, files: list[SimpleUploadedFile], fields: dict[str, str], said: str
) -> None:
    response = send(browser(cast.northgate, cast.cleo), *files, **fields)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert runs(cast) == []


def test_more_than_an_import_takes_is_said_on_the_page(cast: Cast) -> None:
    large = a_file("large.json", b"0" * (UPLOAD.unpacked + 1))

    response = send(browser(cast.northgate, cast.cleo), large)

    assert response.status_code == 422
    assert "At most 50 MB at once" in response.content.decode()


def test_as_many_files_as_an_import_takes_arrive(cast: Cast) -> None:
    files = [a_file(f"{n}.json", b"{}") for n in range(UPLOAD.entries)]

    response = send(browser(cast.northgate, cast.cleo), *files)

    assert response.status_code == 302
    assert len(runs(cast)[0].file_names) == UPLOAD.entries


def test_the_rating_system_stays_chosen_where_an_upload_is_refused(cast: Cast) -> None:
    response = send(browser(cast.northgate, cast.cleo), rating_system="sign")

    assert '<option value="sign" selected>' in response.content.decode()


def test_a_name_with_a_nul_is_kept_without_it(cast: Cast) -> None:
    send(browser(cast.northgate, cast.cleo), a_file("bo\x00nes.json"))

    assert runs(cast)[0].file_names == ["bones.json"]


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"--x\r\nnothing", "multipart/form-data", "arrived damaged"),
        (PART % b"name=a" + b"0" * 3_000_000, MULTIPART, "too long"),
        ((PART % b"name=files; filename=a" + b"1\r\n") * 1_001, MULTIPART, "too many files"),
    ],
    ids=["no boundary", "field too long", "far too many files"],
)
def test_an_upload_that_cannot_be_read_is_refused_with_the_reason(
    cast: Cast, body: bytes, content_type: str, said: str
) -> None:
    response = browser(cast.northgate, cast.cleo).generic("POST", ROOM, body, content_type)

    assert response.status_code == 400
    assert said in response.content.decode()
    assert runs(cast) == []


def test_a_visitor_signs_in_before_anything_is_uploaded(cast: Cast) -> None:
    response = send(browser(cast.northgate), a_file())

    assert response["Location"] == f"/account/login/?next={ROOM}"
    assert runs(cast) == []


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_the_room_is_for_curators(cast: Cast, name: str) -> None:
    client = browser(cast.northgate, getattr(cast, name))

    assert (client.get(ROOM).status_code, send(client, a_file()).status_code) == (403, 403)
    assert runs(cast) == []


def test_the_list_says_where_each_import_stands(cast: Cast) -> None:
    stored(cast)
    planned(cast, make.package(make.recommendation("first", "Something else entirely.")))
    failed(cast)
    started(cast, name="newest.json")

    html = browser(cast.northgate, cast.cleo).get(ROOM).content.decode()

    states = ["Waiting to be read", "Failed", "To decide", "Stored"]
    assert sorted(states, key=html.index) == states
    assert html.index("newest.json") < html.index("bones.json")
    assert "1 changed" in html
    assert "1 missing" in html


def test_the_imports_of_another_organisation_are_not_listed(cast: Cast) -> None:
    started(cast)

    html = browser(cast.harbour, cast.hana).get(ROOM).content.decode()

    assert "bones.json" not in html


def test_the_list_costs_the_same_however_long_it_is(cast: Cast) -> None:
    planned(cast)
    client = browser(cast.northgate, cast.cleo)
    client.get(ROOM)
    with CaptureQueriesContext(connection) as before:
        client.get(ROOM)
    for _ in range(26):
        started(cast)

    with CaptureQueriesContext(connection) as after:
        html = client.get(ROOM).content.decode()

    assert len(after) == len(before)
    assert "Next page" in html
    assert not any('"upload"' in query["sql"] for query in after.captured_queries)
