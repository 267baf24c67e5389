"""Send message activities to a bot and time the replies."""

import asyncio
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice

import aiohttp

TENANT = "5e2f3a54-8c0b-4f0e-9a53-6d4c7d2f1b11"
BOT = {"id": "28:0f3c6e0a-5a0e-4d0c-8a55-2a9d3b7c4e10", "name": "Bot"}
HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
}
PATIENCE = 120.0
PEOPLE = [uuid.uuid5(uuid.NAMESPACE_URL, f"person {number}") for number in range(100)]
"""Who writes, in turn: a bot that has been warmed up has met them all."""


class UnansweredError(Exception):
    """Say that the bot refused a message, or that replies are missing."""


def message(text: str, person: uuid.UUID, *, connector: str, now: datetime) -> dict[str, object]:
    """Write a message of a person, in a chat never seen before, as Teams sends it."""
    stamp = now.isoformat(timespec="milliseconds")
    return {
        "type": "message",
        "id": str(uuid.uuid4().int % 10**13),
        "text": text,
        "textFormat": "plain",
        "timestamp": stamp.replace("+00:00", "Z"),
        "localTimestamp": stamp,
        "localTimezone": "Europe/Stockholm",
        "locale": "en-US",
        "channelId": "msteams",
        "serviceUrl": f"{connector}/",
        "from": {"id": f"29:1{person}", "name": "Kim Berg", "aadObjectId": str(person)},
        "recipient": BOT,
        "conversation": {"id": f"a:1{uuid.uuid4().hex}", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
        "entities": [
            {
                "type": "clientInfo",
                "locale": "en-US",
                "country": "US",
                "platform": "Windows",
                "timezone": "Europe/Stockholm",
            }
        ],
    }


async def post_all(session: aiohttp.ClientSession, bot: str, bodies: Iterator[bytes]) -> None:
    """Post the bodies that are left, one after the other: as many of these at once as messages at once."""
    for body in bodies:
        try:
            async with session.post(f"{bot}/api/messages", data=body, headers=HEADERS) as response:
                if not response.ok:
                    raise UnansweredError(f"the bot answered {response.status}: {(await response.text())[:500]}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnansweredError(f"the bot did not answer: {error!r}") from error


async def turns_answered(session: aiohttp.ClientSession, connector: str, *, turns: int = 0) -> tuple[int, float]:
    """Wait until so many turns are answered, or patience ends; return how many are and when the last was."""
    async with session.get(f"{connector}/wait", params={"turns": turns, "seconds": PATIENCE}) as response:
        counts = await response.json()
    return counts["turns"], counts["last_turn_at"]


async def send(*, bot: str, connector: str, texts: Sequence[str], messages: int, at_once: int) -> float:
    """Send the messages and return turns a second, from the first post to the last reply at the connector."""
    now = datetime.now(UTC)
    bodies = [
        json.dumps(message(text, person, connector=connector, now=now)).encode()
        for text, person in islice(zip(cycle(texts), cycle(PEOPLE)), messages)
    ]
    timeout = aiohttp.ClientTimeout(total=PATIENCE + 10)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        before, _ = await turns_answered(session, connector)
        started_at = time.monotonic()
        left = iter(bodies)
        await asyncio.gather(*(post_all(session, bot, left) for _ in range(at_once)))
        after, last_turn_at = await turns_answered(session, connector, turns=before + messages)
    if after - before != messages:
        raise UnansweredError(f"{after - before} of {messages} messages were answered with the reply expected")
    return messages / (last_turn_at - started_at)
