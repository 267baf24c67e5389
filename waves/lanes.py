"""The lanes of an instance: each works on one bucket of one wave at a time."""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from store.containers import DELIVERIES
from store.port import Conflict, Store, StoreError
from waves.bucket import LEASE, Bucket, LostLease, lease, urgent
from waves.delivery import BUCKETS, Delivery, Outcome, partition_of
from waves.portion import Courier
from waves.wave import State, Sweep, Wave

_log = logging.getLogger(__name__)

LANES: Final = 4
BATCH: Final = 100
"""Deliveries that an instance may be sending at once: what a crash leaves uncertain at most."""

_SLICE_SECONDS: Final = 10.0
"""How long a lane stays with a bucket while others wait."""

_AHEAD: Final = 0.5
"""Seconds of the budget that are marked at once."""

_TAKEN_SECONDS: Final = 1.0
_REST_SECONDS: Final = 0.5
_STOPPED_SECONDS: Final = 0.2
_FAILED_SECONDS: Final = 2.0
_IDLE_SECONDS: Final = 60.0
_PATIENCE: Final = 3.0

_SWEPT: Final[Mapping[str, tuple[Outcome, ...]]] = {
    "cancel": tuple(state for state in Outcome if state.waits),
    "retry": tuple(state for state in Outcome if state.can_succeed),
    "uncertain": (Outcome.UNCERTAIN,),
}

Job = tuple[str, int]


@dataclass(kw_only=True)
class Live:
    """The waves that are worked on now, as the store has them."""

    waves: Mapping[str, Wave] = field(default_factory=dict[str, Wave])
    closing: bool = False

    def is_sending(self, name: str) -> bool:
        """Tell whether deliveries of a wave may go out."""
        wave = self.waves.get(name)
        return not self.closing and wave is not None and wave.state in {State.SENDING, State.SENT}


class Lanes:
    """Works through the buckets of all live waves. What others work on is looked at again a second later."""

    def __init__(self, store: Store, courier: Courier, live: Live, pause: Callable[[float], Awaitable[Any]]) -> None:
        self._store = store
        self._courier = courier
        self._live = live
        self._pause = pause
        self._next: dict[Job, float] = {}
        self._busy: set[Job] = set()
        self._again: set[Job] = set()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin."""
        self._tasks = [asyncio.create_task(self._lane()) for _ in range(LANES)]

    async def close(self, seconds: float) -> None:
        """Stop, after what is under way, but within so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def look_again(self, name: str) -> None:
        """Something about a wave is new: look at its buckets at once."""
        for bucket in range(BUCKETS):
            self._next.pop((name, bucket), None)
            self._again.add((name, bucket))

    async def _lane(self) -> None:
        while not self._live.closing:
            job = self._free_job()
            if job is None:
                await self._pause(self._rest())
                continue
            self._busy.add(job)
            self._again.discard(job)
            try:
                self._next[job] = await self._worked(job)
            except (LostLease, Conflict):
                self._next[job] = self._soon(_TAKEN_SECONDS)
            except StoreError:
                self._next[job] = self._soon(_FAILED_SECONDS)
            except Exception:  # noqa: BLE001 - the lane goes on whatever it was
                _log.exception("a bucket of a wave could not be worked on; it is tried again")
                self._next[job] = self._soon(_FAILED_SECONDS)
            finally:
                self._busy.discard(job)
                if job in self._again:  # told meanwhile
                    self._next.pop(job, None)

    def _free_job(self) -> Job | None:
        """Choose the bucket that is due first; `None` if none is."""
        now = self._now()
        free = [job for job in self._jobs() if self._next.get(job, 0.0) <= now]
        random.shuffle(free)  # instances that start together do not all want the same
        return min(free, key=lambda job: self._next.get(job, 0.0), default=None)

    def _rest(self) -> float:
        """Tell how long nothing is due, within half a second."""
        due = min((self._next.get(job, 0.0) for job in self._jobs()), default=math.inf)
        return min(max(due - self._now(), 0.02), _REST_SECONDS)

    def _jobs(self) -> list[Job]:
        jobs = ((name, bucket) for name in self._live.waves for bucket in range(BUCKETS))
        return [job for job in jobs if job not in self._busy]

    async def _worked(self, job: Job) -> float:
        """Work on a bucket; return when to look at it again."""
        name, number = job
        wave = self._live.waves.get(name)
        if wave is None:
            return self._soon(_IDLE_SECONDS)
        idle_until = await self._idle_until(wave, number)
        if idle_until is not None:
            return idle_until
        bucket = await lease(self._store, name, number, self._courier.owner, self._now())
        if bucket is None:
            return self._soon(_TAKEN_SECONDS)
        try:
            await self._recover(bucket)
            if wave.sweep and bucket.swept != wave.sweep.id:
                await self._sweep(bucket, wave.sweep)
            return await self._send(name, bucket)
        finally:
            await bucket.release()

    async def _idle_until(self, wave: Wave, number: int) -> float | None:
        """Tell when there will be something to do in a bucket; `None` if there is now. Nothing is written."""
        partition = partition_of(wave.name, number)
        record = await self._store.get(DELIVERIES.name, partition, LEASE)
        if record is None:
            return self._soon(_TAKEN_SECONDS)
        held = record.body.get("owner") not in {"", self._courier.owner} and record.body.get("until", 0.0) > self._now()
        if held:
            return self._soon(_TAKEN_SECONDS)
        unswept = wave.sweep is not None and record.body.get("swept", "") != wave.sweep.id
        if unswept or record.body.get("counts", {}).get(Outcome.SENDING):
            return None
        if not self._live.is_sending(wave.name):
            return self._soon(_TAKEN_SECONDS)
        first = await urgent(self._store, partition, 1)
        due = first[0].body["due"] if first else self._now() + _IDLE_SECONDS
        return None if due <= self._now() else min(due, self._now() + _IDLE_SECONDS)

    async def _recover(self, bucket: Bucket) -> None:
        """Take care of what was being sent when somebody crashed: nobody knows whether it arrived."""
        while kept := await bucket.find(Outcome.SENDING):
            now = self._now()
            await bucket.put(((each, self._recovered(each.delivery, now)) for each in kept), now)

    def _recovered(self, delivery: Delivery, now: float) -> Delivery:
        if delivery.token == self._courier.owner:
            # Ours are sent only once the marks are known to be written, and noted before the bucket is left.
            return replace(delivery, state=Outcome.PENDING, due=now, token="")
        return replace(delivery, state=Outcome.UNCERTAIN, code="interrupted")

    async def _sweep(self, bucket: Bucket, sweep: Sweep) -> None:
        """Do with all deliveries of a bucket what a person asked for."""
        for state in _SWEPT[sweep.what]:
            while kept := await bucket.find(state):
                now = self._now()
                await bucket.put(((each, _wished(each.delivery, sweep, now)) for each in kept), now)
        await bucket.put([], self._now(), swept=sweep.id)

    async def _send(self, name: str, bucket: Bucket) -> float:
        until = self._now() + _SLICE_SECONDS
        while True:
            wave, held = self._live.waves.get(name), self._courier.budget.held
            if wave is None or not self._live.is_sending(name):
                return self._soon(_STOPPED_SECONDS)
            if held > _PATIENCE:
                return self._soon(held)
            if self._now() >= until:
                return self._now()
            kept = await bucket.urgent(self._portion())
            ready = [each for each in kept if (each.delivery.due or 0.0) <= self._now()]
            if not ready:
                due = min((each.delivery.due or 0.0 for each in kept), default=self._now() + _IDLE_SECONDS)
                return min(due, self._now() + _IDLE_SECONDS)
            await self._courier.send(wave, bucket, ready)

    def _portion(self) -> int:
        """How many deliveries a lane marks at once: what the budget lets through soon."""
        most, limit = BATCH // LANES, self._courier.budget.limit
        return min(most, max(math.ceil(limit * _AHEAD / LANES), 1)) if limit else most

    def _soon(self, seconds: float) -> float:
        return self._now() + seconds * random.uniform(0.8, 1.2)  # noqa: S311 - no secret

    def _now(self) -> float:
        return self._courier.clock().timestamp()


def _wished(delivery: Delivery, sweep: Sweep, now: float) -> Delivery:
    if sweep.what == "cancel":
        return replace(delivery, state=Outcome.CANCELLED)
    return replace(delivery, state=Outcome.PENDING, due=now, first_due=now, tries=0, code="", token="")
