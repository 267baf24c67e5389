"""Play Teams on loopback, fast: take messages, answer as told, and count what arrives when.

python -m bench.teams --port N [--seed N]

It prints a line once it listens. `POST /control` takes an order (`bench.teams_manner.Order`), `GET /counts` tells the
counts, `GET /accepted` all conversations that were sent a message, `GET /repeated` those that were sent more than one.
"""

import argparse
import asyncio
import gc
import socket
import struct
import sys
import time
from contextlib import suppress
from random import Random
from typing import Final

from bench.teams_http import MAX_BODY, MAX_HEAD, Request, Unreadable, error, take_request
from bench.teams_manner import Order
from bench.teams_requests import ORDERS, Connector

_HOST: Final = "127.0.0.1"
_BACKLOG: Final = 1024
_RESET: Final = struct.pack("ii", 1, 0)
"""As SO_LINGER: closing sends RST, and what was not sent yet is dropped."""


class Teams:
    """Listens, goes away and comes back, always at the same port."""

    def __init__(self, connector: Connector, port: int) -> None:
        self.connector = connector
        self.exchanges: set[Exchange] = set()
        self.resets = False
        # Bound for as long as the process lives: nobody else gets the port while nobody listens.
        self._holder = _bound(port)
        self.port = int(self._holder.getsockname()[1])
        self._server: asyncio.Server | None = None
        self._back: asyncio.TimerHandle | None = None
        self._listening: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Exchange(self), sock=_bound(self.port), backlog=_BACKLOG)

    def leave(self, order: Order) -> None:
        """Go away for as long as ordered, and break off what is open."""
        if self._back:
            self._back.cancel()
        self.resets = order.how == "reset"
        if self._server and not self.resets:
            self._server.close()
            self._server = None
        for exchange in [each for each in self.exchanges if not each.gives_orders]:
            exchange.reset()
        self._back = asyncio.get_running_loop().call_later(order.away, self._come_back)

    def _come_back(self) -> None:
        self.resets = False
        if not self._server:
            self._listening = asyncio.ensure_future(self.listen())


class Exchange(asyncio.Protocol):
    """A connection. Its requests are answered one after the other."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._buffer = bytearray()
        self._waits = False
        self._transport: asyncio.Transport | None = None
        self.gives_orders = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or break off where nobody is to be reached."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._teams.exchanges.add(self)
        if self._teams.resets:
            self.reset()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        """End."""
        self._teams.exchanges.discard(self)
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self._buffer += data
        if len(self._buffer) > 2 * (MAX_HEAD + MAX_BODY):
            self.reset()
        self._work()

    def reset(self) -> None:
        """Break the connection off."""
        if self._transport:
            connection = self._transport.get_extra_info("socket")
            with suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()
            self._transport = None

    def _work(self) -> None:
        """Answer requests as long as there are any and none waits for its answer."""
        while self._transport and not self._waits:
            try:
                request = take_request(self._buffer)
            except Unreadable as fault:
                self._write(error(fault.status, "BadRequest"), last=True)
                return
            if not request:
                return
            self._handle(request)

    def _handle(self, request: Request) -> None:
        if request.path in ORDERS:
            self.gives_orders = True
            found, order = self._teams.connector.obey(request)
            self._write(found, last=request.last)
            if order and order.away:
                self._teams.leave(order)
            return
        found = self._teams.connector.take(request)
        if latency := self._teams.connector.latency():
            self._waits = True
            asyncio.get_running_loop().call_later(latency, self._write_later, found, request.last)
        else:
            self._write(found, last=request.last)

    def _write_later(self, found: bytes | None, last: bool) -> None:  # noqa: FBT001 - `call_later` passes no keywords
        self._waits = False
        self._write(found, last=last)
        self._work()

    def _write(self, found: bytes | None, *, last: bool) -> None:
        """Write an answer, or close the connection where there is none."""
        if not self._transport or self._transport.is_closing():
            return
        if found:
            self._transport.write(found)
        if last or not found:
            self._transport.close()
            self._transport = None


def _bound(port: int) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform != "linux":  # macOS lets two sockets have one address only with this
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((_HOST, port))
    return found


async def serve(port: int, seed: int | None) -> None:
    """Serve until killed."""
    teams = Teams(Connector(time.monotonic_ns, Random(seed)), port)
    await teams.listen()
    # What is there now stays: looking through it again and again would only hold requests up.
    gc.freeze()
    print(f"ready http://{_HOST}:{teams.port}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m bench.teams", description="Play Teams on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--seed", type=int, default=None, help="of the choices which requests have a fault")
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, options.seed))


if __name__ == "__main__":
    main()
