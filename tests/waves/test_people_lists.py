"""How a list of people is kept: in parts, whole or not at all."""

import pytest

from store.containers import WAVES
from store.port import Store
from tests.waves.clock import Clock
from tests.waves.office import NAME, listed, people
from waves.people_file import Listed
from waves.people_lists import CHUNK, keep_list, read_list

LONGEST = "😀" * 500


def long_line(person: str) -> Listed:
    """Make a line with as much in it as a file can hold."""
    return listed(person, upn="u" * 256, name=LONGEST, department=LONGEST, site=LONGEST, manager=LONGEST)


@pytest.mark.parametrize("count", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
async def test_a_list_comes_back_in_order(store: Store, clock: Clock, count: int) -> None:
    lines = [listed(person, name=person, language="sv") for person in people(count)]

    kept = await keep_list(store, NAME, lines, {"bom": 1}, clock())

    assert [line async for part in read_list(store, NAME, kept) for line in part] == lines
    assert (kept.people, kept.chunks, kept.notices) == (count, -(-count // CHUNK), {"bom": 1})


async def test_the_longest_lines_fit(store: Store, clock: Clock) -> None:
    lines = [long_line(person) for person in people(CHUNK)]

    kept = await keep_list(store, NAME, lines, {}, clock())

    assert [line async for part in read_list(store, NAME, kept) for line in part] == lines


async def test_two_lists_of_a_wave_are_kept_apart(store: Store, clock: Clock) -> None:
    lists = [await keep_list(store, NAME, [listed(person)], {}, clock()) for person in ("anna", "bert")]

    read = [[line.key async for part in read_list(store, NAME, kept) for line in part] for kept in lists]

    assert read == [["anna"], ["bert"]]


async def test_a_list_of_which_a_part_is_gone_is_not_read_to_the_end(store: Store, clock: Clock) -> None:
    kept = await keep_list(store, NAME, map(listed, people(2 * CHUNK)), {}, clock())
    record = await store.get(WAVES.name, f"people|{NAME}|{kept.id}", "000001")
    assert record
    await store.remove(record)

    with pytest.raises(LookupError):
        [part async for part in read_list(store, NAME, kept)]
