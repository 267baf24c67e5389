"""Kill instances while they send a wave, again and again; then check what became of everybody.

python -m bench.crashes [--cosmos] [--kills 20] [--people 5000]
"""

import argparse
import asyncio
import logging
import random
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from bench.instances import Instance
from bench.rollout import draft, instances, meet, person, place, send, sent, until
from bench.teams_process import TeamsProcess
from store.containers import DELIVERIES
from store.port import Store, Unavailable
from waves.bucket import LEASE, look
from waves.delivery import BUCKETS, Outcome, partition_of
from waves.lanes import BATCH
from waves.wave import State

BUDGET: Final = 25
CHAT: Final = "made-"


async def crash(running: list[Instance], kills: int, budget_seconds: float) -> None:
    """Kill one at random moments, and start it again."""
    for _ in range(kills):
        await asyncio.sleep(random.uniform(0.2, budget_seconds / kills))
        one = random.choice(running)
        one.kill()
        await one.start()


async def watch(store: Store, people: int) -> None:
    """Count all the while: the audience equals the sum of all states at every moment."""
    while True:
        with suppress(Unavailable):
            counts = (await look(store, "wave")).counts
            if sum(counts.values()) != people:
                raise AssertionError(f"{people} people, but {counts}")
        await asyncio.sleep(0.5)


async def deliveries(store: Store) -> Mapping[str, Outcome]:
    """Read what became of everybody."""
    found: dict[str, Outcome] = {}
    for bucket in range(BUCKETS):
        following = None
        while True:
            page = await store.find(DELIVERIES.name, partition_of("wave", bucket), limit=500, continuation=following)
            found |= {each.id: Outcome(each.body["state"]) for each in page.records if each.id != LEASE}
            following = page.continuation
            if following is None:
                break
    return found


async def measure(*, people: int, kills: int, cosmos: bool) -> bool:
    """Print what became of everybody; tell whether nobody got two and nobody is lost."""
    async with place(cosmos=cosmos) as at, TeamsProcess() as teams:
        await teams.control(latency_ms=100, jitter_ms=50)
        await meet(at.store, teams.url, people)
        async with instances(at, 2, budget=BUDGET) as running:
            await draft(at.store, "wave", people)
            await send(at.store, "wave")
            await until(at.store, "wave", lambda wave: wave.state is State.SENDING)
            watching = asyncio.create_task(watch(at.store, people))
            crashing = asyncio.create_task(crash(running, kills, people / BUDGET))
            ending = asyncio.create_task(sent(at.store, "wave"))
            await asyncio.wait({watching, ending}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
            counts = await ending
            watching.cancel()
            done = crashing.done()
            crashing.cancel()
            await asyncio.gather(crashing, return_exceptions=True)
        told, accepted, became = await teams.counts(), await teams.accepted(), await deliveries(at.store)
    arrived = {name.removeprefix(CHAT) for name in accepted}
    by_state = {state: {name for name, each in became.items() if each is state} for state in Outcome}
    lost = by_state[Outcome.SENT] - arrived
    untold = arrived - by_state[Outcome.SENT] - by_state[Outcome.UNCERTAIN]
    whole = set(became) == {person(number) for number in range(people)} and Counter(became.values()) == counts
    uncertain = len(by_state[Outcome.UNCERTAIN])
    when = "all" if done else "not all"
    print(f"{'Cosmos' if cosmos else 'SQLite'}: {people} people, 2 instances, {kills} kills, {when} before the end:")
    print(f"{dict(counts)}; {told.more} got two, {len(lost)} said to be sent did not arrive,", end=" ")
    print(f"{len(untold)} arrived that are neither sent nor uncertain; {uncertain} uncertain ({kills * BATCH} at most)")
    return done and whole and not lost and not untold and told.more == 0 and uncertain <= kills * BATCH


def main() -> int:
    """Return 1 if somebody got two, or is lost."""
    parser = argparse.ArgumentParser(description="Kill instances while they send.")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--cosmos", action="store_true", help="on an emulator of Azure Cosmos DB")
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    return 0 if asyncio.run(measure(people=options.people, kills=options.kills, cosmos=options.cosmos)) else 1


if __name__ == "__main__":
    sys.exit(main())
