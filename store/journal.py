"""What copying a store remembers: what was written, what was found on both sides, and how they compare."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b, sha256
from pathlib import Path
from typing import cast

from store.record import Json, Record
from store.rules import MAX_EXACT, to_json
from store.sqlite_file import translated

NEVER = 2**53
"""When a record expires that never does."""

SLACK = 60
"""Seconds by which two moments of expiry may differ: clocks do, and stores count in whole seconds."""

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS copied (
        container TEXT, partition TEXT, id TEXT, digest BLOB, expires INTEGER,
        PRIMARY KEY (container, partition, id, digest, expires)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS found (
        side TEXT, container TEXT, partition TEXT, id TEXT, digest BLOB, expires INTEGER, etag TEXT,
        PRIMARY KEY (side, container, partition, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS compared (
        container TEXT, partition TEXT, id TEXT, standing TEXT, etag TEXT,
        PRIMARY KEY (container, partition, id)
    ) WITHOUT ROWID
    """,
)

# Both sides of a record that is about to expire, as one side may be rid of it before the other.
FORGET_EXPIRING = """
    DELETE FROM found WHERE container = :container AND (partition, id) IN
    (SELECT partition, id FROM found WHERE container = :container AND expires <= :moment)
"""
# What TO no longer holds as it was copied is somebody else's now.
FORGET_CHANGED = f"""
    DELETE FROM copied WHERE container = :container AND NOT EXISTS (
        SELECT 1 FROM found AS t
        WHERE (t.side, t.container, t.partition, t.id, t.digest)
            = ('to', copied.container, copied.partition, copied.id, copied.digest)
        AND abs(t.expires - copied.expires) <= {SLACK}
    )
"""  # noqa: S608 - a number of ours
ADOPT = """
    INSERT OR IGNORE INTO copied
    SELECT f.container, f.partition, f.id, f.digest, f.expires
    FROM compared AS c JOIN found AS f USING (container, partition, id)
    WHERE c.container = :container AND c.standing = 'same' AND f.side = 'from' AND NOT EXISTS (
        SELECT 1 FROM copied AS k WHERE (k.container, k.partition, k.id) = (c.container, c.partition, c.id)
    )
"""
COMPARE = f"""
    INSERT INTO compared
    SELECT f.container, f.partition, f.id,
        CASE
            WHEN t.id IS NULL THEN 'missing'
            WHEN t.digest = f.digest AND abs(t.expires - f.expires) <= {SLACK} THEN 'same'
            WHEN EXISTS (
                SELECT 1 FROM copied AS c WHERE (c.container, c.partition, c.id) = (f.container, f.partition, f.id)
            ) THEN 'outdated'
            ELSE 'newer'
        END,
        ifnull(t.etag, '')
    FROM found AS f LEFT JOIN found AS t
    ON (t.side, t.container, t.partition, t.id) = ('to', f.container, f.partition, f.id)
    WHERE f.side = 'from' AND f.container = :container
    UNION ALL
    SELECT t.container, t.partition, t.id,
        CASE
            WHEN EXISTS (
                SELECT 1 FROM copied AS c WHERE (c.container, c.partition, c.id) = (t.container, t.partition, t.id)
            ) THEN 'gone'
            ELSE 'extra'
        END,
        t.etag
    FROM found AS t
    WHERE t.side = 'to' AND t.container = :container AND NOT EXISTS (
        SELECT 1 FROM found AS f
        WHERE (f.side, f.container, f.partition, f.id) = ('from', t.container, t.partition, t.id)
    )
"""  # noqa: S608 - a number of ours
# Where both sides agree, they do so to the second that was noted first: the same on both sides, and in every run.
LINES = """
    SELECT f.digest, CASE c.standing WHEN 'same' THEN (
        SELECT min(k.expires) FROM copied AS k
        WHERE (k.container, k.partition, k.id) = (c.container, c.partition, c.id)
    ) ELSE f.expires END
    FROM found AS f JOIN compared AS c USING (container, partition, id)
    WHERE f.side = ? AND f.container = ?
"""


class Side(StrEnum):
    FROM = "from"
    TO = "to"


class Standing(StrEnum):
    """How a record of FROM and that of TO compare. Which of two is newer, is told by whether TO's is as copied."""

    SAME = "same"
    MISSING = "missing"
    """In FROM alone."""
    OUTDATED = "outdated"
    """Different, and in TO still as it was copied: FROM's is newer."""
    NEWER = "newer"
    """Different, and in TO not as it was copied: somebody else wrote it there."""
    GONE = "gone"
    """In TO alone, and still as it was copied: removed from FROM since."""
    EXTRA = "extra"
    """In TO alone, and not by copying."""


@dataclass(frozen=True, kw_only=True)
class Total:
    """How many records one side of a container holds, and a checksum that does not depend on their order."""

    count: int
    checksum: str


class Journal:
    """Implement the memory on a file, which one process uses at a time. It holds addresses and digests, no bodies."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with translated(path), ExitStack() as unless_open:
            self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
            unless_open.callback(self._connection.close)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._write(*((table, [()]) for table in TABLES))
            unless_open.pop_all()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def forget(self, side: Side, container: str) -> None:
        """Forget what was found on a side."""
        self._write(("DELETE FROM found WHERE side = ? AND container = ?", [(side, container)]))

    def find(self, side: Side, records: Iterable[Record], now: float) -> None:
        """Remember what was found: records as `Store.scan` gives them."""
        rows = [(side, *address(record), digest(record), expiry(record, now), record.etag) for record in records]
        self._write(("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", rows))

    def copy(self, records: Iterable[Record], now: float) -> None:
        """Remember what is about to be written to TO. It counts once it is found there, and only as long as it is."""
        rows = [(*address(record), digest(record), expiry(record, now)) for record in records]
        self._write(("INSERT OR IGNORE INTO copied VALUES (?, ?, ?, ?, ?)", rows))

    def compare(self, container: str, moment: float) -> Counter[Standing]:
        """Compare what was found on both sides and expires after `moment`; count what stands how."""
        names = {"container": container, "moment": moment}
        self._write(
            (FORGET_EXPIRING, [names]),
            (FORGET_CHANGED, [names]),
            ("DELETE FROM compared WHERE container = :container", [names]),
            (COMPARE, [names]),
            (ADOPT, [names]),
        )
        sql = "SELECT standing, count(*) FROM compared WHERE container = ? GROUP BY standing"
        return Counter({Standing(standing): count for standing, count in self._connection.execute(sql, (container,))})

    def standing(self, record: Record) -> tuple[Standing, str]:
        """Tell how a record of FROM stood at the last comparison, and the etag of TO's. One added since is missing."""
        sql = "SELECT standing, etag FROM compared WHERE (container, partition, id) = (?, ?, ?)"
        row = self._connection.execute(sql, address(record)).fetchone()
        return (Standing(row[0]), row[1]) if row else (Standing.MISSING, "")

    def listed(self, container: str, standing: Standing, limit: int = -1) -> list[Record]:
        """List what stood so at the last comparison: records of TO without their bodies."""
        sql = "SELECT partition, id, etag FROM compared WHERE container = ? AND standing = ? LIMIT ?"
        return [
            Record(container=container, partition=partition, id=id, body={}, etag=etag)
            for partition, id, etag in self._connection.execute(sql, (container, standing, limit))
        ]

    def total(self, side: Side, container: str) -> Total:
        """Count and sum up what was found on a side: partition, id, body and expiry of each record."""
        count = total = 0
        for mark, expires in self._connection.execute(LINES, (side, container)):
            count += 1
            total += int.from_bytes(sha256(mark + b"%d" % expires).digest())
        return Total(count=count, checksum=f"{total % 2**64:016x}")

    def _write(self, *statements: tuple[str, Iterable[Json]]) -> None:
        with translated(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for sql, rows in statements:
                self._connection.executemany(sql, rows)


def address(record: Record) -> tuple[str, str, str]:
    """Tell where a record is kept."""
    return record.container, record.partition, record.id


def expiry(record: Record, now: float) -> int:
    """Tell when a record expires whose `ttl` is what is left of it."""
    return NEVER if record.ttl is None else round(now) + record.ttl


def digest(record: Record) -> bytes:
    """Shorten a record's address and body to what no other has."""
    return blake2b(to_json(canonical([*address(record), record.body])).encode(), digest_size=16).digest()


def canonical(value: Json) -> Json:
    """Bring JSON into one form: fields in order, and whole numbers without a point, as JavaScript writes them."""
    if isinstance(value, dict):
        fields = cast(dict[str, Json], value)
        return {name: canonical(fields[name]) for name in sorted(fields)}
    if isinstance(value, list):
        return [canonical(each) for each in cast(list[Json], value)]
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_EXACT:
        return int(value)
    return value
