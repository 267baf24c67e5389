"""Measure what the stock SDK reaches with `continue_conversation`, against a connector that answers at once.

python -m bench.proactive [--count N] [--rounds N]
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from bench.process import NotStartedError
from bench.subjects import MAKE_PEERS, PEER_PYTHON, PROJECT
from bench.teams_process import TeamsProcess, end, first_core, last_core, start

AT_ONCE: Final = 50
MOST: Final = 10_000
LONGEST_SECONDS: Final = 600.0


class _Taken(BaseModel):
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What sending came to."""

    deliveries_per_second: float
    cpu_seconds_per_1000: float


async def stock(teams_url: str, count: int = 1_000) -> Figures:
    """Send proactive messages with the stock SDK, in a process on the first core, and measure it.

    They go to the conversations `stock-0`, `stock-1` …, after some to `warm-up-…` that do not count. Raises
    `NotStartedError` where the SDK is not installed, or a message is not taken.
    """
    if not 0 < count <= MOST:
        raise ValueError(f"from 1 to {MOST} messages")
    if not PEER_PYTHON.exists():
        raise NotStartedError(f"the peers' environment is missing; make it with: {MAKE_PEERS}")
    program = str(PROJECT / "bench" / "peers" / "stock_proactive.py")
    process = await start(str(PEER_PYTHON), program, f"{teams_url}/", str(count), str(AT_ONCE), core=first_core())
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), LONGEST_SECONDS)
    except TimeoutError as error:
        raise NotStartedError(f"the stock SDK took more than {LONGEST_SECONDS:.0f} s") from error
    finally:
        await end(process)
    if process.returncode:
        raise NotStartedError(f"the stock SDK ended with {process.returncode}")
    taken = _Taken.model_validate_json(printed)
    return Figures(
        deliveries_per_second=count / taken.seconds,
        cpu_seconds_per_1000=taken.cpu_seconds * 1000 / count,
    )


async def measure(count: int, rounds: int) -> bool:
    """Print the figures of each round; tell whether every message arrived once."""
    complete = True
    for _ in range(rounds):
        async with TeamsProcess(core=last_core()) as teams:
            figures = await stock(teams.url, count)
            told, accepted = await teams.counts(), await teams.accepted()
        print(
            f"continue_conversation: {figures.deliveries_per_second:.0f} deliveries/s, "
            f"{figures.cpu_seconds_per_1000:.1f} s of CPU per 1,000"
        )
        complete &= told.more == 0 and accepted >= {f"stock-{number}" for number in range(count)}
    return complete


def main() -> int:
    """Return 1 if a message did not arrive, or arrived twice."""
    parser = argparse.ArgumentParser(description="Measure proactive messages of the stock SDK.")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    try:
        return 0 if asyncio.run(measure(options.count, options.rounds)) else 1
    except NotStartedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    sys.exit(main())
