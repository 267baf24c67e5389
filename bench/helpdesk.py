"""Have 30 people press at random on 500 review items through two instances on one store; then check every item.

python -m bench.helpdesk [--seconds N] [--cosmos]
"""

import argparse
import asyncio
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Final

import app
from bench.consistency import faults
from bench.pressing import Askers, Chats, Helper, Pressing
from knowledge.review import Asked, Reviews
from knowledge.review_item import Item, to_item
from store.containers import CONTAINERS, REVIEWS
from store.cosmos_account import PROMPT
from store.opening import open_store
from store.port import Store
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import running_emulator
from tests.fakes.connector import served
from tests.fakes.running import running_bot, settings

HELPERS: Final = 30
ITEMS: Final = 500
INSTANCES: Final = 2
PATIENCE_SECONDS: Final = 300.0
"""How long what is still to be sent may take once nobody presses any more; who is uncertain is known after 120."""


@asynccontextmanager
async def stores(*, cosmos: bool) -> AsyncGenerator[list[Store]]:
    """Open one database twice."""
    if not cosmos:
        with TemporaryDirectory() as folder:
            opened = [open_store(f"sqlite:///{folder}/bot.db", app.now) for _ in range(INSTANCES)]
            yield opened
            for store in opened:
                await store.close()
        return
    with running_emulator() as emulator:
        database = CosmosDatabase(emulator, CONTAINERS)
        yield [await database.open(PROMPT) for _ in range(INSTANCES)]
        await database.close()


async def ask(store: Store, url: str, number: int) -> None:
    """Have one to four people ask a question; some have left since."""
    for each in range(random.randint(1, 4)):
        await ask_as(store, url, number, f"{number}-{each}{'-left' if random.random() < 0.05 else ''}")


async def ask_as(store: Store, url: str, number: int, person: str) -> None:
    conversation = {"id": f"chat-{person}", "conversationType": "personal"}
    asked = Asked(
        question=f"zebra{number}",
        language="en",
        platform=random.choice([None, "ios", "windows"]),
        guesses=(),
        person=person,
        name=f"Asker {person}",
        conversation={"conversation": conversation, "serviceUrl": url},
        wants_answer=True,
    )
    await Reviews(store, app.now).ask(asked)


async def join(opened: list[Store], url: str, until: float) -> None:
    """Have more people ask the same all the while."""
    count = 0
    while time.monotonic() < until:
        await asyncio.sleep(0.1)
        await ask_as(random.choice(opened), url, random.randrange(ITEMS), f"late-{(count := count + 1)}")


async def items(store: Store) -> list[Item]:
    """Read all items."""
    found: list[Item] = []
    following = None
    while True:
        page = await store.scan(REVIEWS.name, continuation=following)
        found += (to_item(record.partition, record.id, record.body) for record in page.records)
        if (following := page.continuation) is None:
            return found


async def until_sent(store: Store) -> bool:
    """Wait until nothing is due any more."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        page = await store.find(REVIEWS.name, f"{app.now():%Y-%m}", where={"due": True}, limit=1)
        if not page.records:
            return True
        await asyncio.sleep(0.5)
    return False


async def soak(*, seconds: float, cosmos: bool) -> int:
    """Press, wait, check; print figures; return how many faults there are."""
    pressing, chats = Pressing(), Chats()
    with_settings = settings(helpdesk=",".join(f"helper-{number}" for number in range(HELPERS)))
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(stores(cosmos=cosmos))
        await stack.enter_async_context(served(chats))
        for number in range(ITEMS):
            await ask(opened[number % INSTANCES], chats.url, number)
        bots = [running_bot(store, chats, with_settings=with_settings) for store in opened]
        instances = [await stack.enter_async_context(bot) for bot in bots]
        names = [item.name for item in await items(opened[0])]
        until = time.monotonic() + seconds
        helpers = [Helper(number, instances, names, pressing) for number in range(HELPERS)]
        askers = [Askers(instances, chats, pressing) for _ in range(5)]
        await asyncio.gather(*(each.work(until) for each in [*helpers, *askers]), join(opened, chats.url, until))
        began = time.monotonic()
        sent = await until_sent(opened[0])
        after = await items(opened[1])
        tell(pressing, chats, after, seconds, time.monotonic() - began)
        found = [*([] if sent else ["something stays due for ever"]), *faults(after, chats.delivered)]
    for fault in found[:20]:
        print(f"FAULT {fault}")
    print(f"{len(found)} faults")
    return len(found)


def tell(pressing: Pressing, chats: Chats, after: list[Item], seconds: float, waited: float) -> None:
    """Print the figures."""
    times = sorted(pressing.seconds)
    slow = quantiles(times, n=100)[98] if len(times) > 1 else 0.0
    print(
        f"{len(times)} presses, {len(times) / seconds:.0f}/s, median {median(times) * 1000:.0f} ms, 99 % {slow:.2f} s"
    )
    print(f"presses: {dict(pressing.verbs.most_common())}")
    print(f"words beside the card: {dict(pressing.words.most_common(5))}")
    print(f"items: {dict(Counter(item.state.value for item in after))}, {sum(len(i.history) for i in after)} steps")
    marks = Counter(asker.delivery.value if asker.delivery else "none" for item in after for asker in item.askers)
    print(f"askers: {dict(marks)}")
    print(
        f"{chats.delivered.total()} deliveries of answers and questions, faults of the connector: {dict(chats.faults)}"
    )
    print(f"the last went out {waited:.0f} s after the last press")


def main() -> int:
    """Return 1 if anything does not hold."""
    parser = argparse.ArgumentParser(description="Press at random on review items, and check them.")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--cosmos", action="store_true", help="on an emulator of Azure Cosmos DB")
    parser.add_argument("--seed", type=int, default=None, help="of the choices; what comes first is up to the machine")
    options = parser.parse_args()
    random.seed(options.seed)
    logging.basicConfig(level=logging.ERROR)
    return 1 if asyncio.run(soak(seconds=options.seconds, cosmos=options.cosmos)) else 0


if __name__ == "__main__":
    sys.exit(main())
