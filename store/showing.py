"""`python -m store show`: what the bot keeps, for people who want to see it."""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from typing import Final

from store.containers import CONTAINERS
from store.opening import open_store
from store.port import Store
from store.provisioning import read_key

_PAGE: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Print every record of a container, one JSON object a line."
    parser.add_argument("url", metavar="URL", help="the store")
    parser.add_argument("container", choices=sorted(CONTAINERS))
    parser.add_argument("--key-file", metavar="FILE", help="holds the key of the account; - for standard input")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print; return the exit code."""
    asyncio.run(_show(options.url, options.container, read_key(options.key_file)))
    return 0


async def _show(url: str, container: str, key: str | None) -> None:
    store = open_store(url, lambda: datetime.now(UTC), key=key)
    try:
        await _print_all(store, container)
    finally:
        await store.close()


async def _print_all(store: Store, container: str) -> None:
    continuation: str | None = None
    while True:
        page = await store.scan(container, limit=_PAGE, continuation=continuation)
        for record in page.records:
            print(json.dumps({"partition": record.partition, "id": record.id, **record.body}, ensure_ascii=False))
        continuation = page.continuation
        if continuation is None:
            return
