"""Read, change and write, however many do so at once."""

import asyncio
from collections.abc import Mapping
from typing import Any

from store.change import change
from store.port import Store


def one_more(body: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {"n": (body["n"] if body else 0) + 1}


async def test_fifty_who_count_at_once_are_all_counted(store: Store) -> None:
    await asyncio.gather(*(change(store, "notes", "p", "1", one_more) for _ in range(50)))
    counted = await store.get("notes", "p", "1")
    assert counted
    assert counted.body == {"n": 50}


async def test_what_changes_nothing_is_not_written(store: Store) -> None:
    await change(store, "notes", "p", "1", one_more)
    before = await store.get("notes", "p", "1")
    await change(store, "notes", "p", "1", lambda body: body or {})
    assert await store.get("notes", "p", "1") == before
