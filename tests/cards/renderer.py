"""Check and draw Adaptive Cards with Microsoft's own renderer, npm `adaptivecards`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import Browser, on_browser_thread

HERE = Path(__file__).resolve().parent


class Renderer:
    """A page with the renderer in it, set up as Teams sets it up: schema 1.5, light theme, six actions at most."""

    def __init__(self, browser: Browser, page: Page) -> None:
        """Take a browser and a page of it that shows `renderer.html`."""
        self.browser = browser
        self._page = page

    @on_browser_thread
    def check(self, card: Mapping[str, Any]) -> list[str]:
        """Return every fault the renderer finds: unknown elements and properties, wrong values, an empty card."""
        return self._page.evaluate("card => checkCard(card)", card)

    @on_browser_thread
    def screenshot(self, card: Mapping[str, Any], path: Path, width: int = 320) -> Path:
        """Draw a card at a width in pixels (320 is a phone) into a PNG file, and return the file's path."""
        self._page.evaluate("([card, width]) => showCard(card, width)", [card, width])
        self._page.locator("#card").screenshot(path=path)
        return path


def open_renderer(browser: Browser) -> Renderer:
    """Open the renderer's page. Raise FileNotFoundError when npm's packages are not installed."""
    page = browser.open_page(width=1024, height=768, scale=2)
    page.goto((HERE / "renderer.html").as_uri())
    if not page.evaluate("typeof showCard === 'function'"):
        raise FileNotFoundError("The card renderer did not load. Run `make setup`: it installs npm's packages.")
    return Renderer(browser, page)


@pytest.fixture(scope="session")
def renderer(browser: Browser) -> Renderer:
    """Open the run's one card renderer."""
    return browser.run(lambda: open_renderer(browser))
