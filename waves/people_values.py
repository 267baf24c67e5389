"""What the cells of a coordinator's file mean: ids, platforms, languages and time zones as people write them."""

import re
import unicodedata
import zoneinfo
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

_NOTHING: Final = frozenset({"-", "–", "—", "#N/A", "#SAKNAS!"})
"""What stands for an empty cell. The last two are Excel's, where it found no value."""

_FORMULA: Final = ("=", "+", "-", "@")

_OBJECT_ID: Final = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE | re.ASCII)
_NO_OBJECT: Final = "00000000-0000-0000-0000-000000000000"

# The characters that Entra ID allows, and "+", which mail addresses have.
_PRINCIPAL_NAME: Final = re.compile(
    r"[a-z0-9_][a-z0-9_.'!#^~+-]*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+",
    re.IGNORECASE | re.ASCII,
)
_MAX_PRINCIPAL_NAME: Final = 256

_WORD: Final = re.compile(r"[^\W_]+")
_PLATFORMS: Final = {
    "windows": re.compile(r"win(?:dows\w*)?\d*|w1[01]|pcs?|surface"),
    "android": re.compile(r"android\w*|samsung|galaxy|pixel"),
    "ios": re.compile(r"(?:ios|ipados|iphones?|ipads?)\d*"),
    "macos": re.compile(r"mac(?:s|os(?:x|\d*)|book\w*)?|osx|imacs?"),
    "linux": re.compile(r"linux\w*|ubuntu\w*|debian|fedora|rhel"),
}
# "se" is no language that the bot speaks, but the country that many write for it.
_LANGUAGES: Final = {
    **dict.fromkeys(("en", "eng", "english", "engelska"), "en"),
    **dict.fromkeys(("sv", "swe", "se", "swedish", "svenska"), "sv"),
}


def clean(cell: str) -> str:
    """Take out what cannot be seen, and make one space of many. Equal texts become equal, however they are encoded."""
    text = " ".join(cell.split())
    if not (text.isascii() and text.isprintable()):
        text = "".join(filter(str.isprintable, unicodedata.normalize("NFC", text))).strip()
    return "" if text in _NOTHING else text


def is_formula(text: str) -> bool:
    """Tell whether Excel would calculate this cell."""
    return text.startswith(_FORMULA)


def object_id(text: str) -> str:
    """Read an object id in lower case; empty if the text is none."""
    found = _OBJECT_ID.fullmatch(text)
    key = found[1].lower() if found else ""
    return "" if key == _NO_OBJECT else key


def principal_name(text: str) -> str:
    """Read a user principal name in lower case; empty if the text is none."""
    if len(text) > _MAX_PRINCIPAL_NAME or not _PRINCIPAL_NAME.fullmatch(text):
        return ""
    return text.casefold()


@lru_cache(maxsize=256)
def platform_of(text: str) -> str:
    """Find the one platform that the text names; empty if it names none, or several."""
    words = _WORD.findall(text.casefold())
    named = {name for name, pattern in _PLATFORMS.items() if any(map(pattern.fullmatch, words))}
    return named.pop() if len(named) == 1 else ""


@lru_cache(maxsize=256)
def language_of(text: str) -> str:
    """Read a language, also with its country (`sv-SE`); empty if the bot does not speak it."""
    words = _WORD.findall(text.casefold())
    return _LANGUAGES.get(words[0], "") if words else ""


def zone_of(text: str) -> str:
    """Find the name of a time zone in any case, with or without underscores; empty if there is none so called."""
    return _zones().get(text.casefold().replace(" ", "_"), "")


@cache
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in zoneinfo.available_timezones()}
