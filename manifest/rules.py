"""What Teams asks of a manifest and its icons, checked before anything is written."""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from manifest.details import Json

Key = tuple[str, ...]
Rule = Callable[[str], str | None]

GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
VERSION = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}")
MAX_URL = 2048

ICON_SIZES: Mapping[str, tuple[int, int]] = {"color.png": (192, 192), "outline.png": (32, 32)}

MOST: Mapping[Key, int] = {
    ("bots",): 1,
    ("bots", "commandLists"): 3,
    ("bots", "commandLists", "commands"): 12,
}


def _guid(text: str) -> str | None:
    if GUID.fullmatch(text):
        return None
    return (
        f"--app-id: {text!r} is not a GUID. Give the application (client) ID of the bot's app registration in "
        "Microsoft Entra, without braces, such as 00001111-aaaa-2222-bbbb-3333cccc4444."
    )


def _version(text: str) -> str | None:
    if VERSION.fullmatch(text):
        return None
    return f"--version: {text!r} is not a version. Give three numbers without leading zeros, such as 1.2.0."


def _at_most(limit: int, name: str) -> Rule:
    def rule(text: str) -> str | None:
        if not text.strip():
            return f"{name}: is empty. Give it a text of 1 to {limit} characters."
        if len(text) > limit:
            return f"{name}: has {len(text)} characters, Teams allows {limit}. Shorten it."
        return None

    return rule


def _address(option: str) -> Rule:
    def rule(text: str) -> str | None:
        if len(text) > MAX_URL:
            return f"{option}: has {len(text)} characters, Teams allows {MAX_URL}. Give a shorter address."
        if _is_https(text):
            return None
        return f"{option}: {text!r} is not a web address that Teams accepts. Give all of it, beginning with https://."

    return rule


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and text.isprintable() and " " not in text


RULES: Mapping[Key, Rule] = {
    ("id",): _guid,
    ("bots", "botId"): _guid,
    ("version",): _version,
    ("developer", "name"): _at_most(32, "--developer"),
    ("developer", "websiteUrl"): _address("--website"),
    ("developer", "privacyUrl"): _address("--privacy"),
    ("developer", "termsOfUseUrl"): _address("--terms"),
    ("name", "short"): _at_most(30, "manifest.json, name.short"),
    ("name", "full"): _at_most(100, "manifest.json, name.full"),
    ("description", "short"): _at_most(80, "manifest.json, description.short"),
    ("description", "full"): _at_most(4000, "manifest.json, description.full"),
    ("bots", "commandLists", "commands", "title"): _at_most(128, "manifest.json, a command's title"),
    ("bots", "commandLists", "commands", "description"): _at_most(4000, "manifest.json, a command's description"),
}


def manifest_faults(manifest: Json) -> list[str]:
    """Say what Teams would refuse in a filled manifest, each fault once and with its cure."""
    values = list(_walk(manifest, ()))
    there = {key for key, _ in values}
    missing = [f"manifest.json: {'.'.join(key)} is missing. Put it back." for key in RULES if key not in there]
    found = [fault for key, value in values for fault in _value_faults(key, value)]
    return list(dict.fromkeys(missing + found))


def icon_faults(name: str, png: bytes) -> list[str]:
    """Say what is wrong with an icon's format or size."""
    width, height = ICON_SIZES[name]
    if not png.startswith(b"\x89PNG\r\n\x1a\n") or len(png) < 24:
        return [f"{name}: is not a PNG image. Save it as PNG, {width}×{height} pixels."]
    # The PNG specification puts the header chunk first: length, "IHDR", then width and height.
    size = struct.unpack(">II", png[16:24])
    if size != (width, height):
        return [f"{name}: is {size[0]}×{size[1]} pixels, Teams asks for {width}×{height}. Resize it."]
    return []


def _walk(value: Json, key: Key) -> Iterator[tuple[Key, Json]]:
    """Yield every value below with its key; the items of a list share the list's key."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*key, name), item
            yield from _walk(item, (*key, name))
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, key)


def _value_faults(key: Key, value: Json) -> Iterator[str]:
    if key in RULES:
        fault = RULES[key](value) if isinstance(value, str) else f"manifest.json: {'.'.join(key)} must be a text."
        if fault:
            yield fault
    if key in MOST and isinstance(value, list) and len(value) > MOST[key]:
        yield f"manifest.json: {'.'.join(key)} has {len(value)} entries, Teams allows {MOST[key]}. Take some out."
