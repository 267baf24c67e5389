"""A bucket of a wave's deliveries: leased by one instance at a time, with the counts of its states."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from store.containers import DELIVERIES
from store.port import Conflict, Store
from store.record import Change, Kind, Record
from waves.delivery import BUCKETS, Delivery, Outcome, partition_of
from waves.delivery_record import to_body, to_delivery

LEASE: Final = ":lease"
LEASE_SECONDS: Final = 15.0
"""After a crash, nobody works on a bucket for that long. Instances' clocks must agree to a few seconds."""

MAX_CHANGES: Final = 99
"""Deliveries in one commit: one more change is the lease with its counts."""


class LostLease(Exception):
    """Another instance works on the bucket now."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A delivery, and the record that it was read from."""

    record: Record
    delivery: Delivery


class Bucket:
    """The deliveries of one bucket, while this instance holds its lease.

    Every commit changes the lease as well, by its etag: whoever lost it changes nothing any more, and the counts are
    those of the states at every moment.
    """

    def __init__(self, store: Store, lease: Record, owner: str, number: int) -> None:
        self.number = number
        self._store = store
        self._lease = lease
        self._owner = owner

    @property
    def store(self) -> Store:
        """Where it is kept."""
        return self._store

    @property
    def swept(self) -> str:
        """The last sweep that went through the whole bucket."""
        return str(self._lease.body.get("swept", ""))

    async def urgent(self, limit: int) -> list[Kept]:
        """Read deliveries that wait, those first that are due first."""
        return [kept_in(record) for record in await urgent(self._store, self._lease.partition, limit)]

    async def find(self, state: Outcome) -> list[Kept]:
        """Read some deliveries that are in a state."""
        where = {"state": state.value}
        page = await self._store.find(DELIVERIES.name, self._lease.partition, where=where, limit=MAX_CHANGES)
        return [kept_in(record) for record in page.records]

    async def put(
        self, changes: Iterable[tuple[Kept, Delivery]], now: float, *, swept: str | None = None
    ) -> list[Kept]:
        """Write deliveries and their counts, all or none; return them as they are now kept.

        What was pressed meanwhile stays. Raises `LostLease`.
        """
        wanted = list(changes)
        while True:
            try:
                return await self._commit(wanted, now, swept)
            except Conflict:
                await self._again()
                wanted = [await self._fresh(kept, wish) for kept, wish in wanted]

    async def release(self) -> None:
        """Let others work on the bucket."""
        await self._write([], {**self._lease.body, "owner": "", "until": 0.0})

    async def _commit(self, wanted: Sequence[tuple[Kept, Delivery]], now: float, swept: str | None) -> list[Kept]:
        counts = moved(self._lease.body.get("counts", {}), ((kept.delivery, wish) for kept, wish in wanted))
        body = {**self._lease.body, "owner": self._owner, "until": now + LEASE_SECONDS, "counts": counts}
        if swept is not None:
            body["swept"] = swept
        records = [with_body(kept.record, to_body(wish)) for kept, wish in wanted]
        written = await self._write(records, body)
        return [Kept(record=record, delivery=wish) for record, (_, wish) in zip(written, wanted, strict=True)]

    async def _write(self, records: Sequence[Record], body: Mapping[str, Any]) -> tuple[Record, ...]:
        everything = [*records, with_body(self._lease, body)]
        *written, lease = await self._store.commit([Change(kind=Kind.REPLACE, record=each) for each in everything])
        self._lease = lease
        return tuple(written)

    async def _again(self) -> None:
        """Read the lease anew, if it is still ours. Raises `LostLease`."""
        lease = await self._store.get(DELIVERIES.name, self._lease.partition, LEASE)
        if lease is None or lease.body.get("owner") != self._owner:
            raise LostLease
        self._lease = lease

    async def _fresh(self, kept: Kept, wish: Delivery) -> tuple[Kept, Delivery]:
        """Read a delivery anew, and wish the same of it; what its recipient pressed meanwhile stays.

        One that was settled or put off meanwhile stays as it is.
        """
        record = await self._store.get(DELIVERIES.name, kept.record.partition, kept.record.id)
        if record is None:
            raise LostLease
        now_is = kept_in(record)
        pressed = now_is.delivery
        if _went_on(kept.delivery, pressed):
            return now_is, pressed
        return now_is, replace(wish, acknowledged_at=pressed.acknowledged_at, enrolled_at=pressed.enrolled_at)


async def settle(bucket: Bucket, kept: Kept, wish: Delivery) -> None:
    """Write down what became of a delivery after the bucket was lost: it counts as uncertain by now, but we know."""
    store, partition = bucket.store, kept.record.partition
    while True:
        record = await store.get(DELIVERIES.name, partition, kept.record.id)
        held = await store.get(DELIVERIES.name, partition, LEASE)
        if record is None or held is None:
            return
        now_is = to_delivery(record.body)
        if now_is.token != kept.delivery.token or now_is.state not in {Outcome.SENDING, Outcome.UNCERTAIN}:
            return
        settled = replace(wish, acknowledged_at=now_is.acknowledged_at, enrolled_at=now_is.enrolled_at)
        counts = moved(held.body.get("counts", {}), [(now_is, settled)])
        changes = [replace(record, body=to_body(settled)), replace(held, body={**held.body, "counts": counts})]
        try:
            await store.commit([Change(kind=Kind.REPLACE, record=each) for each in changes])
        except Conflict:
            continue
        return


def _went_on(before: Delivery, now_is: Delivery) -> bool:
    return now_is.state is not before.state or (before.state.waits and now_is.due != before.due)


def moved(counts: Mapping[str, int], changes: Iterable[tuple[Delivery, Delivery]]) -> Mapping[str, int]:
    """Count deliveries that go from one state to another. Reminders that recipients asked for are not counted."""
    now_are: Counter[str] = Counter(dict(counts))
    for before, after in changes:
        if not after.later:
            now_are[before.state.value] -= 1
            now_are[after.state.value] += 1
    return dict(+now_are)


def kept_in(record: Record) -> Kept:
    """Read the delivery that a record holds."""
    return Kept(record=record, delivery=to_delivery(record.body))


def with_body(record: Record, body: Mapping[str, Any]) -> Record:
    """Give a record another body: `dataclasses.replace`, in a tenth of its time."""
    return Record(
        container=record.container,
        partition=record.partition,
        id=record.id,
        body=body,
        etag=record.etag,
        ttl=record.ttl,
    )


async def urgent(store: Store, partition: str, limit: int) -> list[Record]:
    """Read the records of deliveries that wait, the most urgent first."""
    page = await store.find(DELIVERIES.name, partition, order="urgency", descending=True, limit=limit)
    return [record for record in page.records if record.body.get("urgency") is not None]


async def lease(store: Store, wave: str, bucket: int, owner: str, now: float) -> Bucket | None:
    """Lease a bucket; `None` if another instance has it, or there is nothing in it."""
    record = await store.get(DELIVERIES.name, partition_of(wave, bucket), LEASE)
    if record is None or (record.body.get("owner") not in {"", None, owner} and record.body.get("until", 0.0) > now):
        return None
    held = {**record.body, "owner": owner, "until": now + LEASE_SECONDS}
    try:
        return Bucket(store, await store.replace(replace(record, body=held)), owner, bucket)
    except Conflict:
        return None


@dataclass(frozen=True, kw_only=True)
class Look:
    """A wave's deliveries by state, and whether all buckets were swept."""

    counts: Mapping[str, int]
    swept: bool


async def look(store: Store, wave: str, sweep: str = "") -> Look:
    """Count a wave's deliveries: one small record a bucket is read, however many people there are."""
    counts: Counter[str] = Counter()
    swept = True
    addresses = [(partition_of(wave, bucket), LEASE) for bucket in range(BUCKETS)]
    for record in await store.get_all(DELIVERIES.name, addresses):
        if record:
            counts.update(record.body.get("counts", {}))
            swept = swept and record.body.get("swept", "") == sweep
    return Look(counts=dict(counts), swept=swept)
