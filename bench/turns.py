"""Measure turns a second, CPU a turn and memory of each bot, the bots taking turns.

python -m bench.turns [--rounds N] [--messages N] [--only name,...] [--json]
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from statistics import median
from types import FrameType

from bench.load import UnansweredError, send
from bench.process import NotStartedError, Process, cpu_seconds, rss_mb, running, tail
from bench.subjects import BASELINE, SUBJECTS, TEXTS, Subject, connector
from store.cosmos_account import to_address
from store.cosmos_provision import provision
from tests.cosmos.emulator import running_emulator

WARM_UP = 100
AT_ONCE = 16
COLUMNS = ("turns_per_second", "cpu_ms_per_turn", "rss_mb")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Hold what one run of one bot, or the median of several, came to."""

    turns_per_second: float
    cpu_ms_per_turn: float
    rss_mb: float


def say(bot: Process, connection: Process, messages: int) -> float:
    """Send the messages from this process and return turns a second."""
    return asyncio.run(send(bot=bot.url, connector=connection.url, texts=TEXTS, messages=messages, at_once=AT_ONCE))


def measure(subject: Subject, *, messages: int, cores: tuple[int, int]) -> Figures:
    """Start the bot and a connector, warm the bot up, and measure one load."""
    bot_core, load_core = cores
    with (
        running(connector(reply=subject.reply), core=load_core) as connection,
        database(subject) as ready,
        running(ready, core=bot_core) as bot,
    ):
        try:
            say(bot, connection, WARM_UP)
            cpu_before = cpu_seconds(bot.pid)
            turns_per_second = say(bot, connection, messages)
            cpu = cpu_seconds(bot.pid) - cpu_before
        except UnansweredError as error:
            raise UnansweredError(f"{subject.name}: {error}\n{tail(bot.log)}") from error
        return Figures(
            turns_per_second=turns_per_second,
            cpu_ms_per_turn=cpu * 1000 / messages,
            rss_mb=rss_mb(bot.pid),
        )


@contextmanager
def database(subject: Subject) -> Generator[Subject]:
    """Give the bot an emulator of Azure Cosmos DB, on the load's core, if that is what it keeps things in."""
    if not subject.on_cosmos:
        yield subject
        return
    with running_emulator() as emulator:
        url, key = f"{emulator.endpoint}enrollment", emulator.key or ""
        asyncio.run(provision(to_address(url), key=key, tell=lambda _: None))
        yield replace(subject, environment={**subject.environment, "STORE_URL": url, "COSMOS_KEY": key})


def middle(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure."""
    return Figures(**{column: median(getattr(run, column) for run in runs) for column in COLUMNS})


def pinned() -> tuple[int, int]:
    """Pin this process to the last core, the load's; return the first, the bot's, and the last."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    return cores[0], cores[-1]


def measured(subjects: Sequence[Subject], *, rounds: int, messages: int) -> dict[str, list[Figures]]:
    """Measure every subject once a round, and tell of each run as it ends."""
    cores = pinned()
    runs: dict[str, list[Figures]] = {subject.name: [] for subject in subjects}
    for turn in range(rounds):
        for subject in subjects:
            figures = measure(subject, messages=messages, cores=cores)
            runs[subject.name].append(figures)
            sys.stderr.write(
                f"round {turn + 1} {subject.name}: {figures.turns_per_second:.0f} turns/s, "
                f"{figures.cpu_ms_per_turn:.2f} ms, {figures.rss_mb:.1f} MB\n"
            )
    return runs


def table(runs: dict[str, list[Figures]]) -> str:
    """Write the medians, and their ratios to the baseline where it was measured."""
    base = middle(runs[BASELINE]) if BASELINE in runs else None
    lines = [f"{'':<12}{'turns/s':>10}{'ratio':>8}{'CPU ms/turn':>13}{'ratio':>8}{'RSS MB':>9}{'ratio':>8}"]
    for name, figures in runs.items():
        line = f"{name:<12}"
        for column, width, digits in zip(COLUMNS, (10, 13, 9), (0, 2, 1), strict=True):
            value = getattr(middle(figures), column)
            ratio = f"{value / getattr(base, column):.2f}" if base else "-"
            line += f"{value:>{width}.{digits}f}{ratio:>8}"
        lines.append(line)
    return "\n".join(lines)


def record(runs: dict[str, list[Figures]]) -> str:
    """Write the medians and every run as JSON."""
    return json.dumps(
        {
            name: {"median": asdict(middle(figures)), "runs": [asdict(run) for run in figures]}
            for name, figures in runs.items()
        },
        indent=2,
    )


def positive(text: str) -> int:
    """Read a whole number above zero."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def chosen(names: str) -> list[Subject]:
    """Read names separated by commas."""
    wanted = names.split(",")
    unknown = set(wanted) - {subject.name for subject in SUBJECTS}
    if unknown:
        known = ", ".join(subject.name for subject in SUBJECTS)
        raise argparse.ArgumentTypeError(f"no such subject: {', '.join(sorted(unknown))} (there are: {known})")
    return [subject for subject in SUBJECTS if subject.name in wanted]


def stop(number: int, _frame: FrameType | None) -> None:
    """Leave by way of an exception, so that every child is ended."""
    sys.exit(128 + number)


def main() -> None:
    """Read the options, measure, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description="Measure bots against each other.")
    parser.add_argument("--rounds", type=positive, default=7)
    parser.add_argument("--messages", type=positive, default=600)
    parser.add_argument("--only", type=chosen, default=list(SUBJECTS), metavar="NAME,...")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        runs = measured(options.only, rounds=options.rounds, messages=options.messages)
    except (NotStartedError, UnansweredError) as error:
        sys.exit(str(error))
    sys.stdout.write((record(runs) if options.json else table(runs)) + "\n")


if __name__ == "__main__":
    main()
