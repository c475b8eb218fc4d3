"""A question is followed through whatever happens to the connection, and asked on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Watch
from tests.e2e.test_asking import ARRIVES_MS

TEXT = "Does denosumab help a woman with osteoporosis?"


def _ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()


def _expect_done(page: Page) -> None:
    answer = page.locator("[data-question]")
    expect(answer).to_have_attribute("data-status", "done", timeout=ARRIVES_MS)
    expect(answer).to_contain_text("denosumab")


def test_a_connection_that_breaks_in_the_middle_loses_nothing(visitor: Page, watch: Watch) -> None:
    broken: list[str] = []

    def breaks(route: Route) -> None:
        """Every stream, and the first two readings after the question was taken."""
        is_reading = route.request.method == "GET"
        if is_reading and ("/live/" in route.request.url or len(broken) < 3):
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    visitor.goto("/")
    visitor.route("**/live/**", breaks)
    visitor.route("**/questions/**", breaks)

    _ask(visitor, TEXT)

    _expect_done(visitor)
    assert any("/live/" in url for url in broken)
    assert any("/questions/" in url for url in broken)


def test_a_reload_in_the_middle_loses_nothing(visitor: Page) -> None:
    visitor.goto("/")
    visitor.route("**/questions/*/", lambda route: route.abort())
    visitor.route("**/live/**", lambda route: route.abort())
    _ask(visitor, TEXT)
    expect(visitor.locator("[data-question]")).to_be_visible()
    visitor.unroute_all()

    visitor.reload()
    visitor.get_by_role("link", name="My questions").first.click()
    visitor.get_by_role("link", name=TEXT).click()

    _expect_done(visitor)


@pytest.mark.parametrize("scripts", ["visitor", "visitor_without_scripts"])
def test_a_follow_up_goes_on_with_its_thread(scripts: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(scripts)
    page.goto("/articles/chronic-wedge-fracture/")
    _ask(page, TEXT)
    _expect_done(page)
    page.goto(page.locator("[data-permalink]").get_attribute("href") or "")

    _ask(page, "How often is it given?")

    expect(page.get_by_role("navigation", name="This thread")).to_contain_text(TEXT)
    expect(page.locator(".assumed")).to_contain_text("denosumab", timeout=ARRIVES_MS)


def test_a_sentence_is_judged_by_keyboard(visitor: Page) -> None:
    visitor.goto("/")
    _ask(visitor, TEXT)
    _expect_done(visitor)
    visitor.goto(visitor.locator("[data-permalink]").get_attribute("href") or "")

    visitor.locator(".judge summary").first.press("Enter")
    visitor.get_by_label("Unsafe").first.press("Space")
    visitor.get_by_label("Note for the editors").first.fill("She fell.")
    visitor.get_by_label("Note for the editors").first.press("Tab")
    visitor.keyboard.press("Enter")

    expect(visitor.get_by_role("status").first).to_contain_text("The editors see what you said")
    expect(visitor.locator(".judge summary").first).to_contain_text("You said: Unsafe")
