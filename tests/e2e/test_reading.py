"""What a reader is promised of the article page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

ARTICLE = "/articles/chronic-wedge-fracture/"


def test_a_reader_sees_at_a_glance_that_nobody_has_reviewed_it(visitor: Page) -> None:
    visitor.goto(ARTICLE)

    expect(visitor.get_by_role("heading", level=1)).to_contain_text("chronic wedge fracture")
    expect(visitor.get_by_text("Pending human review")).to_be_visible()
    expect(visitor.locator("[aria-current=step]")).to_contain_text("Submitted")
    assert visitor.locator("meta[name=robots]").get_attribute("content") == "noindex"


def test_a_reader_chooses_a_level_and_it_is_remembered(visitor: Page) -> None:
    visitor.goto(ARTICLE)
    clinician = visitor.locator("#s1-1").inner_text()

    visitor.get_by_role("radio", name="Patient or family").check(force=True)
    visitor.wait_for_load_state("load")
    expect(visitor.get_by_role("radio", name="Patient or family")).to_be_checked()
    visitor.goto("/articles/stopping-denosumab/")

    expect(visitor.get_by_role("radio", name="Patient or family")).to_be_checked()
    visitor.goto(ARTICLE)
    assert visitor.locator("#s1-1").inner_text() != clinician


def test_a_citation_leads_to_its_reference_and_to_the_recommendation(visitor: Page) -> None:
    visitor.goto(ARTICLE)
    marker = visitor.locator("#s1-1 .cite > a").first
    number = marker.inner_text()

    marker.hover()
    card = visitor.locator("#s1-1 .refcard").first
    expect(card).to_be_visible()
    marker.focus()
    visitor.keyboard.press("Escape")
    expect(card).to_be_hidden()
    marker.click()

    assert visitor.url.endswith(f"#r{number}")
    expect(visitor.locator(f"#r{number}")).to_be_visible()
    marker.focus()
    card.get_by_role("link").first.click()
    visitor.wait_for_url("**/recommendations/**")
    expect(visitor.get_by_text("Demonstration content").first).to_be_visible()


def test_the_article_reads_whole_without_javascript(visitor_without_scripts: Page) -> None:
    page = visitor_without_scripts
    page.goto(ARTICLE)

    page.get_by_role("radio", name="Patient or family").check(force=True)
    page.get_by_role("button", name="Use this wording").click()

    expect(page.get_by_role("radio", name="Patient or family")).to_be_checked()
    for heading in ("In brief", "References", "Seek help now if"):
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
