"""The contract: a write whose outcome is not known may be repeated, and is known from a rival's."""

from dataclasses import replace

import pytest

from store.port import Conflict, Store
from store.record import Change, Kind
from tests.store.databases import Database, adding, note, read, removing, replacing


async def test_adding_the_very_same_record_again_is_no_conflict(store: Store) -> None:
    record = note("1", {"text": "hello"})
    added = await store.add(record)

    assert await store.add(record) == added
    assert await store.get("notes", "p", "1") == added


async def test_replacing_with_the_very_same_record_again_is_no_conflict(store: Store) -> None:
    added = await store.add(note("1"))
    second = replace(added, body={"text": "second"})
    replaced = await store.replace(second)

    assert await store.replace(second) == replaced
    assert await store.get("notes", "p", "1") == replaced


async def test_a_repeat_through_another_store_is_no_conflict(database: Database) -> None:
    record = note("1")
    added = await (await database.open()).add(record)

    assert await (await database.open()).add(record) == added


async def test_repeating_an_addition_that_was_replaced_since_is_a_conflict(store: Store) -> None:
    record = note("1", {"text": "first"})
    replaced = await store.replace(replace(await store.add(record), body={"text": "second"}))

    with pytest.raises(Conflict):
        await store.add(record)
    assert await store.get("notes", "p", "1") == replaced


async def test_repeating_a_replacement_that_was_replaced_since_is_a_conflict(store: Store) -> None:
    second = replace(await store.add(note("1")), body={"text": "second"})
    third = await store.replace(replace(await store.replace(second), body={"text": "third"}))

    with pytest.raises(Conflict):
        await store.replace(second)
    assert await store.get("notes", "p", "1") == third


async def test_two_readers_who_write_the_same_are_rivals(store: Store) -> None:
    await store.add(note("1", {"state": "free"}))
    one, other = await read(store), await read(store)
    await store.replace(one)

    with pytest.raises(Conflict):
        await store.replace(other)


async def test_two_changes_of_one_reading_are_rivals(store: Store) -> None:
    added = await store.add(note("1"))
    await store.replace(replace(added, body={"state": "taken"}))

    with pytest.raises(Conflict):
        await store.replace(replace(added, body={"state": "taken"}))


async def test_a_record_changed_in_place_is_not_a_repeat(store: Store) -> None:
    body = {"n": 1}
    record = note("1", body)
    await store.add(record)
    body["n"] = 2

    with pytest.raises(Conflict):
        await store.add(record)


async def test_a_commit_may_be_repeated(store: Store) -> None:
    old, gone = await store.commit(adding(note("old"), note("gone")))
    changes = [*adding(note("new")), replacing(replace(old, body={"text": "second"})), removing(gone)]
    written = await store.commit(changes)

    assert await store.commit(changes) == written
    assert await store.get("notes", "p", "new") == written[0]
    assert await store.get("notes", "p", "old") == written[1]
    assert await store.get("notes", "p", "gone") is None


async def test_repeating_a_commit_that_a_rival_wrote_over_is_a_conflict(store: Store) -> None:
    changes = adding(note("1"), note("2"))
    _, second = await store.commit(changes)
    replaced = await store.replace(replace(second, body={"text": "the rival's"}))

    with pytest.raises(Conflict):
        await store.commit(changes)
    assert await store.get("notes", "p", "2") == replaced


async def test_a_commit_that_shares_a_record_with_another_is_not_its_repeat(store: Store) -> None:
    shared = note("1")
    await store.commit(adding(shared))

    with pytest.raises(Conflict):
        await store.commit(adding(shared, note("2")))
    assert await store.get("notes", "p", "2") is None


async def test_a_commit_that_moves_an_id_may_be_repeated(store: Store) -> None:
    old = await store.add(note("1", {"text": "old"}))
    changes = [removing(old), Change(kind=Kind.ADD, record=note("1", {"text": "new"}))]
    written = await store.commit(changes)

    assert await store.commit(changes) == written
    assert await store.get("notes", "p", "1") == written[1]
