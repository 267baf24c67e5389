"""People who talk with the bot, without Teams between them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dialogs.ask import ask
from dialogs.errands import Errands
from dialogs.person import Person, Turn
from dialogs.reply import Reply
from dialogs.rollout import Rollout
from dialogs.services import Services
from knowledge.review_item import Asker, Delivery, Item
from store.port import Store
from tests.fakes.teams import words_in
from waves.progress import Progress
from waves.wave import Wave
from waves.waves import Waves

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KIM = Person(id="kim", name="Kim", locale="en-GB")
ROBIN = Person(id="robin", name="Robin", locale="sv-SE")


class Talk:
    """A conversation: what is said, and what is answered."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._turns = 0

    def turn(self, person: Person = KIM, *, reply_to: str | None = None) -> Turn:
        """Take the next turn."""
        self._turns += 1
        conversation = {"conversation": {"id": f"a:{person.id}"}}
        return Turn(id=str(self._turns), at=NOON, person=person, conversation=conversation, reply_to=reply_to)

    async def say(self, text: str, person: Person = KIM) -> str:
        """Say something; return the words of the answer, once it was shown."""
        return await self.shown(await ask(text, self.turn(person), self.services))

    async def shown(self, reply: Reply | None) -> str:
        """Show a reply, and return its words."""
        assert reply
        if reply.after:
            await reply.after(f"reply-{self._turns}")
        return "\n".join([reply.text, words_in(reply.card)]) if reply.card else reply.text


class NoOutbox:
    """Sends nothing: dialogs only put into the store what the worker sends."""

    async def deliver(self, item: Item, asker: Asker) -> Delivery:
        """Refuse."""
        raise AssertionError(item, asker)

    async def show(self, item: Item, channel: Mapping[str, Any], activity: str | None) -> str | None:
        """Refuse."""
        raise AssertionError(item, channel, activity)

    async def remind(self, items: Sequence[Item], channel: Mapping[str, Any]) -> None:
        """Refuse."""
        raise AssertionError(items, channel)


class NoBoard:
    """Shows nothing."""

    async def show(self, wave: Wave, progress: Progress) -> None:
        """Refuse."""
        raise AssertionError(wave, progress)


def no_rollout(store: Store) -> Rollout:
    """Plan waves over a store, and reach nobody."""

    async def refuse(*values: Any) -> Any:
        raise AssertionError(values)

    return Rollout(
        store=store,
        waves=Waves(store, lambda: NOON),
        errands=Errands(),
        kick=lambda: None,
        try_nudge=refuse,
        post=refuse,
        board=NoBoard(),
        fetch=refuse,
    )


async def no_gaps(turn: Turn, language: str) -> Reply:
    """Refuse."""
    raise AssertionError(turn, language)
