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

_CONNECTIONS: Final = 100


class ConnectorError(Exception):
    """Teams did not take a request. `status` is 0 when nobody knows whether it did; `code` is Teams' word for why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"the connector answered {status} {code}".rstrip())
        self.status = status
        self.code = code


class Connector:
    """Requests to the connector over one pool of connections, repeated when Teams asks for it, within a deadline."""

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
        """Send an activity into a conversation; return its id. Raises `ConnectorError`."""
        tail = f"/{quote(reply_to, safe='')}" if reply_to else ""
        answer = await self._request("POST", service_url, f"{_activities(conversation)}{tail}", activity)
        return answer.get("id")

    async def update(self, service_url: str, conversation: str, id: str, activity: dict[str, Any]) -> None:
        """Put an activity in the place of one sent before. Raises `ConnectorError`."""
        await self._request("PUT", service_url, f"{_activities(conversation)}/{quote(id, safe='')}", activity)

    async def delete(self, service_url: str, conversation: str, id: str) -> None:
        """Delete an activity sent before. Raises `ConnectorError`."""
        await self._request("DELETE", service_url, f"{_activities(conversation)}/{quote(id, safe='')}", None)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._credentials.close()

    async def _request(self, method: str, service_url: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        refused: list[int] = []
        url = URL(service_url.rstrip("/") + path, encoded=True)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._until_taken(method, url, body, refused)
        except TimeoutError as error:
            raise ConnectorError(refused[0] if refused else 0, "DeadlinePassed") from error

    async def _until_taken(
        self, method: str, url: URL, body: dict[str, Any] | None, refused: list[int]
    ) -> dict[str, Any]:
        """Repeat a request; meanwhile `refused` holds the status with which it was refused last."""
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        attempt = 0
        while True:
            try:
                status, answer, after = await self._once(method, url, content)
            except aiohttp.ClientConnectorError:
                # Nobody heard the request, so it may be repeated; any other broken connection may have been heard.
                status, answer, after = 503, {}, 0.0
            except aiohttp.ClientError as error:
                raise ConnectorError(0, type(error).__name__) from error
            if status < 300:
                return answer
            if status not in _RETRIED:
                raise ConnectorError(status, error_code(answer))
            refused.append(status)
            await self._pause(max(after, backoff(attempt, self._jitter())))
            refused.clear()
            attempt += 1

    async def _once(self, method: str, url: URL, content: bytes | None) -> tuple[int, dict[str, Any], float]:
        headers = {"Content-Type": "application/json", **await self._credentials.headers()}
        async with self._pool().request(method, url, data=content, headers=headers) as response:
            text = await response.text()
            return response.status, json_object(text), retry_after(response.headers.get("Retry-After"))

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(connections=_CONNECTIONS)
        return self._session


def _activities(conversation: str) -> str:
    return f"/v3/conversations/{quote(conversation, safe='')}/activities"
