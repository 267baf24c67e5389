"""When Teams wants fewer requests, or cannot be reached: everybody slows down, and nobody makes up for it."""

import pytest

from store.containers import WAVES
from store.port import Store
from tests.waves.clock import Clock
from tests.waves.crew import LIMIT, Crew, refuse_to_pause
from waves.budget import KEY, Budget, Full


async def held_rate(store: Store) -> float:
    """Read the rate at which all instances send."""
    record = await store.get(WAVES.name, KEY, KEY)
    assert record
    return record.body["rate"]


def stumbled(budget: Budget, clock: Clock) -> float:
    """Stumble, and wait until that is over; return how long it takes."""
    budget.stumble()
    held = budget.held
    clock.pass_time(seconds=held)
    return held


async def test_when_teams_refuses_everybody_sends_at_half_the_rate_and_faster_again(crew: Crew, store: Store) -> None:
    budgets = [crew.budget() for _ in range(2)]
    for budget in budgets:
        crew.work(budget)
    await crew.run(5)

    await budgets[0].slow_down(None)

    await crew.run(2)
    rates = [await crew.run(2) for _ in range(8)]
    assert 0.45 * LIMIT * 2 <= rates[0] <= 0.7 * LIMIT * 2
    assert rates[0] < rates[2] <= rates[-1]
    assert rates[-1] >= 0.96 * LIMIT * 2
    assert await held_rate(store) == LIMIT
    assert crew.fullest_second() <= LIMIT


async def test_the_rate_is_halved_once_a_second_however_many_are_refused(store: Store, clock: Clock) -> None:
    budgets = [Budget(store, clock, LIMIT, refuse_to_pause) for _ in range(2)]
    for number in range(20):
        await budgets[number % 2].slow_down(None)
    assert await held_rate(store) == LIMIT / 2

    clock.pass_time(seconds=1)
    await budgets[1].slow_down(None)

    assert await held_rate(store) == LIMIT / 4


async def test_a_rest_of_the_rate_remains_however_often_teams_refuses(store: Store, clock: Clock) -> None:
    budget = Budget(store, clock, LIMIT, refuse_to_pause)
    for _ in range(20):
        await budget.slow_down(None)
        clock.pass_time(seconds=1)

    assert await held_rate(store) == LIMIT * 0.1


async def test_nobody_passes_before_teams_wants_it(crew: Crew) -> None:
    budgets = [crew.budget() for _ in range(2)]
    for budget in budgets:
        crew.work(budget)
    await crew.run(3)
    await budgets[0].slow_down(20)
    await crew.run(1.5)  # what the other instance had reserved by then

    assert await crew.run(18) == 0
    assert await crew.run(4) > 0


async def test_an_instance_that_asks_in_vain_takes_nothing_from_those_who_come_later(crew: Crew) -> None:
    first, second = crew.budget(), crew.budget()
    await first.slow_down(20)
    for _ in range(500):
        with pytest.raises(Full):
            await second.permit()
    crew.work(first)

    await crew.run(24)

    assert len(crew.passed) >= 2 * LIMIT / 2


async def test_whoever_is_held_back_for_long_is_told_at_once(store: Store, clock: Clock) -> None:
    budget = Budget(store, clock, LIMIT, refuse_to_pause)
    await budget.slow_down(30)

    assert budget.held == 30
    with pytest.raises(Full):
        await budget.permit()


async def test_without_a_limit_teams_is_heeded_all_the_same(store: Store, clock: Clock) -> None:
    budget = Budget(store, clock, 0, refuse_to_pause)
    await budget.slow_down(30)
    with pytest.raises(Full):
        await budget.permit()

    clock.pass_time(seconds=30)

    await budget.permit()


@pytest.mark.parametrize("after", [100, 1e9])
async def test_nobody_is_held_back_for_more_than_a_minute(store: Store, clock: Clock, after: float) -> None:
    budget = Budget(store, clock, LIMIT, refuse_to_pause)
    await budget.slow_down(after)

    assert budget.held == 60


async def test_when_teams_cannot_be_reached_the_pause_grows_until_it_can(store: Store, clock: Clock) -> None:
    budget = Budget(store, clock, LIMIT, refuse_to_pause)

    assert [stumbled(budget, clock) for _ in range(7)] == [0.5, 1, 2, 4, 8, 10, 10]

    budget.recover()
    assert stumbled(budget, clock) == 0.5


async def test_several_that_stumble_at_once_are_one_stumble(store: Store, clock: Clock) -> None:
    budget = Budget(store, clock, LIMIT, refuse_to_pause)
    for _ in range(5):
        budget.stumble()

    assert budget.held == 0.5


async def test_after_a_stumble_nobody_makes_up_for_it(crew: Crew) -> None:
    budgets = [crew.budget() for _ in range(2)]
    for budget in budgets:
        crew.work(budget)
    for _ in range(10):
        await crew.run(1.7)
        for budget in budgets:
            budget.stumble()
            budget.recover()

    await crew.run(2)

    assert crew.fullest_second() <= LIMIT
