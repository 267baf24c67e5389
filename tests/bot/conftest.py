"""A bot with an empty store, and a connector that it replies through."""

import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

import app
from bot import handler
from dialogs import ask, errands
from store import later
from store.opening import open_store
from store.port import Store
from tests.fakes.connector import FakeConnector, fake_connector
from tests.fakes.graph import Asking, FakeGraph, fake_graph
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up later than outside of tests, so that a busy machine changes no answer."""
    monkeypatch.setattr(ask, "MEMORY_SECONDS", 10.0)
    monkeypatch.setattr(errands, "PATIENCE_SECONDS", 10.0)
    monkeypatch.setattr(later, "TRY_SECONDS", 10.0)
    monkeypatch.setattr(handler, "TURN_SECONDS", 40.0)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/bot.db", app.now)
    yield opened
    await opened.close()


@pytest.fixture
async def connector() -> AsyncGenerator[FakeConnector]:
    async with fake_connector() as running:
        yield running


@pytest.fixture
async def graph() -> AsyncGenerator[FakeGraph]:
    async with fake_graph() as running:
        yield running


@pytest.fixture
async def asking(graph: FakeGraph) -> AsyncGenerator[Asking]:
    made = Asking(graph)
    yield made
    await made.directory.close()


@pytest.fixture
def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector) as client:
        yield client
