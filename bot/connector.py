"""The Bot Connector REST API: how messages reach Teams."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.credentials import Credentials
from bot.rest import backoff, error_code, json_object, open_session, retry_after

_RETRIED: Final = frozenset({412, 429, 502, 503, 504})
"""Answers that Teams asks to repeat: "Optimize your bot with rate limiting in Teams"."""

UNREACHABLE: Final = "unreachable"
"""Our own code, with 503, for a request that nobody heard."""

_LONGEST_AFTER: Final = 3600.0
_LONGEST_CODE: Final = 60
_CONNECTIONS: Final = 100
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, connect=10, sock_connect=5)
"""A connection, of the pool or a new one, is waited for less long than the deadline: then nobody heard the request."""

_JSON: Final = {"Content-Type": "application/json"}


class ConnectorError(Exception):
    """Teams did not take a request. `status` is 0 when nobody knows whether it did; `code` is Teams' word for why.

    `after` is how many seconds to wait, where Teams named them.
    """

    def __init__(self, status: int, code: str, after: float | None = None) -> None:
        super().__init__(f"the connector answered {status} {code}".rstrip())
        self.status = status
        self.code = code
        self.after = after


class Connector:
    """Requests to the connector over one pool of connections, within a deadline.

    `send`, `update` and `delete` repeat what Teams asks to repeat. `post`, `create` and `member` try once, and say what
    Teams answered: whoever calls them has a pace and a memory of their own. All raise `ConnectorError`.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        deadline: float = 15.0,
        pause: Callable[[float], Any] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._credentials = credentials
        self._deadline = deadline
        self._pause = pause
        self._jitter = jitter
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, service_url: str, conversation: str, activity: dict[str, Any], *, reply_to: str | None = None
    ) -> str | None:
        """Send an activity into a conversation; return its id."""
        tail = f"/{quote(reply_to, safe='')}" if reply_to else ""
        answer = await self._request("POST", service_url, f"{_activities(conversation)}{tail}", activity)
        return answer.get("id")

    async def update(self, service_url: str, conversation: str, id: str, activity: dict[str, Any]) -> None:
        """Put an activity in the place of one sent before."""
        await self._request("PUT", service_url, f"{_activities(conversation)}/{quote(id, safe='')}", activity)

    async def delete(self, service_url: str, conversation: str, id: str) -> None:
        """Delete an activity sent before."""
        await self._request("DELETE", service_url, f"{_activities(conversation)}/{quote(id, safe='')}", None)

    async def post(self, service_url: str, conversation: str, content: bytes) -> str:
        """Send an activity that is JSON already, in one try; return its id, or nothing where Teams names none."""
        answer = await self._once("POST", service_url, _activities(conversation), content)
        return str(answer.get("id") or "")

    async def create(self, service_url: str, member: str, *, bot: str, tenant: str) -> str:
        """Give the personal chat of the bot with somebody, in one try; made twice it is the same one."""
        body = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": member}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        answer = await self._once("POST", service_url, "/v3/conversations", _bytes(body))
        return str(answer.get("id") or "")

    async def member(self, service_url: str, conversation: str, user: str) -> dict[str, Any]:
        """Say who a member of a conversation is, in one try."""
        path = f"/v3/conversations/{quote(conversation, safe='')}/members/{quote(user, safe='')}"
        return await self._once("GET", service_url, path, None)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._credentials.close()

    async def _request(self, method: str, service_url: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        refused: list[int] = []
        url = _address(service_url, path)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._until_taken(method, url, None if body is None else _bytes(body), refused)
        except TimeoutError as error:
            raise ConnectorError(refused[0] if refused else 0, "DeadlinePassed") from error

    async def _until_taken(self, method: str, url: URL, content: bytes | None, refused: list[int]) -> dict[str, Any]:
        """Repeat a request; meanwhile `refused` holds the status with which it was refused last."""
        attempt = 0
        while True:
            try:
                return await self._try(method, url, content, await self._credentials.headers())
            except ConnectorError as error:
                if error.status not in _RETRIED:
                    raise
                refused.append(error.status)
                after = error.after or 0.0
            await self._pause(max(after, backoff(attempt, self._jitter())))
            refused.clear()
            attempt += 1

    async def _once(self, method: str, service_url: str, path: str, content: bytes | None) -> dict[str, Any]:
        url = _address(service_url, path)
        headers = await self._credentials.headers()  # before the deadline begins: without a token nothing was sent
        try:
            async with asyncio.timeout(self._deadline):
                return await self._try(method, url, content, headers)
        except TimeoutError as error:
            raise ConnectorError(0, "DeadlinePassed") from error

    async def _try(self, method: str, url: URL, content: bytes | None, token: dict[str, str]) -> dict[str, Any]:
        try:
            async with self._pool().request(
                method, url, data=content, headers={**_JSON, **token}, allow_redirects=False, timeout=_TIMEOUT
            ) as response:
                answer = json_object(await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # Nobody heard the request, so it may be repeated; any other broken connection may have been heard.
            raise ConnectorError(503, UNREACHABLE) from error
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise ConnectorError(400, type(error).__name__) from error
        except aiohttp.ClientError as error:
            raise ConnectorError(0, type(error).__name__) from error
        if response.status < 300:
            return answer
        after = min(retry_after(response.headers.get("Retry-After")), _LONGEST_AFTER)
        raise ConnectorError(response.status, error_code(answer)[:_LONGEST_CODE], after or None)

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(connections=_CONNECTIONS)
        return self._session


def _activities(conversation: str) -> str:
    return f"/v3/conversations/{quote(conversation, safe='')}/activities"


def _address(service_url: str, path: str) -> URL:
    try:
        return URL(service_url.rstrip("/") + path, encoded=True)
    except ValueError as error:
        raise ConnectorError(400, type(error).__name__) from error


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
