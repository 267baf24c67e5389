"""Read, change and write a record, however many do so at once."""

import asyncio
import builtins
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from weakref import WeakValueDictionary

from store.port import Conflict, Store
from store.record import Json, Record

_TRIES: Final = 100
"""Each refusal means that somebody else got through, so this many rivals at once all do."""

_LONGEST_PAUSE: Final = 0.02

Body = Mapping[str, Json]

_turns: WeakValueDictionary[tuple[int, str, str, str], asyncio.Lock] = WeakValueDictionary()
"""Those who want to change one record in this process take turns: rivals are then only other processes."""


async def change(
    store: Store, container: str, partition: str, id: str, following: Callable[[Body | None], Body]
) -> None:
    """Write what `following` makes of the record's body, or of `None` where there is no record.

    It is called again with the newer body whenever somebody else wrote in between; nothing is written when it changes
    nothing. Raises `Conflict` when others were always faster.
    """
    turn = _turns.setdefault((builtins.id(store), container, partition, id), asyncio.Lock())
    async with turn:
        await _until_written(store, container, partition, id, following)


async def _until_written(
    store: Store, container: str, partition: str, id: str, following: Callable[[Body | None], Body]
) -> None:
    for _ in range(_TRIES):
        record = await store.get(container, partition, id)
        body = following(record.body if record else None)
        try:
            if record is None:
                await store.add(Record(container=container, partition=partition, id=id, body=body))
            elif body != record.body:
                await store.replace(replace(record, body=body))
        except Conflict:
            await asyncio.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 - no secret
            continue
        return
    raise Conflict(f"{container} {id!r} was changed {_TRIES} times in between")
