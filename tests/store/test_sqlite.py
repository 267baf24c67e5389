"""What is the SQLite store's own: how it works, and what goes wrong, on one machine."""

import asyncio
import base64
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from store.paging import Query, to_continuation
from store.port import StoreError, Unavailable
from store.record import Json
from store.sqlite import SqliteStore
from store.sqlite_file import SqliteThread, schema
from store.sqlite_find import to_sql
from tests.store.databases import CONTAINERS, SqliteDatabase, adding, fleeting, ids, note, read


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path)
    yield database
    await database.close()


@pytest.fixture
async def store(database: SqliteDatabase) -> SqliteStore:
    return await database.open()


@pytest.fixture
async def hasty(database: SqliteDatabase) -> AsyncIterator[SqliteStore]:
    """Open a store that waits for no lock."""
    hasty = SqliteStore(database.path, clock=lambda: database.now, containers=CONTAINERS, busy_timeout=0)
    yield hasty
    await hasty.close()


def raw(path: Path) -> closing[sqlite3.Connection]:
    """Open the file behind the store's back."""
    return closing(sqlite3.connect(path, isolation_level=None, timeout=0))


def rows(path: Path) -> int:
    with raw(path) as connection:
        return connection.execute("SELECT count(*) FROM records").fetchone()[0]


async def test_a_locked_file_is_unavailable_to_writers(database: SqliteDatabase, hasty: SqliteStore) -> None:
    record = note("1")
    with raw(database.path) as rival:
        rival.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="database is locked") as raised:
            await hasty.add(record)

    assert isinstance(raised.value.__cause__, sqlite3.Error)
    assert await hasty.add(record) == await read(hasty)


async def test_a_locked_file_is_read(database: SqliteDatabase, hasty: SqliteStore) -> None:
    added = await hasty.add(note("1"))
    with raw(database.path) as rival:
        rival.execute("BEGIN IMMEDIATE")
        rival.execute("DELETE FROM records")

        assert await read(hasty) == added
        assert ids(await hasty.find("notes", "p")) == ["1"]


async def test_a_locked_file_can_be_opened(database: SqliteDatabase, store: SqliteStore) -> None:
    added = await store.add(note("1"))
    with raw(database.path) as rival:
        rival.execute("BEGIN IMMEDIATE")
        another = SqliteStore(database.path, clock=lambda: database.now, containers=CONTAINERS, busy_timeout=0)

        assert await read(another) == added
        await another.close()


async def test_reads_are_answered_while_a_write_waits(database: SqliteDatabase, store: SqliteStore) -> None:
    added = await store.add(note("1"))
    with raw(database.path) as rival:
        rival.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(store.add(note("2")))
        for _ in range(20):
            assert await read(store) == added
        assert not waiting.done()

    assert await waiting == await read(store, "2")


async def test_a_write_whose_caller_gave_up_may_be_repeated(database: SqliteDatabase, store: SqliteStore) -> None:
    record = note("1", {"text": "hello"})
    with raw(database.path) as rival:
        rival.execute("BEGIN IMMEDIATE")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(store.add(record), timeout=0.05)

    assert await store.add(record) == await read(store)


async def test_a_full_disk_is_unavailable_and_nothing_is_written(store: SqliteStore) -> None:
    await store.add(note("1"))
    await limit_pages(store, 20)
    large = adding(note("2"), note("3", {"text": "x" * 100_000}))

    with pytest.raises(Unavailable, match="disk is full"):
        await store.commit(large)
    assert ids(await store.find("notes", "p")) == ["1"]

    await limit_pages(store, 1_000_000)
    await store.commit(large)
    assert ids(await store.find("notes", "p")) == ["1", "2", "3"]


async def limit_pages(store: SqliteStore, pages: int) -> None:
    await writer(store).run(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall())


def writer(store: SqliteStore) -> SqliteThread:
    return store._writer  # pyright: ignore[reportPrivateUsage] - no other way to a disk that is full


async def test_a_damaged_file_is_not_taken_for_one_that_is_away(database: SqliteDatabase, store: SqliteStore) -> None:
    await store.commit(adding(*(note(str(n), {"text": "x" * 3000}) for n in range(50))))
    await store.close()
    content = database.path.read_bytes()
    database.path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))

    damaged = await database.open()

    with pytest.raises(StoreError, match="backup") as raised:
        await damaged.find("notes", "p")
    assert not isinstance(raised.value, Unavailable)


async def test_closing_leaves_one_file(database: SqliteDatabase, store: SqliteStore) -> None:
    await store.add(note("1"))

    await store.close()

    assert list(database.path.parent.iterdir()) == [database.path]


async def test_every_commit_is_synced_to_the_disk(store: SqliteStore) -> None:
    def read_pragmas(connection: sqlite3.Connection) -> list[tuple[str | int]]:
        return [connection.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous")]

    assert await writer(store).run(read_pragmas) == [("wal",), (2,)]


async def test_expired_records_are_swept_away_by_later_writes(database: SqliteDatabase, store: SqliteStore) -> None:
    await store.commit(adding(*(fleeting(str(n)) for n in range(20))))
    await database.pass_time(101)
    await store.commit(adding(*(note(str(n)) for n in range(5))))
    assert rows(database.path) == 20 - 2 * 5 + 5

    await store.commit(adding(*(note(str(n)) for n in range(5, 10))))

    assert rows(database.path) == 10


async def test_what_has_not_expired_is_never_swept_away(database: SqliteDatabase, store: SqliteStore) -> None:
    await store.commit(adding(note("1"), note("2")))
    await store.add(fleeting("1", ttl=5000))
    await database.pass_time(4000)

    await store.commit(adding(*(note(str(n)) for n in range(3, 10))))

    assert rows(database.path) == 10


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("where", "order", "index", "sought"),
    [
        ({}, "id", "sqlite_autoindex_records_1", "container=? AND partition=?"),
        ({}, "at", "notes.at", "partition=?"),
        ({"state": "open"}, "id", "notes.state", "partition=? AND <expr>=?"),
        ({"state": "open"}, "at", "notes.state", "partition=? AND <expr>=?"),
        ({"state": None, "rank": 1}, "state", "notes.state", "partition=? AND <expr>=?"),
        ({"id": "1"}, "id", "sqlite_autoindex_records_1", "container=? AND partition=? AND id=?"),
    ],
)
def test_an_index_answers_every_query(
    where: Mapping[str, Json], order: str, index: str, sought: str, *, descending: bool
) -> None:
    query = Query(container="notes", partition="p", where=where, order=order, descending=descending, limit=10)

    (search, *sorts) = plan(query)

    assert search.startswith(f"SEARCH records USING INDEX {index} ({sought}")
    assert len(sorts) == (1 if where == {"state": "open"} and order == "at" else 0)


@pytest.mark.parametrize(("order", "last", "sought"), [("at", "2026", "<expr>>?"), ("id", "7", "id>?")])
def test_a_later_page_begins_in_the_middle_of_the_index(order: str, last: str, sought: str) -> None:
    first = Query(container="notes", partition="p", where={}, order=order, descending=False, limit=10)
    later = Query(
        container="notes",
        partition="p",
        where={},
        order=order,
        descending=False,
        limit=10,
        continuation=to_continuation(first, (last, "7")),
    )

    assert [line.rpartition(" AND ")[2] for line in plan(later)] == [f"{sought})"]


@pytest.mark.parametrize("place", [([], "1"), ({}, "1"), (10**400, "1"), ("1", None), ("1", "1", "1"), ()])
async def test_a_forged_continuation_is_refused(store: SqliteStore, place: tuple[Json, ...]) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(["at", False, *place]).encode()).decode()

    with pytest.raises(ValueError, match="notes: "):
        await store.find("notes", "p", order="at", continuation=forged)


def plan(query: Query) -> list[str]:
    """Ask SQLite how it would go about a query."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in schema(CONTAINERS.values()).values():
            connection.execute(statement)
        sql, parameters = to_sql(query, 0)
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
