"""Start a program pinned to a core, read what it uses, and end it with all its children."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from bench.subjects import MAKE_PEERS, PEER_PYTHON, Subject

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PASSED_ON = ("PATH", "HOME", "LANG")
START_SECONDS = 60.0
END_SECONDS = 5.0
LOG_TAIL = 4000


class NotStartedError(Exception):
    """Say that a program ended, or did not answer in time, with what it wrote."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """Name a running program and the file that holds what it wrote."""

    pid: int
    url: str
    log: IO[bytes]


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def tree(pid: int) -> list[int]:
    """Return the process and its descendants, those that still run."""
    found = [pid]
    for one in found:
        for listing in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in listing.read_text().split())
            except FileNotFoundError:
                continue
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time, user and system, of the process and its descendants, those it has waited for included."""
    ticks = 0
    for one in tree(pid):
        # The second field, the program's name in brackets, may hold spaces; utime is the 14th.
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS_PER_SECOND


def rss_mb(pid: int) -> float:
    """Return the memory held (VmRSS) by the process and its descendants, in MB of 1,000,000 bytes."""
    lines = [line for one in tree(pid) for line in Path(f"/proc/{one}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024 / 1e6


def is_alive(port: int) -> bool:
    """Ask GET /healthz: any answer but a server error will do, since the peers have no such page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tail(log: IO[bytes]) -> str:
    """Return the end of what a program wrote."""
    log.seek(0)
    return log.read().decode(errors="replace")[-LOG_TAIL:]


def wait_until_alive(child: subprocess.Popen[bytes], port: int, name: str, log: IO[bytes]) -> None:
    """Return once the program answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        if is_alive(port):
            return
        time.sleep(0.05)
    raise NotStartedError(f"{name} does not answer on port {port}:\n{tail(log)}")


def end(child: subprocess.Popen[bytes]) -> None:
    """End the program and whatever it started: asked first, then made to."""
    for order in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, order)
            child.wait(END_SECONDS)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    child.wait(END_SECONDS)


@contextmanager
def running(subject: Subject, *, core: int) -> Generator[Process, None, None]:
    """Run the program on one core for as long as the block lasts.

    It leads a session of its own, so that `end` reaches its children too; the kernel kills it should we be killed.
    """
    if subject.argv[0] == str(PEER_PYTHON) and not PEER_PYTHON.exists():
        raise NotStartedError(f"the peers' environment is missing; make it with: {MAKE_PEERS}")
    port = free_port()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment |= {**subject.environment, "PORT": str(port)}
    prefix = ("setpriv", "--pdeathsig", "KILL", "taskset", "--cpu-list", str(core))
    with TemporaryFile() as log:
        child = subprocess.Popen(
            [*prefix, *subject.argv],
            env=environment,
            cwd=subject.directory,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_alive(child, port, subject.name, log)
            yield Process(pid=child.pid, url=f"http://127.0.0.1:{port}", log=log)
        finally:
            end(child)
