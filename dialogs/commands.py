"""Words that are commands rather than questions."""

import re
from collections.abc import Mapping
from typing import Any, Final

from cards.nudge import Nudge
from cards.texts import texts_in
from dialogs import nudges, review, waves
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import Reply
from dialogs.services import Services
from dialogs.wave_words import refusal
from knowledge.review import Filter
from store.port import Unavailable

_QUEUE: Final = re.compile(r"(?:queue|kö|kön)(?: (mine|mina))?", re.IGNORECASE)
_HERE: Final = re.compile(r"helpdesk (?:here|hit|här)", re.IGNORECASE)
_GAPS: Final = re.compile(r"gaps|luckor", re.IGNORECASE)
_WAVES: Final = re.compile(r"waves?|våg(?:or(?:na)?|en)?|utrullning(?:en)?", re.IGNORECASE)

_NUDGES: Final = r"(?: (?:the )?(?:nudges|messages|reminders))"
_SWEDISH_NUDGES: Final = r"(?: (?:utskick(?:en)?|meddelanden?a?|påminnelser(?:na)?))"
_STOP: Final = re.compile(rf"(?:stop|unsubscribe){_NUDGES}?|(stoppa?){_SWEDISH_NUDGES}?", re.IGNORECASE)
_AGAIN: Final = re.compile(rf"start{_NUDGES}|(starta){_SWEDISH_NUDGES}", re.IGNORECASE)


async def command(text: str, turn: Turn, services: Services) -> Reply | None:
    """Carry out a command; `None` if the text is none."""
    said = text.strip().rstrip("!?.").strip()
    if stop_or_start := await _nudges(said, turn, services):
        return stop_or_start
    if _WAVES.fullmatch(said):
        return await _waves(turn, services)
    queue, here, gaps = _QUEUE.fullmatch(said), _HERE.fullmatch(said), _GAPS.fullmatch(said)
    if not (queue or here or gaps):
        return None
    if not services.roles.is_helpdesk(turn.person):
        return review.refusal(turn)
    try:
        if queue:
            return await review.queue(Filter(assignee=turn.person.id if queue[1] else None), None, turn, services)
        if gaps:
            return await services.gaps(turn, new_profile(turn.person).language)
        return await _here(turn, services)
    except Unavailable:
        return review.unreachable(turn)


async def _nudges(said: str, turn: Turn, services: Services) -> Reply | None:
    """Stop nudges for whoever writes so, or start them again: anybody may, in words of either language."""
    for pattern, dialog in ((_STOP, nudges.stop), (_AGAIN, nudges.again)):
        if found := pattern.fullmatch(said):
            try:
                return await dialog(Nudge(), turn, services, "sv" if found[1] else None)
            except Unavailable:
                return review.unreachable(turn)
    return None


async def _waves(turn: Turn, services: Services) -> Reply:
    """List waves for those who plan them."""
    if not services.roles.is_coordinator(turn.person):
        return refusal(turn)
    try:
        return await waves.listed(0, turn, services)
    except Unavailable:
        return review.unreachable(turn)


async def _here(turn: Turn, services: Services) -> Reply:
    """Show items in this channel from now on."""
    texts = texts_in(new_profile(turn.person).language)
    conversation: Mapping[str, Any] = turn.conversation.get("conversation") or {}
    if conversation.get("conversationType") != "channel":
        return Reply(text=texts("Write this in the helpdesk's channel, in a team that I was added to."))
    await services.deliveries.set_channel(turn.conversation)
    return Reply(text=texts("✅ From now on, new questions for the helpdesk are shown in this channel."))
