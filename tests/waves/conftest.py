"""A clock, an empty store, and the office of those who plan waves on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.containers import CONTAINERS
from store.opening import open_store
from store.port import Store
from tests.cosmos.databases import CosmosDatabase
from tests.waves.clock import Clock
from tests.waves.crew import Crew
from tests.waves.office import Office
from tests.waves.post import Post
from tests.waves.timeline import Timeline


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/bot.db", clock)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", "cosmos"])
async def rivals(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[tuple[Store, Store]]:
    """Give what two instances open on one empty database, of every adapter."""
    if request.param == "sqlite":
        stores = [open_store(f"sqlite:///{tmp_path}/bot.db", clock) for _ in range(2)]
        yield stores[0], stores[1]
        for store in stores:
            await store.close()
        return
    database = CosmosDatabase(request.getfixturevalue("emulator"), CONTAINERS)
    yield await database.open(), await database.open()
    await database.close()


@pytest.fixture
def office(store: Store, clock: Clock) -> Office:
    return Office(store, clock)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()


@pytest.fixture
async def crew(store: Store, timeline: Timeline) -> AsyncIterator[Crew]:
    crew = Crew(store, timeline)
    yield crew
    await crew.close()
