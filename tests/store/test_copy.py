"""Moving house: everything arrives, however often the copy is interrupted, and nothing newer is overwritten."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from store.copy import in_commits
from store.journal import Standing
from store.port import MAX_COMMIT_BYTES, MAX_RECORD_BYTES, Store, Unavailable
from store.record import Record
from tests.store.around import Around
from tests.store.databases import Database, adding, fill, fleeting, note, read
from tests.store.house import House, at, everything, power_cut, unlike


@pytest.fixture
async def house(tmp_path: Path, database: Database, store: Store) -> AsyncIterator[House]:
    folder = tmp_path / "from"
    folder.mkdir()
    house = House(folder, database, store)
    await house.open()
    yield house
    await house.close()


async def furnish(store: Store) -> None:
    """Add what takes a copy four writes."""
    await store.commit(adding(note("1", {"n": 1}), note("2", {"at": "2026", "deep": {"ö": [1.5, None, True]}})))
    await store.add(note("1", {"n": 1}, partition="q"))
    await store.add(note("éa/?#\\", {"emoji": "👋"}, partition="/?"))
    await store.commit(adding(fleeting("1"), fleeting("2", ttl=1000)))


async def refurnish(store: Store) -> None:
    """Change what takes another copy four writes."""
    await store.replace(replace(await read(store, "1"), body={"n": 2}))
    await store.add(note("3"))
    await store.replace(replace(await read(store, "1", partition="q"), body={"n": 2}))
    await store.remove(await read(store, "éa/?#\\", partition="/?"))
    await store.add(fleeting("3"))


async def rewrite(store: Store, id: str, number: int = 0) -> None:
    """Write over a note, or write it."""
    record = await store.get("notes", "p", id)
    body = {"text": f"a rival's, at write {number}"}
    await (store.replace(replace(record, body=body)) if record else store.add(note(id, body)))


async def test_everything_arrives(house: House) -> None:
    await furnish(house.source)

    checked = await house.copy()

    assert [each.same for each in checked] == [True, True]
    assert [each.source.count for each in checked] == [4, 2]
    assert await everything(house.target) == await everything(house.source)
    assert len(await everything(house.target)) == 6


async def test_an_empty_store_is_copied(house: House) -> None:
    checked = await house.copy()

    assert [(each.same, each.target.count) for each in checked] == [(True, 0), (True, 0)]


async def test_thousands_of_records_arrive(house: House) -> None:
    await fill(house.source, {f"{n:04}": {"n": n, "text": "x" * 100} for n in range(5000)})
    target = Around(house.target)

    notes, _ = await house.copy(target=target)

    assert notes.same
    assert notes.target.count == 5000
    assert target.writes == 50


async def test_what_is_the_same_already_is_not_written_again(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    target = Around(house.target)

    checked = await house.copy(target=target)

    assert target.writes == 0
    assert all(each.same for each in checked)


async def test_the_checksums_of_a_second_copy_are_those_of_the_first(house: House) -> None:
    await furnish(house.source)
    first = await house.copy()
    await house.pass_time(5)

    assert await house.copy() == first


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_a_copy_interrupted_at_any_write_goes_on(house: House, number: int, applied: bool) -> None:
    await furnish(house.source)
    cut = at(number, power_cut)
    with pytest.raises(Unavailable, match=f"at write {number}"):
        await house.copy(target=Around(house.target, after=cut) if applied else Around(house.target, before=cut))

    checked = await house.copy()

    assert unlike(checked) == {}
    assert await everything(house.target) == await everything(house.source)


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_what_changed_after_an_interruption_follows(house: House, number: int, applied: bool) -> None:
    await furnish(house.source)
    cut = at(number, power_cut)
    with pytest.raises(Unavailable):
        await house.copy(target=Around(house.target, after=cut) if applied else Around(house.target, before=cut))
    await refurnish(house.source)

    assert unlike(await house.copy()) == {}
    assert await everything(house.target) == await everything(house.source)


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_a_second_copy_interrupted_at_any_write_goes_on(house: House, number: int, applied: bool) -> None:
    await furnish(house.source)
    await house.copy()
    await refurnish(house.source)
    cut = at(number, power_cut)
    with pytest.raises(Unavailable, match=f"at write {number}"):
        await house.copy(target=Around(house.target, after=cut) if applied else Around(house.target, before=cut))

    assert unlike(await house.copy()) == {}
    assert await everything(house.target) == await everything(house.source)


async def test_what_is_newer_in_to_is_left_alone_and_told(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    await rewrite(house.target, "1")
    newer = await read(house.target, "1")

    checked = await house.copy()

    assert unlike(checked) == {Standing.NEWER: ["1"]}
    assert [each.same for each in checked] == [False, True]
    assert await read(house.target, "1") == newer


async def test_what_changed_on_both_sides_is_left_alone_and_told(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    await rewrite(house.target, "1")
    await refurnish(house.source)

    assert unlike(await house.copy()) == {Standing.NEWER: ["1"]}
    assert (await read(house.target, "1")).body == {"text": "a rival's, at write 0"}
    assert (await read(house.target, "1", partition="q")).body == {"n": 2}


async def test_what_somebody_else_wrote_to_to_is_left_alone_and_told(house: House) -> None:
    await fill(house.source, {"1": {"n": 1}, "2": {"n": 2}})
    await fill(house.target, {"2": {"n": 3}, "3": {"n": 3}})

    assert unlike(await house.copy()) == {Standing.NEWER: ["2"], Standing.EXTRA: ["3"]}
    assert (await read(house.target, "1")).body == {"n": 1}
    assert (await read(house.target, "2")).body == {"n": 3}


async def test_what_was_removed_from_from_but_is_newer_in_to_stays(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    await house.source.remove(await read(house.source, "1"))
    await rewrite(house.target, "1")

    assert unlike(await house.copy()) == {Standing.EXTRA: ["1"]}


async def test_what_was_the_same_before_the_first_copy_follows_too(house: House) -> None:
    await fill(house.source, {"1": {"n": 1}})
    await fill(house.target, {"1": {"n": 1.0}})
    assert unlike(await house.copy()) == {}
    await house.source.replace(replace(await read(house.source), body={"n": 2}))

    assert unlike(await house.copy()) == {}
    assert (await read(house.target)).body == {"n": 2}


async def test_without_its_journal_a_copy_overwrites_nothing(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    house.lose_journal()
    await house.source.replace(replace(await read(house.source, "1"), body={"n": 2}))

    assert unlike(await house.copy()) == {Standing.NEWER: ["1"]}
    assert (await read(house.target, "1")).body == {"n": 1}


async def test_a_rival_who_is_faster_is_left_alone_and_the_rest_arrives(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}, "3": {}})
    target = Around(house.target, before=at(1, partial(rewrite, house.target, "2")))

    assert unlike(await house.copy(target=target)) == {Standing.NEWER: ["2"]}
    assert (await read(house.target, "2")).body == {"text": "a rival's, at write 1"}
    assert (await read(house.target, "3")).body == {}


async def test_a_record_that_arrives_damaged_is_found(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}})
    target = Around(house.target, after=partial(rewrite, house.target, "2"))

    notes, _ = await house.copy(target=target)

    assert unlike([notes]) == {Standing.NEWER: ["2"]}
    assert not notes.same
    assert notes.source.count == notes.target.count
    assert notes.source.checksum != notes.target.checksum


async def test_a_record_that_is_lost_on_the_way_is_found_and_copied_the_next_time(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}})

    async def lose(number: int) -> None:
        await house.target.remove(await read(house.target, "2"))

    assert unlike(await house.copy(target=Around(house.target, after=lose))) == {Standing.MISSING: ["2"]}
    assert unlike(await house.copy()) == {}


async def test_what_from_changes_during_a_copy_is_found(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}})
    target = Around(house.target, after=partial(rewrite, house.source, "2"))

    assert unlike(await house.copy(target=target)) == {Standing.OUTDATED: ["2"]}
    assert unlike(await house.copy()) == {}


def test_a_commit_stays_within_one_partition_and_a_hundred_changes() -> None:
    records = [note(f"{n:03}", partition="pq"[n % 2]) for n in range(210)]

    commits = list(in_commits(adding(*records)))

    assert [(commit[0].record.partition, len(commit)) for commit in commits] == [
        ("p", 100),
        ("p", 5),
        ("q", 100),
        ("q", 5),
    ]
    assert sum(len({change.record.partition for change in commit}) for commit in commits) == 4


async def test_records_too_large_for_one_commit_arrive(house: House) -> None:
    def sized(id: str, size: int) -> Record:
        return note(id, {"text": "x" * (size - len('{"text":""}'))})

    await house.source.add(sized("1", MAX_COMMIT_BYTES // 2))
    await house.source.add(sized("2", MAX_COMMIT_BYTES // 2 + 2))
    await house.source.add(sized("3", MAX_RECORD_BYTES))

    assert unlike(await house.copy()) == {}
    assert len((await read(house.target, "3")).body["text"]) > MAX_COMMIT_BYTES
