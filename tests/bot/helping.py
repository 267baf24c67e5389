"""People who ask, and people at the helpdesk: what they write and press in Teams."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import app
from bot.settings import Settings
from cards.verbs import Verb
from knowledge.review_item import Item, to_item
from store.containers import REVIEWS
from store.port import Store
from tests.fakes.running import settings
from tests.fakes.teams import ALICE, BOB, CHANNEL, PERSONAL, Teams, card_of

CAROL = {"id": "29:carol", "name": "Carol Clark", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000003"}
EVE = {"id": "29:eve", "name": "Eve Evans", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000004"}
UNKNOWN = "zebra xylophone quark"
HELPDESK_CHAT = {**PERSONAL, "id": "a:helpdesk"}


def with_helpdesk() -> Settings:
    """Have Bob and Carol at the helpdesk."""
    return settings(helpdesk=f"{BOB['aadObjectId']},{CAROL['aadObjectId'].upper()}")


class Person:
    """Somebody in a chat."""

    def __init__(self, teams: Teams, who: Mapping[str, str], **fields: Any) -> None:
        self._teams = teams
        self._fields = {"from_": who, **fields}
        self.who = self._fields["from_"]

    async def say(self, text: str) -> dict[str, Any]:
        """Write; return the bot's message."""
        return await self._teams.say(text, **self._fields)

    async def press(
        self, card: Mapping[str, Any], verb: Verb, inputs: Mapping[str, str] | None = None, **data: Any
    ) -> Any:
        """Press the button with this verb, and these data; return the card in its place, or words beside it."""
        return await self._teams.press(button_of(card, verb, **data), inputs, **self._fields)

    async def queue(self, words: str = "queue") -> dict[str, Any]:
        """List the items."""
        return card_of(await self.say(words))

    async def open(self) -> Any:
        """Open the item that has waited longest."""
        return await self.press(await self.queue(), Verb.REVIEW_OPEN)

    async def preview(self, item: Mapping[str, Any], text: str, *, language: str = "en", back: bool = False) -> Any:
        """Write an answer, or a question back, as far as its preview."""
        data: dict[str, Any] = {"back": True} if back else {}
        editor = await self.press(item, Verb.REVIEW_WRITE, **data)
        return await self.press(editor, Verb.REVIEW_PREVIEW, {f"text_{language}": text})

    async def answer(self, item: Mapping[str, Any], text: str, *, language: str = "en", back: bool = False) -> Any:
        """Answer an item, or ask back."""
        return await self.press(await self.preview(item, text, language=language, back=back), Verb.REVIEW_SEND)


def alice(teams: Teams, **fields: Any) -> Person:
    """Give somebody who asks."""
    return Person(teams, ALICE, **fields)


def bob(teams: Teams, **fields: Any) -> Person:
    """Give somebody at the helpdesk, in a chat of his own."""
    return Person(teams, BOB, **{"conversation": HELPDESK_CHAT, **fields})


def carol(teams: Teams, **fields: Any) -> Person:
    """Give somebody else at the helpdesk."""
    return Person(teams, CAROL, **{"conversation": {**HELPDESK_CHAT, "id": "a:carol"}, **fields})


def buttons(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the buttons of a card that press."""
    nested = [action for element in card["body"] for action in element.get("actions", ())]
    return [action for action in [*nested, *card.get("actions", ())] if "verb" in action]


def button_of(card: Mapping[str, Any], verb: Verb, **data: Any) -> dict[str, Any]:
    """Find the first button with this verb and these data, whatever its language."""
    found = [each for each in buttons(card) if each["verb"] == verb and data.items() <= each["data"].items()]
    assert found, f"{verb} {data} is not among {[each['verb'] for each in buttons(card)]}"
    return found[0]


def inputs_of(card: Mapping[str, Any]) -> dict[str, Any]:
    """Get what stands in the inputs of a card."""
    return {each["id"]: each.get("value") for each in card["body"] if each["type"].startswith("Input.")}


async def items(store: Store) -> list[Item]:
    """Read all items of this month."""
    month = f"{app.now():%Y-%m}"
    return [to_item(month, each.id, each.body) for each in (await store.find(REVIEWS.name, month)).records]


async def only_item(store: Store) -> Item:
    """Read the only item there is."""
    (item,) = await items(store)
    return item


async def until(met: Callable[[], bool]) -> None:
    """Wait for what happens in the background."""
    async with asyncio.timeout(20):
        while not met():
            await asyncio.sleep(0.01)


async def until_quiet(store: Store) -> None:
    """Wait until nothing is due any more."""
    async with asyncio.timeout(20):
        while (await store.find(REVIEWS.name, f"{app.now():%Y-%m}", where={"due": True}, limit=1)).records:
            await asyncio.sleep(0.01)


async def delivered(teams: Teams, store: Store, before: int) -> dict[str, Any]:
    """Wait for the one message that goes out by itself, and return its card."""
    await until(lambda: len(teams.connector.messages) > before)
    await until_quiet(store)
    assert len(teams.connector.messages) == before + 1
    return card_of(teams.connector.messages[-1])


async def in_channel(teams: Teams) -> Person:
    """Have Bob name the helpdesk's channel, and give him there."""
    person = Person(teams, BOB, conversation=CHANNEL)
    await person.say("<at>Enrollment Bot</at> helpdesk here")
    return person
