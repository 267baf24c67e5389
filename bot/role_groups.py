"""Roles by Entra group: who is in the groups that COORDINATORS and HELPDESK name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from bot.graph_people import is_id
from waves.directory import DirectoryFailed, Failure

_log = logging.getLogger(__name__)

PERIOD: Final = 15 * 60.0
"""Seconds between two looks at the groups."""

_AGAIN: Final = 60.0
"""Seconds until the next look after one that failed."""

Read = Callable[[str], Awaitable[frozenset[str]]]
"""Gives the object ids of a group's people. Raises `DirectoryFailed`."""


class RoleGroups:
    """Knows who is in each of these groups: `run` for ever, as a task. An id that is no group is a person's.

    While the directory is away everybody keeps the role they had.
    """

    def __init__(
        self, read: Read, ids: Iterable[str], *, pause: Callable[[float], Awaitable[Any]] = asyncio.sleep
    ) -> None:
        self._read = read
        self._ids = sorted(id for id in ids if is_id(id))
        self._pause = pause
        self._people: dict[str, frozenset[str]] = {}
        self._told = ""

    def people(self, id: str) -> frozenset[str]:
        """Give the object ids of a group's people, as far as they are known; of a person nobody's."""
        return self._people.get(id, frozenset())

    async def run(self) -> None:
        """Look at the groups until cancelled."""
        while True:
            await self._pause(PERIOD if await self.refresh() else _AGAIN)

    async def refresh(self) -> bool:
        """Look at every group once; tell whether all of them could be read."""
        failures = [failure for id in self._ids if (failure := await self._look(id))]
        told = str(failures[0]) if failures else ""
        if told and told != self._told:
            _log.warning("groups in COORDINATORS and HELPDESK cannot be read (%s): roles stay as they are", told)
        self._told = told
        return not failures

    async def _look(self, id: str) -> DirectoryFailed | None:
        try:
            self._people[id] = await self._read(id)
        except DirectoryFailed as failure:
            if failure.reason is not Failure.NO_SUCH_GROUP:
                return failure
            self._people.pop(id, None)
        return None
