"""States, outcomes and reasons in the words of a terminal, each with what to do about it."""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from waves.audience import LeftOut
from waves.delivery import Outcome
from waves.nudge import PLACEHOLDERS, Fault, Flaw
from waves.terminal import COMMAND
from waves.wave import State

NEXT: Final[Mapping[State, str]] = {
    State.DRAFT: "{command} send {name}",
    State.SCHEDULED: "{command} pause {name}, or cancel {name}",
    State.SENDING: "{command} pause {name}, or cancel {name}",
    State.PAUSED: "{command} resume {name}, or cancel {name}",
    State.SENT: "{command} report {name}, retry {name}, or close {name}",
    State.CANCELLED: "{command} report {name}, or close {name}",
    State.CLOSED: "{command} report {name}",
}

REMEDIES: Final[Mapping[Outcome, str]] = {
    Outcome.THROTTLED: "nothing to do: Teams was busy, and it is tried again",
    Outcome.BLOCKED: "they blocked the bot: ask them to unblock it in Teams, then retry",
    Outcome.NOT_INSTALLED: "they do not have the app: install it for them in the Teams admin center, then retry",
    Outcome.DISABLED: "a policy forbids them the app: allow it in the Teams admin center, then retry",
    Outcome.UNKNOWN: "Teams knows nobody of that id (any more): check who they are, and import them in a new wave",
    Outcome.REFUSED: "see the code in report --csv, mend it, then retry",
    Outcome.UNCERTAIN: "nobody knows whether it arrived: ask them, or retry --uncertain (some may get it twice)",
    Outcome.EXPIRED: "its time passed before it could be sent: retry",
}

LEFT_OUT: Final[Mapping[str, str]] = {
    LeftOut.UNKNOWN: "nobody knows who this is: check the spelling, or let them write to the bot once",
    LeftOut.DUPLICATE: "the same person again",
    LeftOut.DISABLED: "the account is blocked",
    LeftOut.GUEST: "a guest",
    LeftOut.EXCLUDED: "on the list of those to leave out",
    LeftOut.FILTERED: "of another department, site, platform or language",
    LeftOut.OPTED_OUT: "wants no nudges",
    LeftOut.ENROLLED: "enrolled already",
    LeftOut.EARLIER_WAVE: "in an earlier wave",
    LeftOut.UNREACHABLE: "no way to write to them: they do not have the app",
}

_SOURCES: Final[Mapping[str, str]] = {
    "directory": "Microsoft Graph did not answer, so nobody is taken: {detail}. See docs/graph.md, then: {again}",
    "no_directory": "A group can be read through Microsoft Graph only, by the bot: set GRAPH_URL (docs/graph.md), "
    "start it, then: {again}",
    "no_list": "There is no list of people yet: {command} import FILE.csv --wave {wave}",
    "list_broken": "The list of people was not kept whole. Import it again: {command} import FILE.csv --wave {wave}",
    "no_such_wave": "There is no wave {detail} whose people could be left out. Name those that are there: "
    "{command} plan {wave} --without-wave NAME",
}

_FLAWS: Final[Mapping[Flaw, str]] = {
    Flaw.EMPTY: "there is no message: --message-en FILE, --message-sv FILE",
    Flaw.MISSING: "some recipients read this language, and get the message in {other}",
    Flaw.TOO_MANY_WORDS: "{count} words: people read no more than {most}. Leave something out",
    Flaw.TOO_LONG: "{count} characters: {most} fit on a card. Leave something out",
    Flaw.SEVERAL_CALLS: "{count} links to press besides the button: keep one at most",
    Flaw.PLACEHOLDER: "{found} is not filled in. What the bot fills in: {known}",
    Flaw.NO_DATE: "the text names the day of the goal, and there is no goal: --goal PERCENT --by DAY",
    Flaw.NO_SPONSOR: 'nobody signs: --sponsor "NAME, TITLE". People trust a message from a person',
    Flaw.SHOUTING: "“{found}” in capital letters reads like shouting",
    Flaw.EXCLAMATIONS: "{count} exclamation marks are more than one",
}

UNFINISHED: Final = frozenset({Flaw.EMPTY, Flaw.PLACEHOLDER, Flaw.NO_DATE})
"""With these nothing is sent, whatever a person says."""


def people(count: int) -> str:
    """Count people."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


def spoken(word: str) -> str:
    """Write a state, an outcome or a reason as people do."""
    return word.replace("_", " ")


def printable(text: str) -> str:
    """Leave out what could steer a terminal: names come from elsewhere."""
    return "".join(filter(str.isprintable, text))


def next_steps(name: str, state: State) -> str:
    """Say what can be done with a wave in a state."""

    return NEXT[state].format(command=COMMAND, name=quoted(name))


def quoted(name: str) -> str:
    """Write a wave's name as it stands in a command."""
    return name if re.fullmatch(r"[\w-]+", name) else shlex.quote(name)


def source_fault(wave: str, fault: str) -> str:
    """Say why an audience could not be read, and what to do: `fault` is `code: detail`."""
    code, _, detail = fault.partition(": ")
    again = f"{COMMAND} dry-run {quoted(wave)}"
    words = _SOURCES.get(code, "The audience could not be read ({code} {detail}). Try again: {again}")
    return words.format(code=code, detail=printable(detail), wave=quoted(wave), command=COMMAND, again=again)


def fault_words(faults: list[Fault]) -> Iterator[str]:
    """Say what is wrong with a message."""
    for fault in faults:
        language = f"{fault.language}: " if fault.language else ""
        values = {name: printable(each) for name, each in fault.values.items()}
        yield language + _FLAWS[fault.flaw].format(**values, known=", ".join(PLACEHOLDERS))


def outcome_lines(counts: Mapping[str, int]) -> Iterator[str]:
    """List outcomes with their numbers, the most frequent first, and what to do where something failed."""
    for state, count in sorted(counts.items(), key=lambda each: -each[1]):
        remedy = REMEDIES.get(Outcome(state), "")
        yield f"  {spoken(state):14}{count:>9,}{'   ' + remedy if remedy else ''}"
