"""A progress bar for a wave that is being sent."""

import asyncio
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Never

from tqdm import tqdm

from store.port import Store, Unavailable
from waves.bucket import look, urgent
from waves.delivery import BUCKETS, partition_of
from waves.progress import Progress, Watch
from waves.terminal import START_THE_BOT, Terminal, now
from waves.wave import State, Wave
from waves.wording import spoken

_LOOK_SECONDS: Final = 1.0
_GOING: Final = frozenset({State.SCHEDULED, State.SENDING})
_BAR: Final = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}{postfix}"


async def watch(terminal: Terminal, name: str, *, patience: float) -> tuple[Wave, dict[str, int]]:
    """Show how far a wave is until nothing more of it is sent; return it, with its deliveries by outcome.

    When nothing moves for `patience` seconds it says why that may be.
    """
    watching, stalling = Watch(), _Stalling(patience)
    with tqdm(desc=name, bar_format=_BAR, disable=None) as bar:
        while True:
            try:
                wave = await terminal.wave(name)
                seen = await look(terminal.store, wave.name)
                _show(bar, wave, watching.look(seen.counts, now()))
                if wave.state not in _GOING:
                    return wave, dict(seen.counts)
                if stalling.is_told(wave, seen.counts):
                    bar.write(await _why(terminal.store, wave), file=sys.stderr)
            except Unavailable:
                bar.set_postfix_str("the database is away; trying again")
            await asyncio.sleep(_LOOK_SECONDS)


class _Stalling:
    """Tells once that nothing has moved for a while."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._last: object = None
        self._since = now()
        self._told = False

    def is_told(self, wave: Wave, counts: Mapping[str, int]) -> bool:
        """Take a look; tell whether this is the moment to say so."""
        state = (wave.state, wave.plan, dict(counts))
        if state != self._last:
            self._last, self._since, self._told = state, now(), False
        since = max(self._since, wave.starts_at) if wave.starts_at else self._since
        if self._told or (now() - since).total_seconds() < self._patience:
            return False
        self._told = True
        return True


def _show(bar: "tqdm[Never]", wave: Wave, progress: Progress) -> None:
    """Draw the bar: of deliveries that are being written down first, then of those that are through."""
    is_begun = wave.state is not State.SCHEDULED
    bar.total = progress.total if is_begun else wave.plan.recipients if wave.plan else 0
    bar.set_description_str(f"{wave.name}: {wave.state}", refresh=False)
    bar.set_postfix_str(_pace(progress) if is_begun else "writing down who gets it", refresh=False)
    bar.n = progress.done if is_begun else progress.total
    bar.refresh()


def _pace(progress: Progress) -> str:
    counts = sorted(progress.counts.items(), key=lambda each: -each[1])
    parts = [f"{spoken(state)} {count:,}" for state, count in counts]
    if progress.per_second and progress.ends_at:
        parts = [f"{progress.per_second:,.1f}/s", f"ends {progress.ends_at.astimezone():%H:%M:%S}", *parts]
    return ", ".join(parts)


async def _why(store: Store, wave: Wave) -> str:
    """Say why nothing moves."""
    if wave.state is State.SCHEDULED:
        return f"No bot has picked it up. If none is running, {START_THE_BOT}"
    due = await _next_due(store, wave)
    if due and due > now():
        shown = f"{due.astimezone():%Y-%m-%d %H:%M:%S}"
        return f"The rest wait: for the end of quiet hours, for another day, or for Teams. The next is due {shown}."
    return f"Nothing has moved for a while. If no bot is running, {START_THE_BOT}"


async def _next_due(store: Store, wave: Wave) -> datetime | None:
    dues: list[float] = []
    for bucket in range(BUCKETS):
        dues += [record.body["due"] for record in await urgent(store, partition_of(wave.name, bucket), 1)]
    return datetime.fromtimestamp(min(dues), now().tzinfo) if dues else None
