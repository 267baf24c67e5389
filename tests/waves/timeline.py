"""Time that passes only when everybody waits for it, so that a minute of many workers takes no minute."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

from store.port import Store
from store.record import Record
from tests.store.around import Around
from tests.waves.clock import Clock

T = TypeVar("T")

_ROUNDS = 20
"""Rounds of the event loop after which whoever can do anything has done it."""


class Busy(Around):
    """A store that knows whether it is reading or writing. Single records only."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.idle = asyncio.Event()
        self.idle.set()
        self._under_way = 0

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        return await self._counted(super().get(container, partition, id))

    async def _write(self, write: Callable[[], Awaitable[T]]) -> T:
        return await self._counted(super()._write(write))

    async def _counted(self, work: Awaitable[T]) -> T:
        self._under_way += 1
        self.idle.clear()
        try:
            return await work
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.idle.set()


class Timeline(Clock):
    """A clock with a `pause` that ends when the clock gets there. Whoever is paused is woken in order."""

    def __init__(self) -> None:
        super().__init__()
        self._paused: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    async def pause(self, seconds: float) -> None:
        """Wait."""
        woken = asyncio.get_running_loop().create_future()
        heappush(self._paused, (self.now.timestamp() + seconds, next(self._numbers), woken))
        await woken

    async def run(self, store: Busy, seconds: float) -> None:
        """Let time pass for all who are at work on a store."""
        end = self.now.timestamp() + seconds
        await self._settled(store)
        while self._paused and self._paused[0][0] <= end:
            moment, _, woken = heappop(self._paused)
            self._move(moment)
            if not woken.done():
                woken.set_result(None)
            await self._settled(store)
        self._move(end)

    def _move(self, moment: float) -> None:
        self.now += timedelta(seconds=max(moment - self.now.timestamp(), 0))

    async def _settled(self, store: Busy) -> None:
        rounds = 0
        while rounds < _ROUNDS:
            rounds = rounds + 1 if store.idle.is_set() else 0
            await store.idle.wait()
            await asyncio.sleep(0)
