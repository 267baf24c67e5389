"""Who takes part in a turn, and what they wrote."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.wire import to_json
from dialogs.person import Person, Turn
from dialogs.wave_files import SentFile
from waves.delivery import Chat

_PLAIN: Final = re.compile(r"[!-~]{1,100}")
_MENTION: Final = re.compile(r"<at\b[^<>]*>[^<]*</at>", re.IGNORECASE)

_LONGEST: Final = 10_000
"""Characters that are read; more than are kept of any question."""

_MENTIONS: Final = 10

_FILE: Final = "application/vnd.microsoft.teams.file.download.info"
"""What Teams calls a file in a personal chat: "Send and receive files from a bot"."""

_ATTACHMENTS: Final = 10
_LONGEST_NAME: Final = 200

_LONGEST_REFERENCE: Final = 500
"""Characters of a conversation's id, or of a service URL, that are kept; longer ones are none of Teams'."""

_ZONE: Final = re.compile(r"[A-Za-z0-9_+-]{1,20}(?:/[A-Za-z0-9_+-]{1,20}){0,2}")


def turn_of(activity: Activity, now: datetime) -> Turn:
    """Read who takes part in the turn, and in which conversation."""
    sender = activity.from_property
    person = Person(
        id=_key((sender and (sender.aad_object_id or sender.id)) or "unknown"),
        name=(sender and sender.name) or "",
        locale=activity.locale or "",
        chat=_chat(activity) if sender and sender.id else None,
        zone=_zone(activity.local_timezone or ""),
    )
    return Turn(
        id=_key(activity.id or f"{now:%Y%m%dT%H%M%S.%f}"),
        at=now,
        person=person,
        conversation=to_json(TurnContext.get_conversation_reference(activity)),
        reply_to=activity.reply_to_id,
    )


def _key(id: str) -> str:
    """Make an id that can be kept: itself, or what stands for it where it is longer or stranger than ids of Teams."""
    return id if _PLAIN.fullmatch(id) else hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()


def _chat(activity: Activity) -> Chat | None:
    """Tell where the person is written to, if this is a chat of theirs alone with the bot."""
    if activity.conversation.conversation_type != "personal":
        return None
    chat = Chat(service_url=activity.service_url, conversation=activity.conversation.id)
    return chat if max(len(chat.service_url), len(chat.conversation)) <= _LONGEST_REFERENCE else None


@lru_cache(maxsize=1_000)
def _zone(name: str) -> str:
    """Give the name of a time zone back if there is one of that name."""
    if not _ZONE.fullmatch(name):
        return ""
    try:
        return ZoneInfo(name).key
    except (ValueError, LookupError, OSError):
        return ""


def words_of(activity: Activity) -> str:
    """Read what somebody wrote, without the mention of the bot that a channel asks for."""
    text = str(activity.text or "")[:_LONGEST]
    for mention in _mentions(activity)[:_MENTIONS]:
        text = text.replace(mention, " ")
    return _MENTION.sub(" ", text).replace("&nbsp;", " ").strip()


def file_in(activity: Activity) -> SentFile | None:
    """Find the first file that somebody sent to the chat."""
    for attachment in (activity.attachments or [])[:_ATTACHMENTS]:
        content = attachment.content
        url = content.get("downloadUrl") if isinstance(content, dict) else None
        if attachment.content_type == _FILE and isinstance(url, str) and len(url) <= _LONGEST:
            return SentFile(name=" ".join(str(attachment.name or "").split())[:_LONGEST_NAME], url=url)
    return None


def _mentions(activity: Activity) -> list[str]:
    """The texts that mention the bot: `<at>Enrollment Bot</at>`."""
    bot = activity.recipient.id if activity.recipient else None
    found: list[str] = []
    for entity in activity.entities or []:
        fields: Mapping[str, Any] = entity.additional_properties
        mentioned = fields.get("mentioned")
        text = fields.get("text")
        if isinstance(mentioned, dict) and mentioned.get("id") == bot and isinstance(text, str) and text:
            found.append(text)
    return found
