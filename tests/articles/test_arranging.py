"""Adding, moving, deleting and putting back the parts of a draft."""

from __future__ import annotations

from typing import Any

import pytest

from apps.articles.drafts import name_of
from apps.articles.models import AlgorithmStep, Difference, RedFlag, Section, Statement
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.pen import Pen, audited, pen, row_of, said
from tests.cast import Cast, browser


def _part(row: Any) -> str:
    return str(name_of(row))


ADDED: list[tuple[str, Any, dict[str, str], Any]] = [
    ("section", None, {"text": "Prevention"}, Section),
    ("statement", Section, {"text": "Walk daily."}, Statement),
    ("difference", Section, {"text": "Sources differ on walking"}, Difference),
    ("position", Difference, {"text": "Do not walk.", "stance": "against"}, Statement),
    ("step", None, {"text": "Walk", "detail": "Daily"}, AlgorithmStep),
    ("red-flag", None, {"text": "New numbness"}, RedFlag),
]


@pytest.mark.parametrize(("what", "host", "typed", "model"), ADDED, ids=[row[0] for row in ADDED])
def test_what_is_added_says_the_same_at_every_level_and_once(
    cast: Cast, what: str, host: Any, typed: dict[str, str], model: Any
) -> None:
    ada = pen(cast)
    to = _part(row_of(ada, host)) if host else ""
    with tenant_scope(cast.northgate.pk):
        before = model.objects.count()

    responses = [ada.post("add", what=what, to=to, **typed) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert responses[0]["Location"] == responses[1]["Location"]
    with tenant_scope(cast.northgate.pk):
        assert model.objects.count() == before + 1
        added = model.objects.latest("pk")
        words = added.title if model is AlgorithmStep else added.wording()
        assert set(words.values()) == {typed["text"]}
    assert audited(cast, "articles.draft.added") == 1


def test_a_point_and_a_branch_stand_below_their_statement_and_step(cast: Cast) -> None:
    ada = pen(cast)
    first, step = ada.statement("first"), row_of(ada, AlgorithmStep, parent=None)

    ada.post("add", what="statement", to=_part(first), text="Not in pregnancy")
    ada.post("add", what="branch", to=_part(step), text="If weak", detail="Call", is_alert="on")

    assert len(ada.in_order(parent=first)) == 1
    branch = row_of(ada, AlgorithmStep, parent=step, ordinal=2)
    assert (branch.title["patient"], branch.is_alert) == ("If weak", True)


def test_a_draft_without_a_direct_answer_takes_one(cast: Cast) -> None:
    make.store(cast.northgate)
    ada = pen(cast, make.draft(cast, make.article(brief=None)))

    response = ada.post("add", what="brief", text="Treat it.")

    assert response.status_code == 302
    assert ada.statement("brief").patient == "Treat it."
    assert ada.post("add", what="brief", text="Treat it otherwise.").status_code == 409


NOT_ADDED: list[tuple[dict[str, str], int]] = [
    ({"what": "statement", "to": "", "text": "Nowhere"}, 422),
    ({"what": "statement", "to": "section-999999", "text": "Nowhere"}, 404),
    ({"what": "section", "to": "", "text": "   "}, 422),
    ({"what": "step", "to": "", "text": "What without how"}, 422),
    ({"what": "riddle", "to": "", "text": "What is it?"}, 422),
]


@pytest.mark.parametrize(("form", "status"), NOT_ADDED)
def test_what_cannot_be_added_is_refused_with_its_text(
    cast: Cast, form: dict[str, str], status: int
) -> None:
    ada = pen(cast)

    response = ada.post("add", **form)

    assert response.status_code == status
    assert status == 404 or form["text"].strip() in said(response)
    assert audited(cast, "articles.draft.added") == 0


def test_points_go_one_level_deep_and_positions_name_their_direction(cast: Cast) -> None:
    ada = pen(cast)
    child, box = ada.statement("child"), row_of(ada, Difference)
    branch = row_of(ada, AlgorithmStep, parent__isnull=False)

    statuses = [
        ada.post("add", what="statement", to=_part(child), text="Deeper").status_code,
        ada.post("add", what="position", to=_part(box), text="Aimless").status_code,
        ada.post("add", what="branch", to=_part(branch), text="If", detail="Then").status_code,
    ]

    assert statuses == [422, 422, 422]


def test_statements_change_places_and_sections(cast: Cast) -> None:
    ada = pen(cast)
    section = row_of(ada, Section)
    ada.post("add", what="section", text="Prevention")
    other = row_of(ada, Section, key="prevention")

    ada.save(ada.statement("second"), deed="up")
    assert ada.in_order(section=section, parent=None) == ["second", "first"]

    ada.save(ada.statement("second"), deed="section", to_section=_part(other))
    assert ada.in_order(section=other) == ["second", "child"]

    ada.save(ada.statement("child"), deed="out")
    assert ada.in_order(section=other, parent=None) == ["second", "child"]

    ada.save(ada.statement("child"), deed="in")
    assert ada.in_order(parent=ada.statement("second")) == ["child"]
    assert audited(cast, "articles.draft.moved") == 4


def test_sections_steps_differences_and_flags_change_places(cast: Cast) -> None:
    make.store(cast.northgate)
    ada = pen(cast, make.draft(cast, make.long_article()))
    ada.post("add", what="difference", to=_part(row_of(ada, Section, ordinal=1)), text="Another")
    rows = [
        row_of(ada, Section, ordinal=2),
        row_of(ada, AlgorithmStep, parent=None, ordinal=2),
        row_of(ada, RedFlag, ordinal=2),
        row_of(ada, Difference, section__ordinal=1, ordinal=2),
    ]

    texts = [{} if not isinstance(row, AlgorithmStep) else {"title": "T"} for row in rows]
    responses = [ada.save(row, deed="up", **text) for row, text in zip(rows, texts, strict=True)]

    assert [response.status_code for response in responses] == [302] * 4
    with tenant_scope(cast.northgate.pk):
        for row in rows:
            row.refresh_from_db()
    assert [row.ordinal for row in rows] == [1] * 4


def test_a_move_saves_what_was_typed_first(cast: Cast) -> None:
    ada = pen(cast)

    ada.save(ada.statement("second"), text="Typed before moving", deed="up")

    assert ada.statement("second").clinician == "Typed before moving"
    assert ada.in_order(section__isnull=False, parent=None) == ["second", "first"]


def test_a_move_from_a_page_that_is_out_of_date_moves_nothing(cast: Cast) -> None:
    ada = pen(cast)
    stale = ada.form(ada.statement("second"), deed="up")
    ada.post("save", **stale)

    again = ada.post("save", **stale)

    assert again.status_code == 409
    assert ada.in_order(section__isnull=False, parent=None) == ["second", "first"]


NOWHERE: list[tuple[str, dict[str, str], int]] = [
    ("first", {"deed": "up"}, 302),
    ("first", {"deed": "out"}, 400),
    ("second", {"deed": "in"}, 400),
    ("brief", {"deed": "section", "to_section": "section-1"}, 404),
    ("medical-differs-1-1", {"deed": "in"}, 400),
    ("first", {"deed": "sideways"}, 422),
]


@pytest.mark.parametrize(("key", "deed", "status"), NOWHERE)
def test_a_move_that_leads_nowhere_changes_nothing(
    cast: Cast, key: str, deed: dict[str, str], status: int
) -> None:
    ada = pen(cast)

    response = ada.save(ada.statement(key), **deed)

    assert response.status_code == status
    assert audited(cast, "articles.draft.moved") == 0


@pytest.mark.parametrize("deed", ["add", "remove", "restore"])
def test_a_reader_is_refused_and_a_neighbour_finds_nothing(cast: Cast, deed: str) -> None:
    ada = pen(cast)
    part = str(name_of(ada.statement("first")))
    form = {"what": "section", "text": "X", "part": part, "seen": "0" * 64, "removed": "1"}
    rosa = Pen(cast, browser(cast.northgate, cast.rosa), ada.version)
    otto = Pen(cast, browser(cast.harbour, cast.otto), ada.version)

    statuses = [who.post(deed, **form).status_code for who in (rosa, otto)]

    assert statuses == [403, 404]
