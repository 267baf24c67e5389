"""A store around another, in which something happens before or after a write."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from store.port import Store
from store.record import Change, Json, Page, Record

T = TypeVar("T")

Happening = Callable[[int], Awaitable[None]]
"""Called with the number of the write, from 1; may raise what the write is to end with."""


async def nothing(number: int) -> None:
    """Let a write be."""


class Around:
    """Implement `store.port.Store` on another one, and count the writes."""

    def __init__(self, store: Store, *, before: Happening = nothing, after: Happening = nothing) -> None:
        self.writes = 0
        self._store = store
        self._before = before
        self._after = after

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        return await self._store.get(container, partition, id)

    async def get_all(self, container: str, addresses: Sequence[tuple[str, str]]) -> tuple[Record | None, ...]:
        return await self._store.get_all(container, addresses)

    async def add(self, record: Record) -> Record:
        return await self._write(lambda: self._store.add(record))

    async def replace(self, record: Record) -> Record:
        return await self._write(lambda: self._store.replace(record))

    async def remove(self, record: Record) -> None:
        return await self._write(lambda: self._store.remove(record))

    async def commit(self, changes: Sequence[Change]) -> tuple[Record, ...]:
        return await self._write(lambda: self._store.commit(changes))

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
        return await self._store.find(
            container,
            partition,
            where=where,
            order=order,
            descending=descending,
            limit=limit,
            continuation=continuation,
        )

    async def scan(self, container: str, *, limit: int = 100, continuation: str | None = None) -> Page:
        return await self._store.scan(container, limit=limit, continuation=continuation)

    async def close(self) -> None:
        await self._store.close()

    async def _write(self, write: Callable[[], Awaitable[T]]) -> T:
        self.writes += 1
        number = self.writes
        await self._before(number)
        written = await write()
        await self._after(number)
        return written
