"""The contract: several records at once, all or none."""

from dataclasses import replace

import pytest

from store.port import MAX_CHANGES, MAX_COMMIT_BYTES, Conflict, Store, TooLarge
from store.record import Change, Record
from tests.store.databases import adding, ids, note, removing, replacing


async def three(store: Store) -> tuple[Record, ...]:
    return await store.commit(adding(note("a", {"n": 1}), note("b", {"n": 1}), note("c", {"n": 1})))


async def test_a_commit_adds_replaces_and_removes(store: Store) -> None:
    a, b, _ = await three(store)

    d, a2, removed = await store.commit([*adding(note("d")), replacing(replace(a, body={"n": 2})), removing(b)])

    assert removed == b
    assert a2.body == {"n": 2}
    assert await store.get("notes", "p", "a") == a2
    assert await store.get("notes", "p", "d") == d
    assert ids(await store.find("notes", "p")) == ["a", "c", "d"]


async def test_an_empty_commit_does_nothing(store: Store) -> None:
    assert await store.commit([]) == ()


async def test_changes_are_applied_in_order(store: Store) -> None:
    old = await store.add(note("1", {"text": "old"}))

    _, new = await store.commit([removing(old), *adding(note("1", {"text": "new"}))])

    assert await store.get("notes", "p", "1") == new
    assert new.body == {"text": "new"}


async def test_a_stale_etag_in_the_middle_undoes_the_commit(store: Store) -> None:
    a, b, c = await three(store)
    b2 = await store.replace(replace(b, body={"n": 2}))
    changes = [*adding(note("d")), replacing(replace(a, body={"n": 3})), replacing(replace(b, body={})), removing(c)]

    with pytest.raises(Conflict):
        await store.commit(changes)

    page = await store.find("notes", "p")
    assert page.records == (a, b2, c)


async def test_a_taken_id_at_the_end_undoes_the_commit(store: Store) -> None:
    a, b, c = await three(store)

    with pytest.raises(Conflict):
        await store.commit([*adding(note("d")), replacing(replace(a, body={})), removing(b), *adding(note("c"))])

    page = await store.find("notes", "p")
    assert page.records == (a, b, c)


async def test_removing_with_a_stale_etag_undoes_the_commit(store: Store) -> None:
    a, b, c = await three(store)
    a2 = await store.replace(a)

    with pytest.raises(Conflict):
        await store.commit([*adding(note("d")), removing(a)])

    page = await store.find("notes", "p")
    assert page.records == (a2, b, c)


async def test_the_same_id_twice_in_a_commit_is_a_conflict(store: Store) -> None:
    record = note("1")

    with pytest.raises(Conflict):
        await store.commit(adding(record, record))
    assert await store.get("notes", "p", "1") is None


async def test_removing_what_is_gone_leaves_the_commit_standing(store: Store) -> None:
    added, removed = await store.commit([*adding(note("1")), removing(note("never there"))])

    assert removed.id == "never there"
    assert await store.get("notes", "p", "1") == added


async def test_a_commit_of_as_many_changes_as_allowed_is_applied(store: Store) -> None:
    await store.commit(adding(*(note(f"{n:03}") for n in range(MAX_CHANGES))))

    assert len((await store.find("notes", "p", limit=MAX_CHANGES + 1)).records) == MAX_CHANGES


async def test_too_many_changes_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="at most 100 changes, not 101"):
        await store.commit(adding(*(note(f"{n:03}") for n in range(MAX_CHANGES + 1))))
    assert (await store.find("notes", "p")).records == ()


@pytest.mark.parametrize("stranger", [note("2", partition="q"), replace(note("2"), container="fleeting")])
async def test_a_commit_across_partitions_is_refused(store: Store, stranger: Record) -> None:
    with pytest.raises(ValueError, match="one partition of one container"):
        await store.commit(adding(note("1"), stranger))
    assert await store.get("notes", "p", "1") is None


async def test_an_invalid_record_in_the_middle_undoes_the_commit(store: Store) -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        await store.commit(adding(note("1"), note("2", {"text": object()}), note("3")))
    assert (await store.find("notes", "p")).records == ()


async def test_a_commit_as_large_as_allowed_is_applied(store: Store) -> None:
    changes = in_four(MAX_COMMIT_BYTES)

    written = await store.commit(changes)

    assert [record.body for record in written] == [change.record.body for change in changes]


async def test_a_commit_too_large_as_a_whole_is_refused(store: Store) -> None:
    with pytest.raises(TooLarge):
        await store.commit(in_four(MAX_COMMIT_BYTES + 4))
    assert (await store.find("notes", "p")).records == ()


def in_four(size: int) -> list[Change]:
    """Make four additions whose JSON is of a size together."""
    return adding(*(note(str(n), {"text": "x" * (size // 4 - len('{"text":""}'))}) for n in range(4)))
