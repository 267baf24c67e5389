"""The background loop: sends what is due."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any, Final

from knowledge.delivery import Deliveries
from store.port import StoreError

_log = logging.getLogger(__name__)

_ROUND_SECONDS: Final = 3.0
_ROUNDS_A_REMINDER: Final = 100
_LONGEST_PAUSE: Final = 60.0
_FAREWELL_SECONDS: Final = 2.0
"""How long what is being sent may take once the bot is told to stop; else nobody knows whether it arrived."""


class Worker:
    """Sends what is due every few seconds, and at once when it is kicked. One an instance; several may run."""

    def __init__(self, deliveries: Deliveries, pause: Callable[[float], Awaitable[Any]] | None = None) -> None:
        self._deliveries = deliveries
        self._pause = pause
        self._kicked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    def kick(self) -> None:
        """Do not wait for the next round."""
        self._kicked.set()

    async def close(self) -> None:
        """Stop, after what is being sent."""
        if self._task:
            self._closing = True
            self.kick()
            await asyncio.wait({self._task}, timeout=_FAREWELL_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        rounds, failures = 0, 0
        while not self._closing:
            self._kicked.clear()
            try:
                await self._deliveries.send_due()
                if rounds % _ROUNDS_A_REMINDER == 0:
                    await self._deliveries.remind()
                failures = 0
            except StoreError:
                failures += 1
            except Exception:  # noqa: BLE001 - the loop goes on whatever it was
                failures += 1
                _log.exception("what is due could not be sent; it is tried again")
            rounds += 1
            await self._rest(min(_ROUND_SECONDS * 2**failures, _LONGEST_PAUSE))

    async def _rest(self, seconds: float) -> None:
        if self._pause:
            await self._pause(seconds)
            return
        try:
            # Not all instances at the same moment.
            async with asyncio.timeout(seconds * random.uniform(0.8, 1.2)):  # noqa: S311 - no secret
                await self._kicked.wait()
        except TimeoutError:
            return
