"""The store in one SQLite file: for a single machine, for trying out, and for tests."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from store.containers import CONTAINERS, Container
from store.paging import Query
from store.port import Conflict
from store.record import Change, Json, Kind, Page, Record, new_nonce
from store.rules import check_address, check_changes, check_limit, check_query, check_total, encode
from store.sqlite_file import SqliteThread, connect, prepare
from store.sqlite_find import find
from store.sqlite_scan import scan, to_address

GET = """
    SELECT etag, ttl, body FROM records WHERE container = ? AND partition = ? AND id = ? AND ifnull(expires, 9e999) > ?
"""
ADD = """
    INSERT INTO records (etag, nonce, ttl, expires, body, container, partition, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (container, partition, id) DO UPDATE SET
    (etag, nonce, ttl, expires, body) = (excluded.etag, excluded.nonce, excluded.ttl, excluded.expires, excluded.body)
    WHERE records.expires <= ?
"""
REPLACE = """
    UPDATE records SET etag = ?, nonce = ?, ttl = ?, expires = ?, body = ?
    WHERE container = ? AND partition = ? AND id = ? AND ifnull(expires, 9e999) > ? AND etag = ?
"""
REMOVE = """
    DELETE FROM records WHERE container = ? AND partition = ? AND id = ? AND etag = ?
"""
FIND_WRITTEN = """
    SELECT etag FROM records
    WHERE container = ? AND partition = ? AND id = ? AND ifnull(expires, 9e999) > ?
    AND nonce = ? AND ttl IS ? AND body = ?
"""
SWEEP = """
    DELETE FROM records
    WHERE rowid IN (SELECT rowid FROM records WHERE expires <= ? LIMIT ?)
"""


@dataclass(frozen=True, kw_only=True)
class Write:
    """A change as it goes into the file. `text` is the body's JSON, empty if it removes; `lifetime` is in seconds."""

    kind: Kind
    record: Record
    text: str
    etag: str
    lifetime: int | None


class SqliteStore:
    """Implement `store.port.Store` on one file, which any number of stores and processes may share.

    Reads have a connection and a thread of their own, so that they never wait for a write. `busy_timeout` is how many
    seconds a write waits while another process writes.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime],
        containers: Mapping[str, Container] = CONTAINERS,
        busy_timeout: float = 5.0,
    ) -> None:
        # Absolute, because to SQLite some relative names are not files (":memory:"), and folders may be changed.
        file = path.absolute()
        self._clock = clock
        self._containers = containers
        self._writer = SqliteThread(file, prepare(file, containers.values(), busy_timeout))
        self._reader = SqliteThread(file, connect(file, busy_timeout))

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        address = (self._container(container).name, partition, id)
        check_address(partition, id)
        return await self._reader.run(partial(read, address, self._now()))

    async def get_all(self, container: str, addresses: Sequence[tuple[str, str]]) -> tuple[Record | None, ...]:
        name, now = self._container(container).name, self._now()
        for address in addresses:
            check_address(*address)

        def work(connection: sqlite3.Connection) -> tuple[Record | None, ...]:
            return tuple(read((name, *address), now, connection) for address in addresses)

        return await self._reader.run(work)

    async def add(self, record: Record) -> Record:
        (written,) = await self._apply([self._write(Kind.ADD, record)])
        return written

    async def replace(self, record: Record) -> Record:
        (written,) = await self._apply([self._write(Kind.REPLACE, record)])
        return written

    async def remove(self, record: Record) -> None:
        await self._apply([self._write(Kind.REMOVE, record)])

    async def commit(self, changes: Sequence[Change]) -> tuple[Record, ...]:
        check_changes(changes)
        writes = [self._write(change.kind, change.record) for change in changes]
        check_total(write.text for write in writes)
        return await self._apply(writes)

    async def find(
        self,
        container: str,
        partition: str,
        *,
        where: Mapping[str, Json] | None = None,
        order: str = "id",
        descending: bool = False,
        limit: int = 100,
        continuation: str | None = None,
    ) -> Page:
        check_address(partition)
        check_query(self._container(container), where or {}, order, limit)
        query = Query(
            container=container,
            partition=partition,
            where=dict(where or {}),
            order=order,
            descending=descending,
            limit=limit,
            continuation=continuation,
        )
        return await self._reader.run(partial(find, query, self._now()))

    async def scan(self, container: str, *, limit: int = 100, continuation: str | None = None) -> Page:
        check_limit(limit)
        after = None if continuation is None else to_address(self._container(container).name, continuation)
        return await self._reader.run(partial(scan, self._container(container).name, after, limit, self._now()))

    async def close(self) -> None:
        # The writer last: who closes a file last folds its write-ahead log into it.
        await self._reader.close()
        await self._writer.close()

    def _container(self, name: str) -> Container:
        if name not in self._containers:
            raise ValueError(f"There is no container {name!r}; there are {', '.join(self._containers)}")
        return self._containers[name]

    def _now(self) -> float:
        return self._clock().timestamp()

    def _write(self, kind: Kind, record: Record) -> Write:
        container = self._container(record.container)
        check_address(record.partition, record.id)
        return Write(
            kind=kind,
            record=record,
            text="" if kind is Kind.REMOVE else encode(record, container),
            etag=new_nonce(),
            lifetime=record.ttl or container.ttl,
        )

    async def _apply(self, writes: Sequence[Write]) -> tuple[Record, ...]:
        return await self._writer.run(partial(apply, writes, self._now()))


def read(address: tuple[str, str, str], now: float, connection: sqlite3.Connection) -> Record | None:
    """Read one record that has not expired."""
    row = connection.execute(GET, (*address, now)).fetchone()
    if row is None:
        return None
    container, partition, name = address
    etag, ttl, body = row
    return Record(container=container, partition=partition, id=name, body=json.loads(body), etag=etag, ttl=ttl)


def apply(writes: Sequence[Write], now: float, connection: sqlite3.Connection) -> tuple[Record, ...]:
    """Do all writes in one transaction, or find that they were done before. Raises `Conflict`."""
    try:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            for write in writes:
                take(write, now, connection)
            # Two swept for every one written: the sweep costs each write little, and keeps up whatever the load.
            connection.execute(SWEEP, (now, 2 * len(writes)))
    except Conflict:
        etags = find_written(writes, now, connection)
        if etags is None:
            raise
        return tuple(written(write, etags.get(write.record.id, "")) for write in writes)
    return tuple(written(write, write.etag) for write in writes)


def take(write: Write, now: float, connection: sqlite3.Connection) -> None:
    """Take one step of a transaction. Raises `Conflict`."""
    record = write.record
    address = (record.container, record.partition, record.id)
    expires = None if write.lifetime is None else now + write.lifetime
    values = (write.etag, record.nonce, record.ttl, expires, write.text)
    match write.kind:
        case Kind.ADD:
            done = connection.execute(ADD, (*values, *address, now)).rowcount == 1
        case Kind.REPLACE:
            done = connection.execute(REPLACE, (*values, *address, now, record.etag)).rowcount == 1
        case Kind.REMOVE:
            done = connection.execute(REMOVE, (*address, record.etag)).rowcount == 1
            done = done or read(address, now, connection) is None
    if not done:
        raise Conflict(f"{record.container}: {record.id!r} was written by somebody else first, or is gone")


def find_written(writes: Sequence[Write], now: float, connection: sqlite3.Connection) -> dict[str, str] | None:
    """Find by id the etags that the very same writes were given before; `None` unless all they left is there."""
    etags: dict[str, str] = {}
    last = {write.record.id: write for write in writes}
    for write in last.values():
        record = write.record
        address = (record.container, record.partition, record.id)
        if write.kind is Kind.REMOVE:
            if read(address, now, connection):
                return None
        elif row := connection.execute(FIND_WRITTEN, (*address, now, record.nonce, record.ttl, write.text)).fetchone():
            etags[record.id] = row[0]
        else:
            return None
    return etags


def written(write: Write, etag: str) -> Record:
    """Make the record as it now is in the file, sharing nothing with the caller's."""
    record = write.record
    if write.kind is Kind.REMOVE:
        return record
    return Record(
        container=record.container,
        partition=record.partition,
        id=record.id,
        body=json.loads(write.text),
        etag=etag,
        ttl=record.ttl,
    )
