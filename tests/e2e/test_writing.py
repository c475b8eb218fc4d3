"""Writing in a real browser: two people at once, no network, and no mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Product, Watch, sign_in

SAVED = "All changes are saved."
# A pause, a request with the gate in it, and a machine that does other things as well.
PATIENCE = 20_000


@pytest.fixture
def tabs(browser: Browser, product: Product, watch: Watch) -> Iterator[tuple[Page, Page]]:
    """Ada in two browsers, both at the same draft."""
    pages = []
    for _ in range(2):
        context = browser.new_context(base_url=product.northgate)
        page = watch.follow(context.new_page())
        sign_in(page, "ada@northgate.example", product)
        pages.append(page)
    _open_draft(pages[0])
    pages[1].goto(pages[0].url)
    yield pages[0], pages[1]
    for page in pages:
        page.context.close()


def _open_draft(page: Page) -> None:
    page.goto("/writing/")
    draft = page.locator("main .list a[href^='/writing/']")
    if draft.count():
        draft.first.click()
    else:
        page.get_by_role("button", name="Write a new version").first.click()
    page.locator("[data-editor]").wait_for()


def _text(page: Page, number: str) -> Locator:
    return page.get_by_label(f"Statement {number}", exact=True)


def _state(page: Page) -> Locator:
    return page.locator("[data-state]")


def test_a_text_is_saved_when_its_author_pauses(tabs: tuple[Page, Page]) -> None:
    page, other = tabs

    _text(page, "1.1").fill("Give 60 mg, not more. [9]")
    expect(_state(page)).to_have_text(SAVED, timeout=PATIENCE)

    expect(page.get_by_text("typed marker “[9]”")).not_to_have_count(0)
    other.reload()
    expect(_text(other, "1.1")).to_have_value("Give 60 mg, not more. [9]")


def test_two_people_at_one_statement_see_both_texts(tabs: tuple[Page, Page], watch: Watch) -> None:
    watch.expected.add(409)
    first, second = tabs
    _text(first, "1.1").fill("Words of the first.")
    expect(_state(first)).to_have_text(SAVED, timeout=PATIENCE)

    _text(second, "1.1").fill("Words of the second.")

    both = second.locator("[data-kept]")
    expect(both.get_by_text("Words of the first.")).to_be_visible(timeout=PATIENCE)
    expect(both.get_by_label("your text")).to_have_value("Words of the second.")
    both.get_by_role("button", name="Save my text").click()
    expect(_state(second)).to_have_text(SAVED, timeout=PATIENCE)
    first.reload()
    expect(_text(first, "1.1")).to_have_value("Words of the second.")


def test_whoever_keeps_the_others_text_goes_on_with_it(
    tabs: tuple[Page, Page], watch: Watch
) -> None:
    watch.expected.add(409)
    first, second = tabs
    _text(first, "1.2").fill("Words to keep.")
    expect(_state(first)).to_have_text(SAVED, timeout=PATIENCE)
    _text(second, "1.2").fill("Words to give up.")

    second.get_by_role("link", name="Keep their text").click()

    expect(_text(second, "1.2")).to_have_value("Words to keep.")
    expect(_state(second)).to_have_text(SAVED, timeout=PATIENCE)
    _text(second, "1.2").fill("Words to keep, and more.")
    expect(_state(second)).to_have_text(SAVED, timeout=PATIENCE)


def test_different_statements_go_side_by_side(tabs: tuple[Page, Page]) -> None:
    first, second = tabs

    _text(first, "1.1").fill("First of two.")
    _text(second, "1.2").fill("Second of two.")

    for page in tabs:
        expect(_state(page)).to_have_text(SAVED, timeout=PATIENCE)
    first.reload()
    expect(_text(first, "1.1")).to_have_value("First of two.")
    expect(_text(first, "1.2")).to_have_value("Second of two.")


def test_without_a_connection_nothing_is_lost(tabs: tuple[Page, Page]) -> None:
    page, other = tabs
    page.context.set_offline(True)
    _text(page, "1.1").fill("Typed in a tunnel.")
    expect(_state(page)).to_contain_text("No connection.", timeout=PATIENCE)

    page.context.set_offline(False)

    expect(_state(page)).to_have_text(SAVED, timeout=PATIENCE)
    other.reload()
    expect(_text(other, "1.1")).to_have_value("Typed in a tunnel.")


def test_a_text_that_was_never_sent_is_there_when_the_page_is_opened_again(
    tabs: tuple[Page, Page],
) -> None:
    page, _ = tabs
    address = page.url
    page.context.set_offline(True)
    _text(page, "1.1").fill("Typed before the crash.")
    expect(_state(page)).to_contain_text("No connection.", timeout=PATIENCE)
    context = page.context
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)

    expect(_text(again, "1.1")).to_have_value("Typed before the crash.")
    expect(_state(again)).to_have_text(SAVED, timeout=PATIENCE)


def test_all_of_it_goes_without_a_mouse(tabs: tuple[Page, Page]) -> None:
    page, _ = tabs
    _text(page, "1.1").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Typed.")

    cite = page.locator("#" + _part_of(page, "1.1")).get_by_role("link", name="Cite a recommend")
    cite.focus()
    page.keyboard.press("Enter")
    search = page.get_by_label("Search the guideline store")
    expect(search).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Control+A")
    page.keyboard.type("vertebroplasty")
    page.keyboard.press("Enter")
    expect(search).to_have_value("vertebroplasty")
    pick = page.locator("[data-pick] button", has_text="Cite this").first
    pick.focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-pick]")).to_have_count(0, timeout=PATIENCE)
    expect(_text(page, "1.1")).to_have_value(re.compile(r" Typed\.$"))


def _part_of(page: Page, number: str) -> str:
    return (_text(page, number).get_attribute("id") or "").removeprefix("t-")


def test_without_scripts_each_part_has_its_own_button(
    browser: Browser, product: Product, watch: Watch, tabs: tuple[Page, Page]
) -> None:
    context = browser.new_context(
        base_url=product.northgate,
        java_script_enabled=False,
        storage_state=tabs[0].context.storage_state(),
    )
    page = watch.follow(context.new_page())
    page.goto(tabs[0].url)

    _text(page, "1.2").fill("Saved by a button.")
    part = page.locator("#" + _part_of(page, "1.2"))
    part.get_by_role("button", name="Save").first.click()

    expect(_text(page, "1.2")).to_have_value("Saved by a button.")
    assert page.url.endswith("#" + _part_of(page, "1.2"))
    context.close()
