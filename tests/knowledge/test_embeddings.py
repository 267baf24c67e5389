"""Vectors of texts and questions: asked for once, kept, waited for only shortly."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.cache import Cache
from knowledge.embeddings import EmbeddingsAway, Vectors, meanings
from knowledge.index import Example, Floats, build

EXAMPLES = (
    Example(text="where can I park", topic="garage"),
    Example(text="brew coffee", topic="coffee"),
    Example(text="print a page", topic="printer"),
    Example(text="espresso", topic="coffee"),
    Example(text="where do I get one", family="machines"),
)


class Letters:
    """Embeds a text as the letters it has; fails or waits when told to."""

    def __init__(self) -> None:
        self.model = "letters"
        self.length = 128
        self.asked: list[list[str]] = []
        self.failing_from: int | None = None
        self.slow = False

    async def embed(self, texts: Sequence[str]) -> Floats:
        """Give a row of length 1 for each text."""
        self.asked.append(list(texts))
        if self.slow:
            await asyncio.Event().wait()
        if self.failing_from is not None and len(self.asked) > self.failing_from:
            raise EmbeddingsAway("told to fail")
        rows = np.array([[text.count(chr(code)) + 0.01 for code in range(self.length)] for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


class Asking:
    """Vectors whose clock stands still, and whose pauses are written down instead of waited for."""

    def __init__(self, folder: Path) -> None:
        self.letters = Letters()
        self.now = 1_000.0
        self.pauses: list[float] = []
        self.folder = folder
        self.vectors = self.again(30.0)

    def again(self, patience: float) -> Vectors:
        """Begin anew, with what is on disk."""
        return Vectors(self.letters, Cache(self.folder), lambda: self.now, patience=patience, pause=self.pause)

    async def pause(self, seconds: float) -> None:
        """Do not wait; what was wrong is mended meanwhile."""
        self.pauses.append(seconds)
        self.letters.failing_from = None

    async def begin(self, patience: float = 30.0) -> Vectors:
        """Give vectors that know the examples, which were asked for just now."""
        vectors = self.again(patience)
        found = await vectors.vectors_of(each.text for each in EXAMPLES)
        vectors.begin(meanings(EXAMPLES, found))
        self.letters.asked.clear()
        return vectors


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(tmp_path / "search")


async def test_a_question_is_compared_with_the_nearest_text_of_each_topic(asking: Asking) -> None:
    vectors = await asking.begin()
    near = await vectors.near("espresso")
    topics = build(EXAMPLES).topics

    assert near is not None
    assert near.dtype == np.float32
    assert near.shape == (len(topics),)
    assert topics[int(near.argmax())] == "coffee"
    assert near.max() == pytest.approx(1, abs=0.001)
    assert sorted(near)[-2] < 0.9


async def test_nothing_is_told_or_asked_before_the_texts_are_there(asking: Asking) -> None:
    assert await asking.vectors.near("espresso") is None
    assert asking.letters.asked == []


async def test_only_new_texts_are_asked_for(asking: Asking) -> None:
    await asking.vectors.vectors_of(["one", "two", "one"])
    found = await asking.again(30.0).vectors_of(["two", "three", "one"])

    assert asking.letters.asked == [["one", "two"], ["three"]]
    assert list(found) == ["two", "one", "three"]


async def test_what_is_kept_is_what_was_given(asking: Asking) -> None:
    given = await asking.vectors.vectors_of(["one", "two"])
    kept = await asking.again(30.0).vectors_of(["one", "two"])

    assert all((given[text] == kept[text]).all() for text in given)


async def test_another_model_has_vectors_of_its_own(asking: Asking) -> None:
    await asking.vectors.vectors_of(["one"])
    asking.letters.model = "other letters"
    await asking.vectors.vectors_of(["one"])
    asking.letters.model = "letters"
    await asking.vectors.vectors_of(["one"])

    assert asking.letters.asked == [["one"], ["one"]]


async def test_a_hundred_texts_are_asked_for_at_a_time(asking: Asking) -> None:
    await asking.vectors.vectors_of(str(number) for number in range(250))

    assert [len(batch) for batch in asking.letters.asked] == [100, 100, 50]


async def test_after_a_failure_only_what_is_missing_is_asked_for_again(asking: Asking) -> None:
    asking.letters.failing_from = 1
    found = await asking.vectors.vectors_of(str(number) for number in range(150))

    assert len(found) == 150
    assert [len(batch) for batch in asking.letters.asked] == [100, 50, 50]
    assert asking.pauses == [10.0]


@pytest.mark.parametrize("content", [b"", b"PK", None], ids=["empty", "odd", "cut off"])
async def test_a_file_that_is_cut_off_is_made_again(asking: Asking, content: bytes | None) -> None:
    await asking.vectors.vectors_of(["one", "two"])
    (file,) = asking.folder.glob("*/vectors.npz")
    file.write_bytes(file.read_bytes()[:-30] if content is None else content)
    await asking.vectors.vectors_of(["one", "two"])
    await asking.vectors.vectors_of(["one", "two"])

    assert asking.letters.asked == [["one", "two"], ["one", "two"]]


async def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = await Asking(tmp_path / "file").vectors.vectors_of(["one"])

    assert list(found) == ["one"]


async def test_when_the_model_behind_the_address_changes_everything_is_asked_for_again(asking: Asking) -> None:
    await asking.vectors.vectors_of(["one", "two"])
    asking.letters.length = 200
    found = await asking.vectors.vectors_of(["one", "two", "three"])

    assert {len(vector) for vector in found.values()} == {200}
    assert asking.letters.asked == [["one", "two"], ["three"], ["one", "two"]]


async def test_a_question_is_asked_for_once(asking: Asking) -> None:
    vectors = await asking.begin()
    first, second = await vectors.near("espresso"), await vectors.near("espresso")

    assert asking.letters.asked == [["espresso"]]
    assert first is not None and second is not None and (first == second).all()


async def test_the_last_thousand_questions_are_remembered(asking: Asking) -> None:
    vectors = await asking.begin()
    await vectors.near("the first")
    for number in range(999):
        await vectors.near(f"question {number}")
    await vectors.near("the first")
    await vectors.near("one more")
    asking.letters.asked.clear()
    await vectors.near("the first")
    await vectors.near("question 0")

    assert asking.letters.asked == [["question 0"]]


async def test_of_a_long_question_only_the_beginning_is_sent(asking: Asking) -> None:
    vectors = await asking.begin()
    await vectors.near("why " * 5_000)

    assert [len(text) for batch in asking.letters.asked for text in batch] == [2_000]


async def test_after_a_failure_nobody_is_asked_for_ten_seconds(asking: Asking) -> None:
    vectors = await asking.begin()
    asking.letters.failing_from = 0
    assert await vectors.near("espresso") is None
    asking.letters.failing_from = None
    asking.now += 9.9
    assert await vectors.near("espresso") is None
    assert len(asking.letters.asked) == 1
    asking.now += 0.1
    assert await vectors.near("espresso") is not None


async def test_a_question_that_was_asked_before_needs_nobody(asking: Asking) -> None:
    vectors = await asking.begin()
    await vectors.near("espresso")
    asking.letters.failing_from = 0
    assert await vectors.near("a cup") is None

    assert await vectors.near("espresso") is not None


async def test_a_question_does_not_wait_longer_than_it_may(asking: Asking) -> None:
    vectors = await asking.begin(patience=0.01)
    asking.letters.slow = True

    assert await vectors.near("espresso") is None


async def test_three_slow_answers_in_a_row_are_a_failure(asking: Asking) -> None:
    vectors = await asking.begin(patience=0.01)
    asking.letters.slow = True
    for number in range(5):
        await vectors.near(f"question {number}")

    assert len(asking.letters.asked) == 3


async def test_a_vector_of_another_length_is_a_failure(asking: Asking) -> None:
    vectors = await asking.begin()
    asking.letters.length = 200

    assert await vectors.near("espresso") is None


async def test_an_outage_is_logged_once_and_so_is_its_end(asking: Asking, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    vectors = await asking.begin()
    asking.letters.failing_from = 0
    for _ in range(3):
        await vectors.near("my secret question")
        asking.now += 10
    asking.letters.failing_from = None
    await vectors.near("my secret question")

    assert [record.getMessage() for record in caplog.records] == [
        "embeddings are away (told to fail): questions are answered without",
        "embeddings are back",
    ]
