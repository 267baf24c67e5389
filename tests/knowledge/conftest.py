"""The project's own articles, read once, a small library, the command line, and an empty store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.answering import Answerer
from knowledge.cache import Cache
from knowledge.library import Library, load_library
from knowledge.ready import ready_answerer
from store.containers import CONTAINERS
from store.opening import open_store
from store.port import Store
from tests.cosmos.databases import CosmosDatabase
from tests.knowledge.articles import write_library
from tests.knowledge.clock import Clock
from tests.knowledge.command_line import Run


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def answerer(library: Library) -> Answerer:
    return ready_answerer(library, Cache())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the three topics of `tests.knowledge.articles`."""
    return write_library(tmp_path / "articles")


@pytest.fixture
def run(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the three topics of `tests.knowledge.articles`."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["--articles", str(small), "--cache", str(tmp_path / "search"), *map(str, arguments)])
        output, errors = capsys.readouterr()
        return code, output, errors

    return run


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/bot.db", clock)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", "cosmos"])
async def each_store(request: pytest.FixtureRequest, store: Store) -> AsyncIterator[Store]:
    """Give an empty store of every adapter."""
    if request.param == "sqlite":
        yield store
        return
    database = CosmosDatabase(request.getfixturevalue("emulator"), CONTAINERS)
    yield await database.open()
    await database.close()
