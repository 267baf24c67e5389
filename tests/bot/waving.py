"""Coordinators who plan waves in Teams, and people whom the bot knows."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import app
from bot.settings import Settings
from cards.verbs import Verb
from store.port import Store
from tests.bot.helping import CAROL, Person, alice, bob, carol
from tests.fakes.connector import FakeConnector
from tests.fakes.graph import person_id
from tests.fakes.running import settings
from tests.fakes.teams import BOB, Teams, card_of, words_in
from waves.contact import Contacts
from waves.delivery import Chat
from waves.wave import State, Wave
from waves.waves import Waves

NAME = "Stockholm week 49"
SPONSOR = {"sponsor_name": "Anna Berg", "sponsor_title": "CIO"}


def with_coordinators() -> Settings:
    """Have Bob and Carol plan the roll-out, without a limit to the pace."""
    return settings(coordinators=f"{BOB['aadObjectId']},{CAROL['aadObjectId'].upper()}", requests_per_second=0)


class Coordinator:
    """Somebody who plans waves, in a chat of their own."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def waves(self, words: str = "waves") -> dict[str, Any]:
        """List the waves."""
        return card_of(await self.person.say(words))

    async def open(self, name: str = NAME) -> Any:
        """Show a wave as it is now."""
        button = {"title": "Open", "verb": Verb.WAVE_OPEN, "data": {"wave": name, "version": 1}}
        return await self.person.press({"body": [], "actions": [button]}, Verb.WAVE_OPEN)

    async def press(
        self, card: Mapping[str, Any], verb: Verb, inputs: Mapping[str, str] | None = None, **data: Any
    ) -> Any:
        """Press a button; return the card in its place, or words beside it."""
        return await self.person.press(card, verb, inputs, **data)

    async def create(self, name: str = NAME, source: str = "everyone", kind: str = "invitation") -> Any:
        """Make a draft."""
        form = await self.press(await self.waves(), Verb.WAVE_NEW)
        return await self.press(form, Verb.WAVE_CREATE, {"name": name, "source": source, "kind": kind})

    async def save(self, draft: Mapping[str, Any], part: str, **typed: str) -> Any:
        """Change some inputs of a part of a draft, and save it."""
        editor = await self.press(draft, Verb.WAVE_EDIT, part=part)
        return await self.press(editor, Verb.WAVE_SAVE, {**standing(editor), **typed})

    async def planned(self, draft: Mapping[str, Any]) -> Any:
        """Make a dry run."""
        card = await self.press(draft, Verb.WAVE_DRY_RUN)
        async with asyncio.timeout(20):
            while "Reading" in words_in(card) or "Läser" in words_in(card):
                card = await self.press(card, Verb.WAVE_PLAN)
        return card

    async def ready(self, **fields: str) -> Any:
        """Make a draft that can be sent, and its dry run."""
        draft = await self.create()
        draft = await self.save(draft, "what", **{**SPONSOR, **fields})
        return await self.planned(draft)

    async def sent(self) -> Any:
        """Have a wave sent at once, to everybody."""
        return await self.press(await self.press(await self.ready(), Verb.WAVE_SCHEDULE), Verb.WAVE_CONFIRM)


def coordinator(teams: Teams, **fields: Any) -> Coordinator:
    """Give Bob, who plans."""
    return Coordinator(bob(teams, **fields))


def another(teams: Teams) -> Coordinator:
    """Give Carol, who plans too."""
    return Coordinator(carol(teams))


def employee(teams: Teams) -> Coordinator:
    """Give Alice, who may not."""
    return Coordinator(alice(teams))


def standing(card: Mapping[str, Any]) -> dict[str, str]:
    """Get what stands in the inputs of a card, as Teams would send it."""
    found = [each for each in card["body"] if each["type"].startswith("Input.")]
    return {each["id"]: str(each.get("value") or "") for each in found}


def later(**span: float) -> dict[str, str]:
    """Give a day and time from now, as they are typed, in UTC."""
    at = app.now() + timedelta(**span)
    return {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "zone": "UTC"}


async def meet(store: Store, teams: Teams, count: int = 3, **fields: Any) -> list[str]:
    """Have the bot know so many people, with a chat each; return their ids."""
    contacts = Contacts(store, app.now)
    people = [person_id(number) for number in range(1, count + 1)]
    for number, person in enumerate(people, 1):
        chat = Chat(service_url=teams.connector.url, conversation=f"a:person-{number}")
        upn = f"p{number}@contoso.test"
        await contacts.keep(person, name=f"Person {number}", upn=upn, chat=chat, language="en", **fields)
    return people


async def wave_of(store: Store, name: str = NAME) -> Wave:
    """Read a wave."""
    wave = await Waves(store, app.now).get(name)
    assert wave
    return wave


async def until(met: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what happens in the background."""
    async with asyncio.timeout(30):
        while not await met():
            await asyncio.sleep(0.02)


async def until_state(store: Store, state: State, name: str = NAME) -> Wave:
    """Wait until a wave is in a state."""

    async def is_so() -> bool:
        return (await wave_of(store, name)).state is state

    await until(is_so)
    return await wave_of(store, name)


async def until_live(store: Store, name: str = NAME) -> Wave:
    """Wait until a wave's card is posted."""

    async def is_so() -> bool:
        return (await wave_of(store, name)).card is not None

    await until(is_so)
    return await wave_of(store, name)


def nudges(connector: FakeConnector) -> list[str]:
    """Name the chats that got a nudge, once for each."""
    sent = [each for each in connector.requests if each.method == "POST" and "a%3Aperson-" in each.path]
    return sorted(each.path.split("/")[3] for each in sent)


def live_cards(connector: FakeConnector) -> list[str]:
    """Give the words of the cards that stay current, as they were put in their places."""
    return [words_in(each.body["attachments"][0]["content"]) for each in connector.requests if each.method == "PUT"]
