"""Run the connector of `bench.teams` beside a benchmark, order it about and ask it for its counts."""

import asyncio
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Any, Final, Self

import aiohttp
from pydantic import TypeAdapter

from bench.process import PASSED_ON, NotStartedError
from bench.subjects import PROJECT
from bench.teams_counts import Told

_START_SECONDS: Final = 30.0
_END_SECONDS: Final = 5.0
_PATIENCE: Final = aiohttp.ClientTimeout(total=30)

_IDS: Final = TypeAdapter(list[str])
_REPEATED: Final = TypeAdapter(dict[str, int])
_TOLD: Final = TypeAdapter(Told)


class OrderRefused(Exception):
    """Raised when the connector does not understand an order, or does not answer it."""


def last_core() -> int | None:
    """Choose the core for what a benchmark measures against: the last one, if there are two."""
    cores = _cores()
    return cores[-1] if len(cores) > 1 else None


def first_core() -> int | None:
    """Choose the core for what is measured: the first one, if there are two."""
    cores = _cores()
    return cores[0] if len(cores) > 1 else None


async def start(*argv: str, core: int | None) -> Process:
    """Start a program on a core, from the project's folder; on Linux the kernel kills it should we be killed."""
    tied = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
    pinned = () if core is None else ("taskset", "--cpu-list", str(core))
    return await asyncio.create_subprocess_exec(
        *(*tied, *pinned, *argv),
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        cwd=PROJECT,
        stdin=DEVNULL,
        stdout=PIPE,
        start_new_session=True,
    )


async def end(process: Process) -> None:
    """End a program that `start` started, and wait until it has ended."""
    for order in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(order)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _END_SECONDS)


class TeamsProcess:
    """A connector in a process of its own, for as long as the block lasts. `url` is its service URL."""

    def __init__(self, *, core: int | None = None, port: int = 0, seed: int | None = None) -> None:
        seeded = () if seed is None else ("--seed", str(seed))
        self._argv = (sys.executable, "-m", "bench.teams", "--port", str(port), *seeded)
        self._core = core
        self._process: Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self.url = ""
        self.pid = 0

    async def __aenter__(self) -> Self:
        self._process = await start(*self._argv, core=self._core)
        self.pid = self._process.pid
        try:
            self.url = await _ready(self._process)
        except BaseException:
            await self.stop()
            raise
        # One connection, kept open: while the connector is away it is the only one that still works.
        lines = aiohttp.TCPConnector(limit=1, keepalive_timeout=3600)
        self._session = aiohttp.ClientSession(connector=lines, timeout=_PATIENCE)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End the process; it is gone when this returns."""
        if self._session:
            await self._session.close()
        if self._process:
            await end(self._process)

    async def control(self, **order: Any) -> None:
        """Give an order: the fields of `bench.teams_manner.Order`. Raises `OrderRefused`."""
        await self._ask("POST", "/control", order)

    async def counts(self) -> Told:
        """Ask for the counts."""
        return _TOLD.validate_json(await self._ask("GET", "/counts"))

    async def accepted(self) -> set[str]:
        """Ask for all conversations to which a message arrived."""
        return set(_IDS.validate_json(await self._ask("GET", "/accepted")))

    async def repeated(self) -> dict[str, int]:
        """Ask for conversations to which more than one message arrived, a thousand at most, and how many did."""
        return _REPEATED.validate_json(await self._ask("GET", "/repeated"))

    async def _ask(self, method: str, path: str, body: Any = None) -> bytes:
        assert self._session, "the process is not running"
        try:
            async with self._session.request(method, self.url + path, json=body) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OrderRefused(f"{path}: {error!r}") from error
        if response.status != 200:
            raise OrderRefused(content.decode(errors="replace"))
        return content


async def _ready(process: Process) -> str:
    """Read the line that is printed once it listens; return its address."""
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)
    except TimeoutError as error:
        raise NotStartedError("the connector did not start in time") from error
    word, _, url = line.decode().strip().partition(" ")
    if word != "ready":
        raise NotStartedError("the connector ended before it listened")
    return url


def _cores() -> list[int]:
    """Tell on which cores this process may run, where the system can pin one."""
    return sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
