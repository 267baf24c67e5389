"""The revisions of promoted content in a terminal: `python -m knowledge revisions`."""

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Final

from knowledge.article import LANGUAGES
from knowledge.kept import open_kept
from knowledge.promotion import Promotions
from knowledge.review_item import Who

_TERMINAL: Final = Who(person="terminal", name="python -m knowledge revisions")

EPILOG: Final = """
Without more it lists the revisions: when, by whom, from which review item. Two numbers after --compare show what
changed between them (0 is what was before the first). --take-back makes the content of an earlier revision the
present one again, as a new revision; take back 0 to undo all.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("url", metavar="URL", help="the store")
    parser.add_argument("slug", metavar="SLUG", help="the topic")
    parser.add_argument("language", metavar="LANGUAGE", choices=LANGUAGES)
    parser.add_argument("--key-file", metavar="FILE", help="holds the key of the account; - for standard input")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--compare", type=int, nargs=2, metavar=("A", "B"), help="show what changed from A to B")
    what.add_argument("--take-back", type=int, metavar="N", help="go back to revision N")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    for line in asyncio.run(_lines(options)):
        print(line)
    return 0


async def _lines(options: argparse.Namespace) -> list[str]:
    async with open_kept(options.url, options.key_file) as store:
        promotions = Promotions(store, lambda: datetime.now(UTC))
        slug, language = options.slug, options.language
        if options.compare:
            return await promotions.compare(slug, language, *options.compare)
        if options.take_back is not None:
            written = await promotions.take_back(slug, language, options.take_back, _TERMINAL)
            return [f"{language}/{slug} is as in revision {options.take_back} again, as revision {written.revision}"]
        found = await promotions.revisions(slug, language)
        return [
            f"{each.revision:4}  {each.at}  {each.by.name if each.by else '-'}  {each.item or '-'}" for each in found
        ] or [f"nothing was promoted to {language}/{slug}"]
