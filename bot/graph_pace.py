"""A pace: so many requests a second, evenly."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


class Pacer:
    """Lets requests go one after the other, at most `rate` in any second."""

    def __init__(
        self, rate: float, clock: Callable[[], float], pause: Callable[[float], Awaitable[Any]] = asyncio.sleep
    ) -> None:
        self._interval = 1 / rate
        self._clock = clock
        self._pause = pause
        self._free_at = 0.0

    async def turn(self) -> None:
        """Wait until one more request may go."""
        now = self._clock()
        at = max(now, self._free_at)
        self._free_at = at + self._interval
        if at > now:
            await self._pause(at - now)
