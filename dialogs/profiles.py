"""What the bot remembers of a person from one question to the next."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

from dialogs.person import Person
from knowledge.platform import Platform
from store.containers import PEOPLE
from store.port import Conflict, Store, Unavailable
from store.record import Record

_PROFILE: Final = "profile"
_WELCOMED: Final = "welcomed"
_WELCOME_SECONDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The language the person last wrote in, and the platform they last asked about."""

    language: str
    platform: Platform | None = None
    etag: str = ""


class Profiles:
    """Keeps the profiles."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, person: Person) -> Profile:
        """Read a profile; of somebody new, one in the language of their Teams."""
        record = await self._store.get(PEOPLE.name, person.id, _PROFILE)
        if record is None:
            return new_profile(person)
        platform: Any = record.body.get("platform")
        return Profile(
            language=record.body["language"], platform=Platform(platform) if platform else None, etag=record.etag
        )

    async def remember(self, person: Person, profile: Profile, *, language: str, platform: Platform | None) -> Profile:
        """Write down what a question told; nothing happens if it told nothing new, or another turn wrote meanwhile."""
        changed = replace(profile, language=language, platform=platform or profile.platform)
        if changed == profile:
            return profile
        body = {"language": changed.language, "platform": changed.platform}
        record = Record(container=PEOPLE.name, partition=person.id, id=_PROFILE, body=body, etag=profile.etag)
        try:
            written = await (self._store.replace(record) if profile.etag else self._store.add(record))
        except Conflict:
            return changed
        return replace(changed, etag=written.etag)

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


def new_profile(person: Person) -> Profile:
    """The profile of somebody the bot knows nothing of."""
    return Profile(language="sv" if person.locale.casefold().startswith("sv") else "en")
