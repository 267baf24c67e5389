"""Moving house: everything arrives, however often the copy is interrupted."""

import pytest

from store.copy import in_commits
from store.port import MAX_COMMIT_BYTES, MAX_RECORD_BYTES, Unavailable
from store.record import Record
from tests.store.around import Around
from tests.store.databases import adding, fill, note, read
from tests.store.house import House, at, everything, furnish, power_cut, refurnish, unlike


async def test_everything_arrives(house: House) -> None:
    await furnish(house.source)

    checked = await house.copy()

    assert [each.same for each in checked] == [True, True]
    assert [each.source.count for each in checked] == [4, 2]
    assert await everything(house.target) == await everything(house.source)
    assert len(await everything(house.target)) == 6


async def test_everything_can_move_out_again(house: House) -> None:
    await furnish(house.target)

    checked = await house.copy(source=house.target, target=house.source)

    assert unlike(checked) == {}
    assert [each.target.count for each in checked] == [4, 2]
    assert await everything(house.source) == await everything(house.target)


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
