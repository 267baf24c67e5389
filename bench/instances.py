"""Instances of the bot as processes of their own: started, killed, started again."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from bench.process import PASSED_ON, end, free_port, rss_mb, tail, wait_until_alive
from bench.subjects import PROJECT


class Instance:
    """`python app.py` on a core, with these settings. The kernel kills it should we be killed."""

    def __init__(self, settings: Mapping[str, str], *, core: int | None = None) -> None:
        self._settings = settings
        self._core = core
        self._child: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with this object

    @property
    def pid(self) -> int:
        """The process."""
        assert self._child
        return self._child.pid

    @property
    def megabytes(self) -> float:
        """Memory held, in MB of 1,000,000 bytes."""
        return rss_mb(self.pid)

    @property
    def log(self) -> str:
        """The end of what it wrote."""
        return tail(self._log)

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        port = free_port()
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        environment |= {"PORT": str(port), "LOG_LEVEL": "WARNING", **self._settings}
        tied = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
        pinned = () if self._core is None else ("taskset", "--cpu-list", str(self._core))
        self._child = subprocess.Popen(  # noqa: ASYNC220 - a moment
            [*tied, *pinned, sys.executable, str(Path(PROJECT) / "app.py")],
            env=environment,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        await asyncio.to_thread(wait_until_alive, self._child, port, "the bot", self._log)

    def kill(self) -> None:
        """End it as a power cut would: `kill -9`."""
        assert self._child
        self._child.kill()
        self._child.wait()

    async def stop(self) -> None:
        """End it as an operator would."""
        if self._child:
            await asyncio.to_thread(end, self._child)
