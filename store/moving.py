"""`python -m store copy`: what it is told, and what it tells."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from store.containers import CONTAINERS
from store.copy import Checked, Copy
from store.journal import Journal, Standing
from store.opening import SQLITE, open_store
from store.port import StoreError

AGAIN = "Run the same command again: it goes on where it was."

ADVICE = {
    Standing.NEWER: (
        "differ, and are not in TO as a copy left them: newer there, or somebody else's. They were not overwritten. "
        "Remove from TO those that FROM should replace and run the same command again, or copy into an empty store."
    ),
    Standing.EXTRA: (
        "are in TO alone, and were left there: right if the bot runs on TO already, else copy into an empty store."
    ),
    Standing.MISSING: f"are in FROM alone: one side was written to meanwhile. Stop the bot. {AGAIN}",
    Standing.OUTDATED: f"were changed in FROM meanwhile. Stop the bot. {AGAIN}",
    Standing.GONE: f"were removed from FROM meanwhile. Stop the bot. {AGAIN}",
}

EPILOG = """
A store is sqlite:///data/bot.db (a fourth slash for an absolute path) or the URL of a Cosmos DB database. Best run
twice: while the bot runs on FROM, and again, faster, once it is stopped. What is the same in TO already is not written
again; what is newer in TO is never overwritten, but listed. Records keep what is left of their time to live. Ends with
0 if both are the same, 1 if they are not or a store fails, 2 if it was called wrongly.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Move everything from one store to another, and check that it arrived."
    parser.epilog = EPILOG
    parser.add_argument("source", metavar="FROM", help="the store that is read")
    parser.add_argument("target", metavar="TO", help="the store that is written")
    parser.add_argument("--from-key-file", type=Path, metavar="FILE", help="holds the key of FROM, where it has one")
    parser.add_argument("--to-key-file", type=Path, metavar="FILE", help="holds the key of TO, where it has one")
    parser.add_argument(
        "--journal",
        type=Path,
        default=Path("data"),
        metavar="FOLDER",
        help="where to note what was copied, so that a later run knows it again (%(default)s)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Copy; return the exit code."""
    source, target = (identity(url) for url in (options.source, options.target))
    if source == target:
        raise ValueError("FROM and TO are the same store. Name another one as TO.")
    # Opening makes a missing file, and an empty store would be copied in no time.
    if options.source.startswith(SQLITE) and not Path(source).is_file():
        raise ValueError(f"There is no file {source} to copy from. Is FROM spelt rightly?")
    try:
        checked = asyncio.run(copy(options, f"copy-{sha256(f'{source} {target}'.encode()).hexdigest()[:12]}.journal"))
    except StoreError as error:
        raise StoreError(f"{error}\nThe copy is not complete. {AGAIN}") from error
    except KeyboardInterrupt:
        print(f"\nInterrupted. {AGAIN}", file=sys.stderr)
        return 1
    for line in report(checked):
        print(line)
    return 0 if all(each.same for each in checked) else 1


async def copy(options: argparse.Namespace, journal: str) -> list[Checked]:
    """Open both stores, and copy."""
    async with AsyncExitStack() as opened:
        source = open_store(options.source, now, key=read_key(options.from_key_file), patient=True)
        opened.push_async_callback(source.close)
        target = open_store(options.target, now, key=read_key(options.to_key_file), patient=True)
        opened.push_async_callback(target.close)
        notes = opened.enter_context(closing(Journal(options.journal / journal)))
        return await Copy(source=source, target=target, journal=notes, containers=tuple(CONTAINERS), clock=now).run()


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def identity(url: str) -> str:
    """Name a store in one way only, however its URL is written."""
    return str(Path(url.removeprefix(SQLITE)).resolve()) if url.startswith(SQLITE) else url.rstrip("/")


def read_key(file: Path | None) -> str | None:
    """Read a key from its file."""
    if file is None:
        return None
    key = file.read_text("utf-8").strip()
    if not key:
        raise ValueError(f"{file} is empty: put the key in it")
    return key


def report(checked: Sequence[Checked]) -> Iterator[str]:
    """Tell what is where, what is not the same, and what to do about it."""
    yield f"{'':10}  {'FROM':>9}  {'checksum':16}  {'TO':>9}  {'checksum':16}"
    for each in checked:
        yield (
            f"{each.container:10}  {each.source.count:9,}  {each.source.checksum}  "
            f"{each.target.count:9,}  {each.target.checksum}  {'same' if each.same else 'DIFFERENT'}"
        )
    for each in checked:
        for standing, records in each.examples.items():
            yield f"\n{each.container}: {each.counts[standing]:,} {ADVICE[standing]}"
            yield from (f"  {record.partition} {record.id}" for record in records)
            if each.counts[standing] > len(records):
                yield f"  and {each.counts[standing] - len(records):,} more"
