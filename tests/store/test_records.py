"""The contract: one record at a time."""

from dataclasses import replace

import pytest

from store.port import Conflict, Store, Unavailable
from tests.store.databases import Database, note, read


async def test_a_record_never_added_is_none(store: Store) -> None:
    assert await store.get("notes", "p", "1") is None


async def test_an_added_record_is_read_back(store: Store) -> None:
    added = await store.add(note("1", {"text": "hello", "n": 1.5, "list": [True, None, {"deep": -3}]}))

    assert await store.get("notes", "p", "1") == added
    assert added.body == {"text": "hello", "n": 1.5, "list": [True, None, {"deep": -3}]}


async def test_several_records_are_read_in_the_order_asked_for(store: Store) -> None:
    one = await store.add(note("1", partition="p"))
    two = await store.add(note("2", partition="q"))

    assert await store.get_all("notes", [("q", "2"), ("p", "2"), ("p", "1"), ("q", "2")]) == (two, None, one, two)
    assert await store.get_all("notes", []) == ()


async def test_reading_more_records_at_once_than_go_at_once_misses_none(store: Store) -> None:
    for number in range(120):
        await store.add(note(f"{number}", {"n": number}, partition=f"p{number}"))

    found = await store.get_all("notes", [(f"p{number}", f"{number}") for number in range(120)])

    assert [record.body["n"] if record else None for record in found] == list(range(120))


async def test_the_same_id_in_another_partition_is_another_record(store: Store) -> None:
    await store.add(note("1", {"text": "here"}, partition="p"))
    await store.add(note("1", {"text": "there"}, partition="q"))

    assert (await read(store, partition="p")).body == {"text": "here"}
    assert (await read(store, partition="q")).body == {"text": "there"}


async def test_the_same_id_in_another_container_is_another_record(store: Store) -> None:
    await store.add(note("1"))

    assert await store.get("fleeting", "p", "1") is None


async def test_an_id_that_is_taken_is_a_conflict(store: Store) -> None:
    added = await store.add(note("1", {"text": "first"}))

    with pytest.raises(Conflict):
        await store.add(note("1", {"text": "second"}))
    assert await store.get("notes", "p", "1") == added


async def test_another_record_with_the_same_body_is_a_conflict(store: Store) -> None:
    await store.add(note("1", {"text": "same"}))

    with pytest.raises(Conflict):
        await store.add(note("1", {"text": "same"}))


async def test_a_replacement_is_read_back(store: Store) -> None:
    added = await store.add(note("1", {"text": "first", "more": 1}))

    replaced = await store.replace(replace(added, body={"text": "second"}))

    assert replaced.body == {"text": "second"}
    assert await store.get("notes", "p", "1") == replaced


async def test_every_write_gives_a_new_etag(store: Store) -> None:
    added = await store.add(note("1"))
    replaced = await store.replace(replace(added, body={}))
    await store.remove(replaced)
    again = await store.add(note("1"))

    assert len({"", added.etag, replaced.etag, again.etag}) == 4


async def test_replacing_what_was_replaced_since_is_a_conflict(store: Store) -> None:
    added = await store.add(note("1", {"text": "first"}))
    replaced = await store.replace(replace(added, body={"text": "second"}))

    with pytest.raises(Conflict):
        await store.replace(replace(added, body={"text": "third"}))
    assert await store.get("notes", "p", "1") == replaced


async def test_replacing_a_record_never_added_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        await store.replace(note("1"))
    assert await store.get("notes", "p", "1") is None


async def test_replacing_without_an_etag_is_a_conflict(store: Store) -> None:
    await store.add(note("1"))

    with pytest.raises(Conflict):
        await store.replace(note("1"))


async def test_replacing_what_was_removed_since_is_a_conflict(store: Store) -> None:
    added = await store.add(note("1"))
    await store.remove(added)

    with pytest.raises(Conflict):
        await store.replace(added)
    assert await store.get("notes", "p", "1") is None


async def test_a_removed_record_is_none(store: Store) -> None:
    await store.remove(await store.add(note("1")))

    assert await store.get("notes", "p", "1") is None


async def test_removing_what_is_gone_does_nothing(store: Store) -> None:
    added = await store.add(note("1"))
    await store.remove(added)
    await store.remove(added)

    await store.remove(note("never there"))


async def test_removing_what_was_replaced_since_is_a_conflict(store: Store) -> None:
    added = await store.add(note("1", {"text": "first"}))
    replaced = await store.replace(replace(added, body={"text": "second"}))

    with pytest.raises(Conflict):
        await store.remove(added)
    assert await store.get("notes", "p", "1") == replaced


async def test_a_removed_id_may_be_taken_again(store: Store) -> None:
    await store.remove(await store.add(note("1", {"text": "first"})))

    second = await store.add(note("1", {"text": "second"}))

    assert await store.get("notes", "p", "1") == second


async def test_an_etag_does_not_outlive_its_record(store: Store) -> None:
    first = await store.add(note("1"))
    await store.remove(first)
    second = await store.add(note("1"))

    with pytest.raises(Conflict):
        await store.replace(first)
    with pytest.raises(Conflict):
        await store.remove(first)
    assert await store.get("notes", "p", "1") == second


async def test_changing_a_body_afterwards_changes_nothing_in_the_store(store: Store) -> None:
    body = {"list": [1]}
    added = await store.add(note("1", body))
    body["list"].append(2)
    added.body["list"].append(3)

    assert (await read(store)).body == {"list": [1]}


async def test_changing_the_body_given_changes_nothing_in_the_record_returned(store: Store) -> None:
    body = {"list": [1]}
    added = await store.add(note("1", body))
    body["list"].append(2)

    assert added.body == {"list": [1]}


async def test_another_store_sees_a_write_at_once(database: Database) -> None:
    one, other = await database.open(), await database.open()
    added = await one.add(note("1", {"text": "first"}))
    seen = await read(other)
    assert seen == added

    replaced = await other.replace(replace(seen, body={"text": "second"}))

    assert await one.get("notes", "p", "1") == replaced


async def test_what_was_written_is_there_after_closing(database: Database) -> None:
    first = await database.open()
    added = await first.add(note("1", {"text": "kept"}))
    await first.close()

    second = await database.open()

    assert await second.get("notes", "p", "1") == added


async def test_an_unknown_container_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no container 'nix'"):
        await store.get("nix", "p", "1")
    with pytest.raises(ValueError, match="no container 'nix'"):
        await store.add(replace(note("1"), container="nix"))
    with pytest.raises(ValueError, match="no container 'nix'"):
        await store.find("nix", "p")


async def test_closing_may_be_repeated(store: Store) -> None:
    await store.close()
    await store.close()


async def test_a_closed_store_is_unavailable(store: Store) -> None:
    await store.close()

    with pytest.raises(Unavailable):
        await store.get("notes", "p", "1")
    with pytest.raises(Unavailable):
        await store.add(note("1"))
    with pytest.raises(Unavailable):
        await store.find("notes", "p")
