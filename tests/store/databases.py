"""Where the contract's suite keeps its records: one class for every adapter, and the records themselves."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from store.containers import Container
from store.port import Store
from store.record import Change, Json, Kind, Page, Record
from store.sqlite import SqliteStore

NOTES = Container(name="notes", indexed=("state", "at", "rank"))
FLEETING = Container(name="fleeting", indexed=("state",), ttl=100)
CONTAINERS = {container.name: container for container in (NOTES, FLEETING)}


class Database(Protocol):
    """An empty place to keep `CONTAINERS` in, on which any number of stores can be open at once."""

    async def open(self) -> Store:
        """Open one more store."""
        ...

    async def pass_time(self, seconds: int) -> None:
        """Move the clock by which records expire."""
        ...

    async def close(self) -> None:
        """Close all stores that were opened."""
        ...


class SqliteDatabase:
    """Implement `Database` on a file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bot.db"
        self.now = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
        self._stores: list[SqliteStore] = []

    async def open(self) -> SqliteStore:
        store = SqliteStore(self.path, clock=lambda: self.now, containers=CONTAINERS, busy_timeout=10)
        self._stores.append(store)
        return store

    async def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    async def close(self) -> None:
        for store in self._stores:
            await store.close()


def note(id: str = "1", body: Mapping[str, Json] | None = None, *, partition: str = "p") -> Record:
    """Make a record that does not expire."""
    return Record(container="notes", partition=partition, id=id, body=body or {})


def fleeting(id: str = "1", body: Mapping[str, Json] | None = None, *, ttl: int | None = None) -> Record:
    """Make a record that expires 100 seconds after its last write, or `ttl` seconds."""
    return Record(container="fleeting", partition="p", id=id, body=body or {}, ttl=ttl)


def adding(*records: Record) -> list[Change]:
    """Make the changes that add records."""
    return [Change(kind=Kind.ADD, record=record) for record in records]


def replacing(record: Record) -> Change:
    return Change(kind=Kind.REPLACE, record=record)


def removing(record: Record) -> Change:
    return Change(kind=Kind.REMOVE, record=record)


async def fill(store: Store, bodies: Mapping[str, Mapping[str, Json]]) -> None:
    """Add notes, their bodies given by id."""
    records = [note(name, body) for name, body in bodies.items()]
    for start in range(0, len(records), 100):
        await store.commit(adding(*records[start : start + 100]))


async def find_all(store: Store, *, order: str = "id", descending: bool = False, limit: int = 100) -> list[Page]:
    """Follow the pages of all notes to the end."""
    pages = [await store.find("notes", "p", order=order, descending=descending, limit=limit)]
    while pages[-1].continuation:
        continuation = pages[-1].continuation
        pages.append(
            await store.find("notes", "p", order=order, descending=descending, limit=limit, continuation=continuation)
        )
    return pages


async def read(store: Store, id: str = "1", *, partition: str = "p") -> Record:
    """Read a note that is there."""
    record = await store.get("notes", partition, id)
    assert record
    return record


def ids(*pages: Page) -> list[str]:
    """List the ids of all records of pages."""
    return [record.id for page in pages for record in page.records]
