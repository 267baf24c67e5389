"""An account that tests make databases in."""

from datetime import UTC, datetime
from typing import Protocol


class Account(Protocol):
    """Where databases can be made, with a key or without; and the clock by which its records expire."""

    endpoint: str
    key: str | None

    def now(self) -> datetime:
        """Tell the time by which records expire."""
        ...

    def pass_time(self, seconds: int) -> None:
        """Move that time on."""
        ...


class OutsideAccount:
    """Implement `Account` on one that is there already, as https://localhost:8081, and has the time of the world."""

    def __init__(self, url: str, key: str | None) -> None:
        self.endpoint = url.rstrip("/") + "/"
        self.key = key

    def now(self) -> datetime:
        return datetime.now(UTC)

    def pass_time(self, seconds: int) -> None:
        raise AssertionError(f"The clock of {self.endpoint} cannot be moved by {seconds} s: leave this test out")
