"""Embeddings join the search of a small library: its confidence is fitted to them, in a process of its own, once."""

import json
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

import bot.embeddings
from bot.embeddings import AzureEmbedder
from knowledge.answering import Answerer
from knowledge.cache import Cache
from knowledge.embeddings import Vectors
from knowledge.examples import examples
from knowledge.fitting import join, learn
from knowledge.library import load_library
from knowledge.search import Search
from tests.fakes.embeddings import KEY, FakeEmbeddings, fake_embeddings

PROJECT = Path(bot.embeddings.__file__).parent.parent

ASKED = (
    ("can I brew coffee here", "coffee"),
    ("a cup of coffee please", "coffee"),
    ("espresso is broken", "coffee"),
    ("park the car", "garage"),
    ("charger for my car", "garage"),
    ("print a page on both sides", "printer"),
    ("toner is out", "printer"),
    ("where is the canteen", None),
    ("how do I get a car on paper", None),
    ("is there a machine to park", None),
)


class Started:
    """A search as a bot has it that starts with what is on disk."""

    def __init__(self, folder: Path, library: Path, embedder: AzureEmbedder) -> None:
        self.cache = Cache(folder)
        found = load_library(library)
        self.answerer = Answerer(found, Search(self.cache.index(examples(found))))
        self.vectors = Vectors(embedder, self.cache, lambda: 0.0, patience=30.0)

    @property
    def legs(self) -> set[str]:
        """What the search knows how sure it is with, beyond what everyone's does."""
        return {legs for legs in self.answerer.search.calibration if legs.endswith("vectors")}


@pytest.fixture
async def azure() -> AsyncGenerator[FakeEmbeddings]:
    async with fake_embeddings() as running:
        yield running


@pytest.fixture
async def embedder(azure: FakeEmbeddings) -> AsyncGenerator[AzureEmbedder]:
    made = AzureEmbedder(azure.url, KEY)
    yield made
    await made.close()


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A folder with questions to fit to."""
    folder = tmp_path / "asked"
    folder.mkdir()
    rows = [json.dumps({"q": question, "lang": "en", "slug": slug}) for question, slug in ASKED]
    (folder / "en.jsonl").write_text("\n".join(rows), "utf-8")
    return folder


async def test_embeddings_join_when_all_is_fitted_and_at_the_next_start_nothing_is_done_twice(
    tmp_path: Path, small: Path, asked: Path, azure: FakeEmbeddings, embedder: AzureEmbedder
) -> None:
    first = Started(tmp_path / "search", small, embedder)
    await join(first.answerer, first.cache, first.vectors, asked)
    assert first.legs == {"lexical+vectors"}
    near = await first.vectors.near("some coffee")
    assert near is not None
    assert first.answerer.search.rank("some coffee", vectors=near).hits[0].topic == "coffee"
    azure.asked.clear()

    second = Started(tmp_path / "search", small, embedder)
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "search").rglob("*.*")}
    await join(second.answerer, second.cache, second.vectors, asked)
    assert second.legs == {"lexical+vectors"}
    assert azure.asked == []
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "search").rglob("*.*")} == written


async def test_a_calibration_that_is_cut_off_is_made_again(
    tmp_path: Path, small: Path, asked: Path, embedder: AzureEmbedder
) -> None:
    started = Started(tmp_path / "search", small, embedder)
    await join(started.answerer, started.cache, started.vectors, asked)
    (file,) = (tmp_path / "search").glob("*/*.json")
    file.write_text(file.read_text("utf-8")[:-100], "utf-8")

    again = Started(tmp_path / "search", small, embedder)
    await join(again.answerer, again.cache, again.vectors, asked)
    assert again.legs == {"lexical+vectors"}


def test_the_bot_does_not_load_what_it_fits_with() -> None:
    script = "import sys, app; print(sorted({'sklearn', 'scipy'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


async def test_with_a_classifier_the_search_is_fitted_for_both(
    tmp_path: Path, small: Path, asked: Path, embedder: AzureEmbedder
) -> None:
    started = Started(tmp_path / "search", small, embedder)
    await learn(started.answerer, started.cache)
    await join(started.answerer, started.cache, started.vectors, asked)

    assert started.answerer.search.margins is not None
    assert started.legs == {"lexical+vectors", "lexical+classifier+vectors"}
    near = await started.vectors.near("some coffee")
    assert started.answerer.search.rank("some coffee", vectors=near).hits[0].topic == "coffee"


async def test_where_nothing_can_be_fitted_the_search_goes_on_without(
    tmp_path: Path, small: Path, asked: Path, embedder: AzureEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    started = Started(tmp_path / "search", small, embedder)
    (asked / "en.jsonl").write_text('{"q": "coffee", "lang": "en", "slug": "coffee"}\n', "utf-8")
    await join(started.answerer, started.cache, started.vectors, asked)

    assert started.legs == set()
    assert await started.vectors.near("some coffee") is None
    assert "knowledge.calibrate failed" in caplog.text


async def test_where_nothing_can_be_kept_the_search_goes_on_without(
    tmp_path: Path, small: Path, asked: Path, embedder: AzureEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    started = Started(tmp_path / "file", small, embedder)
    await join(started.answerer, started.cache, started.vectors, asked)

    assert started.legs == set()
    assert "the search goes on without embeddings" in caplog.text
