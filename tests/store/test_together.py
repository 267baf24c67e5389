"""Adds that come at once."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest

from store.port import Conflict, Store, Unavailable
from store.record import Change, Record
from store.together import Together


class Counted:
    """A store that counts what it is asked to add."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: list[int] = []
        self.away = False

    async def add(self, record: Record) -> Record:
        """Add one."""
        self.calls.append(1)
        if self.away:
            raise Unavailable("away")
        return await self._store.add(record)

    async def commit(self, changes: Sequence[Change]) -> tuple[Record, ...]:
        """Add several."""
        self.calls.append(len(changes))
        if self.away:
            raise Unavailable("away")
        return await self._store.commit(changes)


def record(id: str, partition: str = "p") -> Record:
    return Record(container="notes", partition=partition, id=id, body={})


@pytest.fixture
def counted(store: Store) -> Counted:
    return Counted(store)


@pytest.fixture
def together(counted: Counted) -> Together:
    return Together(cast(Any, counted))


async def ids(store: Store) -> set[str]:
    return {each.id for each in (await store.find("notes", "p", limit=500)).records}


async def test_one_alone_is_added_alone(together: Together, counted: Counted, store: Store) -> None:
    added = await together.add(record("1"))
    assert counted.calls == [1]
    assert added == await store.get("notes", "p", "1")


async def test_what_comes_meanwhile_goes_in_commits_of_at_most_a_hundred(
    together: Together, counted: Counted, store: Store
) -> None:
    first = asyncio.create_task(together.add(record("0")))
    while not counted.calls:
        await asyncio.sleep(0)
    added = await asyncio.gather(*(together.add(record(str(number))) for number in range(1, 151)))
    await first
    assert counted.calls == [1, 100, 50]
    assert await ids(store) == {str(number) for number in range(151)}
    assert [each.id for each in added] == [str(number) for number in range(1, 151)]
    assert added[7] == await store.get("notes", "p", "8")


async def test_partitions_do_not_wait_for_each_other(together: Together, counted: Counted) -> None:
    await asyncio.gather(together.add(record("1", "q")), together.add(record("1", "p")))
    assert counted.calls == [1, 1]


async def test_a_conflict_is_told_only_to_whom_it_concerns(together: Together, store: Store) -> None:
    await store.add(record("2"))
    outcomes = await asyncio.gather(*(together.add(record(id)) for id in ("1", "2", "3", "3")), return_exceptions=True)
    assert [isinstance(each, Conflict) for each in outcomes] == [False, True, False, True]
    assert await ids(store) == {"1", "2", "3"}


async def test_an_absence_is_told_to_all_and_the_next_are_written(
    together: Together, counted: Counted, store: Store
) -> None:
    counted.away = True
    outcomes = await asyncio.gather(*(together.add(record(id)) for id in ("1", "2", "3")), return_exceptions=True)
    assert all(isinstance(each, Unavailable) for each in outcomes)
    counted.away = False
    await together.add(record("4"))
    assert await ids(store) == {"4"}


async def test_whoever_gives_up_takes_nobody_along(together: Together, store: Store) -> None:
    tasks = [asyncio.create_task(together.add(record(id))) for id in ("1", "2", "3")]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert tasks[1].cancelled()
    assert {"1", "3"} <= await ids(store)
