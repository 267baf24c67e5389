"""A process of its own at the same file: `python -m tests.store.child FILE commit|claim`, begun by a line on stdin."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from store.port import Conflict, Store
from store.sqlite import SqliteStore
from tests.store.databases import CONTAINERS, adding, note, replacing

IDS = 150
"""How many ids there are to claim."""

SIZE = 3
"""How many records a numbered batch holds beside the number."""


async def commit(store: Store) -> None:
    """Commit numbered batches for ever, on from the last one, and print the number of each that was acknowledged."""
    last = await store.get("notes", "p", "last") or await store.add(note("last", {"n": 0}))
    for number in count(last.body["n"] + 1):
        batch = [note(f"{number}-{part}", {"n": number, "text": "x" * 5000}) for part in range(SIZE)]
        *_, last = await store.commit([*adding(*batch), replacing(replace(last, body={"n": number}))])
        print(number, flush=True)


async def claim(store: Store) -> None:
    """Add every id that no other process was faster to add, and print it."""
    for number in range(IDS):
        try:
            await store.add(note(str(number)))
        except Conflict:
            continue
        print(number, flush=True)


async def main(file: str, task: str) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    store = SqliteStore(Path(file), clock=lambda: datetime.now(UTC), containers=CONTAINERS)
    await {"commit": commit, "claim": claim}[task](store)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
