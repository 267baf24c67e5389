"""The loop that sends what is due."""

import asyncio
from collections.abc import Callable

import app
from bot.worker import Worker
from knowledge.delivery import Deliveries
from knowledge.review_item import Delivery, State
from store.port import Store
from tests.knowledge.desk import Desk
from tests.knowledge.outbox import WrittenDown


class Held(WrittenDown):
    """An outbox that holds messages back until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.let_go = asyncio.Event(), asyncio.Event()
        self.before = self._hold

    async def _hold(self, _: str) -> None:
        self.begun.set()
        await self.let_go.wait()


async def began(store: Store, outbox: Held) -> tuple[Desk, Worker]:
    """Have an answer on its way."""
    desk = Desk(store, app.now)
    await desk.bring_to(State.ANSWERED)
    worker = Worker(Deliveries(store, app.now, outbox))
    worker.start()
    await outbox.begun.wait()
    return desk, worker


async def marked(desk: Desk) -> list[Delivery | None]:
    return [asker.delivery for asker in (await desk.item()).askers]


async def test_what_is_being_sent_arrives_before_the_loop_ends(store: Store) -> None:
    outbox = Held()
    desk, worker = await began(store, outbox)
    asyncio.get_running_loop().call_later(0.05, outbox.let_go.set)

    await worker.close()

    assert await marked(desk) == [Delivery.SENT]
    assert outbox.times == {"chat-anna": 1}


async def test_what_hangs_does_not_keep_the_bot_from_ending(store: Store) -> None:
    desk, worker = await began(store, Held())

    await worker.close()

    assert await marked(desk) == [Delivery.SENDING]


async def test_a_kick_sends_at_once(store: Store) -> None:
    outbox = WrittenDown()
    worker = Worker(Deliveries(store, app.now, outbox))
    worker.start()
    desk = Desk(store, app.now)
    await desk.bring_to(State.ANSWERED)

    worker.kick()
    await until(lambda: bool(outbox.sent))
    await worker.close()

    assert await marked(desk) == [Delivery.SENT]


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not met():
            await asyncio.sleep(0.01)
