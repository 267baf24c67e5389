"""A bucket of deliveries: its lease, its rivals, and counts that are those of the states after every commit."""

import asyncio
from dataclasses import replace

import pytest

from store.containers import DELIVERIES
from store.port import Conflict, Store, Unavailable
from tests.store.around import Around
from tests.waves.buckets import NUMBER, PARTITION, fill, leased, marked
from tests.waves.clock import Clock
from tests.waves.office import NAME, Office
from waves.bucket import LEASE, LEASE_SECONDS, MAX_CHANGES, Bucket, LostLease, lease, look
from waves.delivery import BUCKETS, Outcome
from waves.delivery_record import id_of
from waves.nudges import Nudges


async def test_a_bucket_is_leased_by_one_instance_at_a_time(rivals: tuple[Store, Store]) -> None:
    await fill(rivals[0], 1)

    leases = await asyncio.gather(
        *(lease(rivals[number % 2], NAME, NUMBER, f"owner {number}", 0.0) for number in range(6))
    )

    assert sum(each is not None for each in leases) == 1


async def test_a_lease_that_is_not_renewed_is_free_after_its_time(store: Store) -> None:
    await fill(store, 1)
    await leased(store, "one", 100.0)

    assert await lease(store, NAME, NUMBER, "two", 100.0 + LEASE_SECONDS - 0.1) is None
    assert await lease(store, NAME, NUMBER, "two", 100.0 + LEASE_SECONDS) is not None


async def test_a_commit_renews_the_lease(store: Store) -> None:
    await fill(store, 1)
    bucket = await leased(store, "one", 100.0)

    await bucket.put([], 110.0)

    assert await lease(store, NAME, NUMBER, "two", 100.0 + LEASE_SECONDS) is None


async def test_an_instance_takes_up_its_own_lease_again(store: Store) -> None:
    await fill(store, 1)
    await leased(store)

    assert await lease(store, NAME, NUMBER, "one", 1.0) is not None


async def test_a_released_bucket_is_free_at_once(store: Store) -> None:
    await fill(store, 1)
    await (await leased(store)).release()

    assert await lease(store, NAME, NUMBER, "two", 1.0) is not None


async def test_a_bucket_that_is_not_written_cannot_be_leased(store: Store) -> None:
    assert await lease(store, NAME, NUMBER, "one", 0.0) is None


async def test_what_waits_is_read_in_the_order_in_which_it_is_due(store: Store) -> None:
    persons = await fill(store, 5)
    bucket = await leased(store)
    (first, *_) = await bucket.urgent(5)
    await bucket.put([(first, replace(first.delivery, due=99.0, state=Outcome.THROTTLED))], 0.0)

    assert [kept.delivery.person for kept in await bucket.urgent(3)] == persons[1:4]
    assert [kept.delivery.person for kept in await bucket.urgent(9)] == [*persons[1:], persons[0]]


async def test_what_does_not_wait_is_not_read_with_what_does(store: Store) -> None:
    await fill(store, 4)
    bucket = await leased(store)
    states = [Outcome.SENDING, Outcome.SENT, Outcome.UNCERTAIN]
    kept = await bucket.urgent(9)
    await bucket.put(
        [(each, replace(each.delivery, state=state)) for each, state in zip(kept, states, strict=False)], 0.0
    )

    assert [each.delivery for each in await bucket.urgent(9)] == [kept[3].delivery]
    assert [each.delivery.state for each in await bucket.find(Outcome.UNCERTAIN)] == [Outcome.UNCERTAIN]


async def test_the_counts_are_those_of_the_states_after_every_commit(store: Store, office: Office) -> None:
    await fill(store, 2 * MAX_CHANGES)
    bucket = await leased(store)
    states = [state for state in Outcome if state is not Outcome.PENDING]
    for number, state in enumerate(states):
        kept = (await bucket.urgent(MAX_CHANGES))[: number + 1]
        await bucket.put(marked(kept, state), 0.0)
        counts = await office.counts()
        assert counts[state] == number + 1
        assert sum(counts.values()) == 2 * MAX_CHANGES


async def test_a_full_commit_fits(store: Store, office: Office) -> None:
    await fill(store, MAX_CHANGES)
    bucket = await leased(store)

    await bucket.put(marked(await bucket.find(Outcome.PENDING)), 0.0)

    assert await office.counts() == {Outcome.SENDING: MAX_CHANGES}


async def test_a_reminder_that_was_asked_for_is_not_counted(store: Store, office: Office, clock: Clock) -> None:
    (person,) = await fill(store, 1)
    assert await Nudges(store, clock).remind(NAME, person, clock())
    bucket = await leased(store)
    reminders = [kept for kept in await bucket.urgent(9) if kept.delivery.later]

    await bucket.put(marked(reminders, Outcome.SENT), 0.0)

    assert len(reminders) == 1
    assert await office.counts() == {Outcome.PENDING: 1}


async def test_what_is_put_can_be_put_again(store: Store, office: Office) -> None:
    await fill(store, 3)
    bucket = await leased(store)

    sending = await bucket.put(marked(await bucket.urgent(3)), 0.0)
    await bucket.put(marked(sending, Outcome.SENT), 0.0)

    assert await office.counts() == {Outcome.SENT: 3}


async def test_a_press_in_between_stays(store: Store, office: Office, clock: Clock) -> None:
    first, second = await fill(store, 2)
    bucket = await leased(store)
    kept = await bucket.urgent(2)
    await Nudges(store, clock).enrolled(NAME, first)
    await Nudges(store, clock).acknowledge(NAME, second)

    written = await bucket.put(marked(kept), 0.0)

    now_are = await office.deliveries(bucket=NUMBER)
    written_are = (replace(each.delivery, due=None) for each in written)
    assert sorted(written_are, key=id_of) == sorted(now_are, key=id_of)
    assert [each.state for each in now_are] == [Outcome.SENDING] * 2
    assert {each.person: (each.acknowledged_at, each.enrolled_at) for each in now_are} == {
        first: ("2026-01-05T08:30:00+00:00", "2026-01-05T08:30:00+00:00"),
        second: ("2026-01-05T08:30:00+00:00", ""),
    }
    assert await office.counts() == {Outcome.SENDING: 2}


async def test_a_reminder_that_is_put_off_in_between_is_not_sent_now(store: Store, clock: Clock) -> None:
    (person,) = await fill(store, 1, Outcome.SENT)
    nudges = Nudges(store, clock)
    await nudges.remind(NAME, person, clock())
    bucket = await leased(store)
    kept = await bucket.urgent(1)
    clock.pass_time(days=7)
    await nudges.remind(NAME, person, clock())

    (now_is,) = await bucket.put(marked(kept), 0.0)

    assert (now_is.delivery.state, now_is.delivery.due) == (Outcome.PENDING, clock().timestamp())


async def test_a_lost_lease_changes_nothing(rivals: tuple[Store, Store], clock: Clock) -> None:
    await fill(rivals[0], 3)
    slow = await leased(rivals[0], "slow")
    kept = await slow.urgent(3)
    await leased(rivals[1], "fast", LEASE_SECONDS)
    office = Office(rivals[0], clock)
    before = await office.records(bucket=NUMBER)

    with pytest.raises(LostLease):
        await slow.put(marked(kept), LEASE_SECONDS)

    assert await office.records(bucket=NUMBER) == before


async def test_a_lost_lease_is_not_released(store: Store) -> None:
    await fill(store, 1)
    slow = await leased(store, "slow")
    await leased(store, "fast", LEASE_SECONDS)

    with pytest.raises(Conflict):
        await slow.release()

    assert await lease(store, NAME, NUMBER, "third", LEASE_SECONDS + 1) is None


async def test_a_write_of_which_nobody_knows_can_be_repeated(store: Store, office: Office) -> None:
    failures = [Unavailable("away")]

    async def away(_: int) -> None:
        if failures:
            raise failures.pop()

    await fill(store, 3)
    bucket = await leased(store)
    kept = await bucket.urgent(3)
    held = await store.get(DELIVERIES.name, PARTITION, LEASE)
    assert held
    shaky = Bucket(Around(store, after=away), held, "one", NUMBER)
    with pytest.raises(Unavailable):
        await shaky.put(marked(kept), 0.0)

    await shaky.put(marked(kept), 0.0)

    assert await office.counts() == {Outcome.SENDING: 3}


async def test_a_look_sums_up_all_buckets_and_tells_whether_all_were_swept(store: Store, office: Office) -> None:
    await office.planned(60)
    for number in range(BUCKETS):
        assert not (await look(store, NAME, "sweep")).swept
        bucket = await lease(store, NAME, number, "one", 0.0)
        assert bucket and bucket.swept == ""
        await bucket.put([], 0.0, swept="sweep")
        assert bucket.swept == "sweep"

    assert (await look(store, NAME, "sweep")).swept
    assert (await look(store, NAME)).counts == {"pending": 60}
    assert not (await look(store, NAME, "another sweep")).swept


async def test_a_look_at_a_wave_that_is_not_there_counts_nobody(store: Store) -> None:
    assert (await look(store, "no such wave")).counts == {}
