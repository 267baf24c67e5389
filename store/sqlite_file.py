"""One SQLite file: how it is opened, what it must look like, and the threads that use it."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from store.containers import Container
from store.port import StoreError, Unavailable

T = TypeVar("T")

APPLICATION = 0x456E_4254
"""`PRAGMA application_id` of our files, "EnBT": tells them from any other program's."""

SCHEMA = 1
"""`PRAGMA user_version` of the files that this code reads and writes."""

RECORDS = """
    CREATE TABLE records (
        container TEXT NOT NULL,
        partition TEXT NOT NULL,
        id TEXT NOT NULL,
        etag TEXT NOT NULL,
        nonce TEXT NOT NULL,
        ttl INTEGER,
        expires REAL,
        body TEXT NOT NULL,
        PRIMARY KEY (container, partition, id)
    )
"""
"""`expires` is a POSIX timestamp, or NULL for never."""

EXPIRES = "CREATE INDEX expires ON records (expires) WHERE expires IS NOT NULL"

AWAY = {
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""Errors of the surroundings, which may pass. Any other is a fault of the file or of this code."""


class SqliteThread:
    """A connection and the one thread that uses it, because sqlite3 blocks and the event loop must not."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._closed = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in the thread, after all that was asked before. Once begun it is finished, cancelled or not."""
        if self._closed:
            raise Unavailable(f"{self._path} is closed")
        with translated(self._path):
            return await asyncio.get_running_loop().run_in_executor(self._executor, work, self._connection)

    async def close(self) -> None:
        """Finish what was asked before, and let go of the file. May be repeated."""
        if self._closed:
            return
        self._closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._executor, self._connection.close)
        self._executor.shutdown(wait=False)
        with translated(self._path):
            await closing


def key(name: str) -> str:
    """Write the SQL by which records are compared and ordered on a field.

    Absent and null become minus infinity: equal to each other, before all else, and, unlike NULL, found by `=` and
    passed by `>`. An index serves only the expression it was made with, so all SQL gets it here.
    """
    return "id" if name == "id" else f"ifnull(json_extract(body, '$.{name}'), -9e999)"


def prepare(path: Path, containers: Iterable[Container], busy_timeout: float) -> sqlite3.Connection:
    """Open a file, its folder, table and indexes made where they are missing.

    Raises `StoreError` if the file is not ours or of a newer schema, and leaves it untouched; `Unavailable` if it
    cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder of {path} cannot be made: {error}") from error
    connection = connect(path, busy_timeout)
    with ExitStack() as unless_complete, translated(path):
        unless_complete.callback(connection.close)
        patiently(partial(complete, connection, path, containers), busy_timeout)
        unless_complete.pop_all()
    return connection


def patiently(work: Callable[[], None], busy_timeout: float) -> None:
    """Do `work`, again and again while the file is busy.

    Only for making a file: while another process makes the same one, SQLite (seen with 3.40) refuses at once to switch
    it to write-ahead logging, where else it would wait.
    """
    deadline = time.monotonic() + busy_timeout
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def complete(connection: sqlite3.Connection, path: Path, containers: Iterable[Container]) -> None:
    """Create what is missing in a file. Raises `StoreError` if the file is not ours."""
    wanted = schema(containers)
    if wanted.keys() <= names(connection, path):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        # Read again, as another process may have been faster.
        found = names(connection, path)
        for name, sql in wanted.items():
            if name not in found:
                connection.execute(sql)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


def schema(containers: Iterable[Container]) -> dict[str, str]:
    """Map the name of everything in the file to the SQL that creates it."""
    indexes = {
        f"{container.name}.{name}": f'CREATE INDEX "{container.name}.{name}" ON records (partition, {key(name)}, id) '
        f"WHERE container = '{container.name}'"
        for container in containers
        for name in container.indexed
    }
    return {"records": RECORDS, "expires": EXPIRES, **indexes}


def names(connection: sqlite3.Connection, path: Path) -> set[str]:
    """Read the names of what is in the file, provided that it is ours or empty."""
    # One statement, and so one moment: another process may be making the file.
    sql = """
        SELECT application_id, user_version, name
        FROM pragma_application_id, pragma_user_version LEFT JOIN sqlite_master
    """
    rows = connection.execute(sql).fetchall()
    application, version, _ = rows[0]
    found = {name for _, _, name in rows if name}
    if application != APPLICATION and (application or version or found):
        raise StoreError(f"{path} is another program's database. Name another file in STORE_URL.")
    if version > SCHEMA:
        raise StoreError(
            f"{path} was written by a newer version of the bot (schema {version}; this one knows {SCHEMA}). "
            "Start that version, or name another file in STORE_URL."
        )
    return found


def connect(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """Open a connection that begins and commits only when told, and waits `busy_timeout` seconds for a lock."""
    with translated(path):
        connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None, check_same_thread=False)
        # In WAL mode a commit survives the death of the process at any setting, as the kernel holds its pages. FULL
        # also syncs every commit to the disk, for 0.05 ms of CPU and one write of the disk. With NORMAL a power loss
        # would take back the last commits, and a nudge sent just before would be sent again. As it is, a power loss
        # costs only what was not acknowledged, provided that the disk does not lie about its syncs.
        connection.execute("PRAGMA synchronous = FULL")
        return connection


@contextmanager
def translated(path: Path) -> Generator[None]:
    """Turn the errors of `sqlite3` into the port's."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & 0xFF in AWAY:
            raise Unavailable(
                f"{path}: {error}. Is another program writing to it, is the disk full, may the bot write there?"
            ) from error
        raise StoreError(f"{path}: {error}. If the file is damaged, bring back a backup of it.") from error
