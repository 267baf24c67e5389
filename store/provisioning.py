"""`python -m store provision`: what it is told, and what it tells."""

import argparse
import asyncio
import sys
from pathlib import Path

EPILOG = """
URL is https://<account>.documents.azure.com:443/<database>. Without a key it signs in with Entra ID, as az login did;
note that the roles for data alone may not make containers. It may be repeated: what is there stays. It is not needed
where infrastructure files make the containers. Ends with 0; 1 if the account refuses or is away; 2 if it was called
wrongly.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Make the database and the containers of a store in Azure Cosmos DB, where they are missing."
    parser.epilog = EPILOG
    parser.add_argument("url", metavar="URL", help="the database")
    parser.add_argument("--key-file", metavar="FILE", help="holds the key of the account; - for standard input")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Provision; return the exit code."""
    # Not at the top: it takes half a second, and no other command needs it.
    from store.cosmos_account import to_address  # noqa: PLC0415
    from store.cosmos_provision import provision  # noqa: PLC0415

    address = to_address(options.url)
    asyncio.run(provision(address, key=read_key(options.key_file), tell=print))
    return 0


def read_key(file: str | None) -> str | None:
    """Read a key from a file, or from standard input."""
    if file is None:
        return None
    key = (sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")).strip()
    if not key:
        raise ValueError(f"There is no key in {file}")
    return key
