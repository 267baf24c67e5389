"""The contract: reading a partition by its fields, and in their order."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from store.port import Store
from store.record import Json
from tests.store.databases import fill, find_all, ids, note


async def test_an_empty_partition_has_an_empty_page(store: Store) -> None:
    page = await store.find("notes", "p")

    assert page.records == ()
    assert page.continuation is None


async def test_records_come_whole(store: Store) -> None:
    added = await store.add(note("1", {"state": "open", "text": "hello"}))

    assert (await store.find("notes", "p")).records == (added,)


async def test_only_the_partition_asked_for_is_read(store: Store) -> None:
    await store.add(note("1", partition="p"))
    await store.add(note("2", partition="q"))

    assert ids(await store.find("notes", "q")) == ["2"]


async def test_without_an_order_records_come_by_id(store: Store) -> None:
    await fill(store, {"b": {}, "a": {}, "B": {}, "10": {}, "9": {}})

    assert ids(await store.find("notes", "p")) == ["10", "9", "B", "a", "b"]
    assert ids(await store.find("notes", "p", descending=True)) == ["b", "a", "B", "9", "10"]


async def test_records_come_by_a_field_both_ways(store: Store) -> None:
    await fill(store, {"a": {"at": "2026-03"}, "b": {"at": "2026-01"}, "c": {"at": "2026-02"}})

    assert ids(await store.find("notes", "p", order="at")) == ["b", "c", "a"]
    assert ids(await store.find("notes", "p", order="at", descending=True)) == ["a", "c", "b"]


async def test_numbers_are_ordered_as_numbers(store: Store) -> None:
    await fill(store, {"a": {"rank": 10}, "b": {"rank": 9.5}, "c": {"rank": -3}, "d": {"rank": 2**53}})

    assert ids(await store.find("notes", "p", order="rank")) == ["c", "b", "a", "d"]


async def test_equals_come_by_id_in_the_same_direction(store: Store) -> None:
    await fill(store, {"b": {"at": "1"}, "a": {"at": "1"}, "c": {"at": "0"}})

    assert ids(await store.find("notes", "p", order="at")) == ["c", "a", "b"]
    assert ids(await store.find("notes", "p", order="at", descending=True)) == ["b", "a", "c"]


async def test_records_without_the_field_come_first_as_if_it_were_null(store: Store) -> None:
    await fill(store, {"a": {"at": "1"}, "b": {}, "c": {"at": None}, "d": {"at": ""}, "0": {"at": "2"}})

    assert ids(await store.find("notes", "p", order="at")) == ["b", "c", "d", "a", "0"]
    assert ids(await store.find("notes", "p", order="at", descending=True)) == ["0", "a", "d", "c", "b"]


async def test_only_records_with_the_value_are_found(store: Store) -> None:
    await fill(store, {"a": {"state": "open"}, "b": {"state": "closed"}, "c": {"state": "open"}, "d": {}})

    assert ids(await store.find("notes", "p", where={"state": "open"})) == ["a", "c"]


async def test_all_of_several_fields_have_to_match(store: Store) -> None:
    await fill(
        store,
        {
            "a": {"state": "open", "rank": 1, "at": "3"},
            "b": {"state": "open", "rank": 2, "at": "2"},
            "c": {"state": "closed", "rank": 1, "at": "1"},
            "d": {"state": "open", "rank": 1, "at": "0"},
        },
    )

    assert ids(await store.find("notes", "p", where={"state": "open", "rank": 1}, order="at")) == ["d", "a"]


async def test_a_field_may_be_both_asked_for_and_ordered_by(store: Store) -> None:
    await fill(store, {"a": {"state": "open"}, "b": {"state": "closed"}, "c": {"state": "open"}})

    page = await store.find("notes", "p", where={"state": "open"}, order="state", descending=True)

    assert ids(page) == ["c", "a"]


async def test_the_id_may_be_asked_for(store: Store) -> None:
    await fill(store, {"a": {"state": "open"}, "b": {"state": "open"}})

    assert ids(await store.find("notes", "p", where={"id": "b"})) == ["b"]
    assert ids(await store.find("notes", "p", where={"id": "b", "state": "open"}, order="at")) == ["b"]
    assert ids(await store.find("notes", "p", where={"id": "b", "state": "closed"})) == []


async def test_asking_for_null_finds_null_and_missing(store: Store) -> None:
    await fill(store, {"a": {"state": None}, "b": {}, "c": {"state": ""}, "d": {"state": 0}, "e": {"state": False}})

    assert ids(await store.find("notes", "p", where={"state": None})) == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (1, ["int", "real"]),
        (1.0, ["int", "real"]),
        (True, ["true"]),
        (False, ["false"]),
        (0, ["zero"]),
        ("1", ["text"]),
        ("true", ["word"]),
        (0.1, ["tenth"]),
        (-(2**53), ["least"]),
    ],
)
async def test_a_value_is_found_by_its_own_kind_alone(store: Store, value: Json, found: list[str]) -> None:
    await fill(
        store,
        {
            "int": {"state": 1},
            "real": {"state": 1.0},
            "true": {"state": True},
            "text": {"state": "1"},
            "word": {"state": "true"},
            "zero": {"state": 0},
            "false": {"state": False},
            "tenth": {"state": 0.1},
            "least": {"state": -(2**53)},
        },
    )

    assert ids(await store.find("notes", "p", where={"state": value})) == found


@pytest.mark.parametrize("value", ["", "it's", 'say "hi"', "back\\slash", "line\nbreak", "å 🎉", "%", "[]", "x" * 5000])
async def test_odd_strings_are_found(store: Store, value: str) -> None:
    await fill(store, {"odd": {"state": value}, "other": {"state": "other"}})

    assert ids(await store.find("notes", "p", where={"state": value})) == ["odd"]


async def test_changing_a_field_changes_where_its_record_is_found(store: Store) -> None:
    added = await store.add(note("1", {"state": "open"}))
    await store.replace(replace(added, body={"state": "closed"}))

    assert ids(await store.find("notes", "p", where={"state": "open"})) == []
    assert ids(await store.find("notes", "p", where={"state": "closed"})) == ["1"]


async def test_a_removed_record_is_not_found(store: Store) -> None:
    await store.remove(await store.add(note("1", {"state": "open"})))

    assert ids(await store.find("notes", "p", where={"state": "open"})) == []


async def test_a_field_that_is_not_indexed_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="'text' is not indexed"):
        await store.find("notes", "p", where={"text": "hello"})
    with pytest.raises(ValueError, match="'text' is not indexed"):
        await store.find("notes", "p", order="text")


@pytest.mark.parametrize("where", [{"state": ["open"]}, {"state": {"a": 1}}, {"state": float("nan")}, {"id": 1}])
async def test_a_value_that_cannot_be_compared_is_refused(store: Store, where: Mapping[str, Json]) -> None:
    with pytest.raises(ValueError, match="notes: "):
        await store.find("notes", "p", where=where)


@pytest.mark.parametrize("value", [["open"], {"a": 1}, 2**53 + 1, "a\0b", float("inf")])
async def test_an_indexed_field_that_cannot_be_compared_is_refused(store: Store, value: Json) -> None:
    with pytest.raises(ValueError, match="the indexed field 'state'"):
        await store.add(note("1", {"state": value}))


async def test_a_page_without_records_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="at least 1 record"):
        await find_all(store, limit=0)
