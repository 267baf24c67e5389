"""What only the Cosmos store has to live with: requests that are throttled or refused, and replies that are lost."""

import pytest

from store.cosmos import CosmosStore
from store.port import Conflict, StoreError, TooLarge, Unavailable
from tests.cosmos.emulator import Emulator, Fault, on_items
from tests.cosmos.trying import LONG, Write, kept
from tests.store.databases import note, read

FAULTS: dict[str, Fault] = {
    "throttled": {"status": 429},
    "throttled, and told when to come back": {"status": 429, "headers": {"x-ms-retry-after-ms": "1"}},
    "throttled for long": {"status": 429, "count": LONG},
    "told to retry": {"status": 449},
    "timed out": {"status": 408},
    "gone": {"status": 410},
    "failed": {"status": 500},
    "unavailable": {"status": 503},
    "unavailable for long": {"status": 503, "count": LONG},
    "dropped before it was applied": {"drop": "before"},
    "dropped again and again before it was applied": {"drop": "before", "count": LONG},
    "dropped after it was applied": {"drop": "after"},
    "dropped again and again after it was applied": {"drop": "after", "count": LONG},
}


@pytest.fixture
def store(cosmos_store: CosmosStore) -> CosmosStore:
    return cosmos_store


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_write_is_done_or_not_and_repeating_it_does_it_once(
    emulator: Emulator, store: CosmosStore, write: Write, fault: Fault
) -> None:
    before = await kept(store)
    emulator.order(on_items(fault))
    try:
        await write(store)
        done = True
    except Unavailable:
        done = False
    emulator.order()
    first = await kept(store)

    await write(store)

    after = await kept(store)
    assert after != before
    assert first in ([after] if done else [before, after])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_read_is_answered_or_the_store_is_unavailable(
    emulator: Emulator, store: CosmosStore, fault: Fault
) -> None:
    emulator.order(on_items(fault))

    for reading in (store.get("notes", "p", "old"), store.find("notes", "p"), store.scan("notes")):
        try:
            await reading
        except Unavailable:
            continue


@pytest.mark.parametrize("name", ["throttled", "throttled, and told when to come back", "unavailable"])
async def test_what_passes_soon_is_not_noticed(emulator: Emulator, store: CosmosStore, name: str) -> None:
    emulator.order(on_items(FAULTS[name]))

    added = await store.add(note("1"))

    assert await read(store) == added


async def test_a_throttled_request_is_tried_again_several_times(emulator: Emulator, store: CosmosStore) -> None:
    emulator.order(on_items({"status": 429, "count": 5}))

    assert await store.get("notes", "p", "1") is None


@pytest.mark.parametrize("name", ["throttled for long", "told to retry", "unavailable for long", "failed"])
async def test_what_does_not_pass_is_told(emulator: Emulator, store: CosmosStore, name: str) -> None:
    emulator.order(on_items(FAULTS[name]))

    with pytest.raises(Unavailable, match="request units" if "throttled" in name else "cannot answer now"):
        await store.add(note("1"))


async def test_a_write_whose_reply_was_lost_is_known_again(
    emulator: Emulator, store: CosmosStore, write: Write
) -> None:
    emulator.order(on_items(FAULTS["dropped after it was applied"]))
    emulator.requests()

    written = await write(store)

    first, again, *_ = emulator.requests()
    assert first == again
    assert await write(store) == written


async def test_a_lost_reply_does_not_hide_that_a_rival_was_first(emulator: Emulator, store: CosmosStore) -> None:
    rival = await store.add(note("1", {"by": "the rival"}))
    emulator.order(on_items(FAULTS["dropped after it was applied"]))

    with pytest.raises(Conflict):
        await store.add(note("1", {"by": "us"}))
    assert await read(store) == rival


async def test_what_the_server_finds_too_large_is_too_large(emulator: Emulator, store: CosmosStore) -> None:
    emulator.order(on_items({"status": 413}))

    with pytest.raises(TooLarge):
        await store.add(note("1"))


async def test_what_the_server_does_not_understand_is_no_matter_of_time(emulator: Emulator, store: CosmosStore) -> None:
    emulator.order(on_items({"status": 400}))

    with pytest.raises(StoreError, match="does not understand") as raised:
        await store.add(note("1"))
    assert not isinstance(raised.value, Unavailable)
