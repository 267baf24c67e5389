"""Requests to Microsoft Graph: authorised, repeated while it asks for that, within a deadline."""

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Final

import aiohttp
from yarl import URL

from bot.credentials import Credentials, LoginAway, TokenRefused
from bot.rest import backoff, error_code, json_object, open_session, retry_after
from waves.directory import DirectoryFailed, Failure

_CONNECTIONS: Final = 16
_READ_SECONDS: Final = 30.0
_LARGEST_ANSWER: Final = 32 * 1024 * 1024
_PIECE: Final = 64 * 1024

AWAY: Final = 0
"""The status of a request that got no answer."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What Graph answered. `after` is how many seconds it wants to be left alone."""

    status: int
    body: dict[str, Any] = field(default_factory=dict[str, Any])
    after: float = 0.0

    @property
    def passing(self) -> bool:
        """Whether asking again may help."""
        return self.status in {AWAY, 429} or self.status >= 500

    @property
    def code(self) -> str:
        """Graph's word for why it refused, if it is one."""
        code = error_code(self.body)
        return code if re.fullmatch(r"\w{1,64}", code) else ""


class GraphRequests:
    """Requests over one pool of connections. Every one of them may be repeated."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        deadline: float = 120.0,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.base = URL(url.rstrip("/"))
        self._credentials = credentials
        self._deadline = deadline
        self._pause = pause
        self._jitter = jitter
        self._session: aiohttp.ClientSession | None = None

    def address(self, path: str) -> URL:
        """Make the address of an encoded path below the service's own."""
        return URL(f"{self.base}{path}", encoded=True)

    async def ask(self, method: str, url: URL, body: Any = None) -> Answer:
        """Ask until there is an answer that does not pass. Raises `DirectoryFailed` when there is none in time."""
        return await self.until_answered(partial(self.once, method, url, body))

    async def until_answered(self, once: Callable[[], Awaitable[Answer]]) -> Answer:
        """Call this until its answer does not pass, or asks for more patience than there is.

        Raises `DirectoryFailed` when there is none in time.
        """
        last = Answer(status=AWAY)
        try:
            async with asyncio.timeout(self._deadline):
                for attempt in count():
                    last = await once()
                    if not last.passing or last.after > self._deadline:
                        break
                    await self._pause(max(last.after, backoff(attempt, self._jitter())))
        except TimeoutError as error:
            raise refusal(last) from error
        return last

    async def once(self, method: str, url: URL, body: Any = None) -> Answer:
        """Ask once. Raises `DirectoryFailed` where the bot is given no token."""
        content = None if body is None else json.dumps(body).encode()
        # Graph takes a cast and a count only with this level; it wants both for the members of a group.
        headers = {"Content-Type": "application/json", "ConsistencyLevel": "eventual"}
        try:
            headers |= await self._credentials.headers()
            # A redirect would carry the token somewhere else.
            async with self._pool().request(
                method, url, data=content, headers=headers, allow_redirects=False
            ) as response:
                text = await _bounded(response)
                after = retry_after(response.headers.get("Retry-After"))
                return Answer(status=response.status, body=json_object(text), after=after)
        except (aiohttp.ClientError, LoginAway):
            return Answer(status=AWAY)
        except TokenRefused as error:
            raise DirectoryFailed(Failure.FORBIDDEN, str(error)) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._credentials.close()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(connections=_CONNECTIONS, read_seconds=_READ_SECONDS)
        return self._session


def refusal(answer: Answer, *permissions: str) -> DirectoryFailed:
    """Say why an answer is none, and which permissions would mend it."""
    if answer.status == AWAY:
        return DirectoryFailed(Failure.UNREACHABLE, "check the network and GRAPH_URL")
    if answer.status in {401, 403}:
        return forbidden(*permissions)
    if answer.status == 429:
        return DirectoryFailed(Failure.THROTTLED, "Microsoft Graph is asked too much; try again later")
    if answer.status >= 500:
        return DirectoryFailed(Failure.UNAVAILABLE, f"Microsoft Graph answers {answer.status}; try again later")
    return DirectoryFailed(Failure.REFUSED, f"Microsoft Graph answers {answer.status} {answer.code}".rstrip())


def forbidden(*permissions: str) -> DirectoryFailed:
    """Say which permissions are missing."""
    wanted = " and ".join(permissions)
    return DirectoryFailed(Failure.FORBIDDEN, f"grant the bot the application permission {wanted}" if wanted else "")


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """Read an answer that is not too large; one that is counts as none."""
    text = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        text += piece
        if len(text) > _LARGEST_ANSWER:
            return b""
    return bytes(text)
