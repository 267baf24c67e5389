"""Sends the waves: starts them when their time comes, works on them with all other instances, and ends them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from store.port import Store, StoreError
from waves.bucket import Look, look
from waves.budget import Budget
from waves.claim import Claims, LostClaim
from waves.contact import Contacts
from waves.days import Days
from waves.delivery import Outcome
from waves.lanes import Lanes, Live
from waves.messenger import Board, Messenger
from waves.planner import Planner
from waves.portion import Courier
from waves.progress import Progress, Watch
from waves.wave import PlanState, State, Wave
from waves.waves import Waves

_log = logging.getLogger(__name__)

_BUSY_SECONDS: Final = 0.5
"""How often waves are read while one is sent, so that a pause takes effect within two seconds."""

_IDLE_SECONDS: Final = 3.0
_LONGEST_PAUSE: Final = 30.0
_LOOK_SECONDS: Final = 2.0
_SHOW_SECONDS: Final = 4.0
_FAREWELL_SECONDS: Final = 8.0


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a sender works with. Without a `board` nobody is shown how far it is."""

    store: Store
    clock: Callable[[], datetime]
    waves: Waves
    planner: Planner
    claims: Claims
    contacts: Contacts
    messenger: Messenger
    budget: Budget
    board: Board | None = None


class Sender:
    """The part of an instance that sends waves. Any number of them may run on one store."""

    def __init__(
        self, parts: Parts, *, owner: str = "", pause: Callable[[float], Awaitable[Any]] = asyncio.sleep
    ) -> None:
        self._parts = parts
        self._pause = pause
        self._live = Live()
        courier = Courier(
            contacts=parts.contacts,
            days=Days(parts.store),
            messenger=parts.messenger,
            budget=parts.budget,
            clock=parts.clock,
            pause=pause,
            owner=owner or token_hex(8),
            is_sending=self._live.is_sending,
        )
        self._lanes = Lanes(parts.store, courier, self._live, pause)
        self._kicked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._watches: dict[str, Watch] = {}
        self._looked: dict[str, datetime] = {}
        self._shown: dict[str, datetime] = {}

    def start(self) -> None:
        """Begin."""
        self._lanes.start()
        self._task = asyncio.create_task(self._run())

    def kick(self) -> None:
        """Do not wait for the next round."""
        self._kicked.set()

    async def close(self) -> None:
        """Stop, after what is being sent."""
        self._live.closing = True
        self.kick()
        await self._lanes.close(_FAREWELL_SECONDS)
        tasks = [*self._jobs.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        while not self._live.closing:
            self._kicked.clear()
            busy = False
            try:
                busy = await self._round()
                failures = 0
            except StoreError:
                failures += 1
            except Exception:  # noqa: BLE001 - the loop goes on whatever it was
                failures += 1
                _log.exception("the waves could not be looked after; it is tried again")
            seconds = _BUSY_SECONDS if busy else _IDLE_SECONDS
            await self._rest(min(seconds * 2**failures, _LONGEST_PAUSE))

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._kicked.wait()
        except TimeoutError:
            return

    async def _round(self) -> bool:
        """Look after all waves; tell whether there is more to do soon."""
        before = self._live.waves
        waves = {wave.name: wave for wave in await self._parts.waves.working()}
        self._live.waves = {name: wave for name, wave in waves.items() if _is_written(wave)}
        for name, wave in self._live.waves.items():
            if name not in before or (before[name].state, before[name].sweep) != (wave.state, wave.sweep):
                self._lanes.look_again(name)
        for wave in waves.values():
            await self._look_after(wave)
        busy = {State.SENDING, State.SCHEDULED, State.CANCELLED, State.DRAFT}
        return any(wave.state in busy for wave in waves.values())

    async def _look_after(self, wave: Wave) -> None:
        now = self._parts.clock()
        plan = wave.plan.state if wave.plan else None
        if plan is PlanState.WANTED:
            self._begin(f"plan {wave.name}", self._parts.planner.read(wave))
        elif plan is PlanState.WRITING:
            self._begin(f"plan {wave.name}", self._parts.planner.write(wave))
        elif wave.state is State.CANCELLED and plan is not PlanState.WRITTEN:
            await self._end(wave, Look(counts={}, swept=True))
        elif wave.state is State.SCHEDULED and wave.starts_at and wave.starts_at <= now:
            await self._start(wave)
        elif wave.state in {State.SENDING, State.CANCELLED} and self._is_time(self._looked, wave, _LOOK_SECONDS):
            await self._look(wave)

    async def _start(self, wave: Wave) -> None:
        now = self._parts.clock().isoformat()

        def following(kept: Wave) -> Wave:
            if kept.state is not State.SCHEDULED:
                return kept
            return replace(kept, state=State.SENDING, started_at=kept.started_at or now)

        await self._parts.waves.note(wave.name, following, "started")
        self._kicked.set()

    async def _look(self, wave: Wave) -> None:
        """Count the deliveries; end the wave when all are through, and show how far it is."""
        seen = await look(self._parts.store, wave.name, wave.sweep.id if wave.sweep else "")
        busy = any(count and not Outcome(state).final for state, count in seen.counts.items())
        if not busy and seen.swept:
            await self._end(wave, seen)
        elif self._is_time(self._shown, wave, _SHOW_SECONDS):
            self._show(wave, seen)

    async def _end(self, wave: Wave, seen: Look) -> None:
        now = self._parts.clock().isoformat()

        def following(kept: Wave) -> Wave:
            if (kept.state, kept.sweep) != (wave.state, wave.sweep) or kept.ended_at:
                return kept
            state = State.SENT if kept.state is State.SENDING else kept.state
            return replace(kept, state=state, ended_at=now, counts=dict(seen.counts))

        ended = await self._parts.waves.note(wave.name, following, "all sent" if wave.state is State.SENDING else None)
        if ended and ended.ended_at == now:
            self._show(ended, seen)

    def _show(self, wave: Wave, seen: Look) -> None:
        progress = self._watches.setdefault(wave.name, Watch()).look(seen.counts, self._parts.clock())
        if wave.card and self._parts.board:
            self._begin(f"show {wave.name}", self._shown_by_one(self._parts.board, wave, progress))

    async def _shown_by_one(self, board: Board, wave: Wave, progress: Progress) -> None:
        if wave.ended_at or await self._parts.claims.take(f"card:{wave.name}"):
            await board.show(wave, progress)

    def _is_time(self, last: dict[str, datetime], wave: Wave, seconds: float) -> bool:
        now = self._parts.clock()
        if wave.name in last and (now - last[wave.name]).total_seconds() < seconds:
            return False
        last[wave.name] = now
        return True

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, one of a name at a time."""
        if name in self._jobs and not self._jobs[name].done():
            work.close()
            return
        self._jobs[name] = asyncio.create_task(self._tried(name, work))

    async def _tried(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (StoreError, LostClaim):
            _log.warning("%s: broke off, and is tried again", name.partition(" ")[0])
        except Exception:  # noqa: BLE001 - the other waves go on whatever it was
            _log.exception("%s: failed, and is tried again", name.partition(" ")[0])


def _is_written(wave: Wave) -> bool:
    written = wave.plan is not None and wave.plan.state is PlanState.WRITTEN
    return written and wave.state in {State.SENDING, State.SENT, State.PAUSED, State.CANCELLED}
