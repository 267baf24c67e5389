"""From `STORE_URL` to a store."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.containers import CONTAINERS
from store.opening import open_store
from store.record import Record


def clock() -> datetime:
    return datetime(2026, 1, 5, tzinfo=UTC)


async def test_three_slashes_are_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    await open_store("sqlite:///data/bot.db", clock).close()

    assert (tmp_path / "data" / "bot.db").is_file()


async def test_four_slashes_are_absolute(tmp_path: Path) -> None:
    await open_store(f"sqlite:///{tmp_path / 'data' / 'bot.db'}", clock).close()

    assert (tmp_path / "data" / "bot.db").is_file()


async def test_the_folder_may_be_changed_after_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite:///bot.db", clock)
    monkeypatch.chdir("/")

    await store.add(Record(container="contacts", partition="p", id="1", body={}))

    await store.close()
    assert (tmp_path / "bot.db").is_file()


async def test_every_container_of_the_bots_is_there(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/bot.db", clock)

    for container in CONTAINERS.values():
        added = await store.add(Record(container=container.name, partition="p", id="1", body={}))
        for order in ("id", *container.indexed):
            assert (await store.find(container.name, "p", order=order)).records == (added,)
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data/bot.db",
        "sqlite:",
        "sqlite://bot.db",
        "sqlite:///",
        "sqlite:///data/",
        "SQLITE:///bot.db",
        "postgres://localhost/bot",
    ],
)
async def test_any_other_url_is_refused_and_the_right_form_is_told(url: str) -> None:
    with pytest.raises(ValueError, match=r"sqlite:///folder/file\.db"):
        open_store(url, clock)


def test_a_bot_on_sqlite_imports_nothing_of_azure() -> None:
    program = (
        "import sys, store.opening, store.__main__; sys.exit(any(name.startswith('azure') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
