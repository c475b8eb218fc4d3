"""What a curator is promised: from a file to the store, with scripts and without."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests import documents
from tests.e2e.conftest import Product, Watch, sign_in

CURATOR = "cleo@northgate.example"


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def curator(
    browser: Browser, product: Product, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=product.northgate, java_script_enabled=bool(request.param)
    )
    page = watch.follow(context.new_page())
    sign_in(page, CURATOR, product)
    yield page
    context.close()


def file(key: str) -> FilePayload:
    """A guideline that no other test imports."""
    document = documents.package()
    document["guidelines"][0] |= {"key": key, "title": f"Walking every day, {key}"}
    return {
        "name": f"{key}.json",
        "mimeType": "application/json",
        "buffer": json.dumps(document).encode(),
    }


def test_a_curator_uploads_approves_and_finds_it_in_the_store(
    curator: Page, request: pytest.FixtureRequest
) -> None:
    key = f"walking-{request.node.callspec.id}".replace(" ", "-")
    curator.goto("/curation/imports/")

    curator.get_by_label("Files").set_input_files(file(key))
    curator.get_by_role("button", name="Upload", exact=True).click()
    expect(curator.get_by_role("heading", name="Your decision")).to_be_visible(timeout=30_000)
    curator.get_by_role("button", name="Approve and store").click()
    expect(curator.get_by_role("heading", name="Stored", exact=True)).to_be_visible(timeout=30_000)
    curator.get_by_role("link", name=f"Walking every day, {key}").click()

    expect(curator.get_by_text("Offer a bisphosphonate first").first).to_be_visible()
