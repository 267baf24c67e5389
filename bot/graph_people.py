"""People as Microsoft Graph describes them."""

import re
import sys
from typing import Any, Final

from bot.graph_requests import forbidden
from waves.directory import DirectoryFailed, Failure, Member

READ_USERS: Final = "User.Read.All"
READ_GROUPS: Final = "GroupMember.Read.All"

FIELDS: Final = "id,userPrincipalName,displayName,department,officeLocation,preferredLanguage,userType,accountEnabled"

_LONGEST: Final = 256
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UPN: Final = re.compile(r"[^\s@/\\?%\"<>|:;,()\[\]]{1,200}@[\w.-]{1,200}")


def is_id(text: str) -> bool:
    """Tell whether this is an object id in small letters."""
    return bool(_ID.fullmatch(text))


def may_be_name(text: str) -> bool:
    """Tell whether somebody could have this object id, in small letters, or this user principal name."""
    return is_id(text) or bool(_UPN.fullmatch(text))


def to_id(user: Any) -> str:
    """Read the object id. Raises `DirectoryFailed`."""
    id = str(user.get("id", "")).casefold() if isinstance(user, dict) else ""
    if not is_id(id):
        raise DirectoryFailed(Failure.ODD, "Microsoft Graph tells of a person without an object id")
    return id


def to_member(user: Any) -> Member:
    """Read a person. Raises `DirectoryFailed`."""
    id, upn = to_id(user), _text(user, "userPrincipalName")
    if not upn:
        # To an app that may see a group but no users Graph gives their ids, and null for the rest, and no error.
        raise forbidden(READ_USERS)
    return Member(
        id=id,
        upn=upn,
        name=_text(user, "displayName"),
        # The same few texts stand at a hundred thousand people.
        department=sys.intern(_text(user, "department")),
        site=sys.intern(_text(user, "officeLocation")),
        language=sys.intern(_language(_text(user, "preferredLanguage"))),
        guest=_is_guest(_text(user, "userType"), upn),
        enabled=user.get("accountEnabled") is not False,
    )


def _is_guest(user_type: str, upn: str) -> bool:
    """Tell guests; those of the first years have no type, but their name tells."""
    return user_type.casefold() == "guest" or (not user_type and "#ext#" in upn.casefold())


def _language(tag: str) -> str:
    found = re.match(r"[A-Za-z]{2}(?![A-Za-z])", tag)
    return found[0].lower() if found else ""


def _text(user: dict[str, Any], name: str) -> str:
    value = user.get(name)
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""
