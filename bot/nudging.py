"""How a nudge reaches one person through Teams: implements `waves.messenger.Messenger`."""

import json
import logging
import re
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.connector import Connector, ConnectorError
from bot.credentials import TokenRefused
from bot.replies import CARD
from bot.settings import Settings
from cards.nudge import nudge_card
from cards.texts import texts_in
from dialogs.person import Turn
from waves.delivery import Chat, Delivery, Outcome
from waves.directory import Directory, DirectoryFailed, Failure, Installed, Throttled
from waves.messenger import Permit, Sent
from waves.wave import Wave

_log = logging.getLogger(__name__)

_BUSY: Final = frozenset({412, 429, 502, 503, 504})
"""Teams did not take the request, and wants it again: "Optimize your bot with rate limiting in Teams"."""

_FORBIDDEN: Final = {
    "ConversationBlockedByUser": Outcome.BLOCKED,
    "MessageWritesBlocked": Outcome.BLOCKED,
    "BotNotInConversationRoster": Outcome.NOT_INSTALLED,
    "BotDisabledByAdmin": Outcome.DISABLED,
}
"""Why Teams refuses with 403, and will go on to."""

_PASSING: Final = frozenset({Failure.THROTTLED, Failure.UNAVAILABLE, Failure.UNREACHABLE})
_NOT_FOR_THEM: Final = {Installed.FORBIDDEN: Outcome.NOT_INSTALLED, Installed.UNKNOWN_USER: Outcome.UNKNOWN}
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_BODIES: Final = 128


@dataclass(frozen=True, kw_only=True)
class _Step:
    """What becomes of a delivery when a request is lost (it may have been heard), is forbidden, or is called bad."""

    lost: Outcome
    forbidden: Outcome
    bad: Outcome


_POSTING: Final = _Step(lost=Outcome.UNCERTAIN, forbidden=Outcome.REFUSED, bad=Outcome.REFUSED)
_CREATING: Final = _Step(lost=Outcome.THROTTLED, forbidden=Outcome.NOT_INSTALLED, bad=Outcome.UNKNOWN)
"""A conversation that is made twice is the same one, so that a lost answer leaves nothing in doubt."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """What it takes to write to somebody who never wrote: the service, and who the bot is, where."""

    service_url: str = ""
    bot: str = ""
    tenant: str = ""


def way_of(settings: Settings) -> Way:
    """Read the way from the settings; in local mode it is learnt from those who write."""
    if settings.local:
        return Way()
    tenant = settings.microsoft_app_tenant_id or ""
    return Way(service_url=settings.service_url, bot=f"28:{settings.microsoft_app_id}", tenant=tenant)


class TeamsMessenger:
    """Sends each nudge in one try, and tells exactly what became of it: the sender has the pace and the memory.

    With a `directory` the app is installed for those who do not have it.
    """

    def __init__(self, connector: Connector, way: Way, directory: Directory | None = None) -> None:
        self._connector = connector
        self._way = way
        self._known = way
        self._directory = directory
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()

    def observe(self, turn: Turn) -> None:
        """Learn from a turn what the settings leave open: in local mode, everything."""
        if all((self._known.service_url, self._known.bot, self._known.tenant)):
            return
        reference: Any = turn.conversation
        tenant = reference["conversation"].get("tenantId") or self._way.tenant
        bot = (reference.get("bot") or {}).get("id") or self._way.bot
        self._way = Way(
            service_url=self._known.service_url or reference["serviceUrl"],
            bot=self._known.bot or bot,
            tenant=self._known.tenant or tenant,
        )

    def can_reach(self, person: str) -> bool:
        """Tell whether a conversation can be made with somebody who never wrote: by Entra object id."""
        return bool(self._way.service_url and _OBJECT_ID.fullmatch(person))

    async def send(self, wave: Wave, delivery: Delivery, permit: Permit, *, test: bool = False) -> Sent:
        """Send it, asking for a permit before every request. Raises only what `permit` raises.

        A `test` says on its card that it is one.
        """
        try:
            body = self._body(wave, delivery, test=test)
        except Exception as error:  # noqa: BLE001 - one card that cannot be made stops no wave
            return _odd(error, Outcome.THROTTLED)
        sent = await self._post(delivery.chat, body, permit) if delivery.chat else None
        if sent is None or sent.outcome is Outcome.UNKNOWN:
            sent = await self._anew(delivery, body, permit)
        if sent.outcome is Outcome.NOT_INSTALLED and self._directory:
            hindered = await self._install(self._directory, delivery.person, permit)
            sent = hindered or await self._anew(delivery, body, permit)
        return sent

    async def _anew(self, delivery: Delivery, body: bytes, permit: Permit) -> Sent:
        """Make the conversation, and send into it."""
        made = await self._create(delivery, permit)
        if isinstance(made, Sent):
            return made
        sent = await self._post(made, body, permit)
        return sent if sent.outcome is Outcome.UNKNOWN else replace(sent, chat=made)

    async def _post(self, chat: Chat, body: bytes, permit: Permit) -> Sent:
        await permit()
        try:
            message = await self._connector.post(chat.service_url, chat.conversation, body)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is an outcome
            return _became(error, _POSTING)
        return Sent(outcome=Outcome.SENT, message=message)

    async def _create(self, delivery: Delivery, permit: Permit) -> Chat | Sent:
        way = self._way
        service_url = delivery.chat.service_url if delivery.chat else way.service_url
        if not service_url:
            return Sent(outcome=Outcome.NOT_INSTALLED, code="no service url")
        await permit()
        try:
            made = await self._connector.create(service_url, delivery.person, bot=way.bot, tenant=way.tenant)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is an outcome
            return _became(error, _CREATING)
        if not made:
            return Sent(outcome=Outcome.THROTTLED, code="no conversation")
        return Chat(service_url=service_url, conversation=made)

    async def _install(self, directory: Directory, person: str, permit: Permit) -> Sent | None:
        """Install the app for a person; `None` when they have it now."""
        await permit()
        try:
            became = await directory.install(person)
        except Throttled as error:
            return Sent(outcome=Outcome.THROTTLED, code="install throttled", after=error.seconds or None)
        except DirectoryFailed as error:
            outcome = Outcome.THROTTLED if error.reason in _PASSING else Outcome.NOT_INSTALLED
            return Sent(outcome=outcome, code=f"install {error.reason}")
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was sent
            return _odd(error, Outcome.THROTTLED)
        outcome = _NOT_FOR_THEM.get(became)
        return Sent(outcome=outcome, code=f"install {became}") if outcome else None

    def _body(self, wave: Wave, delivery: Delivery, *, test: bool) -> bytes:
        """Make the message once for all who get the same: a wave of thousands has a dozen."""
        key = (_shown(wave), delivery.language, delivery.platform, delivery.later, test)
        body = self._bodies.get(key)
        if body is None:
            body = self._bodies[key] = _written(wave, delivery, test=test)
            if len(self._bodies) > _MOST_BODIES:
                self._bodies.popitem(last=False)
        self._bodies.move_to_end(key)
        return body


def _shown(wave: Wave) -> Hashable:
    """Everything of a wave that its card may show: its progress, which changes all the time, is not among it."""
    return (wave.name, wave.kind, wave.sponsor, wave.starts_at, wave.zone, wave.goal, tuple(wave.texts.items()))


def _written(wave: Wave, delivery: Delivery, *, test: bool) -> bytes:
    texts = texts_in(delivery.language)
    card = nudge_card(
        wave, language=delivery.language, platform=delivery.platform, later=delivery.later, test=test, texts=texts
    )
    message = {
        "type": "message",
        "summary": str(card["fallbackText"])[:200],
        "attachments": [{"contentType": CARD, "content": card}],
        "channelData": {"notification": {"alert": True}},
    }
    # UTF-8, not escapes: Teams counts the bytes of a card.
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")


def _became(error: Exception, step: _Step) -> Sent:
    """Name what became of a delivery whose request failed."""
    if isinstance(error, TokenRefused):
        return Sent(outcome=Outcome.THROTTLED, code="no token")
    if not isinstance(error, ConnectorError):
        return _odd(error, step.lost)
    code = "unauthorized" if error.status == 401 else error.code or str(error.status)
    return Sent(outcome=_outcome(error, step), code=code, after=error.after, paced=error.status == 429)


def _outcome(error: ConnectorError, step: _Step) -> Outcome:
    if error.status in _BUSY:
        return Outcome.THROTTLED
    if error.status == 0 or error.status >= 500:
        return step.lost
    if error.status == 403:
        return _FORBIDDEN.get(error.code, step.forbidden)
    if error.status == 404:
        return Outcome.UNKNOWN
    return step.bad if error.status == 400 else Outcome.REFUSED


def _odd(error: Exception, outcome: Outcome) -> Sent:
    _log.error("a nudge failed in a way that nobody foresaw", exc_info=error)
    return Sent(outcome=outcome, code=type(error).__name__)
