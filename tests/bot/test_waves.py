"""Planning a wave, through `/api/messages`: the list, a draft, its parts, the dry run, the message, the split."""

from collections.abc import AsyncGenerator
from datetime import date
from zoneinfo import ZoneInfo

import pytest

import app
from cards.verbs import Verb
from store.port import Store
from tests.bot.helping import button_of, buttons, inputs_of
from tests.bot.waving import (
    NAME,
    SPONSOR,
    another,
    coordinator,
    employee,
    later,
    meet,
    standing,
    wave_of,
    with_coordinators,
)
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, card_of, words_in
from waves.wave import Kind, Source, Sponsor, State
from waves.waves import Waves


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_coordinators()) as client:
        yield client


@pytest.mark.parametrize("words", ["waves", "Waves!", "wave", "vågor", "utrullning"])
async def test_coordinators_see_the_waves_and_begin_the_first(teams: Teams, words: str) -> None:
    card = await coordinator(teams).waves(words)

    assert "There is no wave yet" in words_in(card)
    button_of(card, Verb.WAVE_NEW)


async def test_waves_are_listed_newest_first_and_five_at_a_time(teams: Teams) -> None:
    planner = coordinator(teams)
    for number in range(7):
        await planner.create(f"Wave {number}")

    first = await planner.waves()
    second = await planner.press(first, Verb.WAVE_LIST, page=1)

    def names(card: dict[str, object]) -> list[str]:
        return [each["data"]["wave"] for each in buttons(card) if each["verb"] == Verb.WAVE_OPEN]

    assert names(first) == ["Wave 6", "Wave 5", "Wave 4", "Wave 3", "Wave 2"]
    assert names(second) == ["Wave 1", "Wave 0"]
    assert Verb.WAVE_LIST not in [each["verb"] for each in buttons(second)]


async def test_a_new_wave_tells_what_is_missing(teams: Teams, store: Store) -> None:
    draft = await coordinator(teams).create(source="file", kind="reminder")

    words = words_in(draft)
    assert "send me a CSV file" in words
    assert "A day and time" in words
    assert "A dry run" in words
    assert "Nobody signs" in words
    wave = await wave_of(store)
    assert (wave.kind, wave.audience.source, wave.history[0].name) == (Kind.REMINDER, Source.FILE, "Bob Brown")


@pytest.mark.parametrize("name", ["", "  ", "a|b", "x" * 61, "new\x00line", "*", "-a", "x" * 50_000])
async def test_a_name_that_cannot_be_one_is_told_and_stays(teams: Teams, store: Store, name: str) -> None:
    planner = coordinator(teams)
    form = await planner.press(await planner.waves(), Verb.WAVE_NEW)

    again = await planner.press(form, Verb.WAVE_CREATE, {"name": name, "source": "group", "kind": "thanks"})

    assert "A name has letters" in words_in(again)
    assert inputs_of(again) == {"name": name, "source": "group", "kind": "thanks"}
    assert await Waves(store, app.now).listed() == []


async def test_a_name_is_given_once(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    await planner.save(await planner.create(), "what", **SPONSOR)

    assert "There is a wave of this name already" in words_in(await planner.create())
    assert "There is a wave of this name already" in words_in(await another(teams).create())
    assert (await wave_of(store)).version == 2


async def test_the_same_press_twice_makes_one_wave(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    form = await planner.press(await planner.waves(), Verb.WAVE_NEW)
    for _ in range(2):
        draft = await planner.press(form, Verb.WAVE_CREATE, {"name": NAME, "source": "everyone", "kind": "thanks"})
        assert "Draft" in words_in(draft)

    assert len(await Waves(store, app.now).listed()) == 1


async def test_a_dry_run_shows_who_gets_it_and_who_is_left_out(teams: Teams, store: Store) -> None:
    await meet(store, teams, 3)
    planner = coordinator(teams)
    draft = await planner.save(await planner.create(), "who", without="p2@contoso.test")

    card = await planner.planned(draft)

    words = words_in(card)
    assert "Left out: 1" in words
    assert "On your list: **1**" in words
    assert "Person 1" in words
    wave = await wave_of(store)
    assert wave.plan and wave.plan.left_out == {"excluded": 1}


async def test_a_dry_run_without_a_list_says_how_to_mend_it(teams: Teams) -> None:
    planner = coordinator(teams)

    card = await planner.planned(await planner.create(source="file"))

    assert "Send me a CSV file" in words_in(card)
    button_of(card, Verb.WAVE_DRY_RUN)


async def test_a_dry_run_of_a_group_without_graph_says_who_can_mend_it(teams: Teams) -> None:
    planner = coordinator(teams)
    group = {"source": "group", "group": "00001111-aaaa-2222-bbbb-3333cccc4444"}

    card = await planner.planned(await planner.save(await planner.create(), "who", **group))

    assert "GRAPH_URL" in words_in(card)


async def test_a_large_audience_is_split_into_drafts_with_pilots_first(teams: Teams, store: Store) -> None:
    await meet(store, teams, 5)
    planner = coordinator(teams)
    typed = {"by": "week", "people": "2", "start": "2099-03-02", "first": "p5@contoso.test"}
    form = await planner.press(await planner.ready(), Verb.WAVE_SPLIT)

    suggested = await planner.press(form, Verb.WAVE_SPLIT, typed, shown=True)
    made = await planner.press(suggested, Verb.WAVE_SPLIT_CREATE)

    assert f"{NAME[:30].strip()} pilot" in words_in(made)
    pilots, first = await wave_of(store, f"{NAME} pilot"), await wave_of(store, f"{NAME} 1")
    assert pilots.people and pilots.people.people == 1
    assert first.people and first.people.people == 2
    assert first.sponsor == Sponsor(name="Anna Berg", title="CIO")
    assert first.starts_at and first.starts_at.astimezone(ZoneInfo(first.zone)).date() == date(2099, 3, 9)
    opened = await planner.press(made, Verb.WAVE_OPEN, wave=f"{NAME} 1")
    assert "**Goes to 2 people.**" in words_in(await planner.planned(opened))


async def test_making_the_drafts_of_a_split_twice_makes_them_once(teams: Teams, store: Store) -> None:
    await meet(store, teams, 4)
    planner = coordinator(teams)
    typed = {"by": "week", "people": "3", "start": "2099-03-02", "first": ""}
    form = await planner.press(await planner.ready(), Verb.WAVE_SPLIT)
    suggested = await planner.press(form, Verb.WAVE_SPLIT, typed, shown=True)

    for _ in range(2):
        await planner.press(suggested, Verb.WAVE_SPLIT_CREATE)

    assert len(await Waves(store, app.now).listed()) == 3
    assert (await wave_of(store, f"{NAME} 1")).version == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"people": "0"}, "How many people a week?"),
        ({"people": "many"}, "How many people a week?"),
        ({"start": ""}, "On which day"),
        ({"first": "nobody"}, "Neither a user name nor an object id: nobody"),
    ],
)
async def test_a_split_that_cannot_be_is_told(teams: Teams, store: Store, typed: dict[str, str], told: str) -> None:
    await meet(store, teams, 2)
    planner = coordinator(teams)
    form = await planner.press(await planner.ready(), Verb.WAVE_SPLIT)

    again = await planner.press(form, Verb.WAVE_SPLIT, {**standing(form), **typed}, shown=True)

    assert told in words_in(again)


async def test_a_draft_is_discarded_once_somebody_is_sure(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    asked = await planner.press(await planner.create(), Verb.WAVE_CANCEL)
    assert "Discard this draft?" in words_in(asked)
    assert (await wave_of(store)).state is State.DRAFT

    await planner.press(asked, Verb.WAVE_CANCEL, sure=True)

    assert (await wave_of(store)).state is State.CANCELLED


async def test_coordinators_are_told_of_waves_when_they_ask_for_help_and_others_are_not(teams: Teams) -> None:
    assert "write **waves**" in words_in(card_of(await coordinator(teams).person.say("help")))
    assert "write **waves**" not in words_in(card_of(await employee(teams).person.say("help")))


async def test_swedes_plan_in_swedish(teams: Teams, store: Store) -> None:
    await meet(store, teams, 2)
    planner = coordinator(teams, locale="sv-SE")
    assert "Vågor" in words_in(await planner.waves("vågor"))

    draft = await planner.create()
    card = await planner.planned(draft)

    assert "Innan den kan skickas" in words_in(draft)
    assert "Går till 2 personer" in words_in(card)


async def test_a_passed_time_sends_at_once_only_if_somebody_says_so(teams: Teams, store: Store) -> None:
    await meet(store, teams, 1)
    planner = coordinator(teams)
    planned = await planner.ready()
    asked = await planner.press(planned, Verb.WAVE_SCHEDULE)

    assert "it would go out at once" in words_in(asked)
    draft = await planner.press(asked, Verb.WAVE_OPEN)
    draft = await planner.save(draft, "when", **later(days=3))
    assert "UTC time" in words_in(await planner.press(draft, Verb.WAVE_SCHEDULE))
