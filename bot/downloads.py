"""Files that people send to the chat: Teams says where they are, and they are read from nowhere else."""

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import aiohttp
from yarl import URL

from bot.rest import open_session
from dialogs.rollout import DownloadFailed
from waves.people_lines import MAX_MEGABYTES

_SECONDS: Final = 30.0
_MOST_BYTES: Final = MAX_MEGABYTES * 1024 * 1024
_IN_MEMORY: Final = 1024 * 1024
_PIECE: Final = 64 * 1024
_REDIRECTS: Final = 3
_CONNECTIONS: Final = 4

_HOSTS: Final = (".sharepoint.com", ".svc.ms", ".1drv.com", ".1drv.ms")
"""Where OneDrive and SharePoint keep what is sent in Teams."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Downloads:
    """Gets files, of 50 MB at most and within 30 seconds. In `local` mode also from this machine."""

    def __init__(self, *, local: bool) -> None:
        self._local = local
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, address: str) -> IO[bytes]:
        """Get a file, to be closed by whoever gets it. Raises `DownloadFailed`."""
        content = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)
        try:
            async with asyncio.timeout(_SECONDS):
                await self._into(content, address)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            content.close()
            raise DownloadFailed("away") from error
        except DownloadFailed:
            content.close()
            raise
        content.seek(0)
        return content

    def start(self) -> None:
        """Begin: connections are opened when somebody sends a file."""

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def _into(self, content: IO[bytes], address: str) -> None:
        url = URL(address)
        for _ in range(_REDIRECTS):
            if not self._is_allowed(url):
                raise DownloadFailed("host")
            # Redirects are followed by hand: each must lead to where files of Teams are.
            async with self._pool().get(url, allow_redirects=False) as response:
                if response.status in {301, 302, 303, 307, 308}:
                    url = url.join(URL(response.headers.get("Location", "")))
                    continue
                if response.status != 200:
                    raise DownloadFailed("away")
                await _copied(response, content)
                return
        raise DownloadFailed("away")

    def _is_allowed(self, url: URL) -> bool:
        host = (url.host or "").casefold()
        if self._local and host in _LOOPBACK:
            return url.scheme in {"http", "https"}
        is_plain = url.scheme == "https" and url.port == 443 and url.user is None
        return is_plain and host.endswith(_HOSTS)

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(connections=_CONNECTIONS, read_seconds=_SECONDS)
        return self._session


async def _copied(response: aiohttp.ClientResponse, content: IO[bytes]) -> None:
    size = 0
    async for piece in response.content.iter_chunked(_PIECE):
        size += len(piece)
        if size > _MOST_BYTES:
            raise DownloadFailed("size")
        content.write(piece)
