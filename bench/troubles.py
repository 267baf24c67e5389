"""Send a wave while Teams throttles, Teams is away, and the database is away: all arrive in the end, none twice,
but for the few whose connection broke: they are listed as uncertain.

python -m bench.troubles [--cosmos] [--people 3000] [throttled|away|database]
"""

import argparse
import asyncio
import logging
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bench.rollout import Place, draft, instances, meet, place, send, sent, until
from bench.teams_process import TeamsProcess
from waves.wave import State

BUDGET: Final = 50
BEFORE_SECONDS: Final = 5.0
AWAY_SECONDS: Final = 30.0
THROTTLED_SECONDS: Final = 60.0

Trouble = Callable[[Place, TeamsProcess], Awaitable[None]]


async def throttled(_: Place, teams: TeamsProcess) -> None:
    """Let Teams answer 30 % with 429 for a minute."""
    await teams.control(throttled=0.3, retry_after=1, seconds=THROTTLED_SECONDS)


async def away(_: Place, teams: TeamsProcess) -> None:
    """Let nobody reach Teams for half a minute."""
    await teams.control(away=AWAY_SECONDS)


async def database(at: Place, _: TeamsProcess) -> None:
    """Let nobody reach the database for half a minute."""
    if at.emulator:
        at.emulator.stop()
        await asyncio.sleep(AWAY_SECONDS)
        at.emulator.start()
        return
    rival = sqlite3.connect(at.settings["STORE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    rival.execute("BEGIN EXCLUSIVE")
    await asyncio.sleep(AWAY_SECONDS)
    rival.rollback()
    rival.close()


TROUBLES: Final[Mapping[str, Trouble]] = {"throttled": throttled, "away": away, "database": database}


async def measure(name: str, *, people: int, cosmos: bool) -> bool:
    """Print what became of everybody; tell whether all got one."""
    async with place(cosmos=cosmos) as at, TeamsProcess() as teams:
        await teams.control(latency_ms=100, jitter_ms=50)
        await meet(at.store, teams.url, people)
        async with instances(at, 2, budget=BUDGET):
            await draft(at.store, "wave", people)
            await send(at.store, "wave")
            await until(at.store, "wave", lambda wave: wave.state is State.SENDING)
            await asyncio.sleep(BEFORE_SECONDS)
            await TROUBLES[name](at, teams)
            counts = await sent(at.store, "wave")
        told = await teams.counts()
    print(f"{'Cosmos' if cosmos else 'SQLite'}, {name}: {people} people, {dict(counts)}; {told.more} got two,", end=" ")
    print(f"{told.once} one; answered {dict(told.statuses)}; fullest second {told.fullest_second}")
    # Whoever was being sent to when Teams went away is uncertain: most got it, a few did not, and nobody can tell.
    return counts.keys() <= {"sent", "uncertain"} and told.more == 0 and told.once >= counts["sent"]


def main() -> int:
    """Return 1 if somebody got none, or two."""
    parser = argparse.ArgumentParser(description="Send a wave while parts are away.")
    parser.add_argument("work", nargs="*", help=f"of {', '.join(TROUBLES)}; all of them if none is named")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--cosmos", action="store_true", help="on an emulator of Azure Cosmos DB")
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    well = True
    for name in options.work or TROUBLES:
        well &= asyncio.run(measure(name, people=options.people, cosmos=options.cosmos))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
