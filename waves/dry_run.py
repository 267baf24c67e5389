"""The dry run of a wave, as a terminal asks for it: made by a running bot, or here."""

import argparse
import asyncio
from secrets import token_hex
from typing import Final

from tqdm import tqdm

from waves.candidates import Sources
from waves.claim import Claims, LostClaim
from waves.contact import Contacts
from waves.describing import describe_plan
from waves.planner import Planner
from waves.terminal import COMMAND, START_THE_BOT, CannotDo, Terminal, add_store, add_wait, now, opened, seen
from waves.wave import PlanState, Wave
from waves.wording import quoted

_LOOK_SECONDS: Final = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Read the audience of a draft, and tell who would be sent to. Nothing is sent."
    parser.add_argument("name", metavar="NAME", help="the wave")
    add_local(parser)
    add_wait(parser)
    add_store(parser)
    parser.set_defaults(run=run)


def add_local(parser: argparse.ArgumentParser) -> None:
    """Say where the dry run is made."""
    parser.add_argument(
        "--local", action="store_true", help="make the dry run here, without a bot; Microsoft Graph is not asked then"
    )


def run(options: argparse.Namespace) -> int:
    """Make a dry run and print it; return the exit code."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with opened(options) as terminal:
        return await tell(terminal, await terminal.wave(options.name), local=options.local, patience=options.wait)


async def tell(terminal: Terminal, wave: Wave, *, local: bool, patience: float) -> int:
    """Have a dry run made and print it; return the exit code."""
    wave = await made(terminal, wave, local=local, patience=patience)
    if wave.plan is None or wave.plan.state is PlanState.WANTED:
        print(later(wave))
        return 0
    for line in describe_plan(wave):
        print(line)
    return 1 if wave.plan.state is PlanState.FAILED else 0


def later(wave: Wave) -> str:
    """Say that the dry run is not there yet, and what to do."""
    name = quoted(wave.name)
    return (
        "The dry run is not there yet: the bot makes it, as soon as it runs. If it does not, "
        f"{START_THE_BOT}\nThen see it with: {COMMAND} report {name}\nOr make it here: {COMMAND} dry-run {name} --local"
    )


async def made(terminal: Terminal, wave: Wave, *, local: bool, patience: float) -> Wave:
    """Have a dry run made; it is still wanted afterwards if no bot answers within so many seconds."""
    wave = await terminal.waves.want_plan(seen(wave), terminal.who)
    if local:
        await _made_here(terminal, wave)
    return await waited_for(terminal, wave, patience=None if local else patience)


async def waited_for(terminal: Terminal, wave: Wave, *, patience: float | None) -> Wave:
    """Wait for a dry run that is wanted; `None` is an endless patience, as it is once a bot reads.

    Raises `CannotDo` when somebody changed the wave meanwhile.
    """
    started, wanted = now(), wave.plan
    total = wave.people.people if wave.people else None
    with tqdm(desc="reading", total=total, unit=" people", leave=False, disable=None) as bar:
        while wave.plan and wanted and wave.plan.id == wanted.id:
            waited = (now() - started).total_seconds()
            is_over = patience is not None and not wave.plan.read and waited >= patience
            if wave.plan.state is not PlanState.WANTED or is_over:
                return wave
            bar.update(wave.plan.read - bar.n)
            await asyncio.sleep(_LOOK_SECONDS)
            wave = await terminal.wave(wave.name)
    raise CannotDo(f"Somebody changed {wave.name} meanwhile. Look at it: {COMMAND} report {quoted(wave.name)}")


async def _made_here(terminal: Terminal, wave: Wave) -> None:
    """Make it, unless a bot is faster. Whoever has no chat with the bot yet counts as reachable by their object id."""
    store = terminal.store
    claims = Claims(store, now, token_hex(8))
    sources = Sources(store=store, contacts=Contacts(store, now), directory=None)
    planner = Planner(store, now, terminal.waves, sources, lambda _: True, claims)
    try:
        while wave.plan and wave.plan.state is PlanState.WANTED:
            await planner.read(wave)
            await asyncio.sleep(_LOOK_SECONDS)
            wave = await terminal.wave(wave.name)
    except LostClaim:
        return
    finally:
        # Else the bot would write no deliveries before the claim runs out.
        await claims.free(f"plan:{wave.name}")
