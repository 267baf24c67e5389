"""From `STORE_URL` to a store."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from store.port import Store
from store.sqlite import SqliteStore

SQLITE = "sqlite:///"


def open_store(url: str, clock: Callable[[], datetime], *, key: str | None = None) -> Store:
    """Open the store that a URL names, made on the way if it is a file.

    `sqlite:///data/bot.db` is relative to the working folder, `sqlite:////srv/bot.db` is absolute. `clock` gives the
    time in UTC. `key` is for a store that has one, which a file has not. Raises `ValueError` for any other URL,
    `StoreError` for a file that is not ours.
    """
    path = url.removeprefix(SQLITE)
    if path in ("", url) or path.endswith("/"):
        raise ValueError(
            f"A store is sqlite:///folder/file.db, or sqlite:////folder/file.db from the root; not {url!r}"
        )
    if key is not None:
        raise ValueError(f"{url} is a file, and takes no key")
    return SqliteStore(Path(path), clock=clock)
