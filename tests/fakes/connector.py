"""A Bot Connector on loopback that keeps what it is sent, and answers as it is told."""

from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How the connector answers one request; `hang_up` closes the connection instead."""

    status: int = 201
    body: dict[str, Any] = field(default_factory=lambda: {"id": "sent"})
    headers: dict[str, str] = field(default_factory=dict[str, str])
    hang_up: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came in."""

    method: str
    path: str
    authorization: str | None
    body: Any


class FakeConnector:
    """Answers 201 with an id, unless `answers` holds something else for the next requests.

    `answers_to` does so for those to paths that contain a word.
    """

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.answers: deque[Answer] = deque()
        self.answers_to: dict[str, deque[Answer]] = {}
        self.connections: set[Any] = set()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages sent, without typing indicators."""
        return [request.body for request in self.requests if request.body and request.body["type"] == "message"]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a request."""
        transport = request.transport
        self.connections.add(transport.get_extra_info("peername") if transport else None)
        body = await request.json() if request.can_read_body else None
        self.requests.append(
            Request(
                method=request.method,
                path=request.raw_path,
                authorization=request.headers.get("Authorization"),
                body=body,
            )
        )
        answers = next((each for word, each in self.answers_to.items() if word in request.raw_path), self.answers)
        answer = answers.popleft() if answers else Answer(body={"id": f"sent-{len(self.requests)}"})
        if answer.hang_up and transport:
            transport.close()
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)


@asynccontextmanager
async def fake_connector() -> AsyncGenerator[FakeConnector]:
    """Run a connector as long as it is needed."""
    connector = FakeConnector()
    async with served(connector):
        yield connector


@asynccontextmanager
async def served(connector: FakeConnector) -> AsyncGenerator[None]:
    """Run this connector as long as it is needed."""
    application = web.Application(client_max_size=10 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", connector.handle)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    connector.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield
    finally:
        await runner.cleanup()
