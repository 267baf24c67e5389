"""The benchmarks' connector as a process, over the wire."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest

from bench.teams_process import OrderRefused, TeamsProcess, last_core
from bot.connector import Connector, ConnectorError
from bot.credentials import NoCredentials

MESSAGE = {"type": "message", "text": "It is your turn."}


@pytest.fixture
async def teams() -> AsyncGenerator[TeamsProcess]:
    async with TeamsProcess(core=last_core(), seed=1) as teams:
        yield teams


@pytest.fixture
async def bot() -> AsyncGenerator[Connector]:
    async def no_pause(_: float) -> None:
        """Do not wait between two tries."""

    connector = Connector(NoCredentials(), pause=no_pause)
    yield connector
    await connector.close()


async def connect(teams: TeamsProcess) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", int(teams.url.rpartition(":")[2]))


async def connect_and_read(teams: TeamsProcess) -> bytes:
    reader, _ = await connect(teams)
    return await reader.read()


async def test_messages_of_the_bot_arrive_and_are_counted(teams: TeamsProcess, bot: Connector) -> None:
    await asyncio.gather(*(bot.send(teams.url, f"a:1{number % 90}", MESSAGE) for number in range(100)))
    counts = await teams.counts()
    assert (counts.accepted, counts.once, counts.more, counts.statuses) == (100, 80, 10, {"201": 100})
    assert sum(counts.by_second) == counts.requests == 100
    assert await teams.accepted() == {f"a:1{number}" for number in range(90)}
    assert await teams.repeated() == {f"a:1{number}": 2 for number in range(10)}


async def test_a_message_may_be_as_large_as_teams_takes(teams: TeamsProcess, bot: Connector) -> None:
    assert await bot.send(teams.url, "chat", {**MESSAGE, "text": "x" * 90_000})
    with pytest.raises(ConnectorError) as refused:
        await bot.send(teams.url, "chat", {**MESSAGE, "text": "x" * 200_000})
    assert refused.value.status in {0, 413}


async def test_a_lost_answer_leaves_the_bot_in_doubt_and_the_message_counted(
    teams: TeamsProcess, bot: Connector
) -> None:
    await teams.control(lost=1)
    with pytest.raises(ConnectorError) as doubt:
        await bot.send(teams.url, "chat", MESSAGE)
    assert doubt.value.status == 0
    assert await teams.accepted() == {"chat"}


async def test_answers_come_in_the_order_of_the_requests(teams: TeamsProcess) -> None:
    await teams.control(latency_ms=5, jitter_ms=5)
    reader, writer = await connect(teams)
    for number in range(20):
        writer.write(b"PUT /v3/conversations/chat/activities/%d HTTP/1.1\r\n\r\n" % number)
    found = [await reader.readuntil(b"}") for _ in range(20)]
    writer.close()
    assert [answer.rpartition(b"\r\n")[2] for answer in found] == [b'{"id": "%d"}' % number for number in range(20)]


async def test_nobody_listens_while_the_connector_is_away(teams: TeamsProcess) -> None:
    reader, _ = await connect(teams)
    await teams.control(away=600)
    with pytest.raises(ConnectionResetError):
        await reader.read()
    with pytest.raises(ConnectionRefusedError):
        await connect(teams)
    assert (await teams.counts()).requests == 0


async def test_connections_are_broken_off_while_the_connector_resets_them(teams: TeamsProcess) -> None:
    await teams.control(away=600, how="reset")
    with pytest.raises(ConnectionResetError):
        await connect_and_read(teams)


@pytest.mark.parametrize("how", ["closed", "reset"])
async def test_the_connector_comes_back_where_it_was(teams: TeamsProcess, bot: Connector, how: str) -> None:
    await bot.send(teams.url, "before", MESSAGE)
    await teams.control(away=0.05, how=how)
    async with asyncio.timeout(30):
        while "after" not in await teams.accepted():
            with suppress(ConnectorError):
                await bot.send(teams.url, "after", MESSAGE)
    assert await teams.accepted() == {"before", "after"}


async def test_an_order_that_is_not_understood_is_told(teams: TeamsProcess) -> None:
    with pytest.raises(OrderRefused, match="throttled"):
        await teams.control(throttled=7)
