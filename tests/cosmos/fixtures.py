"""One emulator for all tests of a run, and the account that the store's contract is tried on."""

import inspect
import os
from collections.abc import AsyncIterator, Generator
from types import FunctionType

import pytest

from store.cosmos import CosmosStore
from tests.cosmos.account import Account, OutsideAccount
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator, running_emulator
from tests.cosmos.trying import CALM, Write, writes
from tests.store.databases import CONTAINERS, note

URL = os.environ.get("COSMOS_TEST_URL")
KEY = os.environ.get("COSMOS_TEST_KEY")


@pytest.fixture(scope="session")
def shared_emulator() -> Generator[Emulator]:
    with running_emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(shared_emulator: Emulator) -> Emulator:
    """Give the emulator as it was in the beginning, but for its databases."""
    shared_emulator.reset()
    return shared_emulator


@pytest.fixture
async def cosmos_database(emulator: Emulator) -> AsyncIterator[CosmosDatabase]:
    """Give a database on the emulator, whose faults end before the database does."""
    database = CosmosDatabase(emulator, CONTAINERS)
    yield database
    emulator.reset()
    await database.close()


@pytest.fixture
async def cosmos_store(cosmos_database: CosmosDatabase) -> CosmosStore:
    """Give a store that is connected."""
    store = await cosmos_database.open(CALM)
    await store.get("notes", "p", "1")
    return store


@pytest.fixture(params=["add", "replace", "remove", "commit"])
async def write(request: pytest.FixtureRequest, cosmos_store: CosmosStore) -> Write:
    """Give a write to a store that holds one record."""
    old = await cosmos_store.add(note("old", {"n": 1}))
    return writes(old)[request.param]


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Account:
    """Give the account that COSMOS_TEST_URL names, or else the emulator."""
    return OutsideAccount(URL, KEY) if URL else request.getfixturevalue("emulator")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that pass time where it cannot be passed, and have pytest count them."""
    left_out = [item for item in items if URL and "[cosmos" in item.nodeid and passes_time(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def passes_time(item: pytest.Item) -> bool:
    function: object = getattr(item, "function", None)
    return isinstance(function, FunctionType) and "pass_time(" in inspect.getsource(function)
