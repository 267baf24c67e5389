"""Measure `queue` with 10,000 open items: the time of its answer, and how many records it reads.

python -m bench.queue [--items N] [--cosmos]
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from statistics import median
from typing import Any, Final

import app
from bench.helpdesk import stores
from knowledge.review import to_show
from knowledge.review_item import Asker, Item, State, Step, to_body
from store.containers import REVIEWS
from store.port import Store
from store.record import Change, Kind, Page, Record
from tests.fakes.connector import fake_connector
from tests.fakes.running import running_bot, settings
from tests.fakes.teams import BOB, Teams, buttons_of, card_of
from tests.store.around import Around

ROUNDS: Final = 30
MONTHS: Final = 6
LONGEST_SECONDS: Final = 1.0
PAGE: Final = 5


class Counting(Around):
    """A store that counts the records read from it."""

    read = 0
    queries = 0

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        if container == REVIEWS.name:
            self.read += 1
        return await super().get(container, partition, id)

    async def find(self, container: str, partition: str, *, where: Mapping[str, Any] | None = None, **how: Any) -> Page:
        page = await super().find(container, partition, where=where, **how)
        if container == REVIEWS.name and "due" not in (where or {}):
            self.queries += 1
            self.read += len(page.records)
        return page


def item(number: int, month: str, at: str) -> Item:
    """Make an open item that is shown already."""
    asker = Asker(person=f"p{number}", name="Asker", conversation={}, language="en", wants_answer=True, at=at)
    step = Step(at=at, person=asker.person, name=asker.name, what="asked")
    return Item(
        month=month,
        key=f"{number:032x}",
        state=State.NEW,
        version=1,
        asked_at=at,
        changed_at=at,
        question=f"zebra {number} " * 20,
        language="en",
        platform="ios" if number % 3 else None,
        guesses=(("enroll-ios", 0.4),),
        asked=1,
        askers=(asker,),
        history=(step,),
    )


async def fill(store: Store, count: int) -> None:
    """Write so many open items, of the last months."""
    now = app.now().replace(day=1)
    for start in range(0, count, 100):
        day = now - timedelta(days=30 * (start // 100 % MONTHS))
        made = [item(number, f"{day:%Y-%m}", day.isoformat()) for number in range(start, min(start + 100, count))]
        await store.commit([Change(kind=Kind.ADD, record=record(each)) for each in made])


def record(made: Item) -> Record:
    body = {**to_body(made, due=False), "card": to_show(made)}
    return Record(container=REVIEWS.name, partition=made.month, id=made.key, body=body)


async def timed(teams: Teams, store: Counting) -> tuple[float, int, int]:
    """Say `queue`; return seconds, records read and queries."""
    read, queries = store.read, store.queries
    began = time.perf_counter()
    reply = await teams.say("queue", from_=BOB)
    seconds = time.perf_counter() - began
    assert "Open" in buttons_of(card_of(reply))
    return seconds, store.read - read, store.queries - queries


async def measure(*, count: int, cosmos: bool) -> bool:
    """Print the figures; tell whether they are within what is promised."""
    async with stores(cosmos=cosmos) as (opened, *_), fake_connector() as connector:
        await fill(opened, count)
        store = Counting(opened)
        async with running_bot(store, connector, with_settings=settings(helpdesk=BOB["aadObjectId"])) as teams:
            first, *rounds = [await timed(teams, store) for _ in range(ROUNDS + 1)]
    seconds = [each[0] for each in rounds]
    read, queries = max(each[1] for each in rounds), max(each[2] for each in rounds)
    print(f"{count} open items: queue answers in {median(seconds) * 1000:.0f} ms (median of {ROUNDS}), ", end="")
    print(f"at most {max(seconds) * 1000:.0f} ms, first {first[0] * 1000:.0f} ms; {read} records, {queries} queries")
    return max(first[0], *seconds) < LONGEST_SECONDS and read <= PAGE


def main() -> int:
    """Return 1 if it takes too long or reads too much."""
    parser = argparse.ArgumentParser(description="Measure the queue with many open items.")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--cosmos", action="store_true", help="on an emulator of Azure Cosmos DB")
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    return 0 if asyncio.run(measure(count=options.items, cosmos=options.cosmos)) else 1


if __name__ == "__main__":
    sys.exit(main())
