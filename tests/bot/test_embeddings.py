"""Requests to Azure OpenAI: what is sent, what comes of an answer, and what of none."""

import json
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from bot.embeddings import AzureEmbedder
from knowledge.embeddings import EmbeddingsAway
from tests.fakes.embeddings import KEY, LENGTH, FakeEmbeddings, fake_embeddings
from tests.fakes.running import settings

SECRET = "what do I do about my salary"


@pytest.fixture
async def azure() -> AsyncGenerator[FakeEmbeddings]:
    async with fake_embeddings() as running:
        yield running


@pytest.fixture
async def embedder(azure: FakeEmbeddings) -> AsyncGenerator[AzureEmbedder]:
    made = AzureEmbedder(azure.url, KEY)
    yield made
    await made.close()


def changed(**fields: Any) -> Callable[[dict[str, Any]], Any]:
    """Answer with other fields for the second text."""

    def change(answer: dict[str, Any]) -> Any:
        return {"data": [{**each, **(fields if each["index"] == 1 else {})} for each in answer["data"]]}

    return change


def without_second(answer: dict[str, Any]) -> Any:
    return {"data": [each for each in answer["data"] if each["index"] != 1]}


ODD: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no JSON": lambda _: "<html>",
    "cut off": lambda answer: json.dumps(answer)[:-20],
    "deep": lambda _: "[" * 100_000,
    "no object": lambda _: [1, 2],
    "nothing": lambda _: {},
    "no list": lambda _: {"data": None},
    "a list of numbers": lambda _: {"data": [1, 2]},
    "one too few": without_second,
    "one twice": lambda answer: {"data": [answer["data"][0]] * 2},
    "one too many": lambda answer: {"data": [*answer["data"], answer["data"][0]]},
    "an index of no text": changed(index=7),
    "an index that is a list": changed(index=[1]),
    "words": changed(embedding=["a"] * LENGTH),
    "numbers as words": changed(embedding=["1"] * LENGTH),
    "truths": changed(embedding=[[True]]),
    "no numbers": changed(embedding=[]),
    "null": changed(embedding=None),
    "another length": changed(embedding=[1.0]),
    "no direction": changed(embedding=[0.0] * LENGTH),
    "no finite numbers": changed(embedding=[float("nan")] * LENGTH),
    "numbers that are too large": changed(embedding=[1e308] * LENGTH),
    "numbers beyond any": changed(embedding=[10**400] * LENGTH),
}


async def test_each_text_gets_a_vector_of_length_1_in_the_order_of_the_texts(embedder: AzureEmbedder) -> None:
    rows = await embedder.embed(["brew coffee", "park a car", "coffee brew"])

    assert rows.shape == (3, LENGTH)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert np.allclose(rows[0], rows[2])
    assert rows[0] @ rows[1] < 0.5


async def test_the_key_travels_in_its_header(embedder: AzureEmbedder, azure: FakeEmbeddings) -> None:
    await embedder.embed(["brew coffee"])

    assert azure.keys == [KEY]
    assert azure.asked == [["brew coffee"]]


async def test_a_text_with_half_a_character_is_sent_nevertheless(
    embedder: AzureEmbedder, azure: FakeEmbeddings
) -> None:
    await embedder.embed(["broken \ud83d emoji"])

    assert azure.asked == [["broken ? emoji"]]


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 503])
async def test_a_refusal_says_no_more_than_its_status(
    embedder: AzureEmbedder, azure: FakeEmbeddings, status: int
) -> None:
    azure.status = status

    with pytest.raises(EmbeddingsAway, match=f"^the deployment answered {status}$"):
        await embedder.embed([SECRET])


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
async def test_an_odd_answer_is_none(
    embedder: AzureEmbedder, azure: FakeEmbeddings, odd: Callable[[dict[str, Any]], Any]
) -> None:
    azure.body = odd

    with pytest.raises(EmbeddingsAway):
        await embedder.embed(["brew coffee", "park a car"])


async def test_nobody_waits_for_ever(azure: FakeEmbeddings) -> None:
    azure.slow = True
    embedder = AzureEmbedder(azure.url, KEY, deadline=0.02)

    with pytest.raises(EmbeddingsAway, match="no answer in time"):
        await embedder.embed(["brew coffee"])
    await embedder.close()


async def test_a_port_without_a_listener_is_said_to_be_away(free_port: int) -> None:
    embedder = AzureEmbedder(f"http://127.0.0.1:{free_port}/embeddings", KEY)

    with pytest.raises(EmbeddingsAway, match="ClientConnectorError"):
        await embedder.embed(["brew coffee"])
    await embedder.close()


async def test_neither_the_key_nor_the_text_is_logged(
    embedder: AzureEmbedder, azure: FakeEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await embedder.embed([SECRET])
        azure.status = 500
        with pytest.raises(EmbeddingsAway):
            await embedder.embed([SECRET])

    assert KEY not in caplog.text
    assert "salary" not in caplog.text


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"embeddings_url": "http://words.openai.azure.com/embeddings", "embeddings_key": KEY}, "https://"),
        ({"embeddings_url": "words.openai.azure.com/embeddings", "embeddings_key": KEY}, "https://"),
        ({"embeddings_url": "https://words.openai.azure.com/embeddings"}, "EMBEDDINGS_KEY is missing"),
    ],
)
def test_a_setting_that_would_not_work_or_not_be_safe_is_refused(values: dict[str, str], expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        settings(**values)


@pytest.mark.parametrize("url", ["https://words.openai.azure.com/embeddings", "http://127.0.0.1:8080/embeddings"])
def test_tls_and_this_machine_are_safe(url: str) -> None:
    made = settings(embeddings_url=url, embeddings_key=KEY)

    assert made.embeddings_url == url
    assert KEY not in repr(made)
