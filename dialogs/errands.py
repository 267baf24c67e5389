"""Work that may outlast a press: it goes on in the background, and whoever presses again joins it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Final, TypeVar

from store.port import StoreError

_log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 2.5
"""How long a press waits: Teams waits for its answer no longer than 5 seconds."""

_KEPT_SECONDS: Final = 120.0

Result = TypeVar("Result")


class Errands:
    """What this instance has under way. Results are kept for two minutes, for whoever asks for them again."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Any]] = {}

    def has(self, key: Hashable) -> bool:
        """Tell whether this is under way, or was done a moment ago."""
        return key in self._tasks

    async def within(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result | None:
        """Do something, once for all who ask for it by this key; `None` while that takes longer than a press may.

        Raises what the work raises.
        """
        task = self._task(key, work)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        if not done:
            return None
        if task.exception():
            self._tasks.pop(key, None)
        return task.result()

    def begin(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something that nobody waits for."""
        self._task(key, lambda: _logged(work))

    def start(self) -> None:
        """Begin: there is nothing to do before somebody asks."""

    async def close(self) -> None:
        """Break off what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _task(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Any]]) -> asyncio.Task[Any]:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(work())
            task.add_done_callback(lambda done: self._forget_later(key, done))
        return task

    def _forget_later(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            task.exception()  # whoever waits gets it; else asyncio would complain that nobody looked
            asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._forget, key, task)

    def _forget(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]


async def _logged(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        await work()
    except StoreError as error:
        _log.warning("something in the background broke off: %s", error)
    except Exception:
        _log.exception("something in the background failed")
        raise
