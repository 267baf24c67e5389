"""The contract's suite runs on every adapter named here."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from store.port import Store
from tests.cosmos.account import Account
from tests.cosmos.databases import CosmosDatabase
from tests.store.databases import CONTAINERS, Database, SqliteDatabase
from tests.store.house import House


def sqlite(request: pytest.FixtureRequest) -> Database:
    folder: Path = request.getfixturevalue("tmp_path")
    return SqliteDatabase(folder)


def cosmos(request: pytest.FixtureRequest) -> Database:
    account: Account = request.getfixturevalue("account")
    return CosmosDatabase(account, CONTAINERS)


ADAPTERS: list[Callable[[pytest.FixtureRequest], Database]] = [sqlite, cosmos]


@pytest.fixture(params=ADAPTERS)
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    database: Database = request.param(request)
    yield database
    await database.close()


@pytest.fixture
async def store(database: Database) -> Store:
    return await database.open()


@pytest.fixture
async def house(tmp_path: Path, database: Database, store: Store) -> AsyncIterator[House]:
    folder = tmp_path / "from"
    folder.mkdir()
    house = House(folder, database, store)
    await house.open()
    yield house
    await house.close()
