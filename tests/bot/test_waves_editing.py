"""Editing a draft, through `/api/messages`: who gets it, what, and when; and what cannot be."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

import app
from cards.verbs import Verb
from store.port import Store
from tests.bot.helping import CAROL
from tests.bot.waving import (
    SPONSOR,
    another,
    coordinator,
    standing,
    wave_of,
    with_coordinators,
)
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, words_in
from waves.templates import template
from waves.wave import Goal, Kind, Quiet, Source, Sponsor


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_coordinators()) as client:
        yield client


async def test_who_gets_it_is_saved_and_stands_there_again(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    typed = {
        "source": "group",
        "group": "00001111-AAAA-2222-bbbb-3333cccc4444",
        "departments": "Sales, Finance ,, Sales",
        "sites": "Malmö",
        "platforms": "ios,macos",
        "languages": "sv",
        "skip": "guests",
        "without": "Boss@contoso.test\n00001111-aaaa-2222-bbbb-3333cccc5555; ceo@contoso.test",
    }

    draft = await planner.save(await planner.create(), "who", **typed)
    editor = await planner.press(draft, Verb.WAVE_EDIT, part="who")

    audience = (await wave_of(store)).audience
    assert (audience.source, audience.group) == (Source.GROUP, "00001111-aaaa-2222-bbbb-3333cccc4444")
    assert audience.departments == ("Sales", "Finance")
    assert audience.without == ("boss@contoso.test", "00001111-aaaa-2222-bbbb-3333cccc5555", "ceo@contoso.test")
    assert (audience.without_guests, audience.without_enrolled) == (True, False)
    assert standing(editor)["departments"] == "Sales, Finance"
    assert standing(editor)["platforms"] == "ios,macos"
    assert "Sales, Finance · Malmö" in str(draft)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"source": "group", "group": "sales"}, "The group's object id looks like"),
        ({"without": "nobody, boss@contoso.test"}, "Neither a user name nor an object id: nobody"),
        ({"without": "\n".join(f"p{number}@contoso.test" for number in range(400))}, "400 people are too many here"),
        ({"departments": ",".join(str(number) for number in range(60))}, "That is too long a list"),
        ({"sites": "x" * 500}, "That is too long a list"),
    ],
)
async def test_an_audience_that_cannot_be_is_told_and_stays(
    teams: Teams, store: Store, typed: dict[str, str], told: str
) -> None:
    planner = coordinator(teams)

    again = await planner.save(await planner.create(), "who", **typed)

    assert told in words_in(again)
    assert {name: text for name, text in standing(again).items() if name in typed} == typed
    assert (await wave_of(store)).version == 1


async def test_the_message_begins_with_words_for_its_kind_and_follows_it(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    draft = await planner.create(kind="invitation")
    editor = await planner.press(draft, Verb.WAVE_EDIT, part="what")
    assert standing(editor)["text_en"] == template(Kind.INVITATION, "en")

    await planner.save(
        draft, "what", kind="reminder", text_sv="Nu är det dags.", testers="omar@contoso.test", **SPONSOR
    )

    wave = await wave_of(store)
    assert wave.texts == {"en": template(Kind.REMINDER, "en"), "sv": "Nu är det dags."}
    assert wave.sponsor == Sponsor(name="Anna Berg", title="CIO")
    assert wave.testers == ("omar@contoso.test",)


async def test_times_are_typed_by_the_clock_of_the_wave(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    day = app.now().date() + timedelta(days=30)
    typed = {"date": day.isoformat(), "time": "09:30", "zone": "America/New_York"}
    goal = {"percent": "80", "by": (day + timedelta(days=9)).isoformat(), "quiet_from": "18:00", "quiet_to": "08:00"}

    draft = await planner.save(await planner.create(), "when", **typed, **goal)
    editor = await planner.press(draft, Verb.WAVE_EDIT, part="when")

    wave = await wave_of(store)
    assert wave.starts_at == datetime.combine(day, time(9, 30), ZoneInfo("America/New_York")).astimezone(UTC)
    assert wave.quiet == Quiet(start=time(18), end=time(8))
    assert wave.goal == Goal(percent=80, by=day + timedelta(days=9))
    assert "09:30, New York time" in str(draft)
    assert standing(editor)["time"] == "09:30"
    assert standing(editor)["percent"] == "80.0"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"date": "2020-01-01", "time": "09:00"}, "That day and time have passed"),
        ({"date": "2099-01-01", "time": ""}, "Please give both a day and a time"),
        ({"date": "soon", "time": "09:00"}, "Please give both a day and a time"),
        ({"percent": "80"}, "A goal is a percentage"),
        ({"percent": "0", "by": "2099-01-01"}, "A goal is a percentage"),
        ({"percent": "٣", "by": "2099-01-01"}, "A goal is a percentage"),
        ({"percent": "80", "by": "2020-01-01"}, "The goal's day is before"),
        ({"quiet_from": "18:00"}, "Quiet hours need a beginning and an end"),
    ],
)
async def test_times_that_cannot_be_are_told(teams: Teams, store: Store, typed: dict[str, str], told: str) -> None:
    planner = coordinator(teams)

    again = await planner.save(await planner.create(), "when", **typed)

    assert told in words_in(again)
    assert (await wave_of(store)).version == 1


async def test_who_was_faster_is_told_by_name_and_what_was_typed_stays(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    draft = await planner.create()
    editor = await planner.press(draft, Verb.WAVE_EDIT, part="who")
    await another(teams).save(draft, "what", **SPONSOR)

    again = await planner.press(editor, Verb.WAVE_SAVE, {**standing(editor), "sites": "Malmö"})

    assert f"{CAROL['name']} was faster" in words_in(again)
    assert standing(again)["sites"] == "Malmö"
    await planner.press(again, Verb.WAVE_SAVE, standing(again))
    assert (await wave_of(store)).audience.sites == ("Malmö",)
