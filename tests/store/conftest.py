"""The contract's suite runs on every adapter named here."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from store.port import Store
from tests.store.databases import Database, SqliteDatabase

ADAPTERS: list[Callable[[Path], Database]] = [SqliteDatabase]


@pytest.fixture(params=ADAPTERS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    database: Database = request.param(tmp_path)
    yield database
    await database.close()


@pytest.fixture
async def store(database: Database) -> Store:
    return await database.open()
