"""What passes between the Playground and the bot, as the Playground's two websockets tell it.

m365agentsplayground 0.2.28: the conversation stream carries what the current user is shown, with the ids the Playground
gave; the log stream carries every HTTP exchange with the bot, both ways, refused ones too. What is sent while nobody
listens is kept and given to whoever connects first, so that somebody must listen all the time, or else the next page
would show old messages.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.browser import PATIENCE_SECONDS

STREAM = "/_ws_conversation/v1/conversations/stream"
LOG = "/_ws/log/stream"
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message of the bot as the current user is shown it; `updated` when it replaced an earlier one."""

    conversation: str
    id: str
    text: str
    cards: tuple[dict[str, Any], ...]
    suggestions: tuple[str, ...]
    updated: bool

    @property
    def card(self) -> dict[str, Any]:
        """The message's first card."""
        assert self.cards, f"There is no card in the message {self.text!r}."
        return self.cards[0]


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One HTTP exchange: `name` is the activity's type or the connector call, such as CreateConversation."""

    from_bot: bool
    name: str
    request: dict[str, Any]
    status: int
    response: Any


class Traffic:
    """Everything that passed so far, in the order in which it was told."""

    def __init__(self, address: str) -> None:
        """Take the Playground's address; nothing is heard before the context is entered."""
        self._address = address
        self._events: list[Shown | Exchange] = []
        self._changed = threading.Condition()
        self._listening = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._finished = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="traffic", daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        assert self._listening.wait(timeout=PATIENCE_SECONDS), "The Playground's websockets did not open."
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._finished.set)
        self._thread.join()

    def mark(self) -> int:
        """Return how much there is so far, to look later only at what came after."""
        with self._changed:
            return len(self._events)

    def since(self, mark: int, kind: type[T]) -> list[T]:
        """Return all Shown, or all Exchange, that came after the mark."""
        with self._changed:
            return [event for event in self._events[mark:] if isinstance(event, kind)]

    def wait_for(self, kind: type[T], wanted: Callable[[T], bool], mark: int, seconds: float = PATIENCE_SECONDS) -> T:
        """Wait for the first one wanted after the mark. Raise AssertionError when it does not come."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                came = [event for event in self._events[mark:] if isinstance(event, kind)]
                if found := next(filter(wanted, came), None):
                    return found
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    raise AssertionError(f"It did not come within {seconds} seconds. What came: {self._events[mark:]}")

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._listen())
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        async with (
            ClientSession(self._address) as session,
            session.ws_connect(STREAM) as stream,
            session.ws_connect(LOG) as log,
        ):
            readers = [
                asyncio.create_task(self._read(stream, read_shown)),
                asyncio.create_task(self._read(log, read_exchange)),
            ]
            self._listening.set()
            await self._finished.wait()
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)

    async def _read(
        self, socket: ClientWebSocketResponse, read: Callable[[dict[str, Any]], Shown | Exchange | None]
    ) -> None:
        async for message in socket:
            if event := read(message.json()):
                with self._changed:
                    self._events.append(event)
                    self._changed.notify_all()


def read_shown(action: dict[str, Any]) -> Shown | None:
    """Read one item of the conversation stream; None for what is no message, such as typing."""
    if "message" not in action:
        return None
    message: dict[str, Any] = action["message"]
    suggested: dict[str, list[dict[str, Any]]] = message.get("suggestedActions") or {}
    return Shown(
        conversation=message.get("postConversationId") or action["actionConversationId"],
        id=message["messageId"],
        text=message.get("text") or "",
        cards=tuple(item["content"] for item in message["attachments"] if item["contentType"] == ADAPTIVE_CARD),
        suggestions=tuple(item["title"] for item in suggested.get("actions", [])),
        updated=action["action"] == "updateMessage",
    )


def read_exchange(item: dict[str, Any]) -> Exchange | None:
    """Read one item of the log; None for what is no exchange."""
    log = item["log"]
    if "response" not in log:
        return None
    return Exchange(
        from_bot=log["from"] == "User Application",
        name=log["activityName"],
        request=log["request"].get("body") or {},
        status=log["response"]["statusCode"],
        response=log["response"].get("body"),
    )
