"""What became of a message that the bot sent of its own accord."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

import app
from bot.connector import Connector
from bot.credentials import NoCredentials
from bot.messenger import TeamsOutbox
from knowledge.review_item import Delivery, State
from store.port import Store
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import answerer
from tests.knowledge.desk import Desk


@pytest.fixture
async def outbox() -> AsyncGenerator[TeamsOutbox]:
    async def for_ever(_: float) -> None:
        await asyncio.Event().wait()

    rest = Connector(NoCredentials(), deadline=0.1, pause=for_ever)
    yield TeamsOutbox(rest, answerer(), app.now)
    await rest.close()


@pytest.mark.parametrize(
    ("answer", "delivery"),
    [
        (Answer(status=201), Delivery.SENT),
        (Answer(status=403), Delivery.UNREACHABLE),
        (Answer(status=404), Delivery.UNREACHABLE),
        (Answer(status=429), Delivery.PENDING),
        (Answer(status=503), Delivery.PENDING),
        (Answer(status=500), Delivery.UNCERTAIN),
        (Answer(hang_up=True), Delivery.UNCERTAIN),
    ],
)
async def test_the_connectors_answer_tells_whether_the_message_arrived(
    store: Store, outbox: TeamsOutbox, connector: FakeConnector, answer: Answer, delivery: Delivery
) -> None:
    desk = Desk(store, app.now)
    await desk.bring_to(State.ANSWERED)
    item = await desk.item()
    (asker,) = item.askers
    there = {**asker.conversation, "serviceUrl": connector.url}
    connector.answers.append(answer)

    assert await outbox.deliver(item, replace(asker, conversation=there)) is delivery
