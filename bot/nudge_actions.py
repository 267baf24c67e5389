"""Presses on nudges. Anybody may press: what counts is who did, never what the card says."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from bot.presses import NOTHING, Press, repeatable
from cards.nudge import Nudge
from cards.verbs import Verb
from dialogs import nudges
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.platform import Platform
from waves.wave import MAX_NAME, Kind

_Wave = Annotated[str, StringConstraints(pattern=r"^\P{Cc}*$", max_length=MAX_NAME)]


class _Nudge(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    wave: _Wave = ""
    kind: Kind = Kind.INVITATION
    test: bool = False

    @property
    def nudge(self) -> Nudge:
        return Nudge(wave=self.wave, kind=self.kind, test=self.test)


class _Start(_Nudge):
    platform: Annotated[Platform | None, NOTHING] = None
    language: Annotated[Literal["en", "sv"] | None, NOTHING] = None
    other: bool = False


class _Later(_Nudge):
    when: Literal["tomorrow", "week"] = "tomorrow"


async def _start(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
    press = _Start.model_validate(data)
    device = nudges.Device(platform=press.platform, language=press.language, other=press.other)
    return await nudges.start(press.nudge, device, turn, services)


async def _later(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Later.model_validate(data)
    return await nudges.later(press.nudge, 1 if press.when == "tomorrow" else 7, turn, services)


def _with(dialog: Callable[[Nudge, Turn, Services], Coroutine[Any, Any, Reply]]) -> Press:
    async def press(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
        return await dialog(_Nudge.model_validate(data).nudge, turn, services)

    return press


NUDGE_ACTIONS: Final[Mapping[str, Press]] = {
    Verb.NUDGE_START: _start,
    Verb.NUDGE_HELP: _with(nudges.call_for_help),
    Verb.NUDGE_ENROLLED: repeatable(_with(nudges.enrolled)),
    Verb.NUDGE_LATER: repeatable(_later),
    Verb.NUDGE_STOP: repeatable(_with(nudges.stop)),
    Verb.NUDGE_AGAIN: repeatable(_with(nudges.again)),
}
