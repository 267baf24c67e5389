"""A SQLite file that several processes write to, and that outlives those which are killed."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from store.record import Record
from store.sqlite import SqliteStore
from tests.store.child import IDS, SIZE
from tests.store.databases import CONTAINERS

ROOT = Path(__file__).parents[2]
ROUNDS = 6


@contextmanager
def child(file: Path, task: str) -> Generator[subprocess.Popen[str]]:
    """Start a process that has imported everything and waits for its start."""
    command = [sys.executable, "-m", "tests.store.child", str(file), task]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert said(process) == "ready"
            yield process
        finally:
            process.kill()


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def rest(process: subprocess.Popen[str]) -> list[int]:
    assert process.stdout
    return [int(line) for line in process.stdout]


def kept(file: Path) -> dict[str, Record]:
    """Read all that is in a file, by id, in one page and so at one moment."""

    async def read() -> dict[str, Record]:
        store = SqliteStore(file, clock=lambda: datetime.now(UTC), containers=CONTAINERS)
        try:
            page = await store.find("notes", "p", limit=1_000_000)
            return {record.id: record for record in page.records}
        finally:
            await store.close()

    return asyncio.run(read())


def test_a_commit_that_was_acknowledged_survives_a_kill_and_none_is_there_in_half(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    moments = random.Random(1)

    for _ in range(ROUNDS):
        with child(file, "commit") as process:
            start(process)
            acknowledged = [int(said(process)) for _ in range(moments.randint(1, 40))]
            process.kill()
            acknowledged += rest(process)

        records = kept(file)
        last = records.pop("last").body["n"]
        batches = Counter(record.body["n"] for record in records.values())
        assert last in (acknowledged[-1], acknowledged[-1] + 1)
        assert batches == dict.fromkeys(range(1, last + 1), SIZE)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_of_processes_that_make_the_same_file_and_claim_the_same_ids_one_wins_each(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bot.db"

    with ExitStack() as stack:
        processes = [stack.enter_context(child(file, "claim")) for _ in range(3)]
        for process in processes:
            start(process)
        claimed = [number for process in processes for number in rest(process)]
        codes = [process.wait() for process in processes]

    assert codes == [0, 0, 0]
    assert sorted(claimed) == list(range(IDS))
    assert len(kept(file)) == IDS


def test_a_file_is_read_while_another_process_writes_to_it(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"

    with child(file, "commit") as process:
        start(process)
        acknowledged = int(said(process))
        records = kept(file)
        assert process.poll() is None

    assert records["last"].body["n"] >= acknowledged
    assert (len(records) - 1) == records["last"].body["n"] * SIZE
