"""What a board member is promised: from the queue to the approved page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

ARTICLE = "/articles/stopping-denosumab/"
QUESTION = "What should happen when denosumab is stopped?"
REVIEWED = "Reviewed by Dr Boris Hale, Orthopaedic surgery"


def test_a_board_member_takes_signs_and_approves_and_the_page_says_so(
    board_member: Page, visitor: Page
) -> None:
    visitor.goto(ARTICLE)
    expect(visitor.get_by_text("Pending human review")).to_be_visible()

    board_member.goto("/desk/")
    board_member.get_by_role(
        "link", name="What should happen when denosumab is stopped?"
    ).first.click()
    board_member.get_by_role("button", name="Take under review").click()
    expect(board_member.get_by_text("0 of 1 members have signed all")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("In review, 0 of 1 signed").first).to_be_visible()
    board_member.get_by_role("button", name="Sign all that I have read").click()
    board_member.get_by_role("button", name="Approve this version").click()

    expect(board_member.get_by_text("This version is approved.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text(REVIEWED).first).to_be_visible()
    expect(visitor.get_by_text("Pending human review")).to_have_count(0)
    assert visitor.locator("meta[name=robots]").count() == 0
