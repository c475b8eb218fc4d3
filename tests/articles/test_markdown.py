"""Pasted Markdown: what it becomes, what is told of it, and that nothing is written unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.formats.markdown import MarkdownArticle, Said, Told, read_markdown
from apps.articles.models import ArticleVersion
from core.tenancy.scope import tenant_scope
from tests.articles.pen import said
from tests.cast import Cast, browser

TEXT = """# How is it treated?

Offer a bisphosphonate first.

## Drugs

Take 70 mg weekly.

- Consider denosumab when
  - it cannot be taken
  - eGFR is below 35 mL/min
- Do **not** stop it.

## Red flags

Seek help for:

1. weakness
2. fever
"""


def _texts(article: MarkdownArticle) -> list[str]:
    rows = [said for section in article.sections for said in section.statements]
    brief = [article.brief.text] if article.brief else []
    return brief + [text for row in rows for text in (row.text, *(p.text for p in row.points))]


def _told(source: str) -> list[tuple[int, Told]]:
    return [(remark.line, remark.told) for remark in read_markdown(source).remarks]


def test_headings_are_sections_and_paragraphs_and_items_statements() -> None:
    article = read_markdown(TEXT)

    assert article.title == "How is it treated?"
    assert article.brief == Said("Offer a bisphosphonate first.")
    assert [section.heading for section in article.sections] == ["Drugs", "Red flags"]
    assert article.sections[0].statements == (
        Said("Take 70 mg weekly."),
        Said(
            "Consider denosumab when",
            points=(Said("it cannot be taken"), Said("eGFR is below 35 mL/min")),
        ),
        Said("Do not stop it."),
    )
    assert article.sections[1].statements == (
        Said("Seek help for:", points=(Said("weakness"), Said("fever"))),
    )
    assert article.remarks == ()


figures = st.integers(0, 9999).map(str) | st.decimals(0, 99, places=2).map(str)
units = st.sampled_from(["mg", "mL/min", "m²", "10⁹/L", "%", "IU", "µg", "°C", "weeks"])
signs = st.sampled_from(["", "<", ">", "≤", "≥", "±", "-", "up to ", "not ", "no more than "])
amounts = st.builds("{}{} {}".format, signs, figures, units)


@given(said_of=st.lists(amounts, min_size=1, max_size=5))
def test_figures_units_signs_and_negations_stay_as_they_are(said_of: list[str]) -> None:
    sentence = f"Do not give {' nor '.join(said_of)}."

    article = read_markdown(f"{sentence}\n\n## Drugs\n\n- {sentence}\n")

    assert _texts(article) == [sentence, sentence]


@pytest.mark.parametrize("sentence", ["Give 2*3*4 mg.", "Give 2 * 3 * 4 mg.", "An INR <2 and >3."])
def test_what_only_looks_like_markup_stays(sentence: str) -> None:
    assert _texts(read_markdown(f"## A\n\n{sentence}")) == [sentence]


HOSTILE = [
    "<script>alert(1)</script>",
    "<script>\n\nalert(1)\n\n</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[here](javascript:alert(1))",
    "![a](javascript:alert(1))",
    "<!-- alert(1) -->",
    '<a href="javascript:alert(1)">here</a>',
    "<style>body{background:url(alert(1))}</style>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_markup_and_no_script_survives_and_the_text_around_it_does(hostile: str) -> None:
    article = read_markdown(f"## A\n\nBefore.\n\n{hostile} after.\n\nBehind.\n")

    words = " ".join(_texts(article))
    assert "<" not in words
    assert "script" not in words
    assert "alert(1)" not in words
    assert {"Before.", "Behind."} <= set(_texts(article))
    assert article.remarks


REFERENCES: list[tuple[str, str, tuple[str, ...]]] = [
    ("It works [1].", "It works.", ("1",)),
    ("It works [1, 3-5].", "It works.", ("1", "3", "4", "5")),
    ("It works.²,³", "It works.", ("2", "3")),
    ("It works.<sup>2</sup>", "It works.", ("2",)),
    ("It works[^4].", "It works.", ("4",)),
    ("An area of 5 m² and 10⁹ cells.", "An area of 5 m² and 10⁹ cells.", ()),
]


@pytest.mark.parametrize(("typed", "text", "numbers"), REFERENCES)
def test_a_typed_reference_is_told_and_becomes_a_marker(
    typed: str, text: str, numbers: tuple[str, ...]
) -> None:
    article = read_markdown(f"## A\n\n{typed}")

    assert article.sections[0].statements == (Said(text, numbers),)
    assert (Told.REFERENCE in {remark.told for remark in article.remarks}) is bool(numbers)


def test_what_cannot_be_kept_is_told_with_its_line() -> None:
    source = """# A

![a picture](x.png) See [the site](https://site.example).

| drug | dose |
|---|---|
| x | not 5 mg |

    code

- one
  - two
    - three

## References

1. Somebody. A book.
"""
    assert _told(source) == [
        (3, Told.IMAGE),
        (3, Told.LINK),
        (5, Told.TABLE),
        (9, Told.CODE),
        (12, Told.DEPTH),
        (15, Told.REFERENCE_LIST),
    ]
    assert "x; not 5 mg" in _texts(read_markdown(source))
    assert "three" in _texts(read_markdown(source))


@given(source=st.text(st.sampled_from("#*_-[]()<>`|~!1. \n\tab"), max_size=200))
def test_no_text_is_too_odd_to_be_read(source: str) -> None:
    assert all(text == text.strip() for text in _texts(read_markdown(source)))


@pytest.fixture
def ada(cast: Cast) -> Client:
    return browser(cast.northgate, cast.ada)


def _paste(client: Client, **form: Any) -> Any:
    return client.post("/writing/paste/", {"topic": "Bone", "markdown": TEXT, **form})


def _seen(response: Any) -> str:
    match = re.search(r'name="seen" value="([0-9a-f]{64})"', said(response))
    return match[1] if match else ""


def _versions(cast: Cast) -> list[ArticleVersion]:
    with tenant_scope(cast.northgate.pk):
        return list(ArticleVersion.objects.all())


def test_the_preview_writes_nothing_and_the_second_post_does(cast: Cast, ada: Client) -> None:
    preview = _paste(ada)
    assert preview.status_code == 200
    assert "eGFR is below 35 mL/min" in said(preview)
    assert _versions(cast) == []

    written = _paste(ada, seen=_seen(preview), question="How is it treated?")

    (version,) = _versions(cast)
    assert written["Location"] == f"/writing/{version.public_id}/"
    with tenant_scope(cast.northgate.pk):
        assert version.statements.filter(section__isnull=False, parent=None).count() == 4
        assert version.statements.exclude(parent=None).count() == 4
        assert version.statements.get(role="brief").patient == "Offer a bisphosphonate first."
    assert _paste(ada, seen=_seen(preview), question="How is it treated?").status_code == 422


def test_a_text_that_changed_after_its_preview_is_shown_again(cast: Cast, ada: Client) -> None:
    seen = _seen(_paste(ada))

    again = _paste(ada, seen=seen, question="How is it treated?", markdown=TEXT + "\nMore.\n")

    assert again.status_code == 200
    assert _seen(again) not in ("", seen)
    assert _versions(cast) == []


def test_typed_references_are_markers_that_the_gate_finds(cast: Cast, ada: Client) -> None:
    form = {"markdown": "# Why?\n\nIt works [7].", "question": "Why?"}
    _paste(ada, **form, seen=_seen(_paste(ada, **form)))

    (version,) = _versions(cast)
    with tenant_scope(cast.northgate.pk):
        marker = version.statements.get().unresolved_citations.get()
        rules = {finding.rule for finding in version.gate_runs.get().findings.all()}
    assert marker.name == "reference/7"
    assert "citation-unresolved" in rules


def test_a_file_is_read_and_stays_in_the_box(cast: Cast, ada: Client) -> None:
    file = SimpleUploadedFile("text.md", TEXT.encode("utf-8-sig"))

    response = ada.post("/writing/paste/", {"topic": "Bone", "markdown": "", "file": file})

    assert response.status_code == 200
    assert "Consider denosumab when" in said(response)
    assert _seen(response)


FAULTY: list[tuple[dict[str, Any], str]] = [
    ({"markdown": "  "}, "Paste a text, or choose a file."),
    ({"markdown": "# Only a title"}, "no text below the headings"),
    ({"markdown": "No title at all."}, "no heading of the first level"),
    ({"topic": ""}, "This field is required."),
    ({"markdown": "x" * 200_001}, "200000"),
    ({"markdown": f"# {'x' * 301}\n\nText."}, "first heading is too long"),
    ({"markdown": "# A\n\n" + "- item\n" * 700}, "more than 600 statements"),
    ({"file": SimpleUploadedFile("t.md", b"\xff\xfe\x00")}, "not text in UTF-8"),
]


@pytest.mark.parametrize(("form", "words"), FAULTY)
def test_what_cannot_be_pasted_comes_back_with_the_reason(
    cast: Cast, ada: Client, form: dict[str, Any], words: str
) -> None:
    response = _paste(ada, **form)

    assert response.status_code == 422
    assert words in said(response)
    assert str(form.get("markdown", "Take 70 mg weekly."))[:40].strip() in said(response)
    assert _versions(cast) == []


@pytest.mark.parametrize(("name", "status"), [("rosa", 403), ("boris", 403)])
def test_only_authors_paste(cast: Cast, name: str, status: int) -> None:
    assert _paste(browser(cast.northgate, getattr(cast, name))).status_code == status
