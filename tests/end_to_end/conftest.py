"""A running bot and a running Playground for each file of tests, and a page for each test that wants one."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest

from scripts.run import (
    STARTUP_SECONDS,
    CannotRunError,
    Child,
    bot_environment,
    end,
    playground_environment,
    start_bot,
    start_playground,
    wait_until,
)
from tests.browser import Browser
from tests.end_to_end.company import Company, read_company
from tests.end_to_end.page import PHONE, Page
from tests.end_to_end.playground import Playground
from tests.end_to_end.traffic import Traffic


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The bot that runs: where, what it logged so far, and where it keeps what it keeps."""

    port: int
    log: Path
    store_url: str

    @property
    def address(self) -> str:
        """Where the bot answers."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def company() -> Company:
    """Read the company the Playground pretends to be."""
    return read_company()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """Run `python app.py` on an empty store; the Playground's user has every role."""
    folder = tmp_path_factory.mktemp("bot")
    running = Bot(port=free_port(), log=folder / "bot.log", store_url=f"sqlite:///{folder / 'bot.db'}")
    environment = bot_environment(bare_environment() | {"STORE_URL": running.store_url}, running.port)
    with running.log.open("wb") as output:
        child = start_bot(running.port, environment, output.fileno())
        try:
            wait_for(child, running.log)
            yield running
        finally:
            end([child])


@pytest.fixture(scope="module")
def playground(bot: Bot, company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """Run the Agents Playground against the bot, and listen to all that passes between them."""
    log, port = tmp_path_factory.mktemp("playground") / "playground.log", free_port()
    child = start_playground(port, bot.port, playground_environment(bare_environment(), log))
    try:
        wait_for(child, log)
        address = f"http://127.0.0.1:{port}"
        with Traffic(address) as traffic:
            yield Playground(address, company, traffic)
    finally:
        end([child])


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the folder for pictures: the one `SCREENSHOTS` names, or else the one beside this file."""
    folder = Path(os.environ.get("SCREENSHOTS") or Path(__file__).parent / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(browser: Browser, playground: Playground, screenshots: Path) -> Iterator[Page]:
    """Open the Playground's page in a desktop's width."""
    with Page(browser, playground, screenshots) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, playground: Playground, screenshots: Path) -> Iterator[Page]:
    """Open the Playground's page in a phone's width."""
    with Page(browser, playground, screenshots, size=PHONE) as opened:
        yield opened


def wait_for(child: Child, log: Path) -> None:
    """Wait until a child answers. Raise CannotRunError, with the end of its log, when it does not."""
    try:
        wait_until(child.answers, [child], SimpleQueue(), STARTUP_SECONDS)
    except CannotRunError as error:
        printed = log.read_text(errors="replace") if log.exists() else ""
        raise CannotRunError(f"{error}\n{printed[-3000:]}") from error


def bare_environment() -> dict[str, str]:
    """Return as little of our environment as programs need, so that no setting of ours reaches the bot."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
