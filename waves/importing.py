"""`python -m waves import`: a coordinator's list of people becomes the audience of a wave, or those to leave out."""

import argparse
import asyncio
import io
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final, Never

from tqdm import tqdm

from waves.dry_run import add_local, tell
from waves.people_fault import BadPeopleFile
from waves.people_file import PeopleFile, read_people_file
from waves.people_lists import keep_list
from waves.templates import TEMPLATES
from waves.terminal import COMMAND, CannotDo, Terminal, add_store, add_wait, now, opened, seen, tidy_name
from waves.wave import Kind, PeopleList, Source, State, Wave
from waves.wording import people, printable, quoted

EPILOG: Final = """
FILE is a CSV file with a column for the user principal name or the object id, and maybe name, department, site,
platform, language, manager, time zone; - is standard input. A file that can be read only in part is refused, with the
line and how to mend it, and nothing of it is kept. Ends with 0; 1 if it could not be done; 2 if it was called wrongly.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Make a list of people the audience of a draft, and tell who would be sent to."
    parser.epilog = EPILOG
    parser.add_argument("file", metavar="FILE", help="the list")
    parser.add_argument("--wave", required=True, metavar="NAME", help="the wave; a draft is made if there is none")
    parser.add_argument("--without", action="store_true", help="the list is of people to leave out")
    add_local(parser)
    add_wait(parser)
    add_store(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import a list; return the exit code."""
    try:
        with _bytes(options.file) as file:
            found = read_people_file(file)
    except BadPeopleFile as error:
        where = ":".join(filter(None, (_shown(options.file), str(error.line or ""))))
        print(f"{where}: {error}", file=sys.stderr)
        return 1
    for line in _told(found):
        print(line)
    return asyncio.run(_kept(options, found))


async def _kept(options: argparse.Namespace, found: PeopleFile) -> int:
    async with opened(options, anew=True) as terminal:
        wave = await draft(terminal, options.wave)
        wave = await _with_list(terminal, wave, found, is_without=options.without)
        if options.without and wave.audience.source is Source.FILE and wave.people is None:
            print(f"Kept. Now import the audience: {COMMAND} import FILE.csv --wave {quoted(wave.name)}")
            return 0
        return await tell(terminal, wave, local=options.local, patience=options.wait)


async def draft(terminal: Terminal, name: str) -> Wave:
    """Find a draft, or make one. Raises `CannotDo` for a wave that is none any more."""
    wave = await terminal.waves.get(tidy_name(name))
    if wave is None:
        wave = await terminal.waves.create(tidy_name(name), terminal.who)
        wave = await terminal.waves.edit(seen(wave), terminal.who, texts=dict(TEMPLATES[Kind.INVITATION]))
        print(f"A new draft: {wave.name}")
    if wave.state is not State.DRAFT:
        raise CannotDo(f"{wave.name} is {wave.state}, and its audience is fixed. Choose another name for a new wave.")
    return wave


async def _with_list(terminal: Terminal, wave: Wave, found: PeopleFile, *, is_without: bool) -> Wave:
    notices = {notice.kind.value: notice.count for notice in found.notices}
    listed = tqdm(found.people, desc="keeping", unit=" people", leave=False, disable=None)
    kept = await keep_list(terminal.store, wave.name, listed, notices, now())
    return await terminal.waves.edit(seen(wave), terminal.who, **_fields(wave, kept, is_without=is_without))


def _fields(wave: Wave, kept: PeopleList, *, is_without: bool) -> dict[str, Any]:
    if is_without:
        return {"without_people": kept}
    return {"people": kept, "audience": replace(wave.audience, source=Source.FILE, group="")}


@contextmanager
def _bytes(file: str) -> Generator[IO[bytes]]:
    """Open a file, or standard input, with a bar that shows how far it is read."""
    if file == "-":
        yield sys.stdin.buffer
        return
    size = Path(file).stat().st_size
    bar = tqdm(desc="reading", total=size, unit="B", unit_scale=True, leave=False, disable=None)
    with bar, _Counted(file, bar) as counted:
        yield counted


class _Counted(io.FileIO):
    """A file that moves a bar as it is read."""

    def __init__(self, file: str, bar: "tqdm[Never]") -> None:
        super().__init__(file)
        self._bar = bar

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self._bar.update(len(piece))
        return piece


def _told(found: PeopleFile) -> Iterator[str]:
    columns = ", ".join(found.columns) or "the id alone"
    yield f"{people(len(found.people))} on {found.lines:,} lines; columns: {columns}"
    if found.ignored:
        yield f"  columns that are not used: {', '.join(map(printable, found.ignored))}"
    yield from (f"  {notice}" for notice in found.notices)


def _shown(file: str) -> str:
    return "standard input" if file == "-" else file
