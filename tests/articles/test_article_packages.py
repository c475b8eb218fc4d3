"""An article goes out as a package and comes in again without a loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from apps.articles.domain.package import read_article
from apps.articles.exporting import package_of
from apps.articles.models import ArticleVersion
from apps.articles.services.import_article import import_article
from config.demo import APPS
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.pen import Pen, pen, said
from tests.cast import Cast, browser

DEMO = sorted((APPS / "articles" / "demo").glob("*.json"))


def _content(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "history"}


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_a_package_comes_out_as_it_went_in(cast: Cast, path: Path) -> None:
    """With markers of what the store lacks, which here is everything."""
    package = json.loads(path.read_text(encoding="utf-8"))
    for box in _differences(package):
        box["conflict"] = None

    with tenant_scope(cast.northgate.pk):
        first = package_of(_imported(cast, package))
        second = package_of(_imported(cast, first))

    assert second == first
    for position in (side for box in _differences(first) for side in box["positions"]):
        del position["key"]
    assert read_article(first) == read_article(package)


def _differences(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [box for section in package["sections"] for box in section["differences"]]


def _imported(cast: Cast, package: dict[str, Any]) -> ArticleVersion:
    return import_article(package=read_article(package), author=cast.ada, actor=cast.ada_acting)


def test_the_file_has_the_review_history_too(cast: Cast) -> None:
    version = make.approved(cast)
    ada = Pen(cast, browser(cast.northgate, cast.ada), version)

    response = ada.get("package")

    document = response.json()
    assert response["Content-Disposition"] == 'attachment; filename="brittle-bones-v1.json"'
    assert [event["said"]["kind"] for event in document["history"]["events"]] == [
        "drafted",
        "submitted",
        "under_review",
        "signed",
        "approved",
    ]
    assert document["sections"][0]["statements"][0]["cites"] == ["acp-bone/first"]


def test_the_commands_carry_an_article_to_another_organisation(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.approved(cast)
    file = tmp_path / "article.json"
    call_command("export_article", "brittle-bones", "--tenant=northgate", f"--output={file}")
    capsys.readouterr()

    call_command("import_article", str(file), "--tenant=harbour", "--json")

    told = json.loads(capsys.readouterr().out)
    with tenant_scope(cast.harbour.pk):
        version = ArticleVersion.objects.get()
        brought = package_of(version)
    assert told == {
        "article": "brittle-bones",
        "version": 1,
        "id": str(version.public_id),
        "unresolved": 6,
    }
    assert brought == _content(json.loads(file.read_text()))
    assert version.author_id == cast.otto.pk


def test_a_numbered_version_goes_to_standard_output(
    cast: Cast, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make.submitted(cast)
    make.draft(cast, make.article(question="A later question?"))

    call_command("export_article", "brittle-bones", "--tenant=northgate", "--version=1")

    document = json.loads(capfdbinary.readouterr().out)
    assert document["question"] == "How should osteoporosis be treated?"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("export_article", "nowhere", "--tenant=northgate"), 2),
        (("import_article", "{tmp}/absent.json", "--tenant=northgate"), 2),
        (("import_article", "{tmp}/broken.json", "--tenant=northgate"), 1),
        (("import_article", "{tmp}/ours.json", "--tenant=northgate", "--author=x@y.example"), 2),
    ],
)
def test_a_command_that_cannot_says_so_with_its_status(
    cast: Cast, tmp_path: Path, command: tuple[str, ...], code: int
) -> None:
    (tmp_path / "broken.json").write_text('{"format": "something else"}')
    (tmp_path / "ours.json").write_text(json.dumps(make.article()))

    with pytest.raises(CommandError) as refusal:
        call_command(*(word.format(tmp=tmp_path) for word in command))

    assert refusal.value.returncode == code


def _upload(ada: Pen, content: bytes) -> Any:
    file = SimpleUploadedFile("article.json", content, "application/json")
    return ada.client.post("/writing/upload/", {"package": file})


def test_an_uploaded_package_is_a_draft(cast: Cast) -> None:
    ada = pen(cast)

    response = _upload(ada, json.dumps(make.article(slug="another")).encode())

    assert response.status_code == 302
    with tenant_scope(cast.northgate.pk):
        version = ArticleVersion.objects.get(article__slug="another")
        assert (version.state, version.author_id) == ("draft", cast.ada.pk)
    assert response["Location"] == f"/writing/{version.public_id}/"


FAULTY: list[tuple[bytes, str]] = [
    (b"\xff\xfe", "not text in UTF-8"),
    (b"{", "not JSON: line 1"),
    (b"[" * 100_000, "nested too deeply"),
    (b"[]", "must be an object"),
    (b"{}", "/format"),
    (json.dumps(make.article(slug="Bad Slug")).encode(), "/slug"),
    (json.dumps(make.article(question="x" * 301)).encode(), "/question"),
    (json.dumps(make.article(sections=[{"key": "a b", "heading": {}}])).encode(), "/sections/0"),
    (
        json.dumps(
            make.article(
                algorithm=[
                    {"title": make.worded("A"), "detail": make.worded("B"), "basis": ["nowhere"]}
                ]
            )
        ).encode(),
        "nowhere",
    ),
]


@pytest.mark.parametrize(("content", "words"), FAULTY)
def test_a_faulty_package_is_refused_with_its_place(cast: Cast, content: bytes, words: str) -> None:
    ada = pen(cast)

    response = _upload(ada, content)

    assert response.status_code == 422
    assert words in said(response)
    with tenant_scope(cast.northgate.pk):
        assert ArticleVersion.objects.count() == 1


def test_a_reader_uploads_nothing(cast: Cast) -> None:
    rosa = Pen(cast, browser(cast.northgate, cast.rosa), make.submitted(cast))

    assert _upload(rosa, b"{}").status_code == 403
