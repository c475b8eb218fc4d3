"""What somebody who asks is promised, on the page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Watch

ARTICLE = "/articles/chronic-wedge-fracture/"
ARRIVES_MS = 30_000


def test_a_reader_asks_and_sees_the_answer_arrive_cited(visitor: Page) -> None:
    visitor.goto(ARTICLE)

    visitor.get_by_label("Your question").fill("What if she cannot take a bisphosphonate?")
    visitor.get_by_role("button", name="Ask", exact=True).click()

    answer = visitor.locator("[data-question]")
    expect(answer).to_have_attribute("data-status", "done", timeout=ARRIVES_MS)
    expect(answer).to_contain_text("denosumab")
    assert visitor.url.split("#")[0].endswith(ARTICLE), "the answer comes in place"
    for sentence in answer.locator(".say, .sent > li").all():
        expect(sentence.locator(".cite").first).to_be_attached()


def test_what_the_store_does_not_cover_is_said_with_what_is_near(visitor: Page) -> None:
    visitor.goto(ARTICLE)

    visitor.get_by_label("Your question").fill("How is measles treated?")
    visitor.get_by_role("button", name="Ask", exact=True).click()

    answer = visitor.locator("[data-question]")
    expect(answer).to_have_attribute("data-status", "done", timeout=ARRIVES_MS)
    expect(answer).to_contain_text("measles")
    expect(answer.get_by_text("Not covered").first).to_be_visible()
    expect(answer.locator("a[href^='/recommendations/']").first).to_be_visible()


def test_a_refused_question_stays_in_the_box(visitor: Page, watch: Watch) -> None:
    watch.expected.add(400)
    visitor.goto(ARTICLE)
    box = visitor.get_by_label("Your question")
    box.fill("x" * 1500)
    visitor.get_by_role("button", name="Ask", exact=True).click()

    expect(visitor.get_by_role("alert")).to_contain_text("1000 characters")
    expect(box).to_have_value("x" * 1500)


def test_asking_works_without_javascript(visitor_without_scripts: Page) -> None:
    page = visitor_without_scripts
    page.goto(ARTICLE)

    page.get_by_label("Your question").fill("Can she wear a brace?")
    page.get_by_role("button", name="Ask", exact=True).click()

    page.wait_for_url("**/questions/**")
    expect(page.locator("[data-question]")).to_have_attribute(
        "data-status", "done", timeout=ARRIVES_MS
    )
    expect(page.locator("[data-question]")).to_contain_text("brace")
