"""Adds that come at once, written in one request."""

import asyncio
from collections import deque

from store.port import MAX_CHANGES, Conflict, Store, TooLarge
from store.record import Change, Kind, Record

_Waiting = tuple[Record, asyncio.Future[Record]]


class Together:
    """Adds records: what comes for a partition while its last add is under way goes as one commit after it.

    A request to Azure Cosmos DB costs more CPU than a whole answer, and a commit of many costs little more than one.
    Whoever adds alone waits for nothing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[tuple[str, str], deque[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(self, record: Record) -> Record:
        """Add a record, as `Store.add` does, with its errors."""
        future: asyncio.Future[Record] = asyncio.get_running_loop().create_future()
        partition = record.container, record.partition
        if partition in self._waiting:
            self._waiting[partition].append((record, future))
        else:
            self._waiting[partition] = deque([(record, future)])
            task = asyncio.create_task(self._write(partition))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _write(self, partition: tuple[str, str]) -> None:
        waiting = self._waiting[partition]
        while waiting:
            batch = [waiting.popleft() for _ in range(min(len(waiting), MAX_CHANGES))]
            await self._write_batch([(record, future) for record, future in batch if not future.done()])
        del self._waiting[partition]

    async def _write_batch(self, batch: list[_Waiting]) -> None:
        if len(batch) > 1 and await self._committed(batch):
            return
        for record, future in batch:
            try:
                _tell(future, await self._store.add(record))
            except Exception as error:  # noqa: BLE001 - whoever waits hears of it
                _tell(future, error)

    async def _committed(self, batch: list[_Waiting]) -> bool:
        """Write all of them; `False` if some cannot be: which, shows when each is written by itself."""
        try:
            written = await self._store.commit([Change(kind=Kind.ADD, record=record) for record, _ in batch])
        except (Conflict, TooLarge, ValueError):
            return False
        except Exception as error:  # noqa: BLE001 - all who wait hear of it
            for _, future in batch:
                _tell(future, error)
            return True
        for (_, future), record in zip(batch, written, strict=True):
            _tell(future, record)
        return True


def _tell(future: asyncio.Future[Record], outcome: Record | Exception) -> None:
    if future.done():  # nobody waits any more
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
