"""An outbox that writes down what it is given, and does with it what a test orders."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from knowledge.review_item import Asker, Delivery, Item

Happening = Callable[[str], Awaitable[None]]
"""Called with the chat, or `channel`: may wait, raise, or do something in between."""


async def nothing(_: str) -> None:
    """Let a message pass."""


class WrittenDown:
    """Implement `knowledge.delivery.Outbox`. `outcomes` are those of chats; all others are sent to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.languages: dict[str, str] = {}
        self.outcomes: dict[str, Delivery] = {}
        self.before: Happening = nothing
        self.after: Happening = nothing
        self.channel: dict[str, int] = {}
        self.updates = 0
        self.reminded: list[list[str]] = []

    @property
    def times(self) -> Counter[str]:
        """Count the messages to each chat."""
        return Counter(chat for chat, _ in self.sent)

    async def deliver(self, item: Item, asker: Asker) -> Delivery:
        chat: str = asker.conversation["conversation"]["id"]
        await self.before(chat)
        outcome = self.outcomes.get(chat, Delivery.SENT)
        if outcome in {Delivery.SENT, Delivery.UNCERTAIN} and item.answer:
            self.sent.append((chat, item.answer.texts.get("sv", "")))
            self.languages[chat] = asker.language
        await self.after(chat)
        return outcome

    async def show(self, item: Item, channel: Mapping[str, Any], activity: str | None) -> str | None:
        await self.before("channel")
        if activity in self.channel:
            self.updates += 1
        else:
            activity = f"card-{len(self.channel) + 1}"
        self.channel[activity] = item.version
        await self.after("channel")
        return activity

    async def remind(self, items: Sequence[Item], channel: Mapping[str, Any]) -> None:
        self.reminded.append([item.question for item in items])
