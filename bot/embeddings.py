"""Embeddings from a deployment of Azure OpenAI."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Final

import aiohttp
import numpy as np
from yarl import URL

from knowledge.embeddings import EmbeddingsAway
from knowledge.index import Floats

_DEADLINE: Final = 30.0
"""Seconds for one request: a hundred texts take some."""

_KEPT_OPEN: Final = 200.0
"""Seconds that a connection waits for the next question. Azure closes it after four minutes."""


class AzureEmbedder:
    """Requests to one deployment over one pool of connections. It repeats none: whoever asks knows how long to wait."""

    def __init__(self, url: str, key: str, *, deadline: float = _DEADLINE) -> None:
        self._url = url
        self._key = key
        self._deadline = deadline
        self._session: aiohttp.ClientSession | None = None

    @property
    def model(self) -> str:
        """The deployment's URL: another model is another deployment."""
        return self._url

    async def embed(self, texts: Sequence[str]) -> Floats:
        """Give a row of length 1 for each text. May be repeated. Raises `EmbeddingsAway`."""
        try:
            async with asyncio.timeout(self._deadline):
                return _rows(await self._ask(texts), len(texts))
        except TimeoutError as error:
            raise EmbeddingsAway("no answer in time") from error
        except aiohttp.ClientError as error:
            raise EmbeddingsAway(type(error).__name__) from error
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            # Not `from error`: it may quote what was asked.
            raise EmbeddingsAway(f"an odd answer: {type(error).__name__}") from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def _ask(self, texts: Sequence[str]) -> Any:
        content = json.dumps({"input": list(texts)}, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json", "api-key": self._key}
        url = URL(self._url)
        async with self._pool().post(url, data=content, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                raise EmbeddingsAway(f"the deployment answered {response.status}")
            return json.loads(await response.read())

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=_KEPT_OPEN),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
            )
        return self._session


def _rows(answer: Any, count: int) -> Floats:
    """Read the answer to a request with `count` texts. Raises `ValueError`, `TypeError` and `KeyError`."""
    vectors = {each["index"]: each["embedding"] for each in answer["data"]}
    if len(answer["data"]) != count or vectors.keys() != set(range(count)):
        raise ValueError("not one vector for each text")
    rows = np.array([vectors[number] for number in range(count)])
    if rows.ndim != 2 or rows.dtype.kind not in "fi":
        raise ValueError("not numbers, or vectors of different lengths")
    with np.errstate(over="ignore"):
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise ValueError("not every vector has a direction")
    return (rows / lengths).astype(np.float32)
