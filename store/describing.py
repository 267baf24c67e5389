"""`python -m store containers`: what infrastructure files make of the containers."""

import argparse
import json

from store.containers import CONTAINERS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes: nothing."""
    parser.description = (
        "Print the containers as Azure Resource Manager and Bicep describe them: keep it as "
        "infrastructure/containers.json."
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print; return the exit code."""
    print(described())
    return 0


def described() -> str:
    """Write all containers as JSON."""
    return json.dumps([container.cosmos_properties() for container in CONTAINERS.values()], indent=2)
