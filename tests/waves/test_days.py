"""A person's day belongs to the wave that claims it first."""

import asyncio
from datetime import date

import pytest

from store.port import Store, Unavailable
from tests.store.around import Around
from tests.waves.office import people
from waves.days import Days

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)


def on(day: date, *persons: str) -> list[tuple[str, date]]:
    return [(person, day) for person in persons]


async def test_days_that_nobody_claimed_are_ours(store: Store) -> None:
    assert await Days(store).claim("one", 3, on(MONDAY, *people(250))) == set(people(250))


async def test_nobody_claims_nothing(store: Store) -> None:
    assert await Days(store).claim("one", 3, []) == frozenset()


async def test_what_a_wave_has_claimed_stays_its_own(store: Store) -> None:
    await Days(store).claim("one", 3, on(MONDAY, "anna", "bert"))

    assert await Days(store).claim("one", 3, on(MONDAY, "bert", "cora")) == {"bert", "cora"}


async def test_another_wave_gets_whom_the_first_has_not_claimed(store: Store) -> None:
    await Days(store).claim("one", 3, on(MONDAY, "anna", "bert"))

    assert await Days(store).claim("two", 3, on(MONDAY, "bert", "cora")) == {"cora"}


async def test_another_wave_may_have_the_next_day(store: Store) -> None:
    await Days(store).claim("one", 3, on(MONDAY, "anna"))

    assert await Days(store).claim("two", 3, on(TUESDAY, "anna")) == {"anna"}


async def test_people_for_whom_it_is_another_day_are_claimed_together(store: Store) -> None:
    await Days(store).claim("one", 3, on(MONDAY, "anna", "bert"))

    assert await Days(store).claim("two", 3, [*on(TUESDAY, "anna"), *on(MONDAY, "bert", "cora")]) == {"anna", "cora"}


async def test_of_two_waves_at_once_one_gets_each_person(rivals: tuple[Store, Store]) -> None:
    claims = (Days(store).claim(f"wave {number}", 3, on(MONDAY, *people(30))) for number, store in enumerate(rivals))

    one, two = await asyncio.gather(*claims)

    assert one | two == set(people(30))
    assert not one & two


async def test_of_ten_waves_that_overlap_one_gets_each_person(rivals: tuple[Store, Store]) -> None:
    claims = [
        Days(rivals[number % 2]).claim(f"wave {number}", 3, on(MONDAY, *people(12, start=number)))
        for number in range(10)
    ]

    won = await asyncio.gather(*claims)

    assert sorted(person for each in won for person in each) == people(21)


async def test_a_claim_that_broke_off_is_claimed_again(store: Store) -> None:
    async def away(_: int) -> None:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        await Days(Around(store, after=away)).claim("one", 3, on(MONDAY, "anna", "bert"))

    assert await Days(store).claim("one", 3, on(MONDAY, "anna", "bert")) == {"anna", "bert"}
