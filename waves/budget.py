"""The budget of requests a second, shared by all instances through the store.

Instances reserve moments at which they may send, one after the other: the generic cell rate algorithm (ITU-T I.371),
with its one number in a record that every reservation changes by its etag. So it is the rate that is bounded, and not
how many requests are under way.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from store.change import change
from store.containers import WAVES
from store.port import Store

KEY: Final = "budget"

_PACE: Final = 0.988
"""Share of the budget that is used, so that no second sees more of it however requests bunch on their way."""

_MARGIN: Final = 0.012
"""Seconds over one in which no more than the budget is let through."""

_AHEAD: Final = 0.5
"""Seconds of moments that are reserved at a time: what a crash wastes."""

_LATE: Final = 0.01
"""Seconds after which a moment is lost: so late, and with `_PACE`, no second sees more than the budget."""

_LATE_ALONE: Final = 1.0
"""The same for an instance that is alone: it sees by itself how much it has let through."""

_FLOOR: Final = 0.1
"""The least share of the budget that remains however often Teams refuses."""

_GROWS_EVERY: Final = 2.0
_GROWTH: Final = 1.25


_PATIENCE: Final = 3.0
"""Seconds that a permit is waited for: what is under way must not look as if it hung."""

_SHARED_SECONDS: Final = 10.0
"""How long we reckon with another instance after a reservation of its was seen."""

_LONGEST_STUMBLE: Final = 10.0


class Full(Exception):
    """No request may be made for some seconds."""


@dataclass(kw_only=True)
class _Reserved:
    moments: list[float]
    ends: float = 0.0


class Budget:
    """Lets `limit` requests a second through, over all instances; 0 is no limit.

    When Teams says that we are too fast, the rate is halved, at most once a second, and grows again by a quarter every
    two seconds. `clock` is what instances share, so their clocks must agree to some milliseconds.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        limit: float,
        pause: Callable[[float], Any] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._limit = limit
        self._pause = pause
        self._moments: deque[float] = deque()
        self._passed: deque[float] = deque(maxlen=max(int(limit), 1))
        self._turn = asyncio.Lock()
        self._reserving: asyncio.Task[list[float]] | None = None
        self._held_until = 0.0
        self._stumbles = 0
        self._reserved_to = 0.0
        self._shared_until = 0.0

    @property
    def limit(self) -> float:
        """Requests a second; 0 is no limit."""
        return self._limit

    async def permit(self) -> None:
        """Wait until one more request may be made. Raises `Full`; `Unavailable` when the store is away."""
        if not self._limit:
            if self._held_until:
                await self._until(self._held_until)
            return
        if self.held > _PATIENCE:
            raise Full
        async with self._turn:
            await self._until(await self._next())
            while self._held_until > self._now():  # since we began to wait
                await self._until(await self._next())
            self._passed.append(self._now())

    @property
    def held(self) -> float:
        """Seconds for which nobody is let through."""
        return max(self._held_until - self._now(), 0.0)

    def stumble(self) -> None:
        """Teams could not be reached: let nobody through for a while, longer each time in a row."""
        if not self.held:
            self._hold(min(0.5 * 2**self._stumbles, _LONGEST_STUMBLE))
            self._stumbles += 1

    def recover(self) -> None:
        """Teams could be reached."""
        self._stumbles = 0

    async def slow_down(self, after: float | None) -> None:
        """Teams says that all of us are too fast: halve the rate, and let nobody through for a while."""
        self._hold(after or 1.0)
        if not self._limit:
            return
        self._moments.clear()

        def slower(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            now, body = self._now(), dict(kept or {})
            if now - body.get("slowed_at", 0.0) < 1.0:
                return body
            rate = max(self._rate(body) / 2, self._limit * _FLOOR)
            next_at = max(body.get("next_at", 0.0), now + min(after or 1.0, 60.0))
            return {**body, "rate": rate, "slowed_at": now, "changed_at": now, "next_at": next_at}

        await change(self._store, WAVES.name, KEY, KEY, slower)

    def _hold(self, seconds: float) -> None:
        self._held_until = max(self._held_until, self._now() + min(seconds, 60.0))

    async def _next(self) -> float:
        """Give the next moment that is ours. Raises `Full` if it is far off, and keeps it then."""
        await self._until(self._held_until)
        if self._reserving and self._reserving.done():
            await self._take()
        late = _LATE if self._now() < self._shared_until else _LATE_ALONE
        first = max(self._now() - late, self._held_until - _LATE)
        while self._moments and self._moments[0] < first:
            self._moments.popleft()  # nobody wanted it in its time
        if not self._moments:
            await self._take()
        if (wait := self._moments[0] - self._now()) > _PATIENCE:
            self._hold(wait)
            raise Full
        moment = self._moments.popleft()
        if not self._reserving and len(self._moments) < self._limit * _AHEAD / 2:
            self._begin()
        if len(self._passed) == self._passed.maxlen:
            moment = max(moment, self._passed[0] + 1.0 + _MARGIN)
        return moment

    async def _take(self) -> None:
        self._moments.extend(await (self._reserving or self._begin()))
        self._reserving = None

    def _begin(self) -> "asyncio.Task[list[float]]":
        self._reserving = asyncio.create_task(self._reserve())
        self._reserving.add_done_callback(self._forget_failed)
        return self._reserving

    def _forget_failed(self, task: "asyncio.Task[list[float]]") -> None:
        if task.cancelled() or task.exception():
            self._reserving = None

    async def _reserve(self) -> list[float]:
        reserved = _Reserved(moments=[])

        def following(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            now, body = self._now(), dict(kept or {})
            rate, changed_at = self._rate(body), body.get("changed_at", 0.0)
            if rate < self._limit and now - changed_at >= _GROWS_EVERY:
                rate, changed_at = min(rate * _GROWTH, self._limit), now
            count = max(int(rate * _AHEAD), 1)
            step = 1 / (rate * _PACE)
            start = max(now, body.get("next_at", 0.0))
            if start > max(self._reserved_to, now) + step / 2:
                # What is sent late by several instances bunches, and none can see it of the others.
                self._shared_until = now + _SHARED_SECONDS
            reserved.moments = [start + step * number for number in range(count)]
            reserved.ends = start + step * count
            return {**body, "rate": rate, "changed_at": changed_at, "next_at": start + step * count}

        await change(self._store, WAVES.name, KEY, KEY, following)
        self._reserved_to = reserved.ends
        return reserved.moments

    def _rate(self, body: Mapping[str, Any]) -> float:
        return min(float(body.get("rate", self._limit)), self._limit)

    def _now(self) -> float:
        return self._clock().timestamp()

    async def _until(self, moment: float) -> None:
        wait = moment - self._now()
        if wait > _PATIENCE:
            raise Full
        if wait > 0:
            await self._pause(wait)
