"""The people of a source, with all that is known of them: read whole, or not at all."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from store.port import Store
from waves.audience import Candidate
from waves.contact import Contact, Contacts
from waves.directory import Directory, DirectoryFailed, Member, Throttled
from waves.people_file import Listed
from waves.people_lists import read_list
from waves.wave import Source, Wave

_CHUNK: Final = 500


class SourceFailed(Exception):
    """The source cannot be read, or only in part. `code` is a word of ours, `detail` what the source said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where people come from. Without a `directory` there are no groups, and only whom the bot met is known by name."""

    store: Store
    contacts: Contacts
    directory: Directory | None

    async def candidates(self, wave: Wave) -> AsyncGenerator[list[Candidate]]:
        """Give the people of a wave's source, some hundred at a time. Raises `SourceFailed`."""
        reading = {
            Source.EVERYONE: self._everybody,
            Source.FILE: self._listed,
            Source.GROUP: self._members,
        }[wave.audience.source]
        try:
            async for chunk in reading(wave):
                yield chunk
        except DirectoryFailed as error:
            raise SourceFailed("directory", str(error)) from error
        except Throttled as error:
            raise SourceFailed("directory", str(error)) from error
        except LookupError as error:
            raise SourceFailed("list_broken", str(error)) from error

    async def _everybody(self, _: Wave) -> AsyncGenerator[list[Candidate]]:
        chunk: list[Candidate] = []
        async for contact in self.contacts.everybody():
            chunk.append(Candidate(person=contact.person, named=contact.name, contact=contact))
            if len(chunk) == _CHUNK:
                yield chunk
                chunk = []
        yield chunk

    async def _members(self, wave: Wave) -> AsyncGenerator[list[Candidate]]:
        if self.directory is None:
            raise SourceFailed("no_directory")
        chunk: list[Member] = []
        async for member in self.directory.members(wave.audience.group):
            chunk.append(member)
            if len(chunk) == _CHUNK:
                yield await self._met(chunk)
                chunk = []
        yield await self._met(chunk)

    async def _met(self, members: Sequence[Member]) -> list[Candidate]:
        contacts = await self._contacts([member.id for member in members])
        return [
            Candidate(person=member.id, named=member.upn or member.name, member=member, contact=contact)
            for member, contact in zip(members, contacts, strict=True)
        ]

    async def _listed(self, wave: Wave) -> AsyncGenerator[list[Candidate]]:
        if wave.people is None:
            raise SourceFailed("no_list")
        async for people in read_list(self.store, wave.name, wave.people):
            yield await self._resolved(people)

    async def _resolved(self, people: Sequence[Listed]) -> list[Candidate]:
        """Find out who is meant: from what the bot knows, and from the directory for all others."""
        persons = await self._persons(people)
        contacts = await self._contacts(persons)
        unmet = [each.key or each.upn for each, contact in zip(people, contacts, strict=True) if contact is None]
        members: Mapping[str, Member | None] = await self.directory.look_up(unmet) if self.directory and unmet else {}
        return [
            await self._candidate(each, person, contact, members.get(each.key or each.upn))
            for each, person, contact in zip(people, persons, contacts, strict=True)
        ]

    async def _candidate(self, each: Listed, person: str, contact: Contact | None, member: Member | None) -> Candidate:
        name = each.key or each.upn
        if contact is not None or self.directory is None:
            return Candidate(person=person, named=name, listed=each, contact=contact)
        if member is None:  # the directory knows everybody: whom it does not know, there is not
            return Candidate(person="", named=name, listed=each)
        met = None if each.key else await self.contacts.get(member.id)
        return Candidate(person=member.id, named=name, listed=each, member=member, contact=met)

    async def _persons(self, people: Sequence[Listed]) -> list[str]:
        named = [each.upn for each in people if not each.key]
        known = dict(zip(named, await self.contacts.persons_of(named), strict=True))
        return [each.key or known[each.upn] or "" for each in people]

    async def _contacts(self, persons: Sequence[str]) -> list[Contact | None]:
        found = [person for person in persons if person]
        contacts = dict(zip(found, await self.contacts.get_all(found), strict=True))
        return [contacts.get(person) for person in persons]
