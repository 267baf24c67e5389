"""Presses on the cards of coordinators. Each is checked for who may."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bot.presses import Press, repeatable
from cards.verbs import Verb
from cards.wave_file import NEW
from dialogs import wave_editing, wave_files, wave_planning, wave_sending, waves
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from dialogs.wave_words import refusal
from waves.wave import MAX_NAME
from waves.waves import Seen

_MOST_TYPED: Final = 60_000
"""Characters that are taken in, so that even what is too long comes back to be shortened."""

_MOST_PAGES: Final = 200

_Wave = Annotated[str, StringConstraints(pattern=r"^\P{Cc}+$", max_length=MAX_NAME)]
_Typed = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value or ""),
    Field(max_length=_MOST_TYPED),
]

_INPUTS: Final = {
    "who": "source group departments sites platforms languages skip without waves".split(),
    "what": "kind sponsor_name sponsor_title text_en text_sv testers".split(),
    "when": "date time zone quiet_from quiet_to percent by".split(),
    "new": "name kind source".split(),
    "split": "by people start first".split(),
}
"""The ids of what can be typed on each card."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Page(_Data):
    page: Annotated[int, Field(ge=0, le=_MOST_PAGES)] = 0


class _Press(_Data):
    wave: _Wave
    version: Annotated[int, Field(ge=0)]
    sure: bool = False
    now: bool = False
    shown: bool = False
    run: Annotated[str, StringConstraints(pattern=r"^[!-~]{0,100}$")] = ""

    @property
    def seen(self) -> Seen:
        return Seen(name=self.wave, version=self.version)


class _Part(_Press):
    part: Literal["who", "what", "when"]


class _Inputs(_Data):
    inputs: dict[str, _Typed]


class _File(_Data):
    upload: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    wave: Annotated[_Wave, Field(alias="for")] = NEW
    name: Annotated[_Typed, Field(max_length=1_000)] = ""
    use: Literal["people", "without"] = "people"


def _typed(data: Mapping[str, Any], card: str) -> dict[str, str]:
    """Read what was typed on a card."""
    return _Inputs.model_validate({"inputs": {name: data[name] for name in _INPUTS[card] if name in data}}).inputs


async def _listed(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    return await waves.listed(_Page.model_validate(data).page, turn, services)


async def _new(_: Mapping[str, Any], turn: Turn, __: Services) -> Reply:
    return await waves.new(turn)


async def _create(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    return await waves.create(_typed(data, "new"), turn, services)


async def _edit(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Part.model_validate(data)
    return await wave_editing.edit(press.part, press.seen, turn, services)


async def _save(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Part.model_validate(data)
    return await wave_editing.save(press.part, _typed(data, press.part), press.seen, turn, services)


async def _file(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _File.model_validate(data)
    wanted = wave_files.Use(upload=press.upload, wave=press.wave, name=press.name, without=press.use == "without")
    return await wave_files.use(wanted, turn, services)


async def _split(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Press.model_validate(data)
    return await wave_planning.split(_typed(data, "split"), press.seen, turn, services, asked=press.shown)


async def _split_create(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Press.model_validate(data)
    return await wave_planning.create_parts(_typed(data, "split"), press.seen, turn, services)


def _on_wave(work: Callable[[_Press, Turn, Services], Coroutine[Any, Any, Reply]]) -> Press:
    async def press(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
        return await work(_Press.model_validate(data), turn, services)

    return press


def _step(name: Literal["pause", "resume", "close"]) -> Press:
    async def press(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
        step: waves.Step = getattr(services.rollout.waves, name)
        return await waves.act(step, _Press.model_validate(data).seen, turn, services)

    return press


def _of_coordinators(press: Press) -> Press:
    """Let only coordinators through."""

    async def checked(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
        if not services.roles.is_coordinator(turn.person):
            return refusal(turn)
        return await press(data, turn, services)

    return checked


_COORDINATORS: Final[Mapping[str, Press]] = {
    Verb.WAVE_LIST: _listed,
    Verb.WAVE_OPEN: _on_wave(lambda press, turn, services: waves.open_wave(press.wave, turn, services)),
    Verb.WAVE_NEW: _new,
    Verb.WAVE_CREATE: _create,
    Verb.WAVE_EDIT: _edit,
    Verb.WAVE_SAVE: _save,
    Verb.WAVE_FILE: _file,
    Verb.WAVE_DRY_RUN: _on_wave(lambda press, turn, services: wave_planning.dry_run(press.seen, turn, services)),
    Verb.WAVE_PLAN: _on_wave(lambda press, turn, services: wave_planning.plan(press.wave, turn, services)),
    Verb.WAVE_SPLIT: _split,
    Verb.WAVE_SPLIT_CREATE: _split_create,
    Verb.WAVE_PREVIEW: _on_wave(lambda press, turn, services: wave_sending.preview(press.wave, turn, services)),
    Verb.WAVE_TEST: _on_wave(lambda press, turn, services: wave_sending.test(press.run, press.seen, turn, services)),
    Verb.WAVE_SCHEDULE: _on_wave(
        lambda press, turn, services: wave_sending.ask_to_send(press.seen, turn, services, at_once=press.now)
    ),
    Verb.WAVE_CONFIRM: _on_wave(
        lambda press, turn, services: wave_sending.send(press.seen, turn, services, at_once=press.now)
    ),
    Verb.WAVE_PAUSE: _step("pause"),
    Verb.WAVE_RESUME: _step("resume"),
    Verb.WAVE_CANCEL: _on_wave(lambda press, turn, services: waves.cancel(press.seen, turn, services, sure=press.sure)),
    Verb.WAVE_RETRY: _on_wave(lambda press, turn, services: waves.retry(press.seen, turn, services)),
    Verb.WAVE_UNCERTAIN: _on_wave(
        lambda press, turn, services: waves.send_uncertain(press.seen, turn, services, sure=press.sure)
    ),
    Verb.WAVE_CLOSE: _step("close"),
    Verb.WAVE_FOLLOW: _on_wave(lambda press, turn, services: waves.follow(press.wave, turn, services)),
}

WAVE_ACTIONS: Final[Mapping[str, Press]] = {
    verb: repeatable(_of_coordinators(press)) for verb, press in _COORDINATORS.items()
}
