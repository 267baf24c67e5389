"""Writes that wait for the database, so that a person does not have to."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakValueDictionary

from store.port import StoreError, Unavailable

_log = logging.getLogger(__name__)

TRY_SECONDS: Final = 2.0
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0
_LONGEST_WAIT: Final = 15 * 60.0
_MOST: Final = 10_000

Write = Callable[[], Awaitable[None]]
"""A write that may be repeated."""


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    what: str
    write: Write
    since: float


class Later:
    """Tries each write at once; what the database does not take within two seconds is kept in memory and tried again.

    The writes of one person keep their order. Kept are at most 10,000 for at most 15 minutes, in the order they came;
    `dropped` counts the others.
    """

    def __init__(self, clock: Callable[[], float], pause: Callable[[float], Awaitable[Any]] = asyncio.sleep) -> None:
        self._clock = clock
        self._pause = pause
        self._waiting: deque[_Waiting] = deque()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._task: asyncio.Task[None] | None = None
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many writes wait."""
        return len(self._waiting)

    async def write(self, what: str, person: str, write: Write) -> bool:
        """Write now, or keep it for later; tell whether it is written. `what` names the kind of write in the log."""
        turn = self._turns.setdefault(person, asyncio.Lock())
        async with turn:  # else a later write could overtake one that is just being given up
            if not self._waiting and (written := await self._written(what, write)) is not None:
                return written
        if len(self._waiting) >= _MOST:
            self._drop(what, "too many wait")
            return False
        self._waiting.append(_Waiting(what=what, write=write, since=self._clock()))
        if self._task is None or self._task.done():
            _log.warning("the database does not take %s: it waits in memory", what)
            self._task = asyncio.create_task(self._catch_up())
        return False

    async def close(self) -> None:
        """Try once more what waits; the rest is dropped, counted and logged."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while self._waiting and await self._written(self._waiting[0].what, self._waiting[0].write) is not None:
            self._waiting.popleft()
        while self._waiting:
            self._drop(self._waiting.popleft().what, "the bot stops")

    async def _catch_up(self) -> None:
        pause = _FIRST_PAUSE
        while self._waiting:
            first = self._waiting[0]
            if self._clock() - first.since > _LONGEST_WAIT:
                self._drop(self._waiting.popleft().what, "it waited too long")
                continue
            if await self._written(first.what, first.write) is not None:
                self._waiting.popleft()
                pause = _FIRST_PAUSE
            else:
                await self._pause(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        _log.info("the database has taken what waited; %d writes were dropped so far", self.dropped)

    def _drop(self, what: str, why: str) -> None:
        self.dropped += 1
        _log.error("dropped %s, %s: %d writes dropped so far", what, why, self.dropped)

    async def _written(self, what: str, write: Write) -> bool | None:
        """Try a write; `None` when the database is away. What it refuses is dropped: no later try would help."""
        try:
            async with asyncio.timeout(TRY_SECONDS):
                await write()
        except (Unavailable, TimeoutError):
            return None
        except (StoreError, ValueError) as error:
            self._drop(what, f"the database refuses it ({type(error).__name__})")
            return False
        return True
