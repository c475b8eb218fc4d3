"""The journey of a board member who has never seen an article of ten statements: they ask for one
change, get it, and approve. `-s` prints what it took (docs/benchmarks.md).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ROOT, Product, Watch, sign_in

QUESTION = "Do I need an antibiotic for a sore throat?"
FIRST = "1.1"
REASON = "Say about, not around."


@dataclass
class Hand:
    """Somebody at the page: every click and key is counted, and so is the time of the steps."""

    page: Page
    clicks: int = 0
    keys: int = 0
    typed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def click_and_arrive(self, target: Locator) -> None:
        """A key that is pressed before the next page is there would fall upon the last one."""
        with self.page.expect_navigation():
            self.click(target)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.typed += len(text)
        self.page.keyboard.type(text)

    def press_and_arrive(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key)

    def is_at(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))


@pytest.fixture
def mei(browser: Browser, product: Product, watch: Watch) -> Iterator[Page]:
    watch.origin = product.harbour
    context = browser.new_context(base_url=product.harbour, reduced_motion="reduce")
    page = watch.follow(context.new_page())
    sign_in(page, "mei@harbour.example", product)
    yield page
    context.close()


def test_ten_statements_are_approved_after_one_change_in_few_clicks_and_keys(
    mei: Page, product: Product
) -> None:
    hand = Hand(mei)

    began = time.monotonic()
    _read_and_ask(hand)
    hand.seconds["reading, and asking for a change"] = time.monotonic() - began
    subprocess.run(
        [sys.executable, "-m", "tests.e2e.resubmitting", str(product.data)], cwd=ROOT, check=True
    )
    began = time.monotonic()
    _look_again_and_approve(hand)
    hand.seconds["looking at what changed, and approving"] = time.monotonic() - began

    _print(hand)
    assert (hand.clicks, hand.keys) == (11, 23)


def _read_and_ask(hand: Hand) -> None:
    page = hand.page
    hand.click_and_arrive(page.get_by_role("link", name="Review desk").first)
    hand.click_and_arrive(page.get_by_role("link", name=QUESTION).first)
    hand.click_and_arrive(page.get_by_role("button", name="Take under review"))
    hand.press("j")
    while hand.is_at() != "decision":
        if hand.is_at() == "s1-1":
            hand.press("c")
            hand.type(REASON)
            hand.press("Tab")
            hand.press_and_arrive("Enter")
            hand.press("j")
            hand.press("j")
        else:
            hand.press_and_arrive("s")
    hand.click(page.get_by_text("Name the parts that have to change"))
    hand.click(page.get_by_label(FIRST, exact=True))
    hand.click(page.locator("#reason"))
    hand.type(REASON)
    hand.click_and_arrive(page.get_by_role("button", name="Ask for changes"))
    expect(page.get_by_text("You asked for changes.")).to_be_visible()


def _look_again_and_approve(hand: Hand) -> None:
    page = hand.page
    hand.click_and_arrive(page.get_by_role("link", name="Review desk").first)
    hand.click_and_arrive(page.get_by_role("link", name=QUESTION).first)
    expect(page.get_by_text("Changed since you looked")).to_have_count(1)
    hand.click_and_arrive(page.get_by_role("button", name="Take under review"))
    hand.press("j")
    while hand.is_at() != "s1-1":
        hand.press("j")
    hand.press_and_arrive("s")
    hand.click_and_arrive(page.get_by_role("button", name="Approve this version"))
    expect(page.get_by_text("This version is approved.")).to_be_visible()


def _print(hand: Hand) -> None:
    spent = ", ".join(f"{name}: {spent:.1f} s" for name, spent in hand.seconds.items())
    sys.stderr.write(
        f"\n{hand.clicks} clicks, {hand.keys} keys, {hand.typed} letters typed; {spent}\n"
    )
