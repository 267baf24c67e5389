"""The port through which nudges reach people; `bot.messenger` implements it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from waves.delivery import Chat, Delivery, Outcome
from waves.progress import Progress
from waves.wave import Wave

Permit = Callable[[], Awaitable[None]]
"""Waits until one more request may be made; raises to give the delivery back unsent."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of one try. `THROTTLED` with `after` seconds to wait, where Teams named them.

    `chat` is a conversation that was made on the way. `paced`: Teams says that all of us are too fast.
    """

    outcome: Outcome
    code: str = ""
    message: str = ""
    after: float | None = None
    chat: Chat | None = None
    paced: bool = False


class Messenger(Protocol):
    """Sends a nudge to one recipient."""

    async def send(self, wave: Wave, delivery: Delivery, permit: Permit) -> Sent:
        """Send it, asking for a permit before every request. Never raises but for what `permit` raises."""
        ...


class Board(Protocol):
    """Shows coordinators how far a wave is: a card that stays current in its place."""

    async def show(self, wave: Wave, progress: Progress) -> None:
        """Show it where the wave's card is. Never raises."""
        ...
