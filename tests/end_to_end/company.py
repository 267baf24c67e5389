"""The company the Playground pretends to be, read from `.m365agentsplayground.yml`."""

from dataclasses import dataclass
from typing import Any

import yaml

from scripts.run import COMPANY


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person: the id Teams gives, and the Entra object id."""

    id: str
    aad_object_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who and what there is. `personal`, `group` and `channel` are conversation ids, `chats` their names by id."""

    tenant_id: str
    bot_id: str
    bot_name: str
    me: Person
    colleagues: tuple[Person, ...]
    personal: str
    group: str
    channel: str
    chats: dict[str, str]


def read_company() -> Company:
    """Read the company from the Playground's file."""
    file: dict[str, Any] = yaml.safe_load(COMPANY.read_text(encoding="utf-8"))
    group, team = file["groupChat"], file["team"]
    channels = {channel["id"]: f"{team['name']} - {channel['name']}" for channel in team["channels"]}
    return Company(
        tenant_id=file["tenantId"],
        bot_id=file["bot"]["id"],
        bot_name=file["bot"]["name"],
        me=read_person(file["currentUser"]),
        colleagues=tuple(read_person(user) for user in file["users"]),
        personal=file["personalChat"]["id"],
        group=group["id"],
        channel=next(iter(channels)),
        chats={file["personalChat"]["id"]: "Personal Chat", group["id"]: group["name"], **channels},
    )


def read_person(user: dict[str, str]) -> Person:
    """Read one person."""
    return Person(id=user["id"], aad_object_id=user["aadObjectId"], name=user["name"])
