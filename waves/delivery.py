"""A delivery: one nudge to one recipient, and what becomes of it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BUCKETS: Final = 16
"""Partitions of a wave's deliveries: each is worked on by one instance at a time."""


class Outcome(StrEnum):
    """The state of a delivery. The audience of a wave equals the sum of all of them, at every moment."""

    PENDING = "pending"
    SENDING = "sending"
    THROTTLED = "throttled"
    """Teams, or the network, did not take it; it is tried again."""
    SENT = "sent"
    BLOCKED = "blocked"
    """The person blocked the bot."""
    NOT_INSTALLED = "not_installed"
    """The person does not have the app."""
    DISABLED = "disabled"
    """A policy of the organisation keeps the bot from writing to this person."""
    UNKNOWN = "unknown"
    """There is no such person (any more)."""
    REFUSED = "refused"
    """Teams refused it, for a reason of its own."""
    UNCERTAIN = "uncertain"
    """Nobody knows whether it arrived; it is sent again only on a person's word."""
    EXPIRED = "expired"
    """Its time passed before it could be sent."""
    CANCELLED = "cancelled"
    ENROLLED = "enrolled"
    """Skipped: enrolled meanwhile."""
    OPTED_OUT = "opted_out"
    """Skipped: does not want nudges."""

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self in {Outcome.PENDING, Outcome.THROTTLED}

    @property
    def final(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return not self.waits and self is not Outcome.SENDING

    @property
    def can_succeed(self) -> bool:
        """Whether sending again may help: "retry what failed" takes these, and never one that may have arrived."""
        return self in {Outcome.BLOCKED, Outcome.NOT_INSTALLED, Outcome.DISABLED, Outcome.REFUSED, Outcome.EXPIRED}


@dataclass(frozen=True, kw_only=True)
class Chat:
    """Where a person is written to: the address of the service, and the id of the conversation."""

    service_url: str
    conversation: str


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A delivery as it is kept. `due` is in seconds since the epoch, and null once it does not wait.

    `later` marks a reminder that the recipient asked for: it is beside the audience, and not counted with it. `token`
    names the try that marked it `sending`. `acknowledged_at` is when the recipient first pressed anything.
    """

    wave: str
    person: str
    name: str = ""
    upn: str = ""
    language: str = "en"
    platform: str = ""
    zone: str = ""
    department: str = ""
    site: str = ""
    chat: Chat | None = None
    state: Outcome = Outcome.PENDING
    due: float | None = None
    tries: int = 0
    code: str = ""
    at: str = ""
    token: str = ""
    message: str = ""
    acknowledged_at: str = ""
    enrolled_at: str = ""
    later: bool = False
    first_due: float = 0.0


def bucket_of(person: str) -> int:
    """Tell in which bucket a person's deliveries are: the same in every wave."""
    return int(hashlib.sha256(person.encode()).hexdigest()[:8], 16) % BUCKETS


def partition_of(wave: str, bucket: int) -> str:
    """Name the partition of a bucket's deliveries."""
    return f"{wave}|{bucket:02}"
