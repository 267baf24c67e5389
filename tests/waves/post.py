"""A messenger that writes down whom it is given, and answers as a test tells it."""

from collections import Counter
from collections.abc import Awaitable, Callable

from waves.delivery import Delivery, Outcome
from waves.messenger import Permit, Sent
from waves.wave import Wave

Happening = Callable[[Delivery], Awaitable[None]]
"""Called with a delivery: may wait, raise, or do something in between."""

ARRIVES = {Outcome.SENT, Outcome.UNCERTAIN}


async def nothing(_: Delivery) -> None:
    """Let a delivery pass."""


class Post:
    """Implement `waves.messenger.Messenger`. `answers` are given to a person one after the other, then `SENT` is.

    `asked` are the requests, as wave and person; `got` counts what may have arrived.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.got: Counter[str] = Counter()
        self.answers: dict[str, list[Sent]] = {}
        self.before: Happening = nothing
        self.after: Happening = nothing

    async def send(self, wave: Wave, delivery: Delivery, permit: Permit) -> Sent:
        await permit()
        await self.before(delivery)
        self.asked.append((wave.name, delivery.person))
        answers = self.answers.get(delivery.person)
        sent = answers.pop(0) if answers else Sent(outcome=Outcome.SENT, message=f"message-{len(self.asked)}")
        if sent.outcome in ARRIVES:
            self.got[delivery.person] += 1
        await self.after(delivery)
        return sent
