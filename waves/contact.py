"""A contact: what the bot knows of a person whom it may write to."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from store.change import change
from store.containers import CONTACTS
from store.port import Store
from store.record import Record
from waves.delivery import Chat

_PAGE: Final = 500
_ALIAS: Final = "upn:"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person, by Entra object id; all else may be empty. `zone` is the name of their time zone: `Europe/Stockholm`.

    `opted_out_at` and `enrolled_at` outlive the chat: who stopped the nudges gets none after installing the app again.
    """

    person: str
    name: str = ""
    upn: str = ""
    chat: Chat | None = None
    language: str = ""
    platform: str = ""
    zone: str = ""
    department: str = ""
    site: str = ""
    manager: str = ""
    guest: bool = False
    opted_out_at: str = ""
    enrolled_at: str = ""


class Contacts:
    """Contacts, each in a partition of its own, and the object id that belongs to a user principal name."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def get(self, person: str) -> Contact | None:
        """Read a contact."""
        record = await self._store.get(CONTACTS.name, person, person)
        return to_contact(person, record.body) if record else None

    async def get_all(self, persons: Sequence[str]) -> list[Contact | None]:
        """Read several contacts, in the order asked for."""
        records = await self._store.get_all(CONTACTS.name, [(person, person) for person in persons])
        return [
            to_contact(person, record.body) if record else None for person, record in zip(persons, records, strict=True)
        ]

    async def persons_of(self, upns: Sequence[str]) -> list[str | None]:
        """Tell whose user principal names these are, of those whom the bot has met."""
        keys = [_ALIAS + upn.casefold() for upn in upns]
        records = await self._store.get_all(CONTACTS.name, [(key, key) for key in keys])
        return [str(record.body["person"]) if record else None for record in records]

    async def everybody(self) -> AsyncGenerator[Contact]:
        """Read all contacts, a page in memory at a time."""
        following = None
        while True:
            page = await self._store.scan(CONTACTS.name, limit=_PAGE, continuation=following)
            for record in page.records:
                if not record.id.startswith(_ALIAS):
                    yield to_contact(record.id, record.body)
            following = page.continuation
            if following is None:
                return

    async def keep(self, person: str, **fields: Any) -> None:
        """Remember of a person what is given and not empty; everything else stays as it was."""
        known = {name: value for name, value in fields.items() if value}
        await self._change(person, lambda contact: replace(contact, **known))
        if upn := str(known.get("upn") or "").casefold():
            key = _ALIAS + upn
            await change(self._store, CONTACTS.name, key, key, lambda _: {"person": person})

    async def forget_chat(self, person: str) -> None:
        """Forget where a person was written to: the app was taken away."""
        if await self.get(person):
            await self._change(person, lambda contact: replace(contact, chat=None))

    async def opt_out(self, person: str) -> None:
        """Send this person no more nudges."""
        now = self._clock().isoformat()
        await self._change(person, lambda contact: replace(contact, opted_out_at=contact.opted_out_at or now))

    async def opt_in(self, person: str) -> None:
        """Send this person nudges again."""
        await self._change(person, lambda contact: replace(contact, opted_out_at=""))

    async def enrolled(self, person: str) -> None:
        """Remember that this person is enrolled."""
        now = self._clock().isoformat()
        await self._change(person, lambda contact: replace(contact, enrolled_at=contact.enrolled_at or now))

    async def _change(self, person: str, following: Callable[[Contact], Contact]) -> None:
        def body(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            return to_body(following(to_contact(person, kept or {})))

        await change(self._store, CONTACTS.name, person, person, body)


def to_contact(person: str, body: Mapping[str, Any]) -> Contact:
    """Read a contact from what is kept."""
    chat = body.get("chat")
    texts = {name: str(body.get(name) or "") for name in _TEXTS}
    return Contact(
        person=person,
        chat=Chat(service_url=str(chat["service_url"]), conversation=str(chat["conversation"])) if chat else None,
        guest=bool(body.get("guest")),
        **texts,
    )


def to_body(contact: Contact) -> Mapping[str, Any]:
    """Write a contact as it is kept, without what is empty."""
    body: dict[str, Any] = {name: value for name in _TEXTS if (value := getattr(contact, name))}
    if contact.guest:
        body["guest"] = True
    if contact.chat:
        body["chat"] = {"service_url": contact.chat.service_url, "conversation": contact.chat.conversation}
    return body


_TEXTS: Final = (
    "name",
    "upn",
    "language",
    "platform",
    "zone",
    "department",
    "site",
    "manager",
    "opted_out_at",
    "enrolled_at",
)


def record_of(contact: Contact) -> Record:
    """Make the record of a contact that is not there yet."""
    return Record(container=CONTACTS.name, partition=contact.person, id=contact.person, body=to_body(contact))
