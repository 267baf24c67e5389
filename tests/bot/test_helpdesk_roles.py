"""Who may: every press and command of the helpdesk, by somebody who is not of it."""

from collections.abc import AsyncGenerator
from itertools import product
from typing import Any

import pytest

from bot.actions import ACTIONS
from cards.verbs import Verb
from store.containers import REVIEWS
from store.port import Store
from tests.bot.helping import CAROL, EVE, UNKNOWN, Person, alice, bob, only_item, until_quiet, with_helpdesk
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot, settings
from tests.fakes.teams import ALICE, BOB, CHANNEL, GROUP, PERSONAL, Teams, words_in

ASKERS = {Verb.REVIEW_SOLVED, Verb.REVIEW_STILL, Verb.REVIEW_REPLY}
HELPDESKS = sorted(verb for verb in ACTIONS if verb.startswith("review.") and verb not in ASKERS)
PLACES = {"personal": PERSONAL, "group": GROUP, "channel": CHANNEL}


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_helpdesk()) as client:
        yield client


async def kept(store: Store) -> list[tuple[str, str]]:
    """Tell whether anything at all was written."""
    return sorted((record.id, record.etag) for record in (await store.scan(REVIEWS.name)).records)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_an_employees_press_is_refused_kindly_and_changes_nothing(
    teams: Teams, store: Store, place: dict[str, Any]
) -> None:
    await alice(teams).say(UNKNOWN)
    await until_quiet(store)
    item, before = await only_item(store), await kept(store)
    typed = {"text_en": "x", "text_sv": "x", "slug": "enroll-ios", "title_en": "x", "question": "x", "to": "enroll-ios"}
    presses = [{"item": item.name, "version": version, **typed} for version in (item.version, 0, 99)]
    for verb, data in product(HELPDESKS, (*presses, {}, {"item": "nonsense"}, {"item": None, "version": -1})):
        for person in (ALICE, EVE):
            card = await teams.press({"title": "…", "verb": verb, "data": data}, from_=person, conversation=place)
            assert "This is for the helpdesk" in words_in(card), verb

    assert await kept(store) == before


@pytest.mark.parametrize(
    "words", ["queue", "kö", "kön", "queue mine", "Kö mina!", "helpdesk here", "helpdesk här", "gaps"]
)
async def test_an_employees_command_is_refused_kindly(teams: Teams, store: Store, words: str) -> None:
    reply = await alice(teams, conversation=CHANNEL).say(words)

    assert "This is for the helpdesk" in reply["text"]
    assert await kept(store) == []


async def test_an_employee_is_refused_in_their_language(teams: Teams) -> None:
    reply = await alice(teams, locale="sv-SE").say("kö")

    assert "helpdesk" in reply["text"].casefold()
    assert "This is for" not in reply["text"]


async def test_ids_are_compared_without_regard_to_case_and_coordinators_may_too(
    store: Store, connector: FakeConnector
) -> None:
    roles = settings(coordinators=BOB["aadObjectId"].upper(), helpdesk=f" {CAROL['aadObjectId']} , ")
    async with running_bot(store, connector, with_settings=roles) as teams:
        for person in (Person(teams, {**BOB, "aadObjectId": BOB["aadObjectId"].title()}), Person(teams, CAROL)):
            assert "Questions for the helpdesk" in words_in(await person.queue())


async def test_whoever_leaves_the_helpdesk_can_no_longer_use_their_old_cards(
    store: Store, connector: FakeConnector
) -> None:
    async with running_bot(store, connector, with_settings=with_helpdesk()) as teams:
        await alice(teams).say(UNKNOWN)
        card = await bob(teams).open()
    async with running_bot(store, connector, with_settings=settings(helpdesk=CAROL["aadObjectId"])) as teams:
        refused = await bob(teams).press(card, Verb.REVIEW_CLAIM)

    assert "This is for the helpdesk" in words_in(refused)
    assert (await only_item(store)).assignee is None
