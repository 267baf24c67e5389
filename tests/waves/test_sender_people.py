"""Whom a wave does not bother: who stopped nudges, who is enrolled, who sleeps, who had one today."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from tests.waves.office import CAROL, Office, listed, people, seen
from tests.waves.post import Post
from tests.waves.sending import sending, until, until_state
from waves.delivery import Outcome
from waves.nudges import Nudges
from waves.wave import Audience, Kind, Quiet, Source, State, Wave


async def planned(office: Office, name: str = "Week 2", **fields: object) -> Wave:
    """Make a wave for two people, with these fields."""
    await office.meet(*people(2))
    wave = await office.draft(map(listed, people(2)), name)
    if fields:
        await office.waves.edit(seen(wave), CAROL, **fields)
    await office.dry_run(name)
    await office.planner().write(await office.schedule(name))
    return await office.wave(name)


async def test_who_stops_nudges_after_the_plan_gets_none(office: Office, post: Post) -> None:
    await planned(office)
    await office.contacts.opt_out("person-00001")

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert list(post.got) == ["person-00000"]
    assert await office.counts() == {Outcome.SENT: 1, Outcome.OPTED_OUT: 1}


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REMINDER])
async def test_who_enrolls_after_the_plan_is_not_invited(office: Office, post: Post, kind: Kind) -> None:
    await planned(office, kind=kind)
    await office.contacts.enrolled("person-00001")

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert await office.counts() == {Outcome.SENT: 1, Outcome.ENROLLED: 1}


async def test_thanks_reach_those_who_are_enrolled(office: Office, post: Post) -> None:
    audience = Audience(source=Source.FILE, without_enrolled=False)
    await planned(office, kind=Kind.THANKS, audience=audience)
    await office.contacts.enrolled("person-00001")

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert await office.counts() == {Outcome.SENT: 2}


async def test_nobody_is_nudged_in_quiet_hours_by_their_own_clock(office: Office, post: Post) -> None:
    office.clock.now = datetime(2026, 1, 5, 17, 30, tzinfo=UTC)  # 18:30 in Stockholm, 12:30 in New York
    await office.meet("person-00001", zone="America/New_York")
    await planned(office, quiet=Quiet(start=time(18), end=time(8)), zone="Europe/Stockholm")

    async with sending(office, post) as sender:

        async def is_postponed() -> bool:
            delivery = await office.delivery("person-00000")
            return delivery.code == "quiet_hours"

        await until(office, is_postponed, sender)
        await until(office, lambda: len(post.asked) == 1, sender)
        assert list(post.got) == ["person-00001"]
        due = (await office.delivery("person-00000")).due
        assert due == datetime(2026, 1, 6, 7, 0, tzinfo=UTC).timestamp()
        office.clock.now = datetime(2026, 1, 6, 7, 0, 1, tzinfo=UTC)
        await until_state(office, State.SENT, sender)

    assert post.got == dict.fromkeys(people(2), 1)


async def test_who_had_a_nudge_today_gets_the_next_wave_tomorrow(office: Office, post: Post) -> None:
    await planned(office)
    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)
        await planned(office, "Week 3")

        async def is_postponed() -> bool:
            return all(each.code == "nudged_today" for each in await office.deliveries("Week 3"))

        await until(office, is_postponed, sender)
        assert len(post.asked) == 2
        assert (await office.wave("Week 3")).state is State.SENDING
        office.clock.now += timedelta(days=1)
        await until_state(office, State.SENT, sender, name="Week 3")

    assert post.got == dict.fromkeys(people(2), 2)


async def test_two_waves_at_once_nudge_nobody_twice_on_a_day(office: Office, post: Post) -> None:
    names = ("Week 2", "Week 3")
    await office.meet(*people(60))
    for name in names:
        await office.draft(map(listed, people(60)), name)
        await office.dry_run(name)
        await office.planner().write(await office.schedule(name))

    async with sending(office, post, owner="one") as one, sending(office, post, owner="two") as two:

        async def are_decided() -> bool:
            codes = [each for name in names for each in await office.deliveries(name)]
            return all(each.state is Outcome.SENT or each.code == "nudged_today" for each in codes)

        await until(office, are_decided, one, two)

    assert post.got == dict.fromkeys(people(60), 1)


async def test_what_somebody_presses_while_it_is_sent_is_kept(office: Office, post: Post) -> None:
    await planned(office)
    nudges = Nudges(office.store, office.clock)

    async def press(_: object) -> None:
        await nudges.enrolled("Week 2", "person-00001")

    post.after = press
    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    delivery = await office.delivery("person-00001")
    assert delivery.state is Outcome.SENT
    assert delivery.enrolled_at and delivery.acknowledged_at


async def test_a_reminder_that_was_asked_for_comes_after_the_wave_was_sent(office: Office, post: Post) -> None:
    await planned(office)
    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)
        due = office.clock.now + timedelta(days=1)
        assert await Nudges(office.store, office.clock).remind("Week 2", "person-00001", due)
        office.clock.now = due + timedelta(minutes=2)
        await until(office, lambda: post.got["person-00001"] == 2, sender)

    assert post.got["person-00000"] == 1
    assert await office.counts() == {Outcome.SENT: 2}


async def test_a_reminder_does_not_come_on_the_day_of_the_nudge(office: Office, post: Post) -> None:
    await planned(office)
    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)
        soon = office.clock.now + timedelta(minutes=1)
        assert await Nudges(office.store, office.clock).remind("Week 2", "person-00001", soon)
        office.clock.now = soon + timedelta(minutes=2)

        async def is_postponed() -> bool:
            return [each.body.get("code") for each in await office.records()].count("nudged_today") == 1

        await until(office, is_postponed, sender)
        assert len(post.asked) == 2
        office.clock.now += timedelta(days=1)
        await until(office, lambda: post.got["person-00001"] == 2, sender)


async def test_a_nudge_that_could_not_be_sent_for_days_is_given_up(office: Office, post: Post) -> None:
    wave = await planned(office)
    await office.waves.note(wave.name, lambda kept: replace(kept, state=State.SENDING))
    office.clock.now += timedelta(days=4)

    async with sending(office, post) as sender:
        await until_state(office, State.SENT, sender)

    assert await office.counts() == {Outcome.EXPIRED: 2}
    assert not post.asked
