"""Play the Bot Connector on loopback: take replies, answer 201 at once, count the turns they answer."""

import asyncio
import os
import sys
import time
from dataclasses import dataclass, field

from aiohttp import web

LONGEST_WAIT = 120.0


@dataclass(kw_only=True)
class Replies:
    """Keep what arrived: every load sends one message a conversation, so a conversation answered is a turn."""

    expected: str
    received: int = 0
    conversations: set[str] = field(default_factory=set[str])
    last_turn_at: float = 0.0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)


REPLIES = web.AppKey("replies", Replies)


async def receive(request: web.Request) -> web.Response:
    """Take one activity from the bot; only a message that holds the expected words answers a turn."""
    activity = await request.json()
    replies = request.app[REPLIES]
    replies.received += 1
    conversation = request.match_info["conversation"]
    is_answer = activity["type"] == "message" and replies.expected in (activity.get("text") or "")
    if is_answer and conversation not in replies.conversations:
        replies.conversations.add(conversation)
        replies.last_turn_at = time.monotonic()
        async with replies.changed:
            replies.changed.notify_all()
    return web.json_response({"id": f"reply-{replies.received}"}, status=201)


def counted(replies: Replies) -> web.Response:
    """Say how many turns are answered, when the last one was (monotonic seconds), and how many activities came."""
    return web.json_response(
        {
            "turns": len(replies.conversations),
            "last_turn_at": replies.last_turn_at,
            "received": replies.received,
        }
    )


async def count(request: web.Request) -> web.Response:
    """Answer with the counts as they are."""
    return counted(request.app[REPLIES])


async def wait(request: web.Request) -> web.Response:
    """Answer with the counts once `turns` turns are answered, or `seconds` have passed."""
    replies = request.app[REPLIES]
    turns = int(request.query["turns"])
    seconds = min(float(request.query["seconds"]), LONGEST_WAIT)
    try:
        async with asyncio.timeout(seconds), replies.changed:
            await replies.changed.wait_for(lambda: len(replies.conversations) >= turns)
    except TimeoutError:
        pass
    return counted(replies)


def application(*, expected: str) -> web.Application:
    """Make the connector."""
    app = web.Application()
    app[REPLIES] = Replies(expected=expected)
    app.router.add_post("/v3/conversations/{conversation}/activities", receive)
    app.router.add_post("/v3/conversations/{conversation}/activities/{activity}", receive)
    app.router.add_get("/count", count)
    app.router.add_get("/wait", wait)
    return app


if __name__ == "__main__":
    web.run_app(
        application(expected=sys.argv[1]),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        access_log=None,
        print=None,
    )
