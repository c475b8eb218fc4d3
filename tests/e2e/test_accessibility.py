"""Every page at three widths, light and dark: no violation of WCAG 2.2 AA, nothing cut off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import documents
from tests.e2e.conftest import Product, Watch, sign_in
from tests.e2e.pages_of_authors import WRITING

OPTIONS: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
# Phone, tablet, desktop. Colours do not depend on the width: each scheme is seen whole once.
VIEWS: Final = ((390, "dark"), (834, "light"), (1440, "light"), (1440, "dark"))
ARTICLE: Final = "/articles/chronic-wedge-fracture/"


def _first(address: str, *selectors: str) -> Callable[[Page], None]:
    """From `address` on, go to the first page that each selector links to."""

    def go(page: Page) -> None:
        page.goto(address)
        for selector in selectors:
            page.goto(page.locator(selector).first.get_attribute("href") or "")

    return go


def _upload(name: str, document: Any, heading: str) -> Callable[[Page], None]:
    """Import a file, and wait for its page to say what became of it."""

    def go(page: Page) -> None:
        page.goto("/curation/imports/")
        file = {
            "name": name,
            "mimeType": "application/json",
            "buffer": json.dumps(document).encode(),
        }
        page.get_by_label("Files").set_input_files(file)
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=30_000)

    return go


def _at(address: str) -> Callable[[Page], None]:
    return lambda page: page.goto(address) and None


def _ask(text: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(ARTICLE)
        page.get_by_label("Your question").fill(text)
        page.get_by_role("button", name="Ask", exact=True).click()
        done = page.locator("[data-question]")
        expect(done).to_have_attribute("data-status", "done", timeout=30_000)
        page.goto(page.locator("[data-permalink]").get_attribute("href") or "")

    return go


def _ask_on(page: Page) -> None:
    """In a thread, with what was assumed, and what its asker says of a sentence."""
    _ask("What if she cannot take a bisphosphonate?")(page)
    page.get_by_label("Your question").fill("How often is it given?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".assumed").wait_for(timeout=30_000)
    page.locator(".judge summary").first.click()


def _report(page: Page) -> None:
    page.goto(f"{ARTICLE}report/?part=algorithm/1")
    page.get_by_label("Unclear").check()
    page.get_by_label("Say it in your words").fill("What does this step mean?")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Your report", exact=True)).to_be_visible()


PUBLIC: Final[dict[str, Callable[[Page], None]]] = {
    "library": _at("/"),
    "article": _at(ARTICLE),
    "history": _at(f"{ARTICLE}history/"),
    "comparison": _at(f"{ARTICLE}compare/"),
    "store": _at("/guidelines/"),
    "store, narrowed": _at("/guidelines/?q=bone+drugs&direction=for&age=70"),
    "store, refused": _at("/guidelines/?direction=sideways"),
    "guideline": _first("/guidelines/", "main a[href^='/guidelines/']"),
    "recommendation": _first(ARTICLE, ".refcard a"),
    "report": _at(f"{ARTICLE}report/?part=bisphosphonate"),
    "receipt": _report,
    "policy": _at("/editorial-policy/"),
    "version of the policy": _at("/editorial-policy/v1/"),
    "disclaimer": _at("/disclaimer/"),
    "board": _at("/board/"),
    "member": _first("/board/", ".people a"),
    "register of interests": _at("/interests/register/"),
    "sign in": _at("/account/login/"),
    "password reset": _at("/account/password/reset/"),
    "not found": _at("/nowhere/"),
    "question": _ask("What if she cannot take a bisphosphonate?"),
    "follow-up": _ask_on,
    "my questions": _at("/questions/mine/"),
    "needs a person": _ask("Should I stop my denosumab?"),
}


def _reported(page: Page) -> None:
    _report(page)
    _first("/desk/reports/", "main .list h3 a")(page)


DESK: Final[dict[str, Callable[[Page], None]]] = {
    "desk": _at("/desk/"),
    "review": _first("/desk/", "main .list h3 a"),
    "comments": _at(f"{ARTICLE}comments/"),
    "notices": _at("/account/notices/"),
    "feedback": _at("/desk/feedback/"),
    "interests": _at("/interests/?q=bone"),
    "interest": _at("/interests/?about=denosumab"),
    "due reviews": _at("/desk/due/"),
    "reports": _at("/desk/reports/"),
    "report on the desk": _reported,
    "calibration": _at("/desk/calibration/"),
    "sign out": _at("/account/logout/"),
}


def _issues(page: Page) -> None:
    page.goto("/curation/imports/")
    refused = page.locator("main h3 a:text('refused')").first.get_attribute("href") or ""
    page.goto(f"{refused}issues/")


def _deed(name: str, query: str = "") -> Callable[[Page], None]:
    """The page of a deed on the first recommendation that an article cites."""

    def go(page: Page) -> None:
        page.goto(ARTICLE)
        record = page.locator(".refcard a").first.get_attribute("href") or ""
        page.goto(f"/curation{record}{name}/{query}")

    return go


def _edition(page: Page) -> None:
    _first("/guidelines/", "main .list a[href^='/guidelines/']")(page)
    page.goto(page.locator(".curators a").first.get_attribute("href") or "")


def _inviting(page: Page) -> None:
    page.goto("/desk/")
    assign = page.locator("main .list h3 a").first.get_attribute("href") or ""
    page.goto(assign.replace("/assign/", "/invite/"))


CURATION: Final[dict[str, Callable[[Page], None]]] = {
    "curation": _at("/curation/"),
    "imports": _at("/curation/imports/"),
    "planned import": _upload("bones.json", documents.package(), "Your decision"),
    "refused import": _upload("refused.json", documents.package(bodies=[]), "Refused"),
    "issues": _issues,
    "reviews": _at("/curation/reviews/"),
    "review of an edition": _first("/curation/reviews/?which=undated", "main .list a"),
    "changes": _at("/curation/changes/"),
    "conflicts": _at("/curation/conflicts/"),
    "conflict": _first("/curation/conflicts/?state=all", "main .list a"),
    "successors": _at("/curation/successors/"),
    "not covered": _ask("Does colchicine help in osteoporosis?"),
    "gaps": _at("/curation/gaps/"),
    "gap": _first("/curation/gaps/", "main .list h3 a"),
    "withdraw": _deed("withdraw"),
    "supersede": _deed("supersede", "?q=vertebral fracture"),
    "reinstate": _deed("reinstate"),
    "withdraw edition": _edition,
    "words": _at("/curation/words/?q=fracture"),
    "words of a concept": _first("/curation/words/", "main .list a"),
    "exports": _at("/curation/exports/"),
    "works": _at("/curation/works/"),
    "work": _first("/curation/works/", "main .list h3 a"),
    "drugs": _at("/curation/drugs/"),
    "drug": _first("/curation/drugs/?q=calcitonin", "main .list h3 a"),
    "libraries": _at("/curation/libraries/"),
    "library of one's own": _first("/curation/libraries/", "main .list h3 a"),
    "publishing": _first("/curation/libraries/", "main .list h3 a", "a[href$='/publish/']"),
    "adapting": _first(ARTICLE, ".refcard a", "a[href$='/adapt/']"),
}
# Harbour took over what Northgate publishes.
SHARING: Final[dict[str, Callable[[Page], None]]] = {
    "subscriptions": _at("/curation/libraries/"),
    "subscription": _first("/curation/libraries/", "main .list h3 a"),
    "library of others": _first("/curation/libraries/", "main .list h3 a", "main h1 a"),
    "adaptations": _at("/curation/adaptations/"),
    "adaptation": _first("/curation/adaptations/", "main .list h3 a"),
}


def _preview(page: Page) -> None:
    page.goto("/settings/policies/editorial-policy/")
    page.get_by_label("Text").fill("## Review\n\nWe read everything *twice*.")
    page.get_by_label("What changed, in a line").fill("Shorter")
    page.get_by_role("button", name="Preview").click()
    page.locator(".preview").wait_for()


ADMIN: Final[dict[str, Callable[[Page], None]]] = {
    "queue": _at("/desk/"),
    "assigning": _first("/desk/", "main .list h3 a"),
    "inviting": _inviting,
    "settings": _at("/settings/"),
    "language model": _at("/settings/model/"),
    "gate": _at("/settings/gate/"),
    "board settings": _at("/settings/board/"),
    "member of the board": _first("/settings/board/", "main .table a"),
    "new member": _at("/settings/board/members/"),
    "credentials to check": _first("/board/", ".people a"),
    "policies": _at("/settings/policies/"),
    "next policy": _preview,
    "next disclaimer": _at("/settings/policies/disclaimer/"),
    "calibration": _at("/settings/calibration/"),
}


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
@pytest.mark.parametrize(
    ("email", "pages"),
    [
        ("", PUBLIC),
        ("boris@northgate.example", DESK),
        ("cleo@northgate.example", CURATION),
        ("hana@harbour.example", SHARING),
        ("edda@northgate.example", ADMIN),
        ("ada@northgate.example", WRITING),
    ],
    ids=["reader", "board", "curator", "neighbour", "admin", "author"],
)
def test_no_page_shuts_anybody_out(
    browser: Browser,
    product: Product,
    watch: Watch,
    email: str,
    pages: dict[str, Callable[[Page], None]],
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    watch.expected |= {404, 409, 422}
    watch.origin = product.harbour if "@harbour" in email else product.northgate
    context = browser.new_context(
        base_url=watch.origin,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = watch.follow(context.new_page())
    if email:
        sign_in(page, email, product)

    faults = [fault for name, go in pages.items() for fault in _faults_of(page, name, go)]

    context.close()
    assert faults == []


def _faults_of(page: Page, name: str, go: Callable[[Page], None]) -> list[str]:
    go(page)
    page.wait_for_load_state("load")
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    faults = [
        f"{name}: {violation['id']}: {[node['html'][:100] for node in violation['nodes'][:3]]}"
        for violation in violations
    ]
    root = "document.documentElement"
    if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        faults.append(f"{name}: scrolls sideways")
    return faults
