"""Who of the people of a source is nudged, and who is left out, and why."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from waves.contact import Contact
from waves.delivery import Chat, Delivery
from waves.directory import Member
from waves.hours import zone_named
from waves.people_file import Listed
from waves.wave import Audience, Wave

_DEFAULT_LANGUAGE: Final = "en"


class LeftOut(StrEnum):
    """Why somebody of the source is not nudged; the first that applies counts."""

    UNKNOWN = "unknown"
    """There is no such person, or nobody can tell who is meant."""
    DUPLICATE = "duplicate"
    DISABLED = "disabled"
    """The account is blocked."""
    GUEST = "guest"
    EXCLUDED = "excluded"
    """On the list of those to leave out."""
    FILTERED = "filtered"
    """Of another department, site, platform or language."""
    OPTED_OUT = "opted_out"
    ENROLLED = "enrolled"
    EARLIER_WAVE = "earlier_wave"
    UNREACHABLE = "unreachable"
    """There is no way to write to this person."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody of a source, with all that is known of them. `person` is empty where nobody can tell who it is."""

    person: str
    named: str
    listed: Listed | None = None
    member: Member | None = None
    contact: Contact | None = None

    def known(self, name: str) -> str:
        """Give a field from whoever knows it: the coordinator's list, the directory, or the bot itself."""
        for each in (self.listed, self.member, self.contact):
            if value := str(getattr(each, name, "") or ""):
                return value
        return ""

    @property
    def names(self) -> frozenset[str]:
        """Give all that the person goes by, casefolded: a user principal name may have changed since it was noted."""
        upns = (each.upn for each in (self.listed, self.member, self.contact) if each)
        return frozenset(name.casefold() for name in (self.person, *upns) if name)


@dataclass(kw_only=True)
class Sieve:
    """Lets through whom a wave is for, each once.

    `without` holds user principal names and object ids, casefolded; `earlier` the digests of people in earlier waves.
    `reachable` tells whether somebody without a chat can be written to.
    """

    wave: Wave
    without: frozenset[str]
    earlier: frozenset[bytes]
    reachable: Callable[[str], bool]
    met: set[bytes] = field(default_factory=set[bytes])

    def reason(self, candidate: Candidate) -> LeftOut | None:
        """Tell why somebody is left out; `None` if they are not."""
        if not candidate.person:
            return LeftOut.UNKNOWN
        key = digest(candidate.person)
        if key in self.met:
            return LeftOut.DUPLICATE
        self.met.add(key)
        return self._reason(candidate, key)

    def _reason(self, candidate: Candidate, key: bytes) -> LeftOut | None:
        audience, member, contact = self.wave.audience, candidate.member, candidate.contact
        checks = (
            (LeftOut.DISABLED, member is not None and not member.enabled),
            (LeftOut.GUEST, audience.without_guests and _is_guest(candidate)),
            (LeftOut.EXCLUDED, not candidate.names.isdisjoint(self.without)),
            (LeftOut.FILTERED, not _fits(audience, candidate)),
            (LeftOut.OPTED_OUT, contact is not None and bool(contact.opted_out_at)),
            (LeftOut.ENROLLED, audience.without_enrolled and contact is not None and bool(contact.enrolled_at)),
            (LeftOut.EARLIER_WAVE, key in self.earlier),
            (LeftOut.UNREACHABLE, _chat(candidate) is None and not self.reachable(candidate.person)),
        )
        return next((reason for reason, applies in checks if applies), None)


def delivery_for(wave: Wave, candidate: Candidate) -> Delivery:
    """Make the delivery to somebody who is let through."""
    zone = candidate.known("zone")
    return Delivery(
        wave=wave.name,
        person=candidate.person,
        name=candidate.known("name")[:200],
        upn=candidate.known("upn")[:200],
        language=candidate.known("language") or _default_language(wave),
        platform=candidate.known("platform"),
        zone=zone if zone_named(zone) else "",
        department=candidate.known("department")[:200],
        site=candidate.known("site")[:200],
        chat=_chat(candidate),
    )


def digest(person: str) -> bytes:
    """Shorten an id, so that a hundred thousand of them fit into little memory."""
    return hashlib.blake2b(person.casefold().encode(), digest_size=8).digest()


def _chat(candidate: Candidate) -> Chat | None:
    return candidate.contact.chat if candidate.contact else None


def _is_guest(candidate: Candidate) -> bool:
    # The user principal name of a guest, "anna_partner.com#EXT#@contoso.onmicrosoft.com": "B2B user properties".
    if any("#ext#" in name for name in candidate.names):
        return True
    return any(each.guest for each in (candidate.member, candidate.contact) if each)


def _fits(audience: Audience, candidate: Candidate) -> bool:
    wanted = {
        "department": audience.departments,
        "site": audience.sites,
        "platform": audience.platforms,
        "language": audience.languages,
    }
    return all(
        not values or candidate.known(name).casefold() in {value.casefold() for value in values}
        for name, values in wanted.items()
    )


def _default_language(wave: Wave) -> str:
    if not wave.texts or _DEFAULT_LANGUAGE in wave.texts:
        return _DEFAULT_LANGUAGE
    return min(wave.texts)
