"""The platforms that devices run on, and how people name them."""

import re
from enum import StrEnum


class Platform(StrEnum):
    WINDOWS = "windows"
    ANDROID = "android"
    IOS = "ios"
    MACOS = "macos"
    LINUX = "linux"


_NAMES = {
    Platform.WINDOWS: r"windows\w*|win ?1[01]|pcs?|pc:?n|surface\w*|thinkpad\w*|autopilot",
    Platform.ANDROID: r"android\w*|samsung\w*|galaxy\w*|pixel\w*|oneplus|xiaomi|work profiles?|arbetsprofil\w*",
    Platform.IOS: r"i-?phone\w*|i-?pad(?:os)?\w*|ios",
    Platform.MACOS: r"mac(?:s|en|ar|arna)?|mac(?:dator|book)\w*|mac ?(?:books?|os)|imac\w*",
    Platform.LINUX: r"linux\w*|ubuntu\w*|debian|fedora",
}
_WHOSE = r"\b(?:arbets|företags|jobb|smart|tjänste)?"
_PATTERNS = {platform: re.compile(rf"{_WHOSE}(?:{names})\b", re.IGNORECASE) for platform, names in _NAMES.items()}

_FILLERS = frozenset(
    "a about actually also an and am are as at but can do for have how i if in instead is it m me mean meant mine my "
    "no of oh ok on one or please question s same so sorry thanks that the then there this to too use using what with "
    "work works would you "
    "av bara då den denna det detta du en ett fast fråga funkar fungerar för gäller gör går ha har hej hur i istället "
    "ja jag kan man med men menade menar mig min mina mitt nej och ok om på samma sen sig som så sådan tack till typ "
    "vad vi är även också".split()
)
_WORD = re.compile(r"\w+")

_PHONE = re.compile(_WHOSE + r"(?:phone|mobil|telefon|lur|cell|tablet|surfplatt|platt)\w*", re.IGNORECASE)
_COMPUTER = re.compile(_WHOSE + r"(?:computer|laptop|notebook|desktop|dator|datamaskin|burk)\w*", re.IGNORECASE)


def possible_platforms(text: str) -> frozenset[Platform]:
    """Tell which platforms a device can have that is called so: a phone is no Windows PC."""
    named = mentioned_platform(text)
    if named:
        return frozenset({named})
    phone, computer = bool(_PHONE.search(text)), bool(_COMPUTER.search(text))
    if phone and not computer:
        return frozenset({Platform.ANDROID, Platform.IOS})
    if computer and not phone:
        return frozenset({Platform.WINDOWS, Platform.MACOS, Platform.LINUX})
    return frozenset(Platform)


def mentioned_platform(text: str) -> Platform | None:
    """Find the one platform that the text names; `None` if it names none, or several."""
    found = [platform for platform, pattern in _PATTERNS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def without_platform(text: str, device: str) -> str:
    """Put the word `device` in place of the platforms that the text names."""
    for pattern in _PATTERNS.values():
        text = pattern.sub(device, text)
    return text


def is_only_a_platform(text: str) -> bool:
    """Tell whether the text names one platform and says nothing else: "and on my ipad?"."""
    platform = mentioned_platform(text)
    if platform is None:
        return False
    rest = text
    for pattern in (_PATTERNS[platform], _PHONE, _COMPUTER):
        rest = pattern.sub(" ", rest)
    return all(word.casefold() in _FILLERS for word in _WORD.findall(rest))
