"""The words of a nudge: placeholders, and what is wrong with a text before it goes out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from waves.wave import Wave

LANGUAGES: Final = ("en", "sv")

MAX_WORDS: Final = 60
MAX_CHARACTERS: Final = 1_000

PLACEHOLDERS: Final = ("{sponsor}", "{date}")
"""What a text may hold: the sponsor's name, and the day of the goal. The same for all recipients of a language."""

MINUTES: Final[Mapping[str, int]] = {"windows": 45, "macos": 30, "linux": 30, "android": 20, "ios": 20}
"""How long enrolling takes, by platform."""

_SHOUTED: Final = 6
"""Capital letters in a row of words that are taken for shouting: abbreviations such as BYOD have fewer."""

_SHOWN: Final = 40
"""Characters of a fault that are shown."""

_LINK: Final = re.compile(r"\[[^\[\]]*\]\([^()]*\)")
_URL: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_CLICK: Final = re.compile(r"\b(?:(?:click|tap|press) (?:here|this)|(?:klicka|tryck) (?:här|hit))\b", re.IGNORECASE)
_LEFT: Final = re.compile(r"\{[^{}\n]*\}|\[[^\[\]\n]*\]|<[^<>\n]*>|[{}]|_{3,}|\b(?:TODO|TBD|XX+|(?i:lorem ipsum))\b")
_WORD: Final = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")

_MONTHS: Final = {
    "en": "January February March April May June July August September October November December".split(),
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
}


class Flaw(StrEnum):
    """What can be wrong with the message of a wave."""

    EMPTY = "empty"
    """There is no text in any language."""
    MISSING = "missing"
    """There is none in a language of the audience; they get the one in `other`."""
    TOO_MANY_WORDS = "too_many_words"
    TOO_LONG = "too_long"
    SEVERAL_CALLS = "several_calls"
    """There is more to press than the button and one link."""
    PLACEHOLDER = "placeholder"
    """Something was to be filled in, and was not."""
    NO_DATE = "no_date"
    """The text names the day of a goal that the wave does not have."""
    NO_SPONSOR = "no_sponsor"
    """Nobody signs, or without a title."""
    SHOUTING = "shouting"
    EXCLAMATIONS = "exclamations"

    @property
    def stops(self) -> bool:
        """Whether nothing should be sent with it; the others are only told."""
        return self not in {Flaw.MISSING, Flaw.SHOUTING, Flaw.EXCLAMATIONS}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong with the message, in one language or in all (empty), with what it takes to say so."""

    flaw: Flaw
    language: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str])


def message(wave: Wave, language: str) -> str:
    """Give the words in a language, filled in; in another where there are none in it; empty where there are none."""
    for each in (language, *LANGUAGES, *wave.texts):
        if text := wave.texts.get(each, "").strip():
            return filled(text, wave, each)
    return ""


def filled(text: str, wave: Wave, language: str) -> str:
    """Fill in the placeholders. What the wave does not know stays as it is."""
    known = {
        "{sponsor}": wave.sponsor.name if wave.sponsor else "",
        "{date}": _day(wave.goal.by, language) if wave.goal else "",
    }
    for placeholder, value in known.items():
        text = text.replace(placeholder, value or placeholder)
    return text


def languages_of(wave: Wave) -> tuple[str, ...]:
    """Tell in which languages the audience reads: as counted, else as wanted, else all."""
    counted = [language for language, people in wave.plan.languages.items() if people] if wave.plan else []
    wanted = counted or wave.audience.languages
    return tuple(each for each in LANGUAGES if each in wanted) or LANGUAGES


def lint(wave: Wave) -> list[Fault]:
    """Name everything that is wrong with the message."""
    texts = {language: text.strip() for language, text in wave.texts.items() if text.strip()}
    return [
        *_missing(wave, texts),
        *(fault for each, text in texts.items() for fault in _text_faults(wave, text, each)),
    ]


def _missing(wave: Wave, texts: Mapping[str, str]) -> Iterator[Fault]:
    if wave.sponsor is None or not (wave.sponsor.name.strip() and wave.sponsor.title.strip()):
        yield Fault(flaw=Flaw.NO_SPONSOR)
    if not texts:
        yield Fault(flaw=Flaw.EMPTY)
        return
    for language in languages_of(wave):
        if language not in texts:
            other = next((each for each in LANGUAGES if each in texts), next(iter(texts)))
            yield Fault(flaw=Flaw.MISSING, language=language, values={"other": other})


def _text_faults(wave: Wave, text: str, language: str) -> Iterator[Fault]:
    if "{date}" in text and wave.goal is None:
        yield Fault(flaw=Flaw.NO_DATE, language=language)
    for flaw, values in _wordings(filled(text, wave, language), _left(text)):
        yield Fault(flaw=flaw, language=language, values=values)


def _wordings(text: str, left: str | None) -> Iterator[tuple[Flaw, Mapping[str, str]]]:
    if len(text) > MAX_CHARACTERS:
        yield Flaw.TOO_LONG, {"count": str(len(text)), "most": str(MAX_CHARACTERS)}
    if (words := count_words(text)) > MAX_WORDS:
        yield Flaw.TOO_MANY_WORDS, {"count": str(words), "most": str(MAX_WORDS)}
    if left:
        yield Flaw.PLACEHOLDER, {"found": left[:_SHOWN]}
    if (calls := _calls(text)) > 1:
        yield Flaw.SEVERAL_CALLS, {"count": str(calls)}
    if shouted := _shouted(text):
        yield Flaw.SHOUTING, {"found": shouted[:_SHOWN]}
    if (marks := text.count("!")) > 1:
        yield Flaw.EXCLAMATIONS, {"count": str(marks)}


def count_words(text: str) -> int:
    """Count words; marks that stand alone are none."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def _left(text: str) -> str | None:
    """Find something that was to be filled in."""
    for known in PLACEHOLDERS:
        text = text.replace(known, "")
    found = _LEFT.search(_without_links(text))
    return found.group() if found else None


def _calls(text: str) -> int:
    """Count what there is to press: a link of which the words say "click here" is one."""
    rest = _LINK.sub(" ", text)
    return len(_LINK.findall(text)) + len(_URL.findall(rest)) + len(_CLICK.findall(_URL.sub(" ", rest)))


def _without_links(text: str) -> str:
    return _URL.sub(" ", _LINK.sub(" ", text))


def _shouted(text: str) -> str | None:
    """Find a row of words in capital letters."""
    row: list[str] = []
    for word in (*_WORD.findall(_without_links(text)), ""):
        if len(word) > 1 and word.isupper():
            row.append(word)
            continue
        if sum(map(len, row)) >= _SHOUTED:
            return " ".join(row)
        row = []
    return None


def _day(day: date, language: str) -> str:
    return f"{day.day} {_MONTHS.get(language, _MONTHS['en'])[day.month - 1]}"
