"""A deployment of an embedding model in Azure OpenAI, on loopback: texts with the same words are near each other."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

LENGTH = 96
KEY = "a-key-that-nobody-may-read"


class FakeEmbeddings:
    """Gives bags of hashed words. It keeps what it was asked, and the keys that came with it.

    `meaning` puts another text in the place of one; `status` refuses; `body` makes another answer of the right one.
    While `slow` is set, nothing is answered.
    """

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[list[str]] = []
        self.keys: list[str | None] = []
        self.meaning: dict[str, str] = {}
        self.status = 200
        self.body: Callable[[dict[str, Any]], Any] = dict[str, Any]
        self.length = LENGTH
        self.slow = False
        self.ending = asyncio.Event()

    @property
    def texts(self) -> list[str]:
        """All texts that were asked for."""
        return [text for batch in self.asked for text in batch]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        texts = (await request.json())["input"]
        self.asked.append(texts)
        self.keys.append(request.headers.get("api-key"))
        if self.slow:
            await self.ending.wait()
        if self.status != 200:
            return web.json_response({"error": {"code": str(self.status), "message": texts[0]}}, status=self.status)
        rows = [{"index": number, "embedding": self._vector(text)} for number, text in enumerate(texts)]
        answer = self.body({"object": "list", "data": rows[::-1], "model": "hashed-words"})
        if isinstance(answer, str):
            return web.Response(text=answer, content_type="application/json")
        return web.json_response(answer)

    def _vector(self, text: str) -> list[float]:
        vector = [0.001] * self.length
        for word in self.meaning.get(text, text).casefold().split():
            vector[zlib.crc32(word.encode()) % self.length] += 1.0
        return vector


@asynccontextmanager
async def fake_embeddings() -> AsyncGenerator[FakeEmbeddings]:
    """Run a deployment as long as it is needed."""
    fake = FakeEmbeddings()
    application = web.Application(client_max_size=10 * 1024 * 1024)
    application.router.add_post("/openai/deployments/words/embeddings", fake.handle)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    fake.url = f"http://127.0.0.1:{port}/openai/deployments/words/embeddings?api-version=2024-10-21"
    try:
        yield fake
    finally:
        fake.ending.set()
        await runner.cleanup()
