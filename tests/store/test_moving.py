"""`python -m store copy` as it is called, with exit codes and words."""

import asyncio
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import moving
from store.__main__ import main
from store.containers import CONTAINERS
from store.copy import Checked, Copy
from store.journal import Journal
from store.opening import open_store
from store.port import Store
from store.record import Record

DAY = "2026-11-22"


def do(file: Path, *records: Record) -> list[Record]:
    """Write feedback to a store, over what is there, and read it all."""

    async def work(store: Store) -> list[Record]:
        for record in records:
            old = await store.get("feedback", DAY, record.id)
            if old:
                await store.remove(old)
            await store.add(record)
        page = await store.find("feedback", DAY)
        await store.close()
        return list(page.records)

    return asyncio.run(work(open_store(f"sqlite:///{file}", lambda: datetime.now(UTC))))


def feedback(id: str, text: str = "") -> Record:
    return Record(container="feedback", partition=DAY, id=id, body={"text": text})


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Call the command in a folder with a store `old.db` of two records."""
    monkeypatch.chdir(tmp_path)
    do(tmp_path / "old.db", feedback("1"), feedback("2"))

    def copy(*arguments: str) -> int:
        return main(["copy", *(arguments or ("sqlite:///old.db", "sqlite:///new/bot.db"))])

    return copy


def test_a_copy_of_all_ends_with_0_and_tells_what_is_where(
    call: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call() == 0

    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["FROM", "checksum", "TO", "checksum"]
    assert [line.split()[0] for line in lines] == list(CONTAINERS)
    assert all(line.split()[1:3] == line.split()[3:5] and line.endswith("  same") for line in lines)
    assert [record.id for record in do(tmp_path / "new" / "bot.db")] == ["1", "2"]


def test_a_second_copy_ends_as_the_first(call: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    call()
    first = capsys.readouterr().out

    assert call() == 0
    assert capsys.readouterr().out == first


def test_differences_end_with_1_and_say_how_to_mend_them(
    call: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    do(tmp_path / "new" / "bot.db", feedback("2", "newer"), *(feedback(f"{n}") for n in range(100, 130)))

    assert call() == 1

    told = capsys.readouterr().out
    assert "DIFFERENT" in told
    assert "feedback: 1 differ, and are not in TO as a copy left them" in told
    assert f"  {DAY} 2\n" in told
    assert "feedback: 30 are in TO alone" in told
    assert "  and 10 more\n" in told
    assert [record.body["text"] for record in do(tmp_path / "new" / "bot.db") if record.id == "2"] == ["newer"]


def test_what_changes_in_from_between_two_copies_follows(call: Callable[..., int], tmp_path: Path) -> None:
    call()
    do(tmp_path / "old.db", feedback("1", "changed"), feedback("3"))

    assert call() == 0
    assert [(record.id, record.body["text"]) for record in do(tmp_path / "new" / "bot.db")] == [
        ("1", "changed"),
        ("2", ""),
        ("3", ""),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sqlite:///missing.db", "sqlite:///new.db"], "no file .*missing.db to copy from"),
        (["sqlite:///old.db", "sqlite:///./old.db"], "same store"),
        (["sqlite:///old.db", "postgres://localhost/bot"], "A store is"),
        (["postgres://localhost/bot", "sqlite:///new.db"], "A store is"),
        (["sqlite:///old.db", "sqlite:///new.db", "--to-key-file", "missing"], "missing"),
        (["sqlite:///old.db", "sqlite:///new.db", "--from-key-file", "empty"], "empty: put the key in it"),
    ],
)
def test_a_wrong_call_ends_with_2_says_why_and_makes_no_store(
    call: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    (tmp_path / "empty").write_text(" \n")
    before = sorted(path.name for path in tmp_path.iterdir())

    assert call(*arguments) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert re.search(told, said.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_without_stores_the_call_is_wrong(call: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call("sqlite:///old.db")
    assert ended.value.code == 2
    assert "TO" in capsys.readouterr().err


def test_a_store_that_fails_ends_with_1_and_the_way_on(
    call: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new.db").write_text("Dear Sir or Madam, " * 100)

    assert call("sqlite:///old.db", "sqlite:///new.db") == 1
    assert "The copy is not complete. Run the same command again" in capsys.readouterr().err


def test_an_interruption_ends_with_1_and_the_way_on(
    call: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def interrupt(_: Copy) -> list[Checked]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moving.Copy, "run", interrupt)
        assert call() == 1

    assert "Interrupted. Run the same command again" in capsys.readouterr().err
    assert call() == 0


def test_two_copies_do_not_share_a_journal(
    call: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call()
    (journal,) = (tmp_path / "data").glob("*.journal")

    with closing(Journal(journal)):
        assert call() == 1

    assert "locked" in capsys.readouterr().err


def test_the_journal_holds_no_words(call: Callable[..., int], tmp_path: Path) -> None:
    do(tmp_path / "old.db", feedback("3", "a person's own words"))

    call()

    (journal,) = (tmp_path / "data").glob("*.journal")
    assert b"own words" not in journal.read_bytes()
