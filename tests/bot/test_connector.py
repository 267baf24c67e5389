"""Requests to the Bot Connector: pooled, authorised, repeated when Teams asks for it, within a deadline."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from bot.connector import Connector, ConnectorError
from bot.credentials import NoCredentials
from tests.fakes.connector import Answer, FakeConnector

HELLO = {"type": "message", "text": "hello"}


class Rest:
    """A connector whose pauses are written down instead of waited for."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.connector = Connector(NoCredentials(), pause=self.pause, jitter=lambda: 1.0)

    async def pause(self, seconds: float) -> None:
        """Do not wait."""
        self.pauses.append(seconds)


@pytest.fixture
async def rest() -> AsyncGenerator[Rest]:
    made = Rest()
    yield made
    await made.connector.close()


async def test_a_message_goes_to_its_conversation_and_its_id_comes_back(rest: Rest, connector: FakeConnector) -> None:
    sent = await rest.connector.send(connector.url, "19:a/b;messageid=1", HELLO, reply_to="17/5")
    assert sent == "sent-1"
    (request,) = connector.requests
    assert (request.method, request.body) == ("POST", HELLO)
    assert request.path == "/v3/conversations/19%3Aa%2Fb%3Bmessageid%3D1/activities/17%2F5"


async def test_a_message_can_be_replaced_and_deleted(rest: Rest, connector: FakeConnector) -> None:
    await rest.connector.update(connector.url, "a:1", "5", HELLO)
    await rest.connector.delete(connector.url, "a:1", "5")
    assert [(request.method, request.path) for request in connector.requests] == [
        ("PUT", "/v3/conversations/a%3A1/activities/5"),
        ("DELETE", "/v3/conversations/a%3A1/activities/5"),
    ]


async def test_one_connection_serves_many_messages(rest: Rest, connector: FakeConnector) -> None:
    for _ in range(10):
        await rest.connector.send(connector.url, "a:1", HELLO)
    assert len(connector.connections) == 1


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_a_passing_refusal_is_tried_again(rest: Rest, connector: FakeConnector, status: int) -> None:
    connector.answers.extend([Answer(status=status), Answer(status=status)])
    assert await rest.connector.send(connector.url, "a:1", HELLO) == "sent-3"


async def test_pauses_double_up_to_eight_seconds(rest: Rest, connector: FakeConnector) -> None:
    connector.answers.extend([Answer(status=503)] * 6)
    await rest.connector.send(connector.url, "a:1", HELLO)
    assert rest.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]


async def test_a_pause_is_as_long_as_teams_says(rest: Rest, connector: FakeConnector) -> None:
    connector.answers.append(Answer(status=429, headers={"Retry-After": "7"}))
    await rest.connector.send(connector.url, "a:1", HELLO)
    assert rest.pauses == [7.0]


async def test_a_retry_after_that_is_no_number_is_not_relied_on(rest: Rest, connector: FakeConnector) -> None:
    connector.answers.append(Answer(status=429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}))
    await rest.connector.send(connector.url, "a:1", HELLO)
    assert rest.pauses == [0.5]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500])
async def test_a_final_refusal_is_not_repeated_and_says_why(rest: Rest, connector: FakeConnector, status: int) -> None:
    connector.answers.append(Answer(status=status, body={"error": {"code": "BotDisabledByAdmin"}}))
    with pytest.raises(ConnectorError) as refusal:
        await rest.connector.send(connector.url, "a:1", HELLO)
    assert (refusal.value.status, refusal.value.code) == (status, "BotDisabledByAdmin")
    assert len(connector.requests) == 1


async def test_a_message_that_may_have_arrived_is_not_sent_again(rest: Rest, connector: FakeConnector) -> None:
    connector.answers.append(Answer(hang_up=True))
    with pytest.raises(ConnectorError) as error:
        await rest.connector.send(connector.url, "a:1", HELLO)
    assert error.value.status == 0
    assert len(connector.requests) == 1


async def test_whoever_does_not_hear_is_called_again(rest: Rest, free_port: int) -> None:
    async def until_served(seconds: float) -> None:
        rest.pauses.append(seconds)
        if len(rest.pauses) == 2:
            raise TimeoutError

    rest.connector = Connector(NoCredentials(), pause=until_served, jitter=lambda: 1.0)
    with pytest.raises(ConnectorError):
        await rest.connector.send(f"http://127.0.0.1:{free_port}/", "a:1", HELLO)
    assert rest.pauses == [0.5, 1.0]
    await rest.connector.close()


@pytest.mark.parametrize("seconds", ["0", "-5", "nan", "inf"])
async def test_teams_cannot_ask_for_no_pause_at_all(rest: Rest, connector: FakeConnector, seconds: str) -> None:
    connector.answers.append(Answer(status=429, headers={"Retry-After": seconds}))
    await rest.connector.send(connector.url, "a:1", HELLO)
    assert rest.pauses == [0.5]


async def test_there_is_a_deadline(connector: FakeConnector) -> None:
    async def for_ever(_: float) -> None:
        await asyncio.Event().wait()

    impatient = Connector(NoCredentials(), deadline=0.05, pause=for_ever)
    connector.answers.append(Answer(status=429))
    with pytest.raises(ConnectorError) as error:
        await impatient.send(connector.url, "a:1", HELLO)
    assert (error.value.status, error.value.code) == (429, "DeadlinePassed")
    await impatient.close()


async def test_an_answer_that_is_no_json_is_an_answer(rest: Rest, connector: FakeConnector) -> None:
    connector.answers.append(Answer(body={}))
    assert await rest.connector.send(connector.url, "a:1", HELLO) is None
