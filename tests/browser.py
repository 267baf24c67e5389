"""One headless Chromium for the whole test run, usable from any test, async or not."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

import pytest
from playwright import sync_api as playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_SECONDS = 60.0

# Only these are routed: a routed request waits until the browser's thread next has something to run
ELSEWHERE = re.compile(r"^https?://(?!(127\.0\.0\.1|localhost)[:/])")

P = ParamSpec("P")
T = TypeVar("T")


class NoBrowserError(Exception):
    """Raised when this machine has no Chromium; the message says how to name one."""


def find_chromium(environment: Mapping[str, str]) -> str:
    """Find the Chromium to drive: the one `CHROMIUM` names, or else the first on the PATH."""
    if named := environment.get("CHROMIUM"):
        if found := shutil.which(named):
            return found
        raise NoBrowserError(f"CHROMIUM is {named!r}, which is no program that can be run.")
    for name in NAMES:
        if found := shutil.which(name, path=environment.get("PATH")):
            return found
    raise NoBrowserError(
        f"No browser found on the PATH ({', '.join(NAMES)}). Install Chromium or Chrome, "
        "or set CHROMIUM to the path of its executable."
    )


class Browser:
    """A headless Chromium on a thread of its own.

    Playwright's synchronous API leaves an event loop running on the thread that uses it, which pytest-asyncio refuses:
    hence the thread. Only what `run` runs may touch a page.
    """

    def __init__(self, executable: str) -> None:
        """Take the path of the browser; nothing starts before the context is entered."""
        self.executable = executable
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")

    def __enter__(self) -> Self:
        """Start the browser."""
        playwright.expect.set_options(timeout=PATIENCE_SECONDS * 1000)
        self._playwright = self.run(lambda: playwright.sync_playwright().start())
        self._chromium = self.run(
            lambda: self._playwright.chromium.launch(executable_path=self.executable, args=[*FLAGS])
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End the browser and its thread."""
        self.run(self._chromium.close)
        self.run(self._playwright.stop)
        self._thread.shutdown()

    def run(self, work: Callable[[], T]) -> T:
        """Run the work on the browser's thread and return what it returns."""
        if threading.current_thread().name.startswith("browser"):
            return work()
        return self._thread.submit(work).result()

    def open_page(self, width: int, height: int, *, scale: float = 1) -> playwright.Page:
        """Open an empty page that reaches nothing beyond this machine. Call it on the browser's thread."""
        context = self._chromium.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, locale="en-US"
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        context.route(ELSEWHERE, lambda route: route.abort())
        return context.new_page()


class Driven(Protocol):
    """Whatever drives pages of a browser."""

    @property
    def browser(self) -> Browser:
        """The browser driven."""
        ...


D = TypeVar("D", bound=Driven)


def on_browser_thread(method: Callable[Concatenate[D, P], T]) -> Callable[Concatenate[D, P], T]:
    """Make a method run on its browser's thread, whoever calls it."""

    @wraps(method)
    def run(self: D, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.browser.run(lambda: method(self, *args, **kwargs))

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the run's one browser, when a test first wants it."""
    with Browser(find_chromium(os.environ)) as started:
        yield started
