"""The contract: page after page, while others write."""

import base64
import json

import pytest

from store.port import Store
from tests.store.databases import adding, fill, find_all, ids, note

THOUSAND = {f"{n:04}": {"at": f"2026-{n * 7 % 12:02}", "state": "odd" if n % 2 else "even"} for n in range(1050)}


async def test_pages_of_a_thousand_records_hold_each_once_and_in_order(store: Store) -> None:
    await fill(store, THOUSAND)

    pages = await find_all(store, order="at", limit=100)

    assert [len(page.records) for page in pages] == [100] * 10 + [50]
    assert ids(*pages) == sorted(THOUSAND, key=lambda name: (THOUSAND[name]["at"], name))


async def test_pages_go_backwards_too(store: Store) -> None:
    await fill(store, THOUSAND)

    pages = await find_all(store, order="at", descending=True, limit=400)

    assert [len(page.records) for page in pages] == [400, 400, 250]
    assert ids(*pages) == sorted(THOUSAND, key=lambda name: (THOUSAND[name]["at"], name), reverse=True)


async def test_pages_keep_to_what_was_asked_for(store: Store) -> None:
    await fill(store, THOUSAND)
    first = await store.find("notes", "p", where={"state": "odd"}, limit=300)
    second = await store.find("notes", "p", where={"state": "odd"}, limit=300, continuation=first.continuation)

    assert ids(first, second) == [name for name, body in THOUSAND.items() if body["state"] == "odd"]
    assert second.continuation is None


async def test_a_page_that_is_just_full_is_the_last(store: Store) -> None:
    await fill(store, {"a": {}, "b": {}})

    assert (await store.find("notes", "p", limit=2)).continuation is None
    assert (await store.find("notes", "p", limit=1)).continuation is not None


@pytest.mark.parametrize("descending", [False, True])
async def test_pages_cross_from_missing_to_present_and_back(store: Store, descending: bool) -> None:
    await fill(store, {"a": {"at": "1"}, "b": {}, "c": {"at": None}, "d": {"at": 5}, "e": {}, "f": {"at": "1"}})
    whole = await store.find("notes", "p", order="at", descending=descending)

    for limit in (1, 2, 3, 4, 5):
        assert ids(*await find_all(store, order="at", descending=descending, limit=limit)) == ids(whole)


async def test_a_record_added_behind_is_not_met_and_one_added_ahead_is(store: Store) -> None:
    await fill(store, {"b": {"at": "2"}, "d": {"at": "4"}, "e": {"at": "5"}})
    first = await store.find("notes", "p", order="at", limit=2)
    await store.commit(adding(note("a", {"at": "1"}), note("c", {"at": "3"}), note("z", {"at": "4"})))

    second = await store.find("notes", "p", order="at", limit=9, continuation=first.continuation)

    assert ids(first, second) == ["b", "d", "z", "e"]


async def test_records_added_between_pages_shift_none_of_a_thousand(store: Store) -> None:
    await fill(store, THOUSAND)
    pages = [await store.find("notes", "p", order="at", limit=90)]
    while pages[-1].continuation:
        number = len(pages)
        await store.commit(adding(*(note(f"new-{number}-{n}", {"at": f"2026-{n:02}"}) for n in range(12))))
        pages.append(await store.find("notes", "p", order="at", limit=90, continuation=pages[-1].continuation))

    met = ids(*pages)
    assert len(set(met)) == len(met)
    assert set(THOUSAND) <= set(met)


async def test_pages_go_on_when_the_record_they_stopped_at_is_gone(store: Store) -> None:
    await fill(store, {"a": {"at": "1"}, "b": {"at": "2"}, "c": {"at": "3"}})
    first = await store.find("notes", "p", order="at", limit=2)
    await store.remove(first.records[-1])

    assert ids(await store.find("notes", "p", order="at", continuation=first.continuation)) == ["c"]


async def test_a_continuation_is_good_in_another_call_any_number_of_times(store: Store) -> None:
    await fill(store, {"a": {}, "b": {}, "c": {}})
    first = await store.find("notes", "p", limit=1)

    assert ids(await store.find("notes", "p", limit=1, continuation=first.continuation)) == ["b"]
    assert ids(await store.find("notes", "p", limit=2, continuation=first.continuation)) == ["b", "c"]


@pytest.mark.parametrize(
    "continuation",
    [
        "",
        "nonsense",
        "a",
        "ünïcode",
        "\ud800",
        "e30=",
        "W10=",
        base64.b64encode(json.dumps({"id": "a"}).encode()).decode(),
    ],
)
async def test_a_malformed_continuation_is_refused(store: Store, continuation: str) -> None:
    await fill(store, {"a": {}, "b": {}})

    with pytest.raises(ValueError, match="continuation"):
        await store.find("notes", "p", continuation=continuation)


async def test_a_continuation_of_another_order_is_refused(store: Store) -> None:
    await fill(store, {"a": {"at": "1"}, "b": {"at": "2"}})
    first = await store.find("notes", "p", order="at", limit=1)

    with pytest.raises(ValueError, match="continuation"):
        await store.find("notes", "p", order="id", continuation=first.continuation)
    with pytest.raises(ValueError, match="continuation"):
        await store.find("notes", "p", order="at", descending=True, continuation=first.continuation)
