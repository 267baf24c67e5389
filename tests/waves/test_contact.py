"""Contacts: what the bot knows of people whom it may write to."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.containers import CONTACTS
from store.opening import open_store
from store.port import Store
from waves.contact import Contact, Contacts, record_of, to_body, to_contact
from waves.delivery import Chat

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHAT = Chat(service_url="https://smba.example/teams/", conversation="a:alice")
ALICE = Contact(
    person="alice",
    name="Alice Anderson",
    upn="Alice@contoso.test",
    chat=CHAT,
    language="sv",
    platform="ios",
    zone="Europe/Stockholm",
    department="Sales",
    site="Malmö",
    manager="bob@contoso.test",
    guest=True,
    opted_out_at=NOON.isoformat(),
    enrolled_at=NOON.isoformat(),
)


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/bot.db", lambda: NOON)
    yield opened
    await opened.close()


@pytest.fixture
def contacts(store: Store, clock: Clock) -> Contacts:
    return Contacts(store, clock)


async def test_somebody_whom_the_bot_never_met_has_no_contact(contacts: Contacts) -> None:
    assert await contacts.get("alice") is None
    assert await contacts.persons_of(["alice@contoso.test"]) == [None]


async def test_what_is_empty_takes_nothing_away(contacts: Contacts) -> None:
    await contacts.keep("alice", name="Alice Anderson", chat=CHAT, zone="Europe/Stockholm")
    await contacts.keep("alice", name="", chat=None, zone="", platform="ios")
    kept = await contacts.get("alice")
    assert kept == Contact(person="alice", name="Alice Anderson", chat=CHAT, zone="Europe/Stockholm", platform="ios")


async def test_what_is_newer_replaces_what_was_known(contacts: Contacts) -> None:
    moved = Chat(service_url=CHAT.service_url, conversation="a:new")
    await contacts.keep("alice", chat=CHAT, language="en")
    await contacts.keep("alice", chat=moved, language="sv")
    assert await contacts.get("alice") == Contact(person="alice", chat=moved, language="sv")


async def test_a_person_is_found_by_user_principal_name_however_it_is_written(contacts: Contacts) -> None:
    await contacts.keep("alice", upn="Alice@Contoso.test")
    assert await contacts.persons_of(["ALICE@contoso.TEST"]) == ["alice"]


async def test_a_user_principal_name_that_is_given_to_somebody_else_leads_to_them(contacts: Contacts) -> None:
    await contacts.keep("alice", upn="sales@contoso.test")
    await contacts.keep("bob", upn="sales@contoso.test")
    assert await contacts.persons_of(["sales@contoso.test"]) == ["bob"]


async def test_a_forgotten_chat_leaves_the_rest(contacts: Contacts) -> None:
    await contacts.keep("alice", name="Alice", chat=CHAT)
    await contacts.forget_chat("alice")
    assert await contacts.get("alice") == Contact(person="alice", name="Alice")


async def test_forgetting_the_chat_of_a_stranger_writes_nothing(contacts: Contacts) -> None:
    await contacts.forget_chat("alice")
    assert await contacts.get("alice") is None


async def test_whoever_stopped_the_nudges_gets_none_after_installing_again(contacts: Contacts) -> None:
    await contacts.keep("alice", chat=CHAT)
    await contacts.opt_out("alice")
    await contacts.forget_chat("alice")
    await contacts.keep("alice", chat=CHAT)
    kept = await contacts.get("alice")
    assert kept and kept.opted_out_at == NOON.isoformat()


async def test_stopping_twice_keeps_the_first_time(contacts: Contacts, clock: Clock) -> None:
    await contacts.opt_out("alice")
    clock.now += timedelta(days=1)
    await contacts.opt_out("alice")
    kept = await contacts.get("alice")
    assert kept and kept.opted_out_at == NOON.isoformat()


async def test_a_stop_can_be_taken_back(contacts: Contacts) -> None:
    await contacts.opt_out("alice")
    await contacts.opt_in("alice")
    assert await contacts.get("alice") == Contact(person="alice")


async def test_enrolled_once_is_enrolled_since_then(contacts: Contacts, clock: Clock) -> None:
    await contacts.enrolled("alice")
    clock.now += timedelta(days=1)
    await contacts.enrolled("alice")
    kept = await contacts.get("alice")
    assert kept and kept.enrolled_at == NOON.isoformat()


async def test_several_contacts_come_in_the_order_asked_for(contacts: Contacts) -> None:
    await contacts.keep("alice", name="Alice")
    await contacts.keep("bob", name="Bob")
    assert await contacts.get_all(["bob", "nobody", "alice"]) == [
        Contact(person="bob", name="Bob"),
        None,
        Contact(person="alice", name="Alice"),
    ]


async def test_everybody_is_read_once_and_no_name_for_a_person(contacts: Contacts, store: Store) -> None:
    for number in range(501):
        await store.add(record_of(Contact(person=f"person-{number}", name=f"{number}")))
    await contacts.keep("person-7", upn="seven@contoso.test")
    found = [contact.person async for contact in contacts.everybody()]
    assert sorted(found) == sorted(f"person-{number}" for number in range(501))


def test_a_contact_is_kept_whole_and_read_as_it_was() -> None:
    assert to_contact("alice", to_body(ALICE)) == ALICE


def test_what_is_empty_is_not_kept() -> None:
    assert to_body(Contact(person="alice")) == {}
    assert record_of(ALICE).container == CONTACTS.name
