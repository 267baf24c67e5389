"""An Azure Cosmos DB on loopback (`tests/cosmos/emulator/main.cjs`), and what tests may do to it."""

import json
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

LAUNCHER = Path(__file__).parent / "emulator" / "main.cjs"

START = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)

Fault = Mapping[str, Any]
"""What `tests/cosmos/emulator/faults.cjs` explains."""


def on_items(fault: Fault) -> Fault:
    """Spare the requests by which a client connects."""
    return {"path": "/docs", **fault}


class Emulator:
    """A running emulator, which implements `tests.cosmos.account.Account`."""

    def __init__(self, *, port: int, control_port: int, key: str) -> None:
        self.endpoint = f"http://127.0.0.1:{port}/"
        self.key: str | None = key
        self._control_port = control_port
        self._now = START

    def now(self) -> datetime:
        return self._now

    def pass_time(self, seconds: int) -> None:
        self._now += timedelta(seconds=seconds)
        self._control("/clock", self._now.timestamp())

    def reset(self) -> None:
        """Undo what was done to it, but for its databases, and stop its clock."""
        self._now = START
        self._control("/reset", self._now.timestamp())

    def order(self, *faults: Fault) -> None:
        """Order faults, in place of those ordered before."""
        self._control("/faults", faults)

    def stop(self) -> None:
        """Stop listening, and drop all connections. What is kept stays."""
        self._control("/stop", None)

    def start(self) -> None:
        """Listen again."""
        self._control("/start", None)

    def requests(self) -> list[str]:
        """List the requests since the last time this was asked: method, blank, path."""
        return self._control("/requests", None)

    def _control(self, path: str, body: object) -> Any:
        connection = HTTPConnection("127.0.0.1", self._control_port, timeout=30)
        try:
            connection.request("POST", path, json.dumps(body))
            response = connection.getresponse()
            assert response.status == 200
            return json.loads(response.read())
        finally:
            connection.close()


@contextmanager
def running_emulator() -> Generator[Emulator]:
    """Run an emulator on a free port. It ends with its standard input, and so with us, whatever happens."""
    with subprocess.Popen(["node", str(LAUNCHER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        try:
            ready = json.loads(process.stdout.readline())
            yield Emulator(port=ready["port"], control_port=ready["controlPort"], key=ready["key"])
        finally:
            process.stdin.close()
            process.wait(timeout=30)
