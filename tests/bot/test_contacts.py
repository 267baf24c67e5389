"""What the bot learns of people in their chats, so that it may write to them later."""

from typing import Any, cast

import pytest

import app
from store.containers import CONTACTS, PEOPLE
from store.port import Store, Unavailable
from tests.bot.meeting import PERSON, contact, install
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import ALICE, BOB, BOT, CHANNEL, GROUP, PERSONAL, Teams, card_of, words_in
from waves.contact import Contacts
from waves.delivery import Chat

QUESTION = "how do I enroll my iphone"
ZONE = {"localTimezone": "Europe/Stockholm"}


async def test_whoever_installs_the_bot_becomes_a_contact(teams: Teams, store: Store) -> None:
    await install(teams, locale="sv-SE", **ZONE)
    kept = await contact(store)
    assert kept and kept.chat == Chat(service_url=teams.connector.url, conversation=PERSONAL["id"])
    assert (kept.name, kept.language, kept.zone) == (ALICE["name"], "sv", "Europe/Stockholm")


async def test_an_installation_that_only_the_conversation_tells_of_is_enough(teams: Teams, store: Store) -> None:
    await teams.post(teams.activity("conversationUpdate", membersAdded=[BOT]))
    kept = await contact(store)
    assert kept and kept.chat


async def test_an_installation_for_a_team_or_a_group_makes_no_contact(teams: Teams, store: Store) -> None:
    for conversation in (CHANNEL, GROUP):
        await install(teams, conversation=conversation)
        await teams.say(QUESTION, conversation=conversation)
    assert await contact(store) is None


async def test_whoever_installed_the_bot_before_it_kept_contacts_becomes_one_with_a_question(
    teams: Teams, store: Store
) -> None:
    await teams.say(QUESTION, **ZONE)
    kept = await contact(store)
    assert kept and kept.chat and kept.name == ALICE["name"]
    assert (kept.language, kept.platform, kept.zone) == ("en", "ios", "Europe/Stockholm")


async def test_a_question_in_another_language_about_another_platform_changes_the_contact(
    teams: Teams, store: Store
) -> None:
    await teams.say(QUESTION)
    await teams.say("hur registrerar jag min mac")
    kept = await contact(store)
    assert kept and (kept.language, kept.platform) == ("sv", "macos")


async def test_what_a_question_does_not_tell_is_no_news(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION, **ZONE)
    before = await store.get(CONTACTS.name, PERSON, PERSON)
    await teams.say(QUESTION, from_={"id": ALICE["id"], "aadObjectId": PERSON})
    assert await store.get(CONTACTS.name, PERSON, PERSON) == before
    await teams.say(QUESTION, conversation=GROUP)
    assert await store.get(CONTACTS.name, PERSON, PERSON) == before


async def test_a_chat_that_has_moved_is_kept_with_the_next_question(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION)
    await teams.say(QUESTION, conversation={**PERSONAL, "id": "a:moved"})
    kept = await contact(store)
    assert kept and kept.chat and kept.chat.conversation == "a:moved"


@pytest.mark.parametrize(
    "zone", ["", "Middle/Earth", "../../etc/passwd", "/etc/localtime", "Europe", "x" * 5_000, "Europe/Stockholm\u0000"]
)
async def test_a_time_zone_that_does_not_exist_is_none(teams: Teams, store: Store, zone: str) -> None:
    await teams.say(QUESTION, localTimezone=zone)
    kept = await contact(store)
    assert kept and kept.zone == ""


async def test_a_reference_longer_than_any_of_teams_is_not_kept(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION, conversation={**PERSONAL, "id": "a" * 501})
    assert await contact(store) is None


async def test_a_sender_without_an_id_is_no_contact(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION, from_={"name": "Nobody"})
    assert [each async for each in Contacts(store, app.now).everybody()] == []


async def test_two_people_are_two_contacts(teams: Teams, store: Store) -> None:
    await install(teams)
    await install(teams, from_=BOB, conversation={**PERSONAL, "id": "a:bob"})
    everybody = [each async for each in Contacts(store, app.now).everybody()]
    assert {each.name: each.chat.conversation for each in everybody if each.chat} == {
        ALICE["name"]: PERSONAL["id"],
        BOB["name"]: "a:bob",
    }


async def test_after_an_uninstallation_the_chat_is_forgotten_and_nothing_else(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION)
    await install(teams, action="remove")
    kept = await contact(store)
    assert kept and kept.chat is None and kept.name == ALICE["name"]


async def test_after_an_upgrade_the_chat_is_still_known(teams: Teams, store: Store) -> None:
    await install(teams)
    await install(teams, action="remove-upgrade")
    kept = await contact(store)
    assert kept and kept.chat


async def test_leaving_a_team_forgets_no_chat(teams: Teams, store: Store) -> None:
    await install(teams)
    await install(teams, action="remove", conversation=CHANNEL)
    kept = await contact(store)
    assert kept and kept.chat


async def test_installing_again_gives_the_chat_back(teams: Teams, store: Store) -> None:
    await install(teams)
    await install(teams, action="remove")
    await install(teams)
    kept = await contact(store)
    assert kept and kept.chat


async def test_an_installation_mends_a_contact_that_was_lost(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION)
    record = await store.get(CONTACTS.name, PERSON, PERSON)
    assert record
    await store.remove(record)
    await install(teams)
    kept = await contact(store)
    assert kept and kept.chat and kept.platform == "ios"


async def test_the_profile_has_marks_of_the_contact_and_none_of_its_words(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION, **ZONE)
    profile = await store.get(PEOPLE.name, PERSON, "profile")
    assert profile
    marks: Any = profile.body["contact"]
    assert set(marks) == {"chat", "name", "zone"}
    assert all(len(mark) == 8 for mark in marks.values())


class Comes:
    """A database that is away until it is here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.here = False

    def __getattr__(self, name: str) -> Any:
        if self.here:
            return getattr(self._store, name)
        return self._away

    async def _away(self, *_: Any, **__: Any) -> Any:
        raise Unavailable("away")


async def test_an_installation_while_the_database_is_away_is_not_lost(store: Store, connector: FakeConnector) -> None:
    database = Comes(store)
    async with running_bot(cast(Store, database), connector) as teams:
        await install(teams)
        assert "I help you enroll" in words_in(card_of(connector.messages[-1]))
        database.here = True
    kept = await contact(store)
    assert kept and kept.chat


async def test_an_installation_whose_greeting_cannot_be_sent_makes_a_contact(
    store: Store, connector: FakeConnector
) -> None:
    connector.answers.append(Answer(status=403))
    async with running_bot(store, connector) as teams:
        await install(teams)
    kept = await contact(store)
    assert kept and kept.chat
