"""What became of deliveries is written down after their bucket was lost, and changes nothing that went on."""

import asyncio
from dataclasses import replace

import pytest

from store.port import Store
from tests.waves.buckets import NUMBER, fill, leased, marked
from tests.waves.clock import Clock
from tests.waves.office import NAME, Office
from waves.bucket import LEASE_SECONDS, settle
from waves.delivery import Outcome
from waves.nudges import Nudges


async def test_what_became_of_a_delivery_is_written_after_the_bucket_was_lost(
    rivals: tuple[Store, Store], clock: Clock
) -> None:
    await fill(rivals[0], 3)
    slow = await leased(rivals[0], "slow")
    sending = await slow.put(marked(await slow.urgent(3)), 0.0)
    fast = await leased(rivals[1], "fast", LEASE_SECONDS)
    await fast.put(marked(await fast.find(Outcome.SENDING), Outcome.UNCERTAIN), LEASE_SECONDS)

    await settle(slow, sending[0], replace(sending[0].delivery, state=Outcome.SENT))

    office = Office(rivals[0], clock)
    assert await office.counts() == {Outcome.SENT: 1, Outcome.UNCERTAIN: 2}
    await fast.put(marked(await fast.find(Outcome.UNCERTAIN), Outcome.PENDING), LEASE_SECONDS)
    assert await office.counts() == {Outcome.SENT: 1, Outcome.PENDING: 2}


async def test_what_is_settled_while_others_write_is_not_written_over(store: Store, office: Office) -> None:
    await fill(store, 2)
    slow = await leased(store, "slow")
    sending = await slow.put(marked(await slow.urgent(2)), 0.0)
    fast = await leased(store, "fast", LEASE_SECONDS)
    uncertain = await fast.put(marked(await fast.find(Outcome.SENDING), Outcome.UNCERTAIN), LEASE_SECONDS)

    await settle(slow, sending[0], replace(sending[0].delivery, state=Outcome.SENT))
    await fast.put(marked(uncertain, Outcome.PENDING, token=""), LEASE_SECONDS)

    assert await office.counts() == {Outcome.SENT: 1, Outcome.PENDING: 1}


async def test_settling_keeps_what_was_pressed(store: Store, office: Office, clock: Clock) -> None:
    (person,) = await fill(store, 1)
    bucket = await leased(store)
    (sending,) = await bucket.put(marked(await bucket.urgent(1)), 0.0)
    await Nudges(store, clock).enrolled(NAME, person)

    await settle(bucket, sending, replace(sending.delivery, state=Outcome.SENT))

    delivery = await office.delivery(person)
    assert (delivery.state, delivery.enrolled_at) == (Outcome.SENT, "2026-01-05T08:30:00+00:00")


@pytest.mark.parametrize(
    ("state", "token"),
    [(Outcome.PENDING, ""), (Outcome.SENDING, "fast"), (Outcome.SENT, "one"), (Outcome.CANCELLED, "one")],
)
async def test_what_went_on_meanwhile_is_not_settled(store: Store, office: Office, state: Outcome, token: str) -> None:
    await fill(store, 1)
    bucket = await leased(store)
    (sending,) = await bucket.put(marked(await bucket.urgent(1)), 0.0)
    await bucket.put(marked([sending], state, token), 0.0)
    before = await office.records(bucket=NUMBER)

    await settle(bucket, sending, replace(sending.delivery, state=Outcome.BLOCKED))

    assert await office.records(bucket=NUMBER) == before


async def test_ten_settle_at_once_and_the_counts_are_those_of_the_states(
    rivals: tuple[Store, Store], clock: Clock
) -> None:
    await fill(rivals[0], 10)
    bucket = await leased(rivals[0])
    sending = await bucket.put(marked(await bucket.urgent(10)), 0.0)

    await asyncio.gather(*(settle(bucket, each, replace(each.delivery, state=Outcome.SENT)) for each in sending))

    assert await Office(rivals[1], clock).counts() == {Outcome.SENT: 10}
