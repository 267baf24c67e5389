"""Opening a SQLite file: made where it is missing, refused where it is not ours."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from store.containers import Container
from store.port import StoreError, Unavailable
from store.sqlite import SqliteStore
from store.sqlite_file import SCHEMA, patiently
from tests.store.databases import CONTAINERS, fill, ids, read

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def opened(path: Path, *containers: Container) -> SqliteStore:
    known = {container.name: container for container in containers}
    return SqliteStore(path, clock=lambda: NOW, containers=known or CONTAINERS, busy_timeout=0)


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql)


async def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "bot.db"

    await opened(path).close()

    assert path.is_file()


async def test_an_empty_file_is_taken_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.touch()

    store = opened(path)

    assert await store.get("notes", "p", "1") is None
    await store.close()


async def test_a_file_of_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    await opened(path).close()
    execute(path, f"PRAGMA user_version = {SCHEMA + 1}")
    content = path.read_bytes()

    with pytest.raises(StoreError, match=rf"newer version of the bot \(schema {SCHEMA + 1}; this one knows {SCHEMA}\)"):
        opened(path)
    assert path.read_bytes() == content


async def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    execute(path, "CREATE TABLE albums (title TEXT)")
    content = path.read_bytes()

    with pytest.raises(StoreError, match="another program's database"):
        opened(path)
    assert path.read_bytes() == content


async def test_an_empty_database_marked_as_another_programs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    execute(path, "PRAGMA application_id = 252006675")

    with pytest.raises(StoreError, match="another program's database"):
        opened(path)


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)

    with pytest.raises(StoreError, match="file is not a database"):
        opened(path)
    assert path.read_text() == "Dear Sir or Madam, " * 100


async def test_a_folder_in_place_of_the_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="unable to open database file"):
        opened(tmp_path)


async def test_a_file_in_place_of_the_folder_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(Unavailable, match="folder"):
        opened(tmp_path / "data" / "bot.db")


async def test_a_new_index_is_made_in_an_old_file_and_holds_its_records(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    old = opened(path, Container(name="notes", indexed=("state",)))
    await fill(old, {"1": {"state": "open", "at": "b"}, "2": {"at": "a"}})
    await old.close()

    new = opened(path, Container(name="notes", indexed=("state", "at")), Container(name="more", indexed=("at",)))

    assert ids(await new.find("notes", "p", order="at")) == ["2", "1"]
    assert ids(await new.find("more", "p", order="at")) == []
    await new.close()


def test_making_a_file_is_tried_again_while_another_process_makes_it() -> None:
    outcomes = [failure(sqlite3.SQLITE_BUSY), failure(sqlite3.SQLITE_BUSY_RECOVERY), None]

    patiently(partial(take_first, outcomes), busy_timeout=60)

    assert outcomes == []


def test_making_a_file_is_given_up_in_time() -> None:
    with pytest.raises(sqlite3.OperationalError):
        patiently(partial(take_first, [failure(sqlite3.SQLITE_BUSY)]), busy_timeout=-1)


def test_making_a_file_is_given_up_at_any_other_error() -> None:
    with pytest.raises(sqlite3.OperationalError):
        patiently(partial(take_first, [failure(sqlite3.SQLITE_FULL), None]), busy_timeout=60)


def failure(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("something is wrong")
    error.sqlite_errorcode = code
    return error


def take_first(outcomes: list[sqlite3.OperationalError | None]) -> None:
    if outcome := outcomes.pop(0):
        raise outcome


async def test_a_file_named_like_sqlites_memory_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = opened(Path(":memory:"))
    await fill(store, {"1": {"text": "kept"}})

    assert (await read(store)).body == {"text": "kept"}
    assert (tmp_path / ":memory:").is_file()
    await store.close()
