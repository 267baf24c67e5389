"""What only the Cosmos store has to live with: a database that hangs, is down, is not there, or is somebody else's."""

import asyncio
from dataclasses import replace

import pytest

from store.cosmos import CosmosStore
from store.port import Unavailable
from store.record import Record
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator, on_items
from tests.cosmos.trying import CALM, HASTY, LONG, Write, kept
from tests.store.databases import CONTAINERS, note, read


@pytest.fixture
def database(cosmos_database: CosmosDatabase) -> CosmosDatabase:
    return cosmos_database


@pytest.fixture
def store(cosmos_store: CosmosStore) -> CosmosStore:
    return cosmos_store


async def test_a_server_that_hangs_is_given_up_in_time(
    emulator: Emulator, database: CosmosDatabase, store: CosmosStore, write: Write
) -> None:
    hasty = await database.open(HASTY)
    await eventually(hasty)
    before = await kept(store)
    emulator.order({"hang": True, "count": LONG})

    with pytest.raises(Unavailable, match="in time"):
        await write(hasty)

    emulator.order()
    assert await kept(store) == before
    await eventually(hasty)


async def test_a_server_that_hangs_at_the_first_use_is_asked_again(
    emulator: Emulator, database: CosmosDatabase
) -> None:
    hasty = await database.open(replace(HASTY, opening=0.2))
    emulator.order({"hang": True, "count": LONG})

    with pytest.raises(Unavailable, match="in time"):
        await hasty.get("notes", "p", "1")

    emulator.order()
    await eventually(hasty)


async def eventually(store: CosmosStore) -> None:
    """Wait until a store has connected again."""
    for _ in range(100):
        try:
            await store.get("notes", "p", "1")
        except Unavailable:
            continue
        return
    raise AssertionError("The store stays unavailable")


async def test_a_server_that_is_down_is_unavailable_and_then_as_before(
    emulator: Emulator, store: CosmosStore, write: Write
) -> None:
    before = await kept(store)
    emulator.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await write(store)
    emulator.start()
    assert await kept(store) == before

    await write(store)

    assert await kept(store) != before


async def test_a_server_that_is_down_at_the_first_use_is_asked_again(
    emulator: Emulator, database: CosmosDatabase
) -> None:
    store = await database.open(CALM)
    emulator.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await store.get("notes", "p", "1")
    emulator.start()

    assert await store.get("notes", "p", "1") is None


async def test_no_write_is_lost_or_done_twice_by_a_server_that_is_restarted_again_and_again(
    emulator: Emulator, store: CosmosStore
) -> None:
    async def count(record: Record) -> Record:
        while True:
            try:
                return await store.replace(record)
            except Unavailable:
                emulator.start()

    record = await store.add(note("1", {"n": 0}))
    for n in range(1, 31):
        if n % 5 == 0:
            emulator.stop()
        emulator.order(on_items({"drop": "after", "count": n % 3}))
        record = await count(replace(record, body={"n": n}))

    assert await read(store) == record
    assert record.body == {"n": 30}


async def test_a_wrong_key_is_told_and_writes_nothing(database: CosmosDatabase, store: CosmosStore) -> None:
    stranger = CosmosStore(database.address, clock=database.now, key="d3Jvbmc=", containers=CONTAINERS, patience=CALM)

    with pytest.raises(Unavailable, match=r"refuses the bot \(HTTP 401\). Is the key right"):
        await stranger.add(note("1"))

    await stranger.close()
    assert await kept(store) == []


async def test_a_database_that_was_never_made_is_told_and_how_to_make_it(database: CosmosDatabase) -> None:
    await database.open()
    nowhere = replace(database.address, database="nowhere")
    store = CosmosStore(nowhere, clock=database.now, key=database.key, containers=CONTAINERS, patience=CALM)

    with pytest.raises(Unavailable, match=r"no database 'nowhere'.*python -m store provision http.*/nowhere$"):
        await store.get("notes", "p", "1")
    await store.close()


async def test_containers_that_are_deleted_under_way_are_told(emulator: Emulator, store: CosmosStore) -> None:
    emulator.order(on_items({"status": 404, "headers": {"x-ms-substatus": "1003"}, "count": LONG}))

    with pytest.raises(Unavailable, match="not all of its containers"):
        await store.get("notes", "p", "1")
    with pytest.raises(Unavailable, match="not all of its containers"):
        await store.remove(note("1"))


async def test_closing_ends_what_waits_for_an_answer(emulator: Emulator, store: CosmosStore) -> None:
    emulator.order(on_items({"hang": True, "count": LONG}))
    emulator.requests()
    waiting = [asyncio.create_task(store.get("notes", "p", str(n))) for n in range(5)]
    while len(emulator.requests()) == 0:
        await asyncio.sleep(0)

    await store.close()

    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 5


async def test_a_caller_who_is_cancelled_is_cancelled(emulator: Emulator, store: CosmosStore) -> None:
    emulator.order(on_items({"hang": True}))
    emulator.requests()
    waiting = asyncio.create_task(store.get("notes", "p", "1"))
    while not emulator.requests():
        await asyncio.sleep(0)

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await store.get("notes", "p", "1") is None
