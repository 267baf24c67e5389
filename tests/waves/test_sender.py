"""A wave is sent: to everybody, once, at its time; and can be stopped."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.waves.office import CAROL, NAME, Office, people, seen
from tests.waves.post import Post
from tests.waves.sending import sending, until, until_counted, until_state
from waves.delivery import Delivery, Outcome
from waves.messenger import Sent
from waves.wave import State


async def test_everybody_gets_one_and_the_wave_is_sent(office: Office, post: Post) -> None:
    await office.planned(120)

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert post.got == dict.fromkeys(people(120), 1)
    assert await office.counts() == {Outcome.SENT: 120}
    wave = await office.wave()
    assert [step.what for step in wave.history][-2:] == ["started", "all sent"]
    assert wave.counts == {"sent": 120}


async def test_nothing_goes_out_before_its_time(office: Office, post: Post) -> None:
    start = office.clock.now + timedelta(hours=1)
    await office.bring_to(State.DRAFT)
    await office.schedule(starts_at=start)

    async with sending(office, post) as sender:

        async def is_written() -> bool:
            return (await office.plan()).written == 2

        await until(office, is_written, sender)
        assert post.asked == []
        assert (await office.wave()).state is State.SCHEDULED
        office.clock.now = start
        await until_state(office, State.SENT, sender)

    assert len(post.asked) == 2


async def test_a_paused_wave_sends_nothing_more_and_goes_on_when_resumed(office: Office, post: Post) -> None:
    await office.planned(60)
    gate, begun = asyncio.Event(), asyncio.Event()

    async def wait(_: Delivery) -> None:
        begun.set()
        await gate.wait()

    post.before = wait
    async with sending(office, post) as sender:
        await until(office, begun.is_set, sender)
        paused = await office.waves.pause(seen(await office.wave()), CAROL)
        rounds = 0

        def knows() -> bool:
            nonlocal rounds
            rounds += 1
            return rounds > 100

        await until(office, knows, sender)
        gate.set()
        await until(office, lambda: len(post.asked) > 0, sender)
        sent = len(post.asked)
        assert sent < 60
        await office.waves.resume(seen(paused), CAROL)
        await until_state(office, State.SENT, sender)

    assert post.got == dict.fromkeys(people(60), 1)


async def test_cancelling_leaves_those_who_got_it_and_cancels_the_rest(office: Office, post: Post) -> None:
    wave = await office.planned(200)
    first = set(people(20))

    async def cancel(_: Delivery) -> None:
        if len(post.asked) == 20:
            await office.waves.cancel(seen(await office.wave()), CAROL)

    post.after = cancel
    async with sending(office, post) as sender:

        async def is_ended() -> bool:
            return (await office.wave()).ended_at is not None

        await until(office, is_ended, sender)

    counts = await office.counts()
    assert counts[Outcome.SENT] == len(post.asked) >= len(first)
    assert counts[Outcome.CANCELLED] > 0
    assert sum(counts.values()) == 200
    assert (await office.wave()).state is State.CANCELLED
    assert wave.state is State.SCHEDULED


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome.final and outcome is not Outcome.SENT])
async def test_what_became_of_a_delivery_is_kept_with_its_code(office: Office, post: Post, outcome: Outcome) -> None:
    await office.planned(2)
    post.answers["person-00001"] = [Sent(outcome=outcome, code="Why")]

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    delivery = await office.delivery("person-00001")
    assert (delivery.state, delivery.code, delivery.tries) == (outcome, "Why", 1)
    assert await office.counts() == {Outcome.SENT: 1, outcome: 1}


async def test_who_is_throttled_is_tried_again_when_teams_said_even_by_another_instance(
    office: Office, post: Post
) -> None:
    await office.planned(3)
    post.answers["person-00001"] = [Sent(outcome=Outcome.THROTTLED, code="429", after=600)]

    async with sending(office, post) as sender:
        await until_counted(office, lambda counts: counts == {"sent": 2, "throttled": 1}, sender)
    asked = len(post.asked)
    office.clock.pass_time(seconds=500)
    async with sending(office, post, owner="two") as sender:
        rounds = iter(range(100))
        await until(office, lambda: next(rounds, None) is None, sender)
        assert len(post.asked) == asked
        office.clock.pass_time(seconds=130)
        await until_state(office, State.SENT, sender)

    assert await office.counts() == {Outcome.SENT: 3}
    assert post.got == dict.fromkeys(people(3), 1)


async def test_a_messenger_that_fails_leaves_its_delivery_uncertain_and_the_others_go_on(
    office: Office, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await office.planned(30)

    async def fail(delivery: Delivery) -> None:
        if delivery.person == "person-00007":
            raise ZeroDivisionError("a fault of ours")

    post.before = fail
    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert await office.counts() == {Outcome.SENT: 29, Outcome.UNCERTAIN: 1}
    assert "person-00007" not in caplog.text


async def test_retrying_takes_only_those_who_can_be_reached(office: Office, post: Post) -> None:
    await office.planned(5)
    final = [Outcome.BLOCKED, Outcome.NOT_INSTALLED, Outcome.UNKNOWN, Outcome.UNCERTAIN]
    for number, outcome in enumerate(final):
        post.answers[f"person-0000{number}"] = [Sent(outcome=outcome)]

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)
        await office.waves.retry(seen(await office.wave()), CAROL)
        await until_state(office, State.SENT, sender)
        assert await office.counts() == {Outcome.SENT: 3, Outcome.UNKNOWN: 1, Outcome.UNCERTAIN: 1}
        assert post.got["person-00003"] == 1
        await office.waves.retry(seen(await office.wave()), CAROL, uncertain=True)
        await until_state(office, State.SENT, sender)

    assert await office.counts() == {Outcome.SENT: 4, Outcome.UNKNOWN: 1}


async def test_a_bot_that_is_told_to_stop_writes_down_what_is_under_way(office: Office, post: Post) -> None:
    await office.planned(40)
    async with sending(office, post) as sender:
        await until(office, lambda: len(post.asked) >= 5, sender)

    counts = await office.counts()
    assert Outcome.SENDING not in counts
    assert counts[Outcome.SENT] == len(post.asked)
    assert Outcome.UNCERTAIN not in counts


async def test_two_instances_send_everybody_one(office: Office, post: Post) -> None:
    await office.planned(300)

    async with sending(office, post, owner="one") as one, sending(office, post, owner="two") as two:
        await until_state(office, State.SENT, one, two)

    assert post.got == dict.fromkeys(people(300), 1)
    assert await office.counts() == {Outcome.SENT: 300}


async def test_a_chat_that_had_to_be_made_is_kept_for_the_next_wave(office: Office, post: Post) -> None:
    wave = await office.planned(1)
    (contact,) = await office.contacts.get_all(people(1))
    assert contact and contact.chat
    made = replace(contact.chat, conversation="made-anew")
    post.answers["person-00000"] = [Sent(outcome=Outcome.SENT, chat=made)]

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert (await office.contacts.get_all(people(1)))[0] == replace(contact, chat=made)
    assert (await office.delivery("person-00000")).chat == made
    assert wave.name == NAME
