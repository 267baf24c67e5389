"""The coordinator's work from a terminal: plan waves, send them, and see what became of them."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

from store.opening import SQLITE
from store.port import StoreError
from store.provisioning import read_key
from waves import dry_run, editing, importing, reporting, sending, steering
from waves.terminal import CannotDo
from waves.waves import NotNow, WaveError
from waves.wording import next_steps

STORE: Final = "sqlite:///data/bot.db"
"""The bot's own default."""

_COMMANDS: Final[Mapping[str, tuple[Callable[[argparse.ArgumentParser], None], str]]] = {
    "import": (importing.add_arguments, "make a list of people the audience of a wave"),
    "plan": (editing.add_arguments, "change what a draft is made of, and show it"),
    "dry-run": (dry_run.add_arguments, "tell who would be sent to"),
    "send": (sending.add_arguments, "send a wave, and show how far it is"),
    "report": (reporting.add_arguments, "tell how a wave stands"),
    "list": (steering.add_list, "list all waves"),
    "pause": (steering.add_pause, "send nothing more until it is resumed"),
    "resume": (steering.add_resume, "go on"),
    "cancel": (steering.add_cancel, "send nothing more, for good"),
    "retry": (steering.add_retry, "send again to those of whom it failed"),
    "close": (steering.add_close, "end a wave that was sent"),
}


def main(arguments: list[str] | None = None, environment: Mapping[str, str] | None = None) -> int:
    """Run one command; return its exit code."""
    known = environment or {}
    try:
        options = _parser().parse_args(arguments)
        options.store = options.store or known.get("STORE_URL") or STORE
        # Once, as it may come from standard input. The environment's is for the account of the bot, not for a file.
        is_file = options.store.startswith(SQLITE)
        options.key = read_key(options.key_file) or (None if is_file else known.get("COSMOS_KEY"))
        return options.run(options)
    except NotNow as error:
        print(f"waves: {error}. What can be done: {next_steps(error.wave.name, error.wave.state)}", file=sys.stderr)
    except WaveError as error:
        print(f"waves: {error}. Look at it again, with report, and repeat the command.", file=sys.stderr)
    except (CannotDo, StoreError) as error:
        print(f"waves: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again.", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(f"waves: {error}", file=sys.stderr)
        return 2
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m waves", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (add_arguments, what) in _COMMANDS.items():
        add_arguments(commands.add_parser(name, help=what))
    return parser


if __name__ == "__main__":
    sys.exit(main(environment=os.environ))
