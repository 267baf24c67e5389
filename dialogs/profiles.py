"""What the bot remembers of a person from one question to the next."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dialogs.person import Person
from knowledge.platform import Platform
from store.containers import PEOPLE
from store.port import Conflict, Store, Unavailable
from store.record import Record
from waves.contact import Contacts

_PROFILE: Final = "profile"
_WELCOMED: Final = "welcomed"
_WELCOME_SECONDS: Final = 60
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The language the person last wrote in, and the platform they last asked about.

    `contact` has a mark of each thing that the person's contact knows from their chat. The profile is read at every
    question, and so a contact need not be.
    """

    language: str
    platform: Platform | None = None
    contact: Mapping[str, str] = field(default_factory=dict[str, str])
    etag: str = ""


class Profiles:
    """Keeps the profiles, and what a chat tells about a contact."""

    def __init__(self, store: Store, contacts: Contacts) -> None:
        self._store = store
        self._contacts = contacts

    async def get(self, person: Person) -> Profile:
        """Read a profile; of somebody new, one in the language of their Teams."""
        record = await self._store.get(PEOPLE.name, person.id, _PROFILE)
        if record is None:
            return new_profile(person)
        platform: Any = record.body.get("platform")
        return Profile(
            language=record.body["language"],
            platform=Platform(platform) if platform else None,
            contact=record.body.get("contact") or {},
            etag=record.etag,
        )

    async def remember(self, person: Person, profile: Profile, *, language: str, platform: Platform | None) -> Profile:
        """Write down what a question told; nothing happens if it told nothing new, or another turn wrote meanwhile."""
        contact = {**profile.contact, **_marks(person)}
        changed = replace(profile, language=language, platform=platform or profile.platform, contact=contact)
        if changed == profile:
            return profile
        if contact:
            await self._keep(person, changed)
        return await self._write(person, changed)

    async def meet(self, person: Person) -> None:
        """Keep the contact of somebody who installed the bot, whatever was kept of it before."""
        profile = await self.get(person)
        await self.remember(person, replace(profile, contact={}), language=profile.language, platform=None)

    async def part(self, person: Person) -> None:
        """Forget the chat of somebody who took the bot away."""
        profile = await self.get(person)
        if profile.contact:
            await self._write(person, replace(profile, contact={}))
        await self._contacts.forget_chat(person.id)

    async def _keep(self, person: Person, profile: Profile) -> None:
        await self._contacts.keep(
            person.id,
            name=person.name[:_LONGEST_NAME],
            chat=person.chat,
            zone=person.zone,
            language=profile.language,
            platform=profile.platform or "",
        )

    async def _write(self, person: Person, profile: Profile) -> Profile:
        body = {"language": profile.language, "platform": profile.platform, "contact": dict(profile.contact)}
        record = Record(container=PEOPLE.name, partition=person.id, id=_PROFILE, body=body, etag=profile.etag)
        try:
            written = await (self._store.replace(record) if profile.etag else self._store.add(record))
        except Conflict:
            return profile
        return replace(profile, etag=written.etag)

    async def is_first_welcome(self, conversation: str) -> bool:
        """Tell whether this conversation was not welcomed within the past minute, and note that it is now.

        Teams tells of one installation in up to two activities.
        """
        partition = hashlib.sha256(conversation.encode("utf-8", "replace")).hexdigest()
        record = Record(container=PEOPLE.name, partition=partition, id=_WELCOMED, body={}, ttl=_WELCOME_SECONDS)
        try:
            await self._store.add(record)
        except Conflict:
            return False
        except Unavailable:
            return True  # twice is better than never
        return True


def _marks(person: Person) -> dict[str, str]:
    """Mark what this turn tells about a contact. What it does not tell is no news."""
    if person.chat is None:
        return {}
    told = {"chat": f"{person.chat.service_url} {person.chat.conversation}", "name": person.name, "zone": person.zone}
    return {
        key: hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:8] for key, value in told.items() if value
    }


def new_profile(person: Person) -> Profile:
    """The profile of somebody the bot knows nothing of."""
    return Profile(language="sv" if person.locale.casefold().startswith("sv") else "en")
