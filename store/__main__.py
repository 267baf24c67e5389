"""What we keep, from a terminal."""

import argparse
import sys

from store import describing, moving, provisioning, showing
from store.port import StoreError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except StoreError as error:
        print(f"store: {error}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"store: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    moving.add_arguments(commands.add_parser("copy", help="move everything from one store to another"))
    provisioning.add_arguments(commands.add_parser("provision", help="make the containers in Azure Cosmos DB"))
    describing.add_arguments(commands.add_parser("containers", help="print the containers for infrastructure files"))
    showing.add_arguments(commands.add_parser("show", help="print what a container holds"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
