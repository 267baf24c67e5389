"""Measure what sending a wave comes to, through `app.py` and a connector that answers like Teams.

python -m bench.waves budget|fast|large [--people N]
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from statistics import median
from typing import Final

from bench.instances import Instance
from bench.proactive import stock
from bench.process import cpu_seconds
from bench.rollout import draft, instances, meet, place, send, sent, until
from bench.teams_counts import Told
from bench.teams_process import TeamsProcess, first_core, last_core
from waves.bucket import look
from waves.wave import PlanState, State

BUDGET: Final = 50


async def budget(people: int) -> bool:
    """Send within a budget, at 100 ms latency: is it used, and never exceeded?"""
    async with place(cosmos=False) as at, TeamsProcess(core=last_core()) as teams:
        await teams.control(latency_ms=100, jitter_ms=20)
        await meet(at.store, teams.url, people)
        async with instances(at, 1, budget=BUDGET, core=first_core()):
            await draft(at.store, "wave", people)
            await send(at.store, "wave")
            counts = await sent(at.store, "wave")
        told = await teams.counts()
    share = rate(told) / BUDGET
    print(f"{people} people, 100 ms latency, budget {BUDGET}/s: {share:.1%} of it used;", end=" ")
    print(f"fullest second {told.fullest_second}, {told.more} got two, states {dict(counts)}")
    return share >= 0.98 and told.fullest_second <= BUDGET and counts == {"sent": people} and not told.more


def rate(told: Told) -> float:
    """Tell how many messages a second arrived, from the first to the last."""
    assert told.first_accepted is not None and told.last_accepted is not None, "nothing arrived"
    return (told.accepted - 1) / (told.last_accepted - told.first_accepted)


async def fast(people: int) -> bool:
    """Send without a budget to a connector that answers at once, and with the stock SDK in the same run."""
    async with place(cosmos=False) as at, TeamsProcess(core=last_core()) as teams:
        await meet(at.store, teams.url, people)
        async with instances(at, 1, budget=0, core=first_core()) as (bot,):
            await draft(at.store, "wave", people)
            await send(at.store, "wave")
            await until(at.store, "wave", lambda wave: wave.state is not State.SCHEDULED)
            before = cpu_seconds(bot.pid)
            counts = await sent(at.store, "wave")
            cpu = cpu_seconds(bot.pid) - before
        told = await teams.counts()
        ours = rate(told)
        stocks = [await stock(teams.url) for _ in range(3)]
    theirs = median(each.deliveries_per_second for each in stocks)
    print(f"{people} people, no budget: {ours:.0f} deliveries/s, {cpu / people * 1e6:.0f} µs of CPU each;", end=" ")
    print(f"stock continue_conversation {theirs:.0f}/s: {ours / theirs:.1f} times")
    return ours >= 1500 and ours >= 10 * theirs and counts == {"sent": people} and told.more == 0


async def large(people: int) -> bool:
    """Plan and begin a large wave: time, memory, and what a look at its progress takes."""
    async with place(cosmos=False) as at, TeamsProcess(core=last_core()) as teams:
        await meet(at.store, teams.url, people)
        async with instances(at, 1, budget=0, core=first_core()) as (bot,):
            await asyncio.sleep(20)  # the classifier joins, and what was needed to start is let go
            idle = bot.megabytes
            top = asyncio.create_task(highest(bot))
            began = time.monotonic()
            await draft(at.store, "wave", people)
            await until(at.store, "wave", lambda wave: wave.plan is not None and wave.plan.state is PlanState.READY)
            read = time.monotonic() - began
            await send(at.store, "wave")
            await until(at.store, "wave", lambda wave: wave.state is State.SENDING)
            planned = time.monotonic() - began
            counts = await sent(at.store, "wave")
            top.cancel()
            most = max([*MEGABYTES, bot.megabytes])
        looks = [await timed(lambda: look(at.store, "wave")) for _ in range(20)]
        told = await teams.counts()
    print(
        f"{people} people: dry run {read:.1f} s, planned {planned:.1f} s; {most - idle:.0f} MB above {idle:.0f} MB",
        end="",
    )
    print(
        f" idle; a look at the progress {median(looks) * 1000:.1f} ms, 16 records; {told.more} got two, {dict(counts)}"
    )
    return planned < 60 and most - idle <= 100 and counts == {"sent": people}


MEGABYTES: Final[list[float]] = []


async def highest(bot: Instance) -> None:
    """Note the memory held, ten times a second."""
    while True:
        MEGABYTES.append(bot.megabytes)
        await asyncio.sleep(0.1)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Tell how many seconds something takes."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


WORK: Final[Mapping[str, tuple[Callable[[int], Awaitable[bool]], int]]] = {
    "budget": (budget, 10_000),
    "fast": (fast, 20_000),
    "large": (large, 100_000),
}


def main() -> int:
    """Return 1 if a figure is not reached."""
    parser = argparse.ArgumentParser(description="Measure what sending a wave comes to.")
    parser.add_argument("work", nargs="*", choices=[*WORK, []], help="all of them if none is named")
    parser.add_argument("--people", type=int)
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    reached = True
    for name in options.work or WORK:
        measure, people = WORK[name]
        reached &= asyncio.run(measure(options.people or people))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
