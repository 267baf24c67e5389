"""The bot: one method for each type of activity. Decides nothing."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, Final

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.actions import UnknownPress, act
from bot.connector import ConnectorError
from bot.people import file_in, turn_of, words_of
from bot.replies import to_activity, to_invoke_response
from cards.answer import MAX_COMMENT
from cards.texts import Texts, texts_in
from dialogs import contacts, feedback, wave_files, welcome
from dialogs.ask import ask
from dialogs.commands import command
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.feedback import Opinion

_TYPING_AFTER: Final = 1.0
"""Seconds without an answer after which the person sees that the bot is at it."""

TURN_SECONDS: Final = 4.0
"""Seconds after which a turn is given up, with an apology: Teams waits for an answer to a press no longer than 5."""

_OPINIONS: Final = {"like": Opinion.HELPFUL, "dislike": Opinion.UNHELPFUL}


def _ignore(_: Turn) -> None:
    """Take no notice of a turn."""


class EnrollmentBot(ActivityHandler):
    """Turns activities into what dialogs take, and their replies into what Teams takes.

    `observe` sees each turn as it comes, `arrived` each in which somebody was greeted.
    """

    def __init__(
        self,
        services: Services,
        clock: Callable[[], datetime],
        *,
        thumbs: bool = False,
        observe: Callable[[Turn], None] = _ignore,
        arrived: Callable[[Turn], None] = _ignore,
    ) -> None:
        self._services = services
        self._clock = clock
        self._thumbs = thumbs
        self._observe = observe
        self._arrived = arrived

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Answer what somebody wrote, or a button pressed in a client without universal actions."""
        activity = turn_context.activity
        turn = self._turn(activity)
        async with asyncio.timeout(TURN_SECONDS), _typing(turn_context):
            if isinstance(activity.value, dict) and "verb" in activity.value:
                reply = await self._pressed(activity.value["verb"], activity.value, turn)
            else:
                reply = await self._answer(activity, turn)
        await self._send(turn_context, reply)

    async def _answer(self, activity: Activity, turn: Turn) -> Reply:
        file = file_in(activity)
        if file and (reply := await wave_files.received(file, turn, self._services)):
            return reply
        said = words_of(activity)
        return await command(said, turn, self._services) or await ask(said, turn, self._services)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Greet whoever installed the bot; do not write any more to whoever took it away."""
        if turn_context.activity.action in {"add", "add-upgrade"}:
            await self._welcome(turn_context)
        elif turn_context.activity.action == "remove":
            await contacts.removed(self._turn(turn_context.activity), self._services)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Greet when the bot itself was added; whoever else comes or goes is not spoken to."""
        activity = turn_context.activity
        added = {member.id for member in activity.members_added or []}
        if activity.recipient and activity.recipient.id in added:
            await self._welcome(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Answer a press. What Teams would repeat for ever gets a 200 and a word."""
        activity = turn_context.activity
        value = _object(activity.value)
        if activity.name == "message/submitAction":
            await self._thumb(value, self._turn(activity))
            return InvokeResponse(status=200, body={})
        if activity.name != "adaptiveCard/action":
            return InvokeResponse(status=501)
        action = _object(value.get("action"))
        reply = await self._pressed(action.get("verb"), action.get("data"), self._turn(activity))
        if reply.after:
            await reply.after(activity.reply_to_id)
        return to_invoke_response(reply)

    async def _pressed(self, verb: Any, data: Any, turn: Turn) -> Reply:
        try:
            async with asyncio.timeout(TURN_SECONDS):
                return await act(verb, data, turn, self._services)
        except UnknownPress:
            texts = self._texts(turn)
            return Reply(text=texts("This button no longer works. Please ask me again, in your own words."))

    async def _thumb(self, value: dict[str, Any], turn: Turn) -> None:
        action = _object(value.get("actionValue"))
        opinion = _OPINIONS.get(str(action.get("reaction")))
        if opinion:
            await feedback.thumb(opinion, _thumb_comment(action.get("feedback")), turn, self._services)

    async def _welcome(self, turn_context: TurnContext) -> None:
        turn = self._turn(turn_context.activity)
        reply = await welcome.welcome(turn, self._services)
        try:
            if reply:
                await self._send(turn_context, reply)
        finally:
            await contacts.installed(turn, self._services)
        if reply:
            self._arrived(turn)

    async def _send(self, turn_context: TurnContext, reply: Reply) -> None:
        sent = await turn_context.send_activity(to_activity(reply, thumbs=self._thumbs))
        if reply.after:
            await reply.after((sent.id or None) if sent else None)

    def _turn(self, activity: Activity) -> Turn:
        turn = turn_of(activity, self._clock())
        self._observe(turn)
        return turn

    def _texts(self, turn: Turn) -> Texts:
        return texts_in(new_profile(turn.person).language)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _thumb_comment(text: Any) -> str | None:
    """The words left with a thumb: Teams sends them as JSON within a string, the Agents Playground as they are."""
    if not isinstance(text, str):
        return None
    comment: Any = text
    with suppress(ValueError):
        comment = _object(json.loads(text)).get("feedbackText")
    return str(comment).strip()[:MAX_COMMENT] or None if comment else None


@asynccontextmanager
async def _typing(turn_context: TurnContext) -> AsyncGenerator[None]:
    """Show that the bot is typing when the answer takes long."""
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []
    timer = loop.call_later(_TYPING_AFTER, lambda: tasks.append(loop.create_task(_type(turn_context))))
    try:
        yield
    finally:
        timer.cancel()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _type(turn_context: TurnContext) -> None:
    with suppress(ConnectorError):
        await turn_context.send_activity(Activity(type=ActivityTypes.typing))
