"""An Azure Cosmos DB account: its address, how patiently it is asked, and what its errors mean."""

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.pipeline.transport import AioHttpTransport
from azure.cosmos.aio import CosmosClient
from azure.identity.aio import DefaultAzureCredential

from store.port import Conflict, StoreError, TooLarge, Unavailable

T = TypeVar("T")

LOOPBACK = ("127.0.0.1", "localhost", "::1")

FORM = "https://<account>.documents.azure.com:443/<database>"


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long is waited, in seconds: for an operation, for the first connection; and the client's own `options`.

    Only these deadlines are kept whatever happens: with its own `timeout=2`, azure-cosmos 4.17.1 held on to a server
    that does not answer for 65 s.
    """

    deadline: float
    opening: float
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


PROMPT = Patience(
    deadline=2,
    opening=5,
    options={
        "connection_timeout": 2,
        "read_timeout": 3,
        "retry_total": 1,
        "retry_connect": 1,
        "retry_backoff_factor": 0.1,
        # Not 1 as well: throttled requests may be tried again as long as the deadline lets them.
        "retry_throttle_total": 9,
    },
)
"""For turns: somebody waits for the answer."""

PATIENT = Patience(deadline=300, opening=60)
"""For work in the background: with the client's own, many tries."""


@dataclass(frozen=True, kw_only=True)
class Address:
    endpoint: str
    database: str


def to_address(url: str) -> Address:
    """Read the URL of a database. Raises `ValueError`."""
    parts = urlsplit(url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    path = re.fullmatch(r"/([\w.-]+)", parts.path)
    if not secure or not path or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"A Cosmos DB store is {FORM}, or http://127.0.0.1:<port>/<database>; not {url!r}")
    return Address(endpoint=f"{parts.scheme}://{parts.netloc}/", database=path[1])


class CosmosAccount:
    """One client of an account, connected at the first use, and again if that failed.

    Without a `key` it signs in with Entra ID: the managed identity in Azure, `az login` on a desk.
    """

    def __init__(self, address: Address, *, key: str | None, patience: Patience) -> None:
        self._address = address
        self._patience = patience
        self._credential = checked(key) if key else DefaultAzureCredential()
        self._opening: asyncio.Task[CosmosClient] | None = None
        self._running: set[asyncio.Timeout] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    async def run(self, work: Callable[[CosmosClient], Awaitable[T]]) -> T:
        """Do `work` within the deadline. Raises the port's errors."""
        running = asyncio.timeout(self._patience.deadline)
        self._running.add(running)
        self._idle.clear()
        try:
            with translated(self._address):
                async with running:
                    return await work(await self._client())
        except Unavailable as error:
            if self._closed:
                raise self._is_closed() from error
            raise
        finally:
            self._running.discard(running)
            if not self._running:
                self._idle.set()

    async def close(self) -> None:
        """Let go of all connections. May be repeated."""
        if self._closed:
            return
        self._closed = True
        await self._end_running()
        if self._opening:
            self._opening.cancel()
            (client,) = await asyncio.gather(self._opening, return_exceptions=True)
            if isinstance(client, CosmosClient):
                await client.close()
        if not isinstance(self._credential, str):
            await self._credential.close()

    async def _end_running(self) -> None:
        # First, as a client that is closed under them fails with all kinds of errors.
        for running in self._running:
            running.reschedule(asyncio.get_running_loop().time())
        await self._idle.wait()

    async def _client(self) -> CosmosClient:
        if self._closed:
            raise self._is_closed()
        if self._opening is None or failed(self._opening):
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(failed)
        # Shielded, because it goes on for the next who asks when this one's deadline has passed.
        return await asyncio.shield(self._opening)

    async def _open(self) -> CosmosClient:
        client = CosmosClient(
            self._address.endpoint,
            self._credential,
            # Else an emoji, of four bytes, is written as an escape of twelve, and large items become too large.
            enable_compact_utf8_item_writes=True,
            # Else aiohttp 3.14.5 looks for a proxy and a password with every request, in two threads, which doubles
            # the CPU of a request.
            transport=AioHttpTransport(use_env_settings=False),
            proxies=find_proxies(self._address),
            **self._patience.options,
        )
        try:
            async with asyncio.timeout(self._patience.opening):
                return await client.__aenter__()
        except BaseException:
            await client.close()
            raise

    def _is_closed(self) -> Unavailable:
        return Unavailable(f"The store at {self._address.endpoint} is closed")


def checked(key: str) -> str:
    """Refuse what is no key at all: azure-cosmos 4.17.1 would fail at every request, with an error of no kind."""
    try:
        base64.b64decode(key, validate=True)
    except ValueError as error:
        raise ValueError("The key of the Cosmos DB account is cut off or mistyped: it is not Base64") from error
    return key


def find_proxies(address: Address) -> dict[str, str]:
    """Find out by what proxies an account is to be reached."""
    host = urlsplit(address.endpoint).hostname or ""
    return {} if proxy_bypass(host) else getproxies()


def failed(task: asyncio.Task[Any]) -> bool:
    """Tell whether a task has ended otherwise than with a result."""
    return task.done() and (task.cancelled() or task.exception() is not None)


@contextmanager
def translated(address: Address) -> Generator[None]:
    """Turn the errors of the client into the port's."""
    where = address.endpoint
    try:
        yield
    except TimeoutError as error:
        raise Unavailable(f"{where} does not answer in time") from error
    except HttpResponseError as error:
        raise to_store_error(address, error) from error
    except AzureError as error:
        raise Unavailable(f"{where} cannot be reached: {type(error).__name__}. Is the address right?") from error


def to_store_error(address: Address, error: HttpResponseError) -> StoreError:
    """Tell what a refusal means, and how to mend it."""
    where = address.endpoint
    match error.status_code:
        case 400:
            return StoreError(f"{where} does not understand the request: {type(error).__name__}")
        case 401 | 403:
            return Unavailable(
                f"{where} refuses the bot (HTTP {error.status_code}). Is the key right, or does the identity have the "
                "role Cosmos DB Built-in Data Contributor, and does the firewall let it in?"
            )
        case 404:
            return Unavailable(
                f"{where} has no database {address.database!r}, or not all of its containers. Make them with "
                f"python -m store provision {where}{address.database}"
            )
        case 409 | 412:
            return Conflict(f"{where}: somebody else wrote first")
        case 413:
            return TooLarge(f"{where} finds this too large")
        case 429:
            return Unavailable(f"{where} is asked for more than its request units a second allow")
        case status:
            return Unavailable(f"{where} cannot answer now (HTTP {status})")
