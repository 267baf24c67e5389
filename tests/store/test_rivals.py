"""The contract: many at once, and one winner."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace

from store.port import Conflict, Store
from store.record import Record
from tests.store.databases import Database, adding, ids, note, read, replacing

RIVALS = 50


async def won(attempt: Awaitable[object]) -> bool:
    """Tell whether an attempt went through, and was not a conflict."""
    try:
        await attempt
    except Conflict:
        return False
    return True


async def claim(store: Store, rival: int) -> bool:
    record = await read(store)
    if record.body["state"] != "free":
        return False
    return await won(store.replace(replace(record, body={"state": "taken", "by": rival})))


async def increase(stores: Sequence[Store], times: int) -> None:
    for turn in range(times):
        store = stores[turn % len(stores)]
        while True:
            record = await read(store)
            if await won(store.replace(replace(record, body={"n": record.body["n"] + 1}))):
                break


async def test_of_fifty_who_add_an_id_one_wins(database: Database) -> None:
    stores = [await database.open(), await database.open()]

    wins = await asyncio.gather(*(won(stores[n % 2].add(note("1", {"by": n}))) for n in range(RIVALS)))

    assert wins.count(True) == 1
    assert (await read(stores[0])).body == {"by": wins.index(True)}


async def test_of_fifty_who_claim_a_record_one_wins(database: Database) -> None:
    stores = [await database.open(), await database.open()]
    await stores[0].add(note("1", {"state": "free"}))

    wins = await asyncio.gather(*(claim(stores[n % 2], n) for n in range(RIVALS)))

    assert wins.count(True) == 1
    assert (await read(stores[0])).body == {"state": "taken", "by": wins.index(True)}


async def test_of_fifty_who_replace_the_same_reading_one_wins(store: Store) -> None:
    added = await store.add(note("1"))

    wins = await asyncio.gather(*(won(store.replace(replace(added, body={}))) for _ in range(RIVALS)))

    assert wins.count(True) == 1


async def test_of_fifty_who_commit_overlapping_records_one_wins_all(store: Store) -> None:
    def batch(rival: int) -> list[Record]:
        return [note(name, {"by": rival}) for name in ("1", "2", f"own-{rival}")]

    wins = await asyncio.gather(*(won(store.commit(adding(*batch(n)))) for n in range(RIVALS)))

    winner = wins.index(True)
    page = await store.find("notes", "p")
    assert wins.count(True) == 1
    assert ids(page) == ["1", "2", f"own-{winner}"]
    assert {record.body["by"] for record in page.records} == {winner}


async def test_no_increase_of_a_counter_is_lost(database: Database) -> None:
    stores = [await database.open(), await database.open()]
    await stores[0].add(note("1", {"n": 0}))

    await asyncio.gather(*(increase(stores, 10) for _ in range(10)))

    assert (await read(stores[0])).body == {"n": 100}


async def test_a_reader_never_sees_half_a_commit(database: Database) -> None:
    writer, reader = await database.open(), await database.open()
    written = await writer.commit(adding(*(note(str(n), {"turn": 0}) for n in range(5))))
    done = asyncio.Event()

    async def write(records: Sequence[Record]) -> None:
        for turn in range(1, 60):
            records = await writer.commit([replacing(replace(record, body={"turn": turn})) for record in records])
        done.set()

    async def watch() -> list[set[int]]:
        seen: list[set[int]] = []
        while not done.is_set():
            page = await reader.find("notes", "p")
            seen.append({record.body["turn"] for record in page.records})
        return seen

    _, seen = await asyncio.gather(write(written), watch())

    assert seen
    assert all(len(turns) == 1 for turns in seen)
