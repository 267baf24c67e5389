"""`python -m waves send`: what goes out to whom, a person's word on it, and how far it is."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from waves.describing import at, describe, describe_plan
from waves.dry_run import add_local, later, made, waited_for
from waves.nudge import lint
from waves.terminal import (
    COMMAND,
    CannotDo,
    Terminal,
    add_store,
    add_wait,
    is_confirmed,
    now,
    opened,
    seen,
)
from waves.watching import watch
from waves.wave import PlanState, State, Wave
from waves.wording import UNFINISHED, fault_words, next_steps, outcome_lines, people, quoted, source_fault

_SOON: Final = timedelta(minutes=1)

EPILOG: Final = """
It shows what goes out and to how many, and asks for that number. A running bot does the sending: Ctrl-C ends only the
bar. Called again, it shows how far the wave is. Ends with 0 when the wave is sent, or waits for its time; 1 if it could
not be sent, or is not yet; 2 if it was called wrongly.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Send a wave, and show how far it is."
    parser.epilog = EPILOG
    parser.add_argument("name", metavar="NAME", help="the wave")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_local(parser)
    add_wait(parser)
    add_store(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Send a wave; return the exit code."""
    try:
        wave = asyncio.run(_looked_at(options))
        if wave.state is State.DRAFT and not _is_wanted(wave, options):
            print("Nothing was sent.", file=sys.stderr)
            return 1
    except KeyboardInterrupt:
        print("\nNothing was sent.", file=sys.stderr)
        return 1
    try:
        return asyncio.run(_sent(options, wave))
    except KeyboardInterrupt:
        name = quoted(wave.name)
        print(
            f"\n{wave.name} goes on without this terminal. Pause it: {COMMAND} pause {name}\n"
            f"See how far it is: {COMMAND} send {name}",
            file=sys.stderr,
        )
        return 1


async def _looked_at(options: argparse.Namespace) -> Wave:
    """Show what would go out; a dry run is made if there is none. Raises `CannotDo`."""
    async with opened(options) as terminal:
        wave = await terminal.wave(options.name)
        if wave.state in {State.PAUSED, State.CANCELLED, State.CLOSED}:
            raise CannotDo(f"{wave.name} is {wave.state}. What can be done: {next_steps(wave.name, wave.state)}")
        if wave.state is State.DRAFT:
            wave = await _with_dry_run(terminal, wave, options)
            for line in (*describe(wave), "", *describe_plan(wave), ""):
                print(line)
            _refuse_unfinished(wave)
    return wave


async def _with_dry_run(terminal: Terminal, wave: Wave, options: argparse.Namespace) -> Wave:
    if wave.plan is None or wave.plan.state is PlanState.FAILED or (options.local and not _is_ready(wave)):
        wave = await made(terminal, wave, local=options.local, patience=options.wait)
    elif wave.plan.state is PlanState.WANTED:
        wave = await waited_for(terminal, wave, patience=options.wait)
    if wave.plan and wave.plan.state is PlanState.FAILED:
        raise CannotDo(source_fault(wave.name, wave.plan.fault))
    if not _is_ready(wave):
        raise CannotDo(f"Nothing was sent. {later(wave)}")
    return wave


def _is_ready(wave: Wave) -> bool:
    return wave.plan is not None and wave.plan.state is PlanState.READY


def _refuse_unfinished(wave: Wave) -> None:
    unfinished = list(fault_words([fault for fault in lint(wave) if fault.flaw in UNFINISHED]))
    if unfinished:
        raise CannotDo(
            f"Nothing was sent. First mend it with {COMMAND} plan {quoted(wave.name)}:\n  " + "\n  ".join(unfinished)
        )
    if not wave.plan or not wave.plan.recipients:
        raise CannotDo("Nothing was sent: nobody is in its audience. The dry run above says who was left out, and why.")


def _is_wanted(wave: Wave, options: argparse.Namespace) -> bool:
    if options.yes:
        return True
    recipients = wave.plan.recipients if wave.plan else 0
    when = f"at {at(wave.starts_at, wave.zone)} {wave.zone}" if _in_future(wave) and wave.starts_at else "now"
    question = f"This goes out to {people(recipients)}, {when}. Type their number to send it:"
    return is_confirmed(question, str(recipients))


def _in_future(wave: Wave, by: timedelta = timedelta(0)) -> bool:
    return wave.starts_at is not None and wave.starts_at > now() + by


async def _sent(options: argparse.Namespace, wave: Wave) -> int:
    async with opened(options) as terminal:
        if wave.state is State.DRAFT:
            starts_at = wave.starts_at if _in_future(wave) else None
            wave = await terminal.waves.schedule(seen(wave), terminal.who, starts_at)
        if wave.state is State.SCHEDULED and _in_future(wave, _SOON) and wave.starts_at:
            print(f"{wave.name} is scheduled: a running bot sends it at {at(wave.starts_at, wave.zone)} {wave.zone}.")
            return 0
        wave, counts = await watch(terminal, wave.name, patience=options.wait)
    for line in _ending(wave, counts):
        print(line)
    return 0 if wave.state in {State.SENT, State.CLOSED} else 1


def _ending(wave: Wave, counts: dict[str, int]) -> Iterator[str]:
    yield f"{wave.name}: {wave.state}, {people(sum(counts.values()))}"
    yield from outcome_lines(counts)
    if wave.state is not State.SENT or any(state != "sent" for state in counts):
        yield f"What can be done: {next_steps(wave.name, wave.state)}"
