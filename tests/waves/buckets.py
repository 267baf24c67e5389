"""A bucket of a wave, filled, leased and written."""

from dataclasses import replace
from typing import Any

from store.port import Store
from store.record import Change, Kind
from tests.waves.office import NAME, chat_of, people
from waves.bucket import LEASE, MAX_CHANGES, Bucket, Kept, lease
from waves.delivery import Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import record_of

NUMBER = 3
PARTITION = partition_of(NAME, NUMBER)


async def fill(store: Store, count: int, state: Outcome = Outcome.PENDING) -> list[str]:
    """Write a bucket with so many deliveries, due one second after the other; return whose they are."""
    persons = [person for person in people(count * 40) if bucket_of(person) == NUMBER][:count]
    deliveries = [
        Delivery(wave=NAME, person=person, state=state, due=float(number), chat=chat_of(person))
        for number, person in enumerate(persons)
    ]
    body: dict[str, Any] = {"owner": "", "until": 0.0, "counts": {state.value: count}, "planned": count}
    held = replace(record_of(deliveries[0]), id=LEASE, body=body)
    for start in range(0, count, MAX_CHANGES):
        records = [record_of(each) for each in deliveries[start : start + MAX_CHANGES]]
        await store.commit([Change(kind=Kind.ADD, record=record) for record in records])
    await store.add(held)
    return persons


async def leased(store: Store, owner: str = "one", now: float = 0.0) -> Bucket:
    """Lease a bucket that is free."""
    bucket = await lease(store, NAME, NUMBER, owner, now)
    assert bucket
    return bucket


def marked(kept: list[Kept], state: Outcome = Outcome.SENDING, token: str = "one") -> list[tuple[Kept, Delivery]]:
    """Wish deliveries into a state."""
    return [(each, replace(each.delivery, state=state, token=token)) for each in kept]
