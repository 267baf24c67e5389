"""Crashes, hangs and an absent database: nobody gets two, and nobody is lost."""

import asyncio

import pytest

from store.port import Store, Unavailable
from tests.store.around import Around
from tests.waves.office import Office, people
from tests.waves.post import Post
from tests.waves.sending import sending, until_counted, until_state
from waves.bucket import LEASE_SECONDS
from waves.delivery import Delivery, Outcome
from waves.lanes import BATCH
from waves.wave import State


async def test_what_a_hung_instance_was_sending_is_uncertain_until_it_tells(office: Office, post: Post) -> None:
    await office.planned(40)
    gate, held = asyncio.Event(), Post()

    async def hang(_: Delivery) -> None:
        await gate.wait()

    held.before = hang
    async with sending(office, held, owner="one") as one:
        try:
            await until_counted(office, lambda counts: counts.get("sending", 0) > 0, one)
            office.clock.pass_time(seconds=LEASE_SECONDS + 1)
            async with sending(office, post, owner="two") as two:
                await until_state(office, State.SENT, two)
            counts = await office.counts()
            assert counts[Outcome.UNCERTAIN] + counts.get(Outcome.SENT, 0) == 40
            assert 0 < counts[Outcome.UNCERTAIN] <= BATCH
        finally:
            gate.set()
        await until_counted(office, lambda counts: "uncertain" not in counts, one)

    assert await office.counts() == {Outcome.SENT: 40}
    assert post.got + held.got == dict.fromkeys(people(40), 1)


@pytest.mark.parametrize("at", [2, 5, 9, 14, 20, 31])
async def test_a_database_that_goes_away_for_a_while_loses_and_doubles_nobody(
    office: Office, post: Post, store: Store, at: int
) -> None:
    await office.planned(60)
    away = iter(range(12))

    async def fail(number: int) -> None:
        if number >= at and next(away, None) is not None:
            raise Unavailable("the database is away")

    around = Around(store, before=fail)
    async with sending(office, post, store=around) as sender:
        await until_state(office, State.SENT, sender)

    assert post.got == dict.fromkeys(people(60), 1)
    assert await office.counts() == {Outcome.SENT: 60}


@pytest.mark.parametrize("at", [2, 5, 9, 14, 20, 31])
async def test_a_database_whose_answers_are_lost_loses_and_doubles_nobody(
    office: Office, post: Post, store: Store, at: int
) -> None:
    await office.planned(60)
    lost = iter(range(5))

    async def lose(number: int) -> None:
        if number >= at and next(lost, None) is not None:
            raise Unavailable("the answer was lost")

    around = Around(store, after=lose)
    async with sending(office, post, store=around) as sender:
        await until_state(office, State.SENT, sender)

    assert post.got == dict.fromkeys(people(60), 1)
    assert await office.counts() == {Outcome.SENT: 60}
