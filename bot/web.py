"""The HTTP server: POST /api/messages, GET /healthz, GET /readyz."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Final, Protocol

from aiohttp import web
from botbuilder.core import TurnContext

from bot.adapter import Outcome, TeamsAdapter
from bot.authentication import TokenCheck, Unauthorized
from bot.settings import is_loopback
from bot.wire import MalformedActivity, activity_from

_log = logging.getLogger(__name__)

MAX_BODY: Final = 1024 * 1024
"""Bytes of a request; the largest activity that Teams sends is a tenth of it."""

READY_SECONDS: Final = 4.0

Callback = Callable[[TurnContext], Awaitable[None]]


class Background(Protocol):
    """Something that goes on while requests are served."""

    def start(self) -> None:
        """Begin."""
        ...

    async def close(self) -> None:
        """Stop, after what is under way."""
        ...


class Web:
    """Routes requests to the adapter. Without a `tokens` check it serves local mode."""

    def __init__(
        self,
        *,
        adapter: TeamsAdapter,
        callback: Callback,
        tokens: TokenCheck | None,
        ready: Callable[[], Awaitable[None]],
        background: Sequence[Background] = (),
    ) -> None:
        self._adapter = adapter
        self._callback = callback
        self._tokens = tokens
        self._ready = ready
        self._background = background

    def application(self) -> web.Application:
        """Make the application to serve."""
        application = web.Application(client_max_size=MAX_BODY)
        application.router.add_post("/api/messages", self.messages)
        application.router.add_get("/healthz", self.healthz)
        application.router.add_get("/readyz", self.readyz)
        application.cleanup_ctx.append(self._working)
        return application

    async def messages(self, request: web.Request) -> web.Response:
        """Take an activity."""
        # A web page of somebody else may not reach a bot without token checks: browsers ask before they send JSON.
        if request.content_type != "application/json":
            return web.json_response({"error": "expected application/json"}, status=400)
        try:
            value = _json(await request.text())
            service_url = value.get("serviceUrl") if isinstance(value, dict) else None
            if not isinstance(service_url, str) or not service_url:
                return web.json_response({"error": "an activity needs a serviceUrl"}, status=400)
            # Before anything is made of what a stranger sent.
            await self._may_call(request, value.get("channelId"), service_url)
            activity = activity_from(value)
        except Unauthorized as error:
            _log.warning("refused a request: %s", error)
            return web.json_response({"error": "unauthorized"}, status=401)
        except (MalformedActivity, ValueError, LookupError, RecursionError) as error:
            return web.json_response({"error": f"this is no activity: {error}"}, status=400)
        if not activity.conversation or not activity.conversation.id:
            return web.json_response({"error": "an activity needs conversation.id"}, status=400)
        outcome = await self._adapter.process(activity, self._callback)
        return _response(outcome)

    async def healthz(self, _: web.Request) -> web.Response:
        """Say that the process is alive."""
        return web.json_response({"status": "alive"})

    async def readyz(self, _: web.Request) -> web.Response:
        """Say whether the store answers."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._ready()
        except Exception:  # noqa: BLE001 - whatever it is, we are not ready
            return web.json_response({"status": "the store does not answer"}, status=503)
        return web.json_response({"status": "ready"})

    async def _working(self, _: web.Application) -> AsyncIterator[None]:
        """Let what works in the background work as long as requests are served."""
        for each in self._background:
            each.start()
        yield
        await asyncio.gather(*(each.close() for each in self._background))

    async def _may_call(self, request: web.Request, channel: Any, service_url: str) -> None:
        if self._tokens:
            authorization = request.headers.get("Authorization")
            await self._tokens.check(authorization, channel=channel, service_url=service_url)
        elif not is_loopback(service_url) or not is_loopback(f"http://{request.host}"):
            raise Unauthorized("in local mode only this machine is answered")


def _json(text: str) -> Any:
    """Parse JSON. Half a character, which JSON can write and UTF-8 cannot, becomes a question mark."""
    value = json.loads(text)
    if "\\ud" in text or "\\uD" in text:
        return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return value


def _response(outcome: Outcome) -> web.Response:
    if outcome.body is None:
        return web.Response(status=outcome.status)
    # UTF-8, not escapes: Teams counts the bytes of a card.
    text = json.dumps(outcome.body, ensure_ascii=False)
    return web.Response(text=text, status=outcome.status, content_type="application/json")
