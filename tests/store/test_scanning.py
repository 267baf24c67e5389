"""The contract: reading a whole container, for moving house."""

import math
from dataclasses import replace

import pytest

from store.port import Store
from store.record import Page, Record
from tests.store.databases import Database, adding, fill, fleeting, note


async def scan_all(store: Store, container: str = "notes", *, limit: int = 100) -> list[Page]:
    """Follow the pages of a container to the end."""
    pages = [await store.scan(container, limit=limit)]
    while pages[-1].continuation:
        pages.append(await store.scan(container, limit=limit, continuation=pages[-1].continuation))
    return pages


def met(pages: list[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]


def addresses(pages: list[Page]) -> list[tuple[str, str]]:
    return [(record.partition, record.id) for record in met(pages)]


async def test_a_scan_of_an_empty_container_meets_nothing(store: Store) -> None:
    assert met(await scan_all(store)) == []


async def test_a_scan_meets_the_records_of_all_partitions_whole(store: Store) -> None:
    places = [("p", "1"), ("q", "1"), ("q", "2"), ("é", "a/?")]
    added = [await store.add(note(id, {"n": n}, partition=partition)) for n, (partition, id) in enumerate(places)]

    found = met(await scan_all(store))

    assert sorted(found, key=lambda record: record.body["n"]) == added


async def test_a_scan_keeps_to_its_container(store: Store) -> None:
    await store.add(note("1"))
    await store.add(fleeting("2"))

    assert addresses(await scan_all(store, "notes")) == [("p", "1")]


@pytest.mark.parametrize("limit", [1, 7, 100, 2000])
async def test_following_the_pages_of_a_scan_meets_every_record_once(store: Store, limit: int) -> None:
    there = [(f"p{n % 5}", f"{n:03}") for n in range(60)]
    for partition, id in there:
        await store.add(note(id, partition=partition))

    pages = await scan_all(store, limit=limit)

    assert sorted(addresses(pages)) == sorted(there)
    assert max(len(page.records) for page in pages) <= limit


async def test_a_scan_meets_a_thousand_records_once(store: Store) -> None:
    await fill(store, {f"{n:04}": {"n": n} for n in range(1050)})

    assert sorted(record.body["n"] for record in met(await scan_all(store))) == list(range(1050))


async def test_a_second_scan_goes_in_the_same_order(store: Store) -> None:
    for n in range(20):
        await store.add(note(f"{n * 7 % 20}", partition=f"p{n % 3}"))

    assert addresses(await scan_all(store, limit=3)) == addresses(await scan_all(store, limit=100))


async def test_records_that_come_and_go_between_pages_hide_none_of_the_others(store: Store) -> None:
    there = [await store.add(note(f"{n:02}", partition=f"p{n % 3}")) for n in range(30)]
    page = await store.scan("notes", limit=4)
    pages = [page]
    while page.continuation:
        number = len(pages)
        await store.commit(adding(note(f"new {number}", partition="a"), note(f"new {number} too", partition="a")))
        await store.add(note(f"new {number}", partition="p1"))
        if number == 2:
            await store.remove(there[0])
        page = await store.scan("notes", limit=4, continuation=page.continuation)
        pages.append(page)

    found = addresses(pages)
    assert len(set(found)) == len(found)
    assert {(record.partition, record.id) for record in there[1:]} <= set(found)


async def test_a_scan_tells_what_is_left_of_a_life(database: Database, store: Store) -> None:
    await store.add(fleeting("default"))
    await store.add(fleeting("own", ttl=1000))
    await database.pass_time(40)
    await store.add(fleeting("new"))

    left = {record.id: record.ttl or math.inf for record in met(await scan_all(store, "fleeting"))}

    # With room for a store that counts in whole seconds by a clock of its own.
    assert left == {
        "default": pytest.approx(60, abs=2),
        "own": pytest.approx(960, abs=2),
        "new": pytest.approx(100, abs=2),
    }


async def test_what_never_expires_has_no_ttl_in_a_scan(store: Store) -> None:
    await store.commit(adding(note("for ever"), replace(note("not for ever"), ttl=10)))

    assert {record.id: record.ttl is None for record in met(await scan_all(store))} == {
        "for ever": True,
        "not for ever": False,
    }


async def test_a_scan_passes_over_what_has_expired(database: Database, store: Store) -> None:
    await store.commit(adding(fleeting("1"), fleeting("2", ttl=200), fleeting("3")))

    await database.pass_time(102)

    assert addresses(await scan_all(store, "fleeting", limit=1)) == [("p", "2")]


async def test_a_scan_of_an_unknown_container_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="There is no container 'elsewhere'"):
        await store.scan("elsewhere")


async def test_a_page_of_no_records_is_no_scan(store: Store) -> None:
    with pytest.raises(ValueError, match="at least 1 record"):
        await store.scan("notes", limit=0)


@pytest.mark.parametrize("continuation", ["", "nonsense", "ünïcode", "\ud800", "e30=", "W10="])
async def test_a_malformed_continuation_of_a_scan_is_refused(store: Store, continuation: str) -> None:
    await fill(store, {"a": {}, "b": {}})

    with pytest.raises(ValueError, match="continuation"):
        await store.scan("notes", continuation=continuation)


async def test_a_continuation_of_anything_else_is_refused_by_a_scan(store: Store) -> None:
    await fill(store, {"a": {}, "b": {}})
    found = await store.find("notes", "p", limit=1)
    scanned = await store.scan("notes", limit=1)
    assert found.continuation and scanned.continuation

    with pytest.raises(ValueError, match="continuation"):
        await store.scan("notes", continuation=found.continuation)
    with pytest.raises(ValueError, match="continuation"):
        await store.scan("fleeting", continuation=scanned.continuation)
    with pytest.raises(ValueError, match="continuation"):
        await store.find("notes", "p", continuation=scanned.continuation)
