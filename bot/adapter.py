"""A turn in, an invoke response out."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from bot.connector import Connector
from bot.wire import to_json

_log = logging.getLogger(__name__)

_INVOKE_RESPONSE: Final = "bot.adapter.invoke_response"

Apology = Callable[[Activity, str], Activity]
"""Makes what the person sees when a turn fails, from the activity that failed and a reference for the log."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the channel is answered: an HTTP status, and a body for an invoke."""

    status: int
    body: Any = None


class TeamsAdapter(BotAdapter):
    """Runs turns, and sends through our connector.

    It does not build on CloudAdapter of botbuilder 4.17.1, which answers every invoke that has a body with 500, sends
    with blocking calls, and takes a new token for each.
    """

    def __init__(self, connector: Connector, apology: Apology) -> None:
        super().__init__(self._apologise)
        self._connector = connector
        self._apology = apology

    async def process(self, activity: Activity, callback: Callable[[TurnContext], Awaitable[None]]) -> Outcome:
        """Run a turn of an activity that may be trusted."""
        context = TurnContext(self, activity)
        await self.run_pipeline(context, callback)
        if activity.type != ActivityTypes.invoke:
            return Outcome(status=200)
        response: Any = context.turn_state.get(_INVOKE_RESPONSE)
        return Outcome(status=response.status, body=response.body) if response else Outcome(status=501)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send each activity; an invoke response is kept for `process`."""
        sent: list[ResourceResponse] = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[_INVOKE_RESPONSE] = activity.value
                sent.append(ResourceResponse())
                continue
            id = await self._connector.send(
                activity.service_url, activity.conversation.id, to_json(activity), reply_to=activity.reply_to_id
            )
            sent.append(ResourceResponse(id=id or ""))
        return sent

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:  # noqa: ARG002
        """Put an activity in the place of the one with its id."""
        await self._connector.update(activity.service_url, activity.conversation.id, activity.id, to_json(activity))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:  # noqa: ARG002
        """Delete the activity that the reference names."""
        await self._connector.delete(reference.service_url, reference.conversation.id, reference.activity_id)

    async def _apologise(self, context: TurnContext, error: Exception) -> None:
        """Log what went wrong under a reference, and tell the person that reference."""
        reference = secrets.token_hex(4).upper()
        _log.error("turn failed, reference %s", reference, exc_info=error)
        try:
            await context.send_activity(self._apology(context.activity, reference))
        except Exception:  # noqa: BLE001 - the turn has failed already; the log has both
            _log.exception("the apology %s could not be sent", reference)
