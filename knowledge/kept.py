"""What the bot has kept, read for reports: one page of one partition is in memory at a time."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from store.opening import SQLITE, open_store
from store.port import Store
from store.provisioning import read_key

_PAGE: Final = 500


def open_kept(url: str, key_file: str | None) -> AbstractAsyncContextManager[Store]:
    """Open a store to read from. Raises `ValueError` for a file that is not there, which opening would make."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).is_file():
        raise ValueError(f"There is no file {url.removeprefix(SQLITE)}. Is it spelt rightly?")
    return _closing(open_store(url, lambda: datetime.now(UTC), key=read_key(key_file)))


@asynccontextmanager
async def _closing(store: Store) -> AsyncGenerator[Store]:
    try:
        yield store
    finally:
        await store.close()


async def read_bodies(
    store: Store, container: str, partition: str, *, order: str = "id"
) -> AsyncIterator[Mapping[str, Any]]:
    """Read all records of a partition."""
    continuation: str | None = None
    while True:
        page = await store.find(container, partition, order=order, limit=_PAGE, continuation=continuation)
        for record in page.records:
            yield record.body
        continuation = page.continuation
        if continuation is None:
            return


def months(first: date, last: date) -> list[str]:
    """Name the months from one day to another, as review items are kept: `2026-11`."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]


def is_handed_over(item: Mapping[str, Any]) -> bool:
    """Tell whether a review item came after an answer: its topic is then the only guess, and certain."""
    guesses = item["guesses"]
    return len(guesses) == 1 and guesses[0][1] >= 1


def best_guess(item: Mapping[str, Any]) -> str | None:
    """Tell the topic that a review item's question is most likely about."""
    return item["guesses"][0][0] if item["guesses"] else None


def people_asking(item: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Tell when people asked a review item's question, and how many; those whom it only counts came with the last."""
    *earlier, last = [str(asker["at"]) for asker in item["askers"]] or [str(item["asked_at"])]
    yield from ((at, 1) for at in earlier)
    yield last, item["asked"] - len(earlier)
