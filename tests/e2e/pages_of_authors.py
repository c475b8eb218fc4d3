"""The author's pages, for the tests that look at every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

_DRAFT: Final = "main .list a[href^='/writing/']"


def _at(address: str) -> Callable[[Page], None]:
    return lambda page: page.goto(address) and None


def _paste(page: Page) -> None:
    page.goto("/writing/paste/")
    page.get_by_label("Text in Markdown").fill("# Why?\n\nIt works [1].\n\n## How\n\n- So")
    page.get_by_label("Topic").fill("Bone")
    page.get_by_role("button", name="Show what it becomes").click()
    page.get_by_role("heading", name="What it becomes").wait_for()


def _edit(page: Page) -> None:
    """A draft, begun where there is none yet."""
    page.goto("/writing/")
    if page.locator(_DRAFT).count():
        page.goto(page.locator(_DRAFT).first.get_attribute("href") or "")
    else:
        page.get_by_role("button", name="Write a new version").first.click()
        page.locator("[data-editor]").wait_for()


def _edit_opened(page: Page) -> None:
    _edit(page)
    page.evaluate("document.querySelectorAll('main details').forEach(it => { it.open = true; })")


def _linked(selector: str) -> Callable[[Page], None]:
    """The first page that the draft links to so."""

    def go(page: Page) -> None:
        _edit(page)
        page.goto(page.locator(selector).first.get_attribute("href") or "")

    return go


def _cite_beside(page: Page) -> None:
    _edit(page)
    page.locator("a[data-cite]").first.click()
    page.locator("[data-pick]").wait_for()


def _two_texts(page: Page) -> None:
    """Somebody else saved the same statement since this page was opened."""
    _edit(page)
    form = page.locator("form[data-save]").nth(1)
    form.locator("[name=base]").evaluate("field => { field.value = '0'.repeat(64); }")
    form.locator("textarea").fill("Words of two people.")
    form.locator("textarea").blur()
    page.locator("[data-kept]").wait_for()


WRITING: Final[dict[str, Callable[[Page], None]]] = {
    "writing": _at("/writing/"),
    "new article": _at("/writing/new/"),
    "paste": _paste,
    "editor": _edit,
    "editor, opened": _edit_opened,
    "citing": _cite_beside,
    "choosing": _linked("a[data-cite]"),
    "basis": _linked("a[href*='/basis/']"),
    "deleting": _linked("a[href*='/remove/']"),
    "submitting": _linked("a[href$='/submit/']"),
    "putting away": _linked("a[href$='/put-away/']"),
    "two texts": _two_texts,
}
