"""Waves as they are kept, and what coordinators do with them: each step names the version that the person saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from pydantic import TypeAdapter

from store.change import change
from store.containers import WAVES
from store.port import Conflict, Store
from store.record import Record
from waves.history import took, with_step
from waves.wave import MAX_NAME, Audience, Kind, Plan, PlanState, Source, State, Step, Sweep, Wave, Who, may_be_name

ALL: Final = "waves"
"""The partition of all waves: a company has some hundreds at most."""

_MOST: Final = 1000
_codec: Final = TypeAdapter(Wave)


class WaveError(Exception):
    """What was asked for cannot be done with the wave."""


class WaveChanged(WaveError):
    """Somebody else was faster: `wave` is as it is now, `None` if it is gone."""

    def __init__(self, wave: Wave | None) -> None:
        super().__init__("somebody changed the wave meanwhile" if wave else "there is no such wave")
        self.wave = wave


class NotNow(WaveError):
    """The wave is in a state in which this cannot be done. `code` says what would have to be done first."""

    def __init__(self, wave: Wave, code: str) -> None:
        super().__init__(f"{wave.name} is {wave.state}: {code}")
        self.wave = wave
        self.code = code


class NameTaken(WaveError):
    """There is a wave of this name."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A wave as a person saw it."""

    name: str
    version: int


class Waves:
    """Keep waves. What people do is in each wave's history, with who and when."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def get(self, name: str) -> Wave | None:
        """Read a wave."""
        record = await self._store.get(WAVES.name, ALL, name)
        return to_wave(record.body) if record else None

    async def listed(self) -> list[Wave]:
        """Read all waves, by name."""
        return await self._find({})

    async def working(self) -> list[Wave]:
        """Read the waves for which the bot has something to do."""
        return await self._find({"working": True})

    async def create(self, name: str, who: Who, *, kind: Kind = Kind.INVITATION, source: Source = Source.FILE) -> Wave:
        """Make a draft. Raises `NameTaken`, `ValueError` for a name that cannot be one."""
        if not may_be_name(name):
            raise ValueError(f"a name has up to {MAX_NAME} characters on one line, without |")
        step = self._step(who, "created")
        wave = Wave(
            name=name, state=State.DRAFT, version=1, kind=kind, audience=Audience(source=source), history=(step,)
        )
        try:
            await self._store.add(Record(container=WAVES.name, partition=ALL, id=name, body=to_body(wave)))
        except Conflict as error:
            raise NameTaken(name) from error
        return wave

    async def edit(self, seen: Seen, who: Who, **fields: Any) -> Wave:
        """Change what a draft is made of. A change of the audience makes its dry run void."""

        def following(wave: Wave) -> Wave:
            if wave.state is not State.DRAFT:
                raise NotNow(wave, "only drafts can be edited")
            changed = replace(wave, **fields)
            return changed if _audience(changed) == _audience(wave) else replace(changed, plan=None)

        def is_so(wave: Wave) -> bool:
            return to_body(replace(wave, **fields)) == to_body(wave)

        names = ", ".join(sorted(fields))
        return await self._act(seen, who, "edited", following, names, is_so)

    async def want_plan(self, seen: Seen, who: Who) -> Wave:
        """Have the audience read, in the background: a dry run."""

        def following(wave: Wave) -> Wave:
            if wave.state is not State.DRAFT:
                raise NotNow(wave, "its audience is fixed")
            return replace(wave, plan=Plan(id=token_hex(8), state=PlanState.WANTED, at=self._now()))

        return await self._act(seen, who, "dry run", following)

    async def schedule(self, seen: Seen, who: Who, starts_at: datetime | None = None) -> Wave:
        """Fix the audience as the dry run showed it, and send when the time comes; `None` is at once."""

        def following(wave: Wave) -> Wave:
            if wave.state is not State.DRAFT:
                raise NotNow(wave, "it is scheduled already")
            if wave.plan is None or wave.plan.state is not PlanState.READY:
                raise NotNow(wave, "it needs a dry run first")
            if not wave.plan.recipients:
                raise NotNow(wave, "nobody is in its audience")
            plan = replace(wave.plan, state=PlanState.WRITING)
            return replace(wave, state=State.SCHEDULED, plan=plan, starts_at=starts_at or self._clock())

        return await self._act(seen, who, "scheduled", following, starts_at.isoformat() if starts_at else "now")

    async def pause(self, seen: Seen, who: Who) -> Wave:
        """Send nothing more until it is resumed."""
        return await self._move(seen, who, "paused", State.PAUSED, {State.SENDING, State.SCHEDULED})

    async def resume(self, seen: Seen, who: Who) -> Wave:
        """Go on."""
        return await self._move(seen, who, "resumed", State.SCHEDULED, {State.PAUSED})

    async def cancel(self, seen: Seen, who: Who) -> Wave:
        """Send nothing more, for good: who has not been sent to is cancelled."""

        def following(wave: Wave) -> Wave:
            if wave.state not in {State.DRAFT, State.SCHEDULED, State.SENDING, State.PAUSED}:
                raise NotNow(wave, "there is nothing left to cancel")
            return replace(wave, state=State.CANCELLED, sweep=Sweep(id=token_hex(8), what="cancel"))

        return await self._act(seen, who, "cancelled", following)

    async def close(self, seen: Seen, who: Who) -> Wave:
        """End a wave that was sent: reminders that recipients asked for go out no more."""
        return await self._move(seen, who, "closed", State.CLOSED, {State.SENT, State.CANCELLED})

    async def retry(self, seen: Seen, who: Who, *, uncertain: bool = False) -> Wave:
        """Send again to those whom sending again can reach; or to those of whom nobody knows whether they got it."""

        def following(wave: Wave) -> Wave:
            if wave.state not in {State.SENDING, State.PAUSED, State.SENT}:
                raise NotNow(wave, "nothing of it was sent")
            state = State.SENDING if wave.state is State.SENT else wave.state
            sweep = Sweep(id=token_hex(8), what="uncertain" if uncertain else "retry")
            return replace(wave, state=state, sweep=sweep, ended_at=None)

        return await self._act(seen, who, "sent the uncertain again" if uncertain else "tried again", following)

    async def note(self, name: str, following: Callable[[Wave], Wave], step: str | None = None) -> Wave | None:
        """Change what the bot itself keeps of a wave; what people saw stays valid, unless its state is another then."""
        changed: list[Wave] = []

        def body(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            changed.clear()
            if kept is None:
                raise WaveChanged(None)
            wave = to_wave(kept)
            now_is = following(wave)
            if now_is.state is not wave.state:
                now_is = replace(now_is, version=wave.version + 1)
            if step and now_is != wave:
                now_is = with_step(now_is, self._step(Who(person="", name=""), step))
            changed.append(now_is)
            return to_body(now_is)

        try:
            await change(self._store, WAVES.name, ALL, name, body)
        except WaveChanged:
            return None
        return changed[0]

    async def _move(self, seen: Seen, who: Who, what: str, state: State, of: set[State]) -> Wave:
        def following(wave: Wave) -> Wave:
            if wave.state not in of:
                raise NotNow(wave, f"it cannot be {what}")
            return replace(wave, state=state)

        return await self._act(seen, who, what, following)

    async def _act(
        self,
        seen: Seen,
        who: Who,
        what: str,
        following: Callable[[Wave], Wave],
        detail: str = "",
        is_so: Callable[[Wave], bool] = lambda _: True,
    ) -> Wave:
        """Take a person's step once, if the wave is as they saw it. Raises `WaveChanged`, `NotNow`.

        `is_so` tells of steps with the same words whether they were for the same.
        """
        step = self._step(who, what, detail)
        changed: list[Wave] = []

        def body(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            changed.clear()
            wave = to_wave(kept) if kept else None
            if wave is None or (wave.version != seen.version and not (took(wave, seen.version, step) and is_so(wave))):
                raise WaveChanged(wave)
            if wave.version == seen.version:
                wave = with_step(replace(following(wave), version=wave.version + 1), step)
            changed.append(wave)
            return to_body(wave)

        await change(self._store, WAVES.name, ALL, seen.name, body)
        return changed[0]

    async def _find(self, where: Mapping[str, Any]) -> list[Wave]:
        page = await self._store.find(WAVES.name, ALL, where=where, limit=_MOST)
        return [to_wave(record.body) for record in page.records]

    def _step(self, who: Who, what: str, detail: str = "") -> Step:
        return Step(at=self._now(), person=who.person, name=who.name, what=what, detail=detail)

    def _now(self) -> str:
        return self._clock().isoformat()


def to_wave(body: Mapping[str, Any]) -> Wave:
    """Read a wave from what is kept."""
    return _codec.validate_python({name: value for name, value in body.items() if name != "working"})


def to_body(wave: Wave) -> Mapping[str, Any]:
    """Write a wave as it is kept; `working` is for the index."""
    return {**_codec.dump_python(wave, mode="json"), "working": wave.working}


def _audience(wave: Wave) -> tuple[Any, ...]:
    """Give what a dry run is made of."""
    return wave.audience, wave.people, wave.without_people
