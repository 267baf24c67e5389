"""A wave: who is to enroll, when they are nudged, with which words; and its states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

MAX_NAME: Final = 60
"""Characters of a wave's name."""

_MAX_NAME_BYTES: Final = 200
"""Leaves room for what is put before and behind a name, to name the partitions of a wave."""

LONGEST_HISTORY: Final = 200
"""Steps that are kept; of a longer history the oldest go, but for the first."""


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"
    CLOSED = "closed"

    @property
    def planned(self) -> bool:
        """Whether the wave can still be changed."""
        return self is State.DRAFT


class Kind(StrEnum):
    """What a nudge is for."""

    ANNOUNCEMENT = "announcement"
    INVITATION = "invitation"
    REMINDER = "reminder"
    THANKS = "thanks"


class Source(StrEnum):
    """Where an audience comes from."""

    FILE = "file"
    GROUP = "group"
    """An Entra group, with the members of its groups."""
    EVERYONE = "everyone"
    """Everybody who has the bot."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody who does something with a wave."""

    person: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that was done with a wave. `what` is a word of ours, `detail` what belongs to it."""

    at: str
    person: str
    name: str
    what: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Sponsor:
    """Who signs a nudge."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What share of the audience, in percent, is to be enrolled by the end of a day."""

    percent: int
    by: date


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Hours, by the recipient's clock, in which nobody is nudged: from `start` up to `end`, over midnight too."""

    start: time
    end: time


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who is nudged: people from a source, those of them that fit, less those left out.

    `group` is an Entra object id. Empty filters let everybody through; departments and sites are compared casefolded.
    `without` are the user principal names and object ids of people to leave out, `without_waves` names of waves whose
    recipients are.
    """

    source: Source
    group: str = ""
    departments: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_guests: bool = True
    without_enrolled: bool = True
    without_waves: tuple[str, ...] = ()


class PlanState(StrEnum):
    WANTED = "wanted"
    """The audience is to be read."""
    READY = "ready"
    """It was read whole: this is the dry run."""
    FAILED = "failed"
    """It could only be read in part, or not at all."""
    WRITING = "writing"
    """Its deliveries are being written."""
    WRITTEN = "written"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A dry run: how many, who is left out and why, and a sample. `read` and `written` count people, for progress.

    `left_out` is by reason: `unknown`, `guest`, `duplicate`, `opted_out`, `unreachable`, `enrolled`, `excluded`,
    `earlier_wave`, `filtered`, `disabled`. `fault` says why reading failed, as `code: detail`. `chunks` is in how many
    records the recipients are kept, and `parts` under which name.
    """

    id: str
    state: PlanState
    at: str
    recipients: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])
    reached_by: Mapping[str, int] = field(default_factory=dict[str, int])
    languages: Mapping[str, int] = field(default_factory=dict[str, int])
    platforms: Mapping[str, int] = field(default_factory=dict[str, int])
    sample: tuple[str, ...] = ()
    left_out_sample: tuple[tuple[str, str], ...] = ()
    chunks: int = 0
    parts: str = ""
    read: int = 0
    written: int = 0
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class PeopleList:
    """A file that was imported, kept in `chunks` records. `notices` tells what was odd about it, and how often."""

    id: str
    people: int
    chunks: int
    at: str
    notices: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Something to do with all deliveries of a wave, once each: `cancel`, `retry` or `uncertain`."""

    id: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Wave:
    """A wave as it is kept. `name` is its key; `version` counts its changes, and what people do names the one they saw.

    `starts_at` is in UTC; `zone` is the one in which it was typed, and that of recipients whose own is not known.
    `texts` are the message by language. `testers` get the nudge when it is tried. `people` is the list of its audience,
    `without_people` that of those left out. `counts` are those of the last look at its deliveries. `card` is where its
    progress is shown.
    """

    name: str
    state: State
    version: int
    kind: Kind
    audience: Audience
    sponsor: Sponsor | None = None
    starts_at: datetime | None = None
    zone: str = "Europe/Stockholm"
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    goal: Goal | None = None
    quiet: Quiet | None = None
    testers: tuple[str, ...] = ()
    people: PeopleList | None = None
    without_people: PeopleList | None = None
    plan: Plan | None = None
    sweep: Sweep | None = None
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    started_at: str | None = None
    ended_at: str | None = None
    history: tuple[Step, ...] = ()
    card: Mapping[str, Any] | None = None

    @property
    def working(self) -> bool:
        """Whether the bot has something to do for it, in the background."""
        if self.state in {State.DRAFT, State.CANCELLED} and self.ended_at is None:
            return self.state is State.CANCELLED or (self.plan is not None and self.plan.state is PlanState.WANTED)
        return self.state in {State.SCHEDULED, State.SENDING, State.PAUSED, State.SENT}


def may_be_name(name: str) -> bool:
    """Tell whether a wave can have this name."""
    fits = 0 < len(name) <= MAX_NAME and len(name.encode(errors="replace")) <= _MAX_NAME_BYTES
    return fits and name == name.strip() and name.isprintable() and "|" not in name
