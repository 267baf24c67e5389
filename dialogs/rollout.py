"""What coordinators plan and send waves with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from dialogs.errands import Errands
from store.port import Store
from waves.bucket import look
from waves.delivery import Delivery, Outcome
from waves.messenger import Board, Sent
from waves.progress import Progress, Watch
from waves.wave import PlanState, State, Wave
from waves.waves import Waves


class DownloadFailed(Exception):
    """A file that somebody sent could not be had: `code` is `host`, `size` or `away`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """The domain of waves, and ways to the outside.

    `kick` has the sender look at once. `try_nudge` sends one nudge to try it out. `post` writes a card into a chat and
    gives its id, `board` keeps such a card current. `fetch` gets a file that was sent to the chat, and raises
    `DownloadFailed`; whoever gets it closes it.
    """

    store: Store
    waves: Waves
    errands: Errands
    kick: Callable[[], None]
    try_nudge: Callable[[Wave, Delivery], Awaitable[Sent]]
    post: Callable[[Mapping[str, Any], dict[str, Any]], Awaitable[str | None]]
    board: Board
    fetch: Callable[[str], Awaitable[IO[bytes]]]
    watches: dict[str, Watch] = field(default_factory=dict[str, Watch])

    async def progress(self, wave: Wave, now: datetime) -> Progress:
        """Count a wave's deliveries: before they are written, all of them are to be sent."""
        if wave.plan and wave.plan.state is PlanState.WRITING:
            waiting = Outcome.CANCELLED if wave.state is State.CANCELLED else Outcome.PENDING
            return Progress(counts={waiting.value: wave.plan.recipients})
        seen = await look(self.store, wave.name)
        return self.watches.setdefault(wave.name, Watch()).look(seen.counts, now)
