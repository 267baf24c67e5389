"""What all commands of `python -m waves` need: the store, who is at the terminal, and a wave by its name."""

import argparse
import getpass
import sys
import unicodedata
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from store.opening import SQLITE, open_store
from store.port import Store
from waves.wave import MAX_NAME, Wave, Who, may_be_name
from waves.waves import Seen, Waves

COMMAND: Final = "python -m waves"
START_THE_BOT: Final = "start the bot: python app.py"
PATIENCE: Final = 15.0
"""Seconds after which no bot is expected to answer any more."""

_LONGEST_ANSWER: Final = 100
_SHOWN: Final = 10


class CannotDo(Exception):
    """What was asked for could not be done; the message says how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """A terminal at a store, with somebody at it."""

    store: Store
    waves: Waves
    who: Who

    async def wave(self, name: str) -> Wave:
        """Read a wave. Raises `CannotDo` if there is none of that name."""
        wave = await self.waves.get(tidy_name(name))
        if wave is None:
            raise CannotDo(await self._missing(tidy_name(name)))
        return wave

    async def _missing(self, name: str) -> str:
        names = [wave.name for wave in await self.waves.listed()]
        if not names:
            return f"There is no wave {name}, nor any other. Make one: {COMMAND} import FILE.csv --wave NAME"
        more = ", …" if len(names) > _SHOWN else ""
        return f"There is no wave {name}. There are: {', '.join(names[:_SHOWN])}{more}"


def add_store(parser: argparse.ArgumentParser) -> None:
    """Say where everything is kept."""
    parser.add_argument("--store", metavar="URL", help="the store; else STORE_URL, else the bot's own default")
    parser.add_argument("--key-file", metavar="FILE", help="holds the key of the account; else COSMOS_KEY; - for stdin")


def add_wait(parser: argparse.ArgumentParser) -> None:
    """Say how long a bot is waited for."""
    parser.add_argument(
        "--wait", type=float, default=PATIENCE, metavar="S", help="wait S seconds for a bot to answer (%(default)g)"
    )


@asynccontextmanager
async def opened(options: argparse.Namespace, *, anew: bool = False) -> AsyncGenerator[Terminal]:
    """Open the store. Only `anew` it may be made. Raises `ValueError` for a file that is not there, or a wrong URL."""
    store = _store(options, anew=anew)
    try:
        yield Terminal(store=store, waves=Waves(store, now), who=whoever_types())
    finally:
        await store.close()


def _store(options: argparse.Namespace, *, anew: bool) -> Store:
    url: str = options.store
    is_file = url.startswith(SQLITE)
    if is_file and not anew and not Path(url.removeprefix(SQLITE)).is_file():
        raise ValueError(f"There is no file {url.removeprefix(SQLITE)}. Is it spelt rightly?")
    return open_store(url, now, key=options.key, patient=anew)


def whoever_types() -> Who:
    """Name the user of this machine, as it stands in the history of waves."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # no such variable, and no entry for the user id; Python 3.13 makes it an OSError
        user = "unknown"
    name = f"terminal:{user[:80]}"
    return Who(person=name, name=name)


def tidy_name(typed: str) -> str:
    """Read the name of a wave, however it is spaced. Raises `ValueError` where none can have it."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not may_be_name(name):
        raise ValueError(f"A wave's name has 1 to {MAX_NAME} characters, without |: not {name[:MAX_NAME]!r}")
    return name


def seen(wave: Wave) -> Seen:
    """Give the wave as it was shown."""
    return Seen(name=wave.name, version=wave.version)


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def is_confirmed(question: str, expected: str) -> bool:
    """Ask for a word to be typed. Not on an event loop: there, nothing else would go on, Ctrl-C included."""
    print(question, end=" ", flush=True)
    typed = sys.stdin.readline(_LONGEST_ANSWER)
    if not typed.endswith("\n"):
        print()
    return typed.strip().replace(",", "").casefold() == expected
