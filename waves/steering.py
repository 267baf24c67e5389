"""`python -m waves list`, `pause`, `resume`, `cancel`, `retry` and `close`."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from waves.bucket import look
from waves.delivery import Outcome
from waves.describing import at
from waves.progress import Progress
from waves.terminal import COMMAND, Terminal, add_store, is_confirmed, opened, seen
from waves.wave import State, Wave
from waves.waves import Seen
from waves.wording import next_steps, people, quoted

Step = Callable[[Terminal, Seen], Awaitable[Wave]]

_LEFT: Final = (Outcome.PENDING, Outcome.THROTTLED, Outcome.SENDING)


def add_list(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "List all waves."
    add_store(parser)
    parser.set_defaults(run=_list)


def add_pause(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Send nothing more of a wave until it is resumed."
    _add(parser, State.PAUSED, lambda terminal, wave: terminal.waves.pause(wave, terminal.who))


def add_resume(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Go on with a wave that was paused."
    _add(parser, State.SCHEDULED, lambda terminal, wave: terminal.waves.resume(wave, terminal.who))


def add_close(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "End a wave that was sent: reminders that recipients asked for go out no more."
    _add(parser, State.CLOSED, lambda terminal, wave: terminal.waves.close(wave, terminal.who))


def add_cancel(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Send nothing more of a wave, for good."
    parser.add_argument("name", metavar="NAME", help="the wave")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_store(parser)
    parser.set_defaults(run=_cancel)


def add_retry(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Send again to those of whom it failed, where that can help; never to those who may have it."
    parser.add_argument("name", metavar="NAME", help="the wave")
    parser.add_argument(
        "--uncertain", action="store_true", help="to those of whom nobody knows whether they got it; some get it twice"
    )
    add_store(parser)
    parser.set_defaults(run=_retry)


def _add(parser: argparse.ArgumentParser, state: State, step: Step) -> None:
    parser.add_argument("name", metavar="NAME", help="the wave")
    add_store(parser)

    def run(options: argparse.Namespace) -> int:
        return asyncio.run(_moved(options, state, step))

    parser.set_defaults(run=run)


async def _moved(options: argparse.Namespace, state: State, step: Step) -> int:
    """Take a step; a wave that is there already stays as it is."""
    async with opened(options) as terminal:
        wave = await terminal.wave(options.name)
        is_there = wave.state is state
        if not is_there:
            wave = await step(terminal, seen(wave))
    print(f"{wave.name} is {wave.state}{' already' if is_there else ''}.")
    print(f"What can be done: {next_steps(wave.name, wave.state)}")
    return 0


def _list(options: argparse.Namespace) -> int:
    return asyncio.run(_listed(options))


async def _listed(options: argparse.Namespace) -> int:
    async with opened(options) as terminal:
        waves = await terminal.waves.listed()
        rows = [await _row(terminal, wave) for wave in waves]
    if not rows:
        print(f"There is no wave yet. Make one: {COMMAND} import FILE.csv --wave NAME")
        return 0
    header = ("name", "state", "kind", "starts", "done", "audience")
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


async def _row(terminal: Terminal, wave: Wave) -> tuple[str, ...]:
    counts = wave.counts if wave.ended_at and wave.counts else (await look(terminal.store, wave.name)).counts
    progress = Progress(counts=counts)
    audience = wave.plan.recipients if wave.plan else 0
    starts = f"{at(wave.starts_at, wave.zone)} {wave.zone}" if wave.starts_at else ""
    return (wave.name, wave.state, wave.kind, starts, f"{progress.done:,}", f"{audience:,}")


def _cancel(options: argparse.Namespace) -> int:
    wave, left = asyncio.run(_left(options))
    if wave.state is State.CANCELLED:
        print(f"{wave.name} is cancelled already.")
        return 0
    question = f"{people(left)} of {wave.name} would get nothing any more, for good. Type yes to cancel it:"
    if not options.yes and not is_confirmed(question, "yes"):
        print("Nothing was cancelled.", file=sys.stderr)
        return 1
    return asyncio.run(_cancelled(options, wave))


async def _left(options: argparse.Namespace) -> tuple[Wave, int]:
    async with opened(options) as terminal:
        wave = await terminal.wave(options.name)
        counts = (await look(terminal.store, wave.name)).counts
    return wave, sum(counts.get(state.value, 0) for state in _LEFT)


async def _cancelled(options: argparse.Namespace, wave: Wave) -> int:
    async with opened(options) as terminal:
        wave = await terminal.waves.cancel(seen(wave), terminal.who)
    print(f"{wave.name} is cancelled. What became of whom: {COMMAND} report {quoted(wave.name)}")
    return 0


def _retry(options: argparse.Namespace) -> int:
    return asyncio.run(_retried(options))


async def _retried(options: argparse.Namespace) -> int:
    async with opened(options) as terminal:
        wave = await terminal.wave(options.name)
        counts = (await look(terminal.store, wave.name)).counts
        count = sum(number for state, number in counts.items() if _is_tried(Outcome(state), options))
        if not count:
            print(_nobody(wave, counts))
            return 0
        await terminal.waves.retry(seen(wave), terminal.who, uncertain=options.uncertain)
    print(f"Sent again to {people(count)} of {wave.name}. See how far it is: {COMMAND} send {quoted(wave.name)}")
    return 0


def _is_tried(outcome: Outcome, options: argparse.Namespace) -> bool:
    return outcome is Outcome.UNCERTAIN if options.uncertain else outcome.can_succeed


def _nobody(wave: Wave, counts: Mapping[str, int]) -> str:
    uncertain = counts.get(Outcome.UNCERTAIN.value, 0)
    more = f" Of {people(uncertain)} nobody knows whether they got it: --uncertain takes those." if uncertain else ""
    return f"There is nobody in {wave.name} to whom sending again could help.{more}"
