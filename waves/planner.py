"""The dry run, and writing its deliveries: in the background, on one instance at a time, and never in part."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from store.change import change
from store.containers import DELIVERIES, WAVES
from store.port import Store
from store.record import Change, Kind, Record
from waves.audience import Candidate, Sieve, delivery_for, digest
from waves.bucket import LEASE, MAX_CHANGES
from waves.candidates import SourceFailed, Sources
from waves.claim import Claims
from waves.delivery import BUCKETS, Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import LATER, id_of, to_body, to_delivery
from waves.people_lists import read_list
from waves.wave import Plan, PlanState, Wave
from waves.waves import Waves

_CHUNK: Final = 500
_SAMPLE: Final = 10
_PAGE: Final = 500


@dataclass(kw_only=True)
class _Tally:
    """What a dry run has found so far."""

    read: int = 0
    recipients: int = 0
    left_out: Counter[str] = field(default_factory=Counter[str])
    reached_by: Counter[str] = field(default_factory=Counter[str])
    languages: Counter[str] = field(default_factory=Counter[str])
    platforms: Counter[str] = field(default_factory=Counter[str])
    sample: list[str] = field(default_factory=list[str])
    left_out_sample: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def leave_out(self, candidate: Candidate, reason: str) -> None:
        self.left_out[reason] += 1
        if self.left_out[reason] <= 3:
            self.left_out_sample.append((candidate.named[:100], reason))

    def take(self, delivery: Delivery) -> None:
        self.recipients += 1
        self.reached_by["chat" if delivery.chat else "new"] += 1
        self.languages[delivery.language] += 1
        self.platforms[delivery.platform] += 1
        if len(self.sample) < _SAMPLE:
            self.sample.append(delivery.name or delivery.upn or delivery.person)

    def plan(self, plan: Plan, **fields: Any) -> Plan:
        return replace(
            plan,
            read=self.read,
            recipients=self.recipients,
            left_out=dict(self.left_out),
            reached_by=dict(self.reached_by),
            languages=dict(self.languages),
            platforms=dict(self.platforms),
            sample=tuple(self.sample),
            left_out_sample=tuple(self.left_out_sample[:30]),
            **fields,
        )


class Planner:
    """Reads audiences and writes deliveries. Whatever breaks off is done again from where its records tell.

    `reachable` tells whether somebody whom the bot has no chat with can be written to.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        waves: Waves,
        sources: Sources,
        reachable: Callable[[str], bool],
        claims: Claims,
    ) -> None:
        self._store = store
        self._clock = clock
        self._waves = waves
        self._claims = claims
        self._sources = sources
        self._reachable = reachable

    async def read(self, wave: Wave) -> None:
        """Read the audience of a wave whose dry run is wanted; tell in its plan who it is, or why it cannot be read."""
        plan = wave.plan
        if plan is None or plan.state is not PlanState.WANTED or not await self._claims.take(_claim(wave)):
            return
        tally = _Tally()
        try:
            chunks = await self._read(wave, plan, tally)
        except SourceFailed as error:
            await self._note(wave, plan, replace(plan, state=PlanState.FAILED, fault=str(error)[:300]))
            return
        done = tally.plan(plan, state=PlanState.READY, chunks=chunks, at=self._clock().isoformat())
        await self._note(wave, plan, done)

    async def write(self, wave: Wave) -> None:
        """Write the deliveries of a dry run that was scheduled, exactly once each, however often it breaks off."""
        plan = wave.plan
        if plan is None or plan.state is not PlanState.WRITING or not await self._claims.take(_claim(wave)):
            return
        buckets = [await self._opened(wave, bucket) for bucket in range(BUCKETS)]
        written = 0
        for number in range(plan.chunks):
            record = await self._store.get(WAVES.name, _partition(wave, plan), f"{number:06}")
            if record is None:
                raise LookupError(f"part {number} of the plan of a wave is missing")
            for body in record.body["people"]:
                await buckets[bucket_of(body["person"])].add(to_delivery(body))
            written += len(record.body["people"])
            if number % 20 == 19:
                await self._note(wave, plan, replace(plan, written=written))
        for bucket in buckets:
            await bucket.flush()
        await self._note(wave, plan, replace(plan, state=PlanState.WRITTEN, written=written))

    async def _read(self, wave: Wave, plan: Plan, tally: _Tally) -> int:
        sieve = Sieve(
            wave=wave,
            without=await self._without(wave),
            earlier=await self._earlier(wave),
            reachable=self._reachable,
        )
        chunks, recipients = 0, list[Mapping[str, Any]]()
        async with aclosing(self._sources.candidates(wave)) as source:
            async for candidates in source:
                for candidate in candidates:
                    reason = sieve.reason(candidate)
                    if reason:
                        tally.leave_out(candidate, reason)
                        continue
                    delivery = delivery_for(wave, candidate)
                    tally.take(delivery)
                    recipients.append(to_body(delivery))
                tally.read += len(candidates)
                while len(recipients) >= _CHUNK:
                    await self._keep(wave, plan, chunks, recipients[:_CHUNK])
                    chunks, recipients = chunks + 1, recipients[_CHUNK:]
                if tally.read % 5000 < len(candidates):
                    await self._note(wave, plan, replace(plan, read=tally.read))
        if recipients:
            await self._keep(wave, plan, chunks, recipients)
            chunks += 1
        return chunks

    async def _keep(self, wave: Wave, plan: Plan, number: int, people: list[Mapping[str, Any]]) -> None:
        # What a run that broke off wrote is written over.
        await change(self._store, WAVES.name, _partition(wave, plan), f"{number:06}", lambda _: {"people": people})

    async def _without(self, wave: Wave) -> frozenset[str]:
        names = {name.casefold() for name in wave.audience.without}
        if wave.without_people:
            try:
                async for people in read_list(self._store, wave.name, wave.without_people):
                    names |= {name.casefold() for each in people for name in (each.key, each.upn) if name}
            except LookupError as error:
                raise SourceFailed("list_broken", str(error)) from error
        return frozenset(names)

    async def _earlier(self, wave: Wave) -> frozenset[bytes]:
        """Read whom earlier waves were for, but for those who were cancelled."""
        found: set[bytes] = set()
        for name in wave.audience.without_waves:
            if await self._waves.get(name) is None:
                raise SourceFailed("no_such_wave", name)
            for bucket in range(BUCKETS):
                async for record in _all(self._store, partition_of(name, bucket)):
                    if record.body["state"] != Outcome.CANCELLED:
                        found.add(digest(record.body["person"]))
        return frozenset(found)

    async def _opened(self, wave: Wave, bucket: int) -> "_Writing":
        partition = partition_of(wave.name, bucket)
        record = await self._store.get(DELIVERIES.name, partition, LEASE)
        if record is None:
            body: dict[str, Any] = {"owner": "", "until": 0.0, "counts": {}, "planned": 0}
            record = await self._store.add(Record(container=DELIVERIES.name, partition=partition, id=LEASE, body=body))
        return _Writing(self._store, record, wave, self._clock)

    async def _note(self, wave: Wave, plan: Plan, now_is: Plan) -> None:
        """Write down how far a plan is, if it is still the same, and ours. Raises `LostClaim`."""
        await self._claims.keep(_claim(wave))

        def following(kept: Wave) -> Wave:
            same = kept.plan is not None and (kept.plan.id, kept.plan.state) == (plan.id, plan.state)
            return replace(kept, plan=now_is) if same else kept

        await self._waves.note(wave.name, following)


class _Writing:
    """Writes the deliveries of one bucket, with their count in the lease, in commits of a hundred changes."""

    def __init__(self, store: Store, lease: Record, wave: Wave, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._lease = lease
        self._due = wave.starts_at or clock()
        self._waiting: list[Delivery] = []
        self._met = 0

    async def add(self, delivery: Delivery) -> None:
        """Write a delivery, unless it was written before."""
        self._met += 1
        if self._met <= self._lease.body["planned"]:
            return
        due = self._due.timestamp()
        self._waiting.append(replace(delivery, state=Outcome.PENDING, due=due, first_due=due))
        if len(self._waiting) == MAX_CHANGES:
            await self.flush()

    async def flush(self) -> None:
        """Write what waits. Raises `Conflict` when another instance writes too."""
        if not self._waiting:
            return
        kept, count = self._lease.body, len(self._waiting)
        pending = kept["counts"].get(Outcome.PENDING, 0) + count
        body: dict[str, Any] = {
            **kept,
            "planned": kept["planned"] + count,
            "counts": {**kept["counts"], Outcome.PENDING: pending},
        }
        adds = [
            Change(
                kind=Kind.ADD,
                record=Record(
                    container=DELIVERIES.name, partition=self._lease.partition, id=id_of(each), body=to_body(each)
                ),
            )
            for each in self._waiting
        ]
        last = Change(kind=Kind.REPLACE, record=replace(self._lease, body=body))
        *_, self._lease = await self._store.commit([*adds, last])
        self._waiting = []


async def _all(store: Store, partition: str) -> AsyncGenerator[Record]:
    following = None
    while True:
        page = await store.find(DELIVERIES.name, partition, limit=_PAGE, continuation=following)
        for record in page.records:
            if record.id != LEASE and not record.id.endswith(LATER):
                yield record
        following = page.continuation
        if following is None:
            return


def _claim(wave: Wave) -> str:
    return f"plan:{wave.name}"


def _partition(wave: Wave, plan: Plan) -> str:
    return f"plan|{wave.name}|{plan.id}"
