"""The contract: records that expire. Time is given, and with room for a store that counts in whole seconds."""

from dataclasses import replace

import pytest

from store.port import Conflict, Store
from tests.store.databases import Database, adding, fleeting, ids, note, removing, replacing


async def test_a_record_is_there_until_it_expires(database: Database, store: Store) -> None:
    added = await store.add(fleeting("1", {"state": "open"}))

    await database.pass_time(98)

    assert await store.get("fleeting", "p", "1") == added
    assert ids(await store.find("fleeting", "p", where={"state": "open"})) == ["1"]


async def test_an_expired_record_is_none(database: Database, store: Store) -> None:
    await store.add(fleeting("1"))

    await database.pass_time(101)

    assert await store.get("fleeting", "p", "1") is None


async def test_an_expired_record_is_not_found(database: Database, store: Store) -> None:
    await store.add(fleeting("1", {"state": "open"}))
    await store.add(fleeting("2", {"state": "open"}, ttl=200))

    await database.pass_time(101)

    assert ids(await store.find("fleeting", "p", where={"state": "open"})) == ["2"]
    assert ids(await store.find("fleeting", "p")) == ["2"]


async def test_an_expired_record_does_not_count_in_a_page(database: Database, store: Store) -> None:
    await store.commit(adding(fleeting("1"), fleeting("2", ttl=200), fleeting("3"), fleeting("4", ttl=200)))

    await database.pass_time(101)

    page = await store.find("fleeting", "p", limit=2)
    assert ids(page) == ["2", "4"]
    assert page.continuation is None


async def test_the_id_of_an_expired_record_is_free(database: Database, store: Store) -> None:
    await store.add(fleeting("1", {"text": "old"}))
    await database.pass_time(101)

    added = await store.add(fleeting("1", {"text": "new"}))

    assert await store.get("fleeting", "p", "1") == added
    assert added.body == {"text": "new"}


async def test_replacing_an_expired_record_is_a_conflict(database: Database, store: Store) -> None:
    added = await store.add(fleeting("1"))
    await database.pass_time(101)

    with pytest.raises(Conflict):
        await store.replace(replace(added, body={"text": "late"}))
    assert await store.get("fleeting", "p", "1") is None


async def test_repeating_the_replacement_of_an_expired_record_is_a_conflict(database: Database, store: Store) -> None:
    record = replace(await store.add(fleeting("1")), body={"text": "late"})
    await store.replace(record)
    await database.pass_time(101)

    with pytest.raises(Conflict):
        await store.replace(record)


async def test_removing_an_expired_record_does_nothing(database: Database, store: Store) -> None:
    added = await store.add(fleeting("1"))
    changed = await store.add(fleeting("2"))
    await store.replace(changed)
    await database.pass_time(101)

    await store.remove(added)
    await store.remove(changed)


async def test_a_commit_takes_an_expired_record_for_gone(database: Database, store: Store) -> None:
    one, other = await store.commit(adding(fleeting("1"), fleeting("2")))
    await database.pass_time(101)

    with pytest.raises(Conflict):
        await store.commit([*adding(fleeting("3")), replacing(other)])
    await store.commit([*adding(fleeting("2")), removing(one)])

    assert ids(await store.find("fleeting", "p")) == ["2"]


async def test_every_write_begins_the_time_anew(database: Database, store: Store) -> None:
    added = await store.add(fleeting("1"))
    await database.pass_time(60)
    replaced = await store.replace(replace(added, body={"text": "second"}))
    await database.pass_time(60)
    assert await store.get("fleeting", "p", "1") == replaced

    await database.pass_time(60)

    assert await store.get("fleeting", "p", "1") is None


async def test_a_record_of_its_own_ttl_goes_by_that(database: Database, store: Store) -> None:
    await store.add(fleeting("short", ttl=10))
    long = await store.add(fleeting("long", ttl=1000))
    await database.pass_time(12)
    assert await store.get("fleeting", "p", "short") is None

    await database.pass_time(500)

    assert await store.get("fleeting", "p", "long") == long
    assert long.ttl == 1000


async def test_a_record_may_expire_where_others_do_not(database: Database, store: Store) -> None:
    await store.add(replace(note("short"), ttl=10))
    kept = await store.add(note("kept"))

    await database.pass_time(10 * 365 * 24 * 60 * 60)

    assert await store.get("notes", "p", "short") is None
    assert await store.get("notes", "p", "kept") == kept


async def test_a_record_may_be_given_a_ttl_later(database: Database, store: Store) -> None:
    added = await store.add(note("1", {"state": "open"}))
    await store.replace(replace(added, body={"state": "closed"}, ttl=10))

    await database.pass_time(12)

    assert await store.get("notes", "p", "1") is None


@pytest.mark.parametrize("ttl", [0, -1])
async def test_a_ttl_under_a_second_is_refused(store: Store, ttl: int) -> None:
    with pytest.raises(ValueError, match="at least 1 second"):
        await store.add(fleeting("1", ttl=ttl))
