"""Activities as Teams sends them, and a Teams client that talks to the bot over HTTP."""

import io
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from tests.fakes.connector import FakeConnector

ALICE = {"id": "29:alice", "name": "Alice Anderson", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000001"}
BOB = {"id": "29:bob", "name": "Bob Brown", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000002"}
BOT = {"id": "28:bot", "name": "Enrollment Bot"}
TENANT = "11111111-1111-4111-8111-111111111111"
PERSONAL = {"id": "a:personal", "conversationType": "personal", "tenantId": TENANT}
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
CHANNEL = {
    "id": "19:general@thread.tacv2;messageid=1481567603816",
    "conversationType": "channel",
    "isGroup": True,
    "tenantId": TENANT,
}


class Teams:
    """What a person does in Teams, sent to the bot's `/api/messages`; its replies come to the fake connector."""

    def __init__(self, session: aiohttp.ClientSession, url: str, connector: FakeConnector) -> None:
        self._session = session
        self._url = url
        self.connector = connector
        self._count = 0
        self.headers: dict[str, str] = {}

    def activity(self, type: str, **fields: Any) -> dict[str, Any]:
        """Make an activity with an id of its own; `from_` is its sender."""
        self._count += 1
        sender = fields.pop("from_", ALICE)
        return {
            "type": type,
            "id": f"17{self._count:011}",
            "timestamp": "2026-11-22T10:00:00.1234567Z",
            "localTimestamp": "2026-11-22T11:00:00.1234567+01:00",
            "channelId": "msteams",
            "serviceUrl": self.connector.url,
            "from": sender,
            "recipient": BOT,
            "conversation": PERSONAL,
            "locale": "en-GB",
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [{"type": "clientInfo", "locale": "en-GB", "platform": "Web"}],
            **fields,
        }

    async def post(self, body: Any, **options: Any) -> tuple[int, Any]:
        """POST a body; return the status and the JSON of the answer."""
        data = body if isinstance(body, bytes | str | io.BytesIO) else json.dumps(body)
        headers = {"Content-Type": "application/json", **self.headers, **options}
        async with self._session.post(self._url, headers=headers, data=data) as response:
            return response.status, await response.json() if response.content_type == "application/json" else None

    async def size(self, body: Any) -> int:
        """POST a body; return how many bytes the answer has."""
        async with self._session.post(self._url, headers=self.headers, json=body) as response:
            return len(await response.read())

    async def get(self, path: str) -> tuple[int, Any]:
        """GET a page of the bot; return the status and the JSON."""
        async with self._session.get(self._url.replace("/api/messages", path)) as response:
            return response.status, await response.json()

    async def say(self, text: str | None, **fields: Any) -> dict[str, Any]:
        """Write a message; return the bot's last reply."""
        before = len(self.connector.messages)
        status, _ = await self.post(self.activity("message", text=text, textFormat="plain", **fields))
        assert status == 200
        assert len(self.connector.messages) == before + 1
        return self.connector.messages[-1]

    async def press(self, button: Mapping[str, Any], inputs: Mapping[str, str] | None = None, **fields: Any) -> Any:
        """Press a button; return the card that takes the place of the one pressed, or the message."""
        status, body = await self.post(self.pressed(button, inputs, **fields))
        assert status == 200
        assert body["statusCode"] == 200
        return body["value"]

    def pressed(self, button: Mapping[str, Any], inputs: Mapping[str, str] | None = None, **fields: Any) -> Any:
        """Make the invoke of a press."""
        data = {**button["data"], **(inputs or {})}
        action = {"type": "Action.Execute", "title": button["title"], "verb": button["verb"], "data": data}
        value = {"action": action, "trigger": "manual"}
        return self.activity("invoke", name="adaptiveCard/action", value=value, **{"replyToId": "sent-1", **fields})


def card_of(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Get the card of a message."""
    return reply["attachments"][0]["content"]


def buttons_of(card: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Get the buttons of a card by their titles."""
    nested = [action for element in card["body"] for action in element.get("actions", ())]
    return {action["title"]: action for action in [*nested, *card.get("actions", ())]}


def words_in(card: Mapping[str, Any]) -> str:
    """Get all words that a card shows."""
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for key, each in value.items():  # pyright: ignore[reportUnknownVariableType]
                if key in {"text", "title", "label"} and isinstance(each, str):
                    found.append(each)
                elif key not in {"data", "fallback", "fallbackText", "speak"}:
                    collect(each)
        elif isinstance(value, list):
            for each in value:  # pyright: ignore[reportUnknownVariableType]
                collect(each)

    collect(dict(card))
    return "\n".join(found)
