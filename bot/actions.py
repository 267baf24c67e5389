"""What a press asks for: the value of an invoke → a dialog."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from bot.nudge_actions import NUDGE_ACTIONS
from bot.review_actions import REVIEW_ACTIONS
from bot.wave_actions import WAVE_ACTIONS
from cards.answer import MAX_COMMENT, Shown
from cards.verbs import Verb
from dialogs import ask, feedback
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.article import SLUG
from knowledge.feedback import Opinion, Reason
from knowledge.platform import Platform
from knowledge.review import MAX_QUESTION


class UnknownPress(Exception):
    """The press is of no kind that we know: an old card, or no card of ours."""


_Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG.pattern}$", max_length=100)]
_Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
_Language = Literal["en", "sv"]
_Choice = BeforeValidator(lambda value: value or None)
"""Teams sends an input that was left alone as an empty string."""


class _Press(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Ask(_Press):
    question: _Question
    slug: _Slug | None = None
    asked: _Question | None = None
    platform: Platform | None = None


class _Answer(_Press):
    slug: _Slug
    language: _Language
    day: date
    turn: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
    question: _Question
    code: Annotated[str | None, Field(max_length=200)] = None
    platform: Platform | None = None
    reason: Annotated[Reason | None, _Choice] = None
    comment: Annotated[str, Field(max_length=MAX_COMMENT)] | None = None

    @property
    def shown(self) -> Shown:
        return Shown(
            slug=self.slug,
            language=self.language,
            day=self.day.isoformat(),
            turn=self.turn,
            question=self.question,
            code=self.code,
            platform=self.platform,
        )


class _HandOver(_Press):
    question: _Question
    language: _Language


async def _ask(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
    press = _Ask.model_validate(data)
    if press.slug is None:
        return await ask.ask(press.question, turn, services)
    choice = ask.Choice(slug=press.slug, question=press.asked or press.question, platform=press.platform)
    return await ask.choose(choice, turn, services)


async def _helpful(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
    press = _Answer.model_validate(data)
    return await feedback.judge(feedback.Judged(shown=press.shown, opinion=Opinion.HELPFUL), turn, services)


async def _unhelpful(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
    press = _Answer.model_validate(data)
    judged = feedback.Judged(
        shown=press.shown, opinion=Opinion.UNHELPFUL, reason=press.reason, comment=(press.comment or "").strip() or None
    )
    return await feedback.judge(judged, turn, services)


async def _escalate(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
    if "slug" in data:
        return await feedback.escalate(_Answer.model_validate(data).shown, turn, services)
    press = _HandOver.model_validate(data)
    return await feedback.hand_over(press.question, press.language, turn, services)


ACTIONS: Final[Mapping[str, Callable[[Mapping[str, Any], Turn, Services], Awaitable[Reply | None]]]] = {
    Verb.ASK: _ask,
    Verb.HELPFUL: _helpful,
    Verb.UNHELPFUL: _unhelpful,
    Verb.ESCALATE: _escalate,
    **REVIEW_ACTIONS,
    **WAVE_ACTIONS,
    **NUDGE_ACTIONS,
}


async def act(verb: Any, data: Any, turn: Turn, services: Services) -> Reply:
    """Do what a press asks for. Raises `UnknownPress` for what is no press of ours, or of something that is gone."""
    action = ACTIONS.get(verb) if isinstance(verb, str) else None
    if action is None or not isinstance(data, dict):
        raise UnknownPress
    try:
        reply = await action(data, turn, services)
    except ValidationError as error:
        raise UnknownPress from error
    if reply is None:
        raise UnknownPress
    return reply
