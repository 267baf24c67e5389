"""The dry run, and writing its deliveries: in the background, on one instance at a time, and never in part."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from store.containers import DELIVERIES
from store.port import Store
from store.record import Change, Kind, Record
from waves.audience import Candidate, Sieve, delivery_for
from waves.bucket import LEASE, MAX_CHANGES
from waves.candidates import SourceFailed, Sources
from waves.claim import Claims
from waves.delivery import BUCKETS, Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import id_of, to_body, to_delivery
from waves.exclusions import in_earlier_waves, named
from waves.planned import keep_part, read_parts
from waves.wave import Plan, PlanState, Wave
from waves.waves import Waves

_CHUNK: Final = 500
_SAMPLE: Final = 10


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
        await self._note(wave, plan, await self._dry_run(wave, plan))
        await self._claims.free(_claim(wave))

    async def write(self, wave: Wave) -> None:
        """Write the deliveries of a dry run that was scheduled, exactly once each, however often it breaks off."""
        plan = wave.plan
        if plan is None or plan.state is not PlanState.WRITING or not await self._claims.take(_claim(wave)):
            return
        buckets = [await self._opened(wave, bucket) for bucket in range(BUCKETS)]
        parts, written = 0, 0
        async for people in read_parts(self._store, wave.name, plan):
            for body in people:
                await buckets[bucket_of(body["person"])].add(to_delivery(body))
            parts, written = parts + 1, written + len(people)
            if parts % 20 == 0:
                await self._note(wave, plan, replace(plan, written=written))
        for bucket in buckets:
            await bucket.flush()
        await self._note(wave, plan, replace(plan, state=PlanState.WRITTEN, written=written))
        await self._claims.free(_claim(wave))

    async def _dry_run(self, wave: Wave, plan: Plan) -> Plan:
        # Parts of its own: what a run wrote that broke off, or was overtaken, is nobody's.
        tally, run = _Tally(), replace(plan, parts=token_hex(8))
        try:
            chunks = await self._read(wave, plan, run, tally)
        except SourceFailed as error:
            return replace(plan, state=PlanState.FAILED, fault=str(error)[:300])
        return tally.plan(run, state=PlanState.READY, chunks=chunks, at=self._clock().isoformat())

    async def _read(self, wave: Wave, plan: Plan, run: Plan, tally: _Tally) -> int:
        sieve = Sieve(
            wave=wave,
            without=await named(self._store, wave),
            earlier=await in_earlier_waves(self._store, self._waves, wave),
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
                    await keep_part(self._store, wave.name, run.parts, chunks, recipients[:_CHUNK])
                    chunks, recipients = chunks + 1, recipients[_CHUNK:]
                if tally.read % 5000 < len(candidates):
                    await self._note(wave, plan, replace(plan, read=tally.read))
        if recipients:
            await keep_part(self._store, wave.name, run.parts, chunks, recipients)
            chunks += 1
        return chunks

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


def _claim(wave: Wave) -> str:
    return f"plan:{wave.name}"
