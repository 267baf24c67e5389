"""From `STORE_URL` to a store."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from store.port import Store
from store.sqlite import SqliteStore

SQLITE = "sqlite:///"


def open_store(url: str, clock: Callable[[], datetime], *, key: str | None = None, patient: bool = False) -> Store:
    """Open the store that a URL names, made on the way if it is a file.

    `sqlite:///data/bot.db` is relative to the working folder, `sqlite:////srv/bot.db` is absolute;
    `https://<account>.documents.azure.com:443/<database>` is a database in Azure Cosmos DB, reached at the first use,
    with its `key` or else with Entra ID. `clock` gives the time in UTC. A `patient` store waits minutes for a database
    that is away, where another gives up after two seconds: for work that nobody waits for. Raises `ValueError` for any
    other URL, `StoreError` for a file that is not ours.
    """
    if url.startswith(("https://", "http://")):
        return open_cosmos(url, clock, key=key, patient=patient)
    path = url.removeprefix(SQLITE)
    if path in ("", url) or path.endswith("/"):
        raise ValueError(
            "A store is sqlite:///folder/file.db, sqlite:////folder/file.db from the root, "
            f"or https://<account>.documents.azure.com:443/<database>; not {url!r}"
        )
    if key is not None:
        raise ValueError(f"{url} is a file, and takes no key")
    return SqliteStore(Path(path), clock=clock)


def open_cosmos(url: str, clock: Callable[[], datetime], *, key: str | None, patient: bool) -> Store:
    # Not at the top: it takes half a second, which a bot on SQLite would spend for nothing.
    from store.cosmos import CosmosStore  # noqa: PLC0415
    from store.cosmos_account import PATIENT, PROMPT, to_address  # noqa: PLC0415

    return CosmosStore(to_address(url), clock=clock, key=key, patience=PATIENT if patient else PROMPT)
