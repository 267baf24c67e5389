"""People at the helpdesk who press at random on any card they ever saw, and askers who press on what they get."""

import asyncio
import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from cards.verbs import Verb
from tests.fakes.connector import FakeConnector
from tests.fakes.teams import Teams

_ANSWER: Final = re.compile(r"answer-[0-9a-f]{16}")
_MESSAGES: Final = re.compile(r"/v3/conversations/([^/]+)/activities$")
_NOT_PRESSED: Final = (Verb.REVIEW_QUEUE, Verb.REVIEW_PROMOTE)
_REMEMBERED: Final = 8
_WEIGHTS: Final[Mapping[str, int]] = {Verb.REVIEW_SEND: 20, Verb.REVIEW_PREVIEW: 8, Verb.REVIEW_RESEND: 5}
"""How often buttons are pressed, beside the others: else hardly anything would be sent."""

_LONG: Final = "x" * 5_000


class Chats(FakeConnector):
    """A connector that counts which answer went to which chat. It refuses some chats, and sometimes does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.delivered: Counter[tuple[str, str]] = Counter()
        self.cards: list[tuple[str, dict[str, Any]]] = []
        self.faults: Counter[str] = Counter()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a message."""
        found = _MESSAGES.fullmatch(request.path)
        text = _ANSWER.search(await request.text())
        if not found or not text or request.method != "POST":
            return web.json_response({"id": "card"}, status=201)
        chat = found[1]
        fault = "left" if chat.endswith("-left") else random.choices(("", "throttled", "hung up"), (97, 2, 1))[0]
        self.faults[fault] += 1
        match fault:
            case "left":
                return web.json_response({}, status=403)
            case "throttled":
                return web.json_response({}, status=429)
            case "hung up" if request.transport:
                request.transport.close()
            case _:
                self.delivered[text[0], chat] += 1
                self.cards.append((chat, (await request.json())["attachments"][0]["content"]))
        return web.json_response({"id": "sent"}, status=201)


@dataclass(kw_only=True)
class Pressing:
    """What was pressed so far, and how long each press took, in seconds."""

    seconds: list[float] = field(default_factory=list[float])
    verbs: Counter[str] = field(default_factory=Counter[str])
    words: Counter[str] = field(default_factory=Counter[str])

    async def press(self, teams: Teams, button: Mapping[str, Any], inputs: Mapping[str, str], who: Any) -> Any:
        """Press once, and time it."""
        began = time.perf_counter()
        shown = await teams.press(button, inputs, from_=who)
        self.seconds.append(time.perf_counter() - began)
        self.verbs[button["verb"]] += 1
        if isinstance(shown, str):
            self.words[shown] += 1
        return shown


class Helper:
    """Somebody at the helpdesk."""

    def __init__(self, number: int, instances: Sequence[Teams], names: Sequence[str], pressing: Pressing) -> None:
        self.who = {"id": f"29:helper-{number}", "name": f"Helper {number}", "aadObjectId": f"helper-{number}"}
        self._instances = instances
        self._names = names
        self._pressing = pressing
        self._cards: list[dict[str, Any]] = []

    async def work(self, until: float) -> None:
        """Press until it is time to stop."""
        while time.monotonic() < until:
            await self._step()
            await asyncio.sleep(random.uniform(0, 0.05))

    async def _step(self) -> None:
        presses = [(card, each) for card in self._cards for each in card["actions"] if _may_be_pressed(each)]
        if not presses or random.random() < 0.2:
            button = random.choice([_opening(random.choice(self._names)), _listing()])
        else:
            weights = [_WEIGHTS.get(press["verb"], 1) for _, press in presses]
            ((card, button),) = random.choices(presses, weights)
            if random.random() < 0.8:  # else it is pressed again some day, when it is old
                self._cards.remove(card)
        inputs = {"text_en": _typed(), "slug": ""} if button["verb"] == Verb.REVIEW_PREVIEW else {}
        # Some press twice, and the second press reaches another instance.
        instances = random.sample(self._instances, 2 if random.random() < 0.1 else 1)
        shown = await asyncio.gather(*(self._pressing.press(teams, button, inputs, self.who) for teams in instances))
        self._cards = [*self._cards, *(card for card in shown if isinstance(card, dict) and "actions" in card)]
        self._cards = self._cards[-_REMEMBERED:]


class Askers:
    """Those who asked: they say whether it helped, and reply."""

    def __init__(self, instances: Sequence[Teams], chats: Chats, pressing: Pressing) -> None:
        self._instances = instances
        self._chats = chats
        self._pressing = pressing

    async def work(self, until: float) -> None:
        """Press until it is time to stop."""
        while time.monotonic() < until:
            await asyncio.sleep(random.uniform(0, 0.1))
            if self._chats.cards:
                chat, card = random.choice(self._chats.cards[-200:])
                who = {"id": f"29:{chat}", "name": chat, "aadObjectId": chat.removeprefix("chat-")}
                words = {"words": f"words {secrets.token_hex(2)}"}
                await self._pressing.press(random.choice(self._instances), random.choice(card["actions"]), words, who)


def _may_be_pressed(button: Mapping[str, Any]) -> bool:
    return "verb" in button and not button["verb"].startswith(_NOT_PRESSED)


def _opening(name: str) -> dict[str, Any]:
    return {"title": "Open", "verb": Verb.REVIEW_OPEN, "data": {"item": name, "version": 0}}


def _listing() -> dict[str, Any]:
    wanted = random.choice([{}, {"mine": True}, {"unassigned": True}])
    return {"title": "Queue", "verb": Verb.REVIEW_QUEUE, "data": wanted}


def _typed() -> str:
    """Type an answer, mostly; nothing, or too much."""
    return random.choices((f"answer-{secrets.token_hex(8)}", "", f"answer-{_LONG}"), (90, 5, 5))[0]
