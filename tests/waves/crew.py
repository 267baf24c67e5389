"""Workers who all want to send, and the time in which they may."""

import asyncio
from collections.abc import Callable

from store.port import Store
from tests.waves.timeline import Busy, Timeline
from waves.budget import Budget, Full

LIMIT = 25


class Crew:
    """Workers of instances that share one store, and when each of their requests was let through."""

    def __init__(self, store: Store, timeline: Timeline) -> None:
        self.timeline = timeline
        self.passed: list[float] = []
        self.refused = 0
        self._store = Busy(store)
        self._tasks: list[asyncio.Task[None]] = []

    def budget(self, limit: float = LIMIT) -> Budget:
        """Give one more instance its budget."""
        return Budget(self._store, self.timeline, limit, self.timeline.pause)

    def work(self, budget: Budget, workers: int = 10, rest: Callable[[int], float] = lambda _: 0.0) -> None:
        """Have workers make requests without end, and `rest` for some seconds after their first, second, …"""
        self._tasks += [asyncio.create_task(self._work(budget, rest)) for _ in range(workers)]

    async def run(self, seconds: float) -> int:
        """Let time pass; return how many requests were made in it."""
        before = len(self.passed)
        await self.timeline.run(self._store, seconds)
        return len(self.passed) - before

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def fullest_second(self) -> int:
        """Count the requests of the second that has most, wherever it begins."""
        most, first = 0, 0
        for last, moment in enumerate(self.passed):
            while self.passed[first] <= moment - 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    async def _work(self, budget: Budget, rest: Callable[[int], float]) -> None:
        done = 0
        while True:
            try:
                await budget.permit()
            except Full:
                self.refused += 1
                await self.timeline.pause(max(budget.held, 0.1))
                continue
            self.passed.append(self.timeline().timestamp())
            done += 1
            if seconds := rest(done):
                await self.timeline.pause(seconds)


async def refuse_to_pause(seconds: float) -> None:
    """Fail a test in which nobody should wait."""
    raise AssertionError(f"waited for {seconds} s")
