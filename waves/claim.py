"""Work that one instance does at a time, held by name for some seconds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from store.containers import WAVES
from store.port import Conflict, Store
from store.record import Record

_CLAIMS: Final = "claims"


class LostClaim(Exception):
    """Another instance does it now."""


class Claims:
    """What this instance, the `owner`, holds. A claim that is not renewed for `seconds` is free for others."""

    def __init__(self, store: Store, clock: Callable[[], datetime], owner: str, *, seconds: float = 60.0) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner
        self._seconds = seconds

    async def take(self, name: str) -> bool:
        """Claim a piece of work, or go on holding it; `False` while another instance does it."""
        now = self._clock().timestamp()
        body = {"owner": self._owner, "until": now + self._seconds}
        record = await self._store.get(WAVES.name, _CLAIMS, name)
        try:
            if record is None:
                await self._store.add(Record(container=WAVES.name, partition=_CLAIMS, id=name, body=body))
            elif record.body["owner"] in {self._owner, ""} or record.body["until"] <= now:
                await self._store.replace(replace(record, body=body))
            else:
                return False
        except Conflict:
            return False
        return True

    async def keep(self, name: str) -> None:
        """Go on holding it. Raises `LostClaim`."""
        if not await self.take(name):
            raise LostClaim(name)

    async def free(self, name: str) -> None:
        """Let others do it."""
        record = await self._store.get(WAVES.name, _CLAIMS, name)
        if record and record.body["owner"] == self._owner:
            await self._store.remove(record)
