"""What a company fills in, and the filling of the manifest's `${…}` with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


class PackingError(Exception):
    """The package cannot be made; the message says why and how to mend it, one fault a line."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What differs from company to company."""

    app_id: str
    version: str
    developer: str
    website: str
    privacy: str
    terms: str


def fill(template: Json, details: Details) -> Json:
    """Put the details in the place of every `${…}`. Raises `PackingError` for a name it does not know."""
    return _filled(
        template,
        {
            "appId": details.app_id,
            "version": details.version,
            "developer": details.developer,
            "website": details.website,
            "privacy": details.privacy,
            "terms": details.terms,
        },
    )


def _filled(value: Json, values: Mapping[str, str]) -> Json:
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: _value(found[1], values), value)
    return value


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        known = ", ".join(f"${{{each}}}" for each in values)
        raise PackingError(f"manifest.json asks for ${{{name}}}, which nothing fills. Use one of {known}.")
    return values[name]
