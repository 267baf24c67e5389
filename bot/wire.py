"""Activities from JSON and back, driven by the SDK's own tables of attributes.

msrest 0.7.1, which the SDK uses for this, takes more time than the whole rest of a turn, drops `conversation.tenantId`,
and loses the fields of citations. This does the same work from the same tables, and keeps what they do not know in
`additional_properties`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import botbuilder.schema as schema
from botbuilder.schema import Activity
from msrest.serialization import Model


class MalformedActivity(Exception):
    """The JSON is no activity."""


def activity_from(value: Any) -> Activity:
    """Read an activity. Raises `MalformedActivity` when it has no type, or a field of a wrong kind."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise MalformedActivity("an activity is a JSON object with a type")
    return _model_from(Activity, value)


def to_json(value: Any) -> Any:
    """Write a model, or anything that holds models, as JSON values."""
    if isinstance(value, Model):
        written = dict(value.additional_properties or {})
        for name, key in _names(type(value)):
            field = getattr(value, name)
            if field is not None:
                written[key] = to_json(field)
        return written
    if isinstance(value, list):
        return [to_json(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _model_from(model: type[Any], value: Mapping[str, Any]) -> Any:
    made = model()
    fields = _fields(model)
    for key, content in value.items():
        field = fields.get(key)
        if field is None:
            made.additional_properties[key] = content
        elif content is not None:
            setattr(made, field[0], _field_from(key, field[1], content))
    return made


def _field_from(key: str, kind: str, content: Any) -> Any:
    model = getattr(schema, kind.strip("[]"), None)
    if kind.startswith("["):
        if not isinstance(content, list):
            raise MalformedActivity(f"{key} is no list")
        return [_field_from(key, kind.strip("[]"), each) for each in content]
    if isinstance(model, type) and issubclass(model, Model):
        if not isinstance(content, dict):
            raise MalformedActivity(f"{key} is no object")
        return _model_from(model, content)
    if kind == "iso-8601":
        return _time_from(key, content)
    if kind == "str" and not isinstance(content, str):
        raise MalformedActivity(f"{key} is no string")
    return content


def _time_from(key: str, content: Any) -> datetime:
    try:
        return datetime.fromisoformat(content)
    except (TypeError, ValueError) as error:
        raise MalformedActivity(f"{key} is no time") from error


@cache
def _fields(model: type[Any]) -> dict[str, tuple[str, str]]:
    """JSON key → attribute and kind."""
    return {entry["key"]: (name, entry["type"]) for name, entry in model._attribute_map.items()}  # noqa: SLF001


@cache
def _names(model: type[Any]) -> list[tuple[str, str]]:
    """Attribute and JSON key."""
    return [(name, entry["key"]) for name, entry in model._attribute_map.items()]  # noqa: SLF001
