"""Indexes and classifiers on disk."""

import os
from pathlib import Path

import numpy as np
import pytest

from knowledge.cache import Cache
from knowledge.index import Example, Index, Margins, build

EXAMPLES = [
    Example(text="brew coffee", topic="coffee", family="drinks"),
    Example(text="brew tea", topic="tea", family="drinks"),
    Example(text="jammed", topic="elsewhere:printers", elsewhere=True),
]
OTHERS = [*EXAMPLES, Example(text="park the car", topic="garage")]
MARGINS = Margins(weights=np.array([[0.5, -1], [2, 3]], np.float32), bias=np.array([1, -1], np.float32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "search"


def assert_alike(one: Index, other: Index) -> None:
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        np.testing.assert_array_equal(array, other.arrays[name], strict=True)


def assert_found(index: Index) -> None:
    legs = index.legs("brew tea")
    assert legs and index.topics[int(legs.nearest.argmax())] == "tea"


# Indexes


def test_an_index_is_made_and_kept(folder: Path) -> None:
    cache = Cache(folder)
    index = cache.index(EXAMPLES)

    assert_alike(index, build(EXAMPLES))
    assert list(folder.iterdir()) == [cache.texts(EXAMPLES)]


def test_an_index_that_is_kept_is_read(folder: Path) -> None:
    cache = Cache(folder)
    cache.index(EXAMPLES)
    kept = cache.texts(EXAMPLES)
    Cache(folder).index(OTHERS)
    cache.texts(OTHERS).replace(kept)

    assert "garage" in Cache(folder).index(EXAMPLES).topics


def test_an_index_read_finds_what_the_one_made_finds(folder: Path) -> None:
    made, read = (Cache(folder).index(EXAMPLES) for _ in range(2))

    assert_alike(read, made)
    assert_found(read)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all", None])
def test_a_file_that_is_cut_off_is_made_again(
    folder: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(folder)
    cache.index(EXAMPLES)
    path = cache.texts(EXAMPLES)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if content is None else content)

    assert_found(cache.index(EXAMPLES))

    assert f"{path} cannot be read and is made again" in caplog.text
    assert_alike(Cache(folder).index(EXAMPLES), build(EXAMPLES))
    assert caplog.text.count("cannot be read") == 1


def test_other_texts_make_another_file(folder: Path) -> None:
    cache = Cache(folder)
    cache.index(EXAMPLES)

    assert cache.index(OTHERS).topics != cache.index(EXAMPLES).topics
    assert set(folder.iterdir()) == {cache.texts(EXAMPLES), cache.texts(OTHERS)}


def test_in_a_place_that_cannot_be_written_an_index_is_made_every_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    cache = Cache(tmp_path / "file" / "search")

    for _ in range(2):
        assert_found(cache.index(EXAMPLES))
    cache.keep(EXAMPLES, MARGINS)

    assert cache.margins(EXAMPLES) is None
    assert "the search index is not kept in" in caplog.text


def test_the_oldest_files_go_and_the_newest_stays(folder: Path) -> None:
    cache = Cache(folder)
    kept: list[Path] = []
    for number in range(10):
        texts = [Example(text=f"number {number}", topic="numbers"), *EXAMPLES]
        cache.index(texts)
        kept.append(cache.texts(texts))
        os.utime(kept[-1], (1_000 + number, 1_000 + number))

    assert set(folder.iterdir()) < set(kept)
    assert set(folder.iterdir()) == set(kept[-len(list(folder.iterdir())) :])
    assert len(list(folder.iterdir())) >= 2


def test_no_part_of_a_file_is_left_behind(folder: Path) -> None:
    cache = Cache(folder)
    cache.index(EXAMPLES)
    cache.keep(EXAMPLES, MARGINS)

    assert set(folder.iterdir()) == {cache.texts(EXAMPLES), cache.fitted(EXAMPLES)}


# Classifiers


def test_a_classifier_is_kept_under_its_texts(folder: Path) -> None:
    cache = Cache(folder)
    assert cache.margins(EXAMPLES) is None

    cache.keep(EXAMPLES, MARGINS)

    read = Cache(folder).margins(EXAMPLES)
    assert read
    np.testing.assert_array_equal(read.weights, MARGINS.weights, strict=True)
    np.testing.assert_array_equal(read.bias, MARGINS.bias, strict=True)
    assert cache.margins(OTHERS) is None


def test_a_classifier_that_is_cut_off_is_not_there(folder: Path) -> None:
    cache = Cache(folder)
    cache.keep(EXAMPLES, MARGINS)
    path = cache.fitted(EXAMPLES)
    path.write_bytes(path.read_bytes()[:100])

    assert cache.margins(EXAMPLES) is None
