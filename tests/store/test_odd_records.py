"""The contract: ids and bodies at the edges."""

import json
from collections.abc import Mapping

import pytest

from store.port import MAX_ID_BYTES, MAX_RECORD_BYTES, Store, TooLarge
from store.record import Json, Record
from tests.store.databases import ids, note, read, removing

ODD_IDS = [
    "a/b",
    "a\\b",
    "a?b#c",
    "a|b:c;d=e",
    "29:1-_x@thread.v2",
    "50%2F",
    'it\'s "quoted"',
    " blanks ",
    "..",
    "line\nbreak",
    "åäö",
    "🎉👩🏽‍💻",
    "x" * MAX_ID_BYTES,
    "/" * MAX_ID_BYTES,
    "🎉" * (MAX_ID_BYTES // 4),
]
BAD_IDS = ["", "a\0b", "\ud83c", "x" * (MAX_ID_BYTES + 1), "é" * 128]


@pytest.mark.parametrize("odd", ODD_IDS)
async def test_an_odd_id_is_kept_found_and_removed(store: Store, odd: str) -> None:
    added = await store.add(note(odd))

    assert await store.get("notes", "p", odd) == added
    assert ids(await store.find("notes", "p", where={"id": odd})) == [odd]
    await store.commit([removing(added)])
    assert await store.get("notes", "p", odd) is None


@pytest.mark.parametrize("odd", ODD_IDS)
async def test_an_odd_partition_is_kept_and_found(store: Store, odd: str) -> None:
    added = await store.add(note("1", partition=odd))

    assert await store.get("notes", odd, "1") == added
    assert (await store.find("notes", odd)).records == (added,)


async def test_ids_that_look_alike_are_different(store: Store) -> None:
    alike = ["a", "A", "a ", " a", "å", "a\u030a", "a/", "a%2F", "a%2f", "01", "1"]
    for name in alike:
        await store.add(note(name, {"name": name}))

    for name in alike:
        assert (await read(store, name)).body == {"name": name}


@pytest.mark.parametrize("bad", BAD_IDS)
async def test_a_bad_id_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(ValueError, match="an id or partition"):
        await store.add(note(bad))
    with pytest.raises(ValueError, match="an id or partition"):
        await store.get("notes", "p", bad)
    with pytest.raises(ValueError, match="an id or partition"):
        await store.commit([removing(note(bad))])


@pytest.mark.parametrize("bad", BAD_IDS)
async def test_a_bad_partition_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(ValueError, match="an id or partition"):
        await store.add(note("1", partition=bad))
    with pytest.raises(ValueError, match="an id or partition"):
        await store.find("notes", bad)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"": "an empty name"},
        {"text": "NUL \0, bell \a, line \u2028, 🎉, å, \ufeff, \uffff"},
        {"dotted.name": 1, "quoted\"name'": 2, "$": 3, "å": 4},
        {"numbers": [0, -0.0, 1e-300, 1.7976931348623157e308, 9007199254740991, 0.1]},
        {"deep": json.loads("[" * 60 + "]" * 60)},
        {"html": "</script><!--", "sql": "'); DROP TABLE records; --"},
    ],
)
async def test_an_odd_body_is_read_back(store: Store, body: Mapping[str, Json]) -> None:
    await store.add(note("1", body))

    assert (await read(store)).body == body


async def test_a_body_may_use_the_words_of_the_store(store: Store) -> None:
    body = {"id": "2", "partition": "q", "container": "x", "etag": "e", "_etag": "f", "ttl": 1, "nonce": "n", "_ts": 5}
    added = await store.add(note("1", body))

    kept = await read(store)
    assert kept == added
    assert kept.body == body
    assert kept.ttl is None
    assert ids(await store.find("notes", "p", where={"id": "2"})) == []


@pytest.mark.parametrize(
    "body",
    [
        {"text": "half an emoji \ud83c"},
        {"half a name \ud83c": 1},
        {"number": float("nan")},
        {"number": float("inf")},
        {"bytes": b"x"},
        {"set": {1}},
    ],
)
async def test_a_body_that_is_not_json_is_refused(store: Store, body: Mapping[str, Json]) -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        await store.add(note("1", body))
    assert await store.get("notes", "p", "1") is None


async def test_a_body_that_holds_itself_is_refused(store: Store) -> None:
    body: dict[str, Json] = {}
    body["self"] = body

    with pytest.raises(ValueError, match="is not JSON"):
        await store.add(note("1", body))


async def test_half_an_emoji_asked_for_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="the indexed field 'state'"):
        await store.find("notes", "p", where={"state": "\ud83c"})


@pytest.mark.parametrize("letter", ["x", "å", "🎉"])
async def test_a_record_as_large_as_allowed_is_kept(store: Store, letter: str) -> None:
    record = of_size(MAX_RECORD_BYTES, letter)

    added = await store.add(record)

    assert added.body == record.body
    assert await store.get("notes", "p", "1") == added
    assert await store.replace(added) == await store.get("notes", "p", "1")


@pytest.mark.parametrize("letter", ["x", "å", "🎉"])
async def test_a_record_too_large_is_refused(store: Store, letter: str) -> None:
    with pytest.raises(TooLarge):
        await store.add(of_size(MAX_RECORD_BYTES + 1, letter))
    assert await store.get("notes", "p", "1") is None


async def test_a_replacement_too_large_is_refused(store: Store) -> None:
    added = await store.add(note("1", {"text": "small"}))

    with pytest.raises(TooLarge):
        await store.replace(of_size(MAX_RECORD_BYTES + 1, "x"))
    assert await store.get("notes", "p", "1") == added


def of_size(size: int, letter: str) -> Record:
    """Make a record whose JSON has so many bytes in UTF-8, most of them a letter's."""
    letters, rest = divmod(size - len('{"text":""}'), len(letter.encode()))
    return note("1", {"text": letter * letters + "x" * rest})
