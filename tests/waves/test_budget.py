"""The budget of requests a second: never more, hardly less, over all instances."""

import asyncio
from itertools import pairwise

import pytest

from store.containers import WAVES
from store.port import Store, Unavailable
from tests.store.around import Around
from tests.waves.clock import Clock
from tests.waves.crew import LIMIT, Crew, refuse_to_pause
from tests.waves.timeline import Timeline
from waves.budget import KEY, Budget


@pytest.mark.parametrize("limit", [1, 10, 50])
@pytest.mark.parametrize("instances", [1, 2])
async def test_never_more_than_the_limit_in_any_second_and_hardly_less(
    crew: Crew, limit: float, instances: int
) -> None:
    for _ in range(instances):
        crew.work(crew.budget(limit))

    passed = await crew.run(40)

    assert crew.fullest_second() <= limit
    assert passed >= 0.98 * limit * 40 - 1


async def test_five_instances_share_what_one_may(crew: Crew) -> None:
    for _ in range(5):
        crew.work(crew.budget())

    passed = await crew.run(40)

    assert crew.fullest_second() <= LIMIT
    assert passed >= 0.98 * LIMIT * 40


async def test_an_instance_that_comes_later_gets_its_share_and_no_more(crew: Crew) -> None:
    crew.work(crew.budget())
    await crew.run(5.3)
    crew.work(crew.budget())
    await crew.run(10)

    assert crew.fullest_second() <= LIMIT


@pytest.mark.parametrize("seconds", [0.3, 0.8, 0.95, 2.0])
async def test_an_instance_that_works_in_bursts_beside_another_goes_over_no_limit(crew: Crew, seconds: float) -> None:
    crew.work(crew.budget())
    crew.work(crew.budget(), workers=20, rest=lambda done: 0.0 if done % 2 else seconds)

    await crew.run(30)

    assert crew.fullest_second() <= LIMIT


@pytest.mark.parametrize("seconds", [0.2, 0.9, 3.0])
async def test_an_instance_alone_that_works_in_bursts_goes_over_no_limit(crew: Crew, seconds: float) -> None:
    crew.work(crew.budget(), workers=40, rest=lambda done: 0.0 if done % 2 else seconds)

    await crew.run(30)

    assert crew.fullest_second() <= LIMIT


async def test_without_a_limit_everything_passes_and_nothing_is_kept(store: Store, clock: Clock) -> None:
    budget = Budget(store, clock, 0, refuse_to_pause)
    for _ in range(100):
        await budget.permit()

    assert await store.get(WAVES.name, KEY, KEY) is None


async def test_rivals_never_reserve_the_same_moment(rivals: tuple[Store, Store], clock: Clock) -> None:
    waits: list[float] = []

    async def written_down(seconds: float) -> None:
        waits.append(seconds)

    budgets = [Budget(store, clock, LIMIT, written_down) for store in rivals]
    await asyncio.gather(*(budgets[number % 2].permit() for number in range(40)))

    moments = sorted([0.0] * (40 - len(waits)) + waits)
    gaps = [later - sooner for sooner, later in pairwise(moments)]
    assert min(gaps) >= 1 / LIMIT - 0.001


async def test_a_database_that_is_away_lets_nobody_through_until_it_is_back(store: Store, timeline: Timeline) -> None:
    failures = [Unavailable("away"), Unavailable("away")]

    async def away(_: int) -> None:
        if failures:
            raise failures.pop()

    budget = Budget(Around(store, before=away), timeline, LIMIT, refuse_to_pause)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await budget.permit()

    await budget.permit()
