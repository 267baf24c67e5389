"""What is the Cosmos store's own: its items, its requests, and what they cost."""

import asyncio
from dataclasses import replace

import pytest

from store.cosmos import CosmosStore
from store.cosmos_account import to_address
from store.cosmos_item import to_id, to_item, to_name
from store.port import Conflict
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import START, Emulator
from tests.cosmos.trying import CALM
from tests.store.databases import NOTES, adding, fill, note, removing


@pytest.fixture
def store(cosmos_store: CosmosStore) -> CosmosStore:
    return cosmos_store


def methods(emulator: Emulator) -> list[str]:
    return [request.split()[0] for request in emulator.requests()]


async def test_every_operation_is_one_request(emulator: Emulator, store: CosmosStore) -> None:
    emulator.requests()

    added = await store.add(note("1"))
    assert methods(emulator) == ["POST"]
    await store.get("notes", "p", "1")
    assert methods(emulator) == ["GET"]
    replaced = await store.replace(added)
    assert methods(emulator) == ["PUT"]
    await store.commit([*adding(note("2"), note("3")), removing(replaced)])
    assert methods(emulator) == ["POST"]
    await store.find("notes", "p", order="at")
    assert methods(emulator) == ["POST"]
    await store.remove(replaced)
    assert methods(emulator) == ["DELETE"]


async def test_a_page_is_one_request_too(emulator: Emulator, store: CosmosStore) -> None:
    await fill(store, {f"{n:03}": {"at": n} for n in range(300)})
    first = await store.find("notes", "p", order="at", limit=200)
    emulator.requests()

    await store.find("notes", "p", order="at", limit=200, continuation=first.continuation)

    assert methods(emulator) == ["POST"]


async def test_a_conflict_costs_a_read(emulator: Emulator, store: CosmosStore) -> None:
    added = await store.add(note("1"))
    await store.replace(added)
    emulator.requests()

    with pytest.raises(Conflict):
        await store.replace(replace(added, body={}))
    assert methods(emulator) == ["PUT", "GET"]
    with pytest.raises(Conflict):
        await store.commit(adding(note("1")))
    assert methods(emulator) == ["POST", "POST"]


async def test_what_is_gone_already_costs_a_commit_a_second_request(emulator: Emulator, store: CosmosStore) -> None:
    emulator.requests()

    await store.commit([*adding(note("1")), removing(note("gone"))])

    assert methods(emulator) == ["POST", "POST"]


async def test_of_many_who_begin_at_once_one_connects(emulator: Emulator, cosmos_database: CosmosDatabase) -> None:
    store = await cosmos_database.open(CALM)
    emulator.requests()

    await asyncio.gather(*(store.get("notes", "p", str(n)) for n in range(20)))

    # To connect, and to see whether all regions answer.
    assert emulator.requests().count("GET /") == 2


def test_escaped_ids_are_read_back_and_stay_in_order() -> None:
    letters = [chr(n) for n in (*range(1, 256), 0x3B1, 0x20AC, 0xFFFF, 0x1F389)]
    names = [*letters, *(f"a{letter}" for letter in letters), *(f"{letter}z" for letter in letters)]

    escaped = [to_id(name) for name in sorted(names, key=str.encode)]

    assert escaped == sorted(escaped)
    assert [to_name(id) for id in map(to_id, names)] == names


def test_an_id_of_letters_and_digits_is_kept_as_it_is() -> None:
    assert to_id("2026-01-05:a1B2") == "2026-01-05:a1B2"
    assert to_id("a/b_ö") == "a.2Fb_5F~C3~B6"


def test_indexed_fields_stand_apart_and_the_item_holds_nothing_twice() -> None:
    record = replace(note("1", {"state": "open", "at": None, "text": "hello"}), ttl=60)

    item = to_item(record, NOTES, '{"state":"open","at":null,"text":"hello"}')

    assert item.pop("nonce").startswith(record.nonce)
    assert item == {
        "id": "1",
        "partition": "p",
        "fields": {"state": "open", "at": None, "rank": None},
        "body": {"at": None, "text": "hello"},
        "ttl": 60,
    }


def test_the_address_of_an_account_is_told_from_its_database() -> None:
    address = to_address("https://contoso.documents.azure.com:443/enrollment-bot")

    assert (address.endpoint, address.database) == ("https://contoso.documents.azure.com:443/", "enrollment-bot")
    assert to_address("http://127.0.0.1:8081/bot").endpoint == "http://127.0.0.1:8081/"


@pytest.mark.parametrize(
    "url",
    [
        "https://contoso.documents.azure.com:443/",
        "https://contoso.documents.azure.com:443/bot/contacts",
        "https:///bot",
        "https://me:secret@contoso.documents.azure.com/bot",
        "https://contoso.documents.azure.com/bot?key=secret",
        "http://contoso.documents.azure.com/bot",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="A Cosmos DB store is https://<account>"):
        to_address(url)


@pytest.mark.parametrize("key", ["mistyped!", "Y3V0IG9mZg=", "räksmörgås"])
def test_what_is_no_key_is_refused_at_once(key: str) -> None:
    with pytest.raises(ValueError, match="cut off or mistyped"):
        CosmosStore(to_address("http://127.0.0.1:1/bot"), clock=lambda: START, key=key)
