"""Presses on the cards of the helpdesk, and on those that askers get from it. Each is checked for who may."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.presses import NOTHING, Press, repeatable
from cards.promote import NEW, PromotionDraft
from cards.review import Draft
from cards.verbs import Verb
from dialogs import promote, review
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.article import SLUG
from knowledge.helpdesk import Seen
from knowledge.platform import Platform
from knowledge.review import Filter

_Name = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d:[0-9a-f]{32}$")]
_Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG.pattern}$", max_length=100)]

_MOST_TYPED: Final = 60_000
"""Characters that are taken in, so that even what is too long to send comes back to be shortened."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Item(_Data):
    item: _Name
    version: Annotated[int, Field(ge=0)]
    text_en: Annotated[str, Field(max_length=_MOST_TYPED)] = ""
    text_sv: Annotated[str, Field(max_length=_MOST_TYPED)] = ""
    slug: Annotated[_Slug | None, NOTHING] = None
    back: bool = False

    @property
    def shown(self) -> review.Shown:
        texts = {"en": self.text_en, "sv": self.text_sv}
        return review.Shown(
            seen=Seen(name=self.item, version=self.version), draft=Draft(texts=texts, slug=self.slug, back=self.back)
        )


class _Promotion(_Data):
    item: _Name
    version: Annotated[int, Field(ge=0)]
    to: Annotated[_Slug, NOTHING] = NEW
    question: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    platform: Annotated[Platform | None, NOTHING] = None
    title_en: Annotated[str, Field(max_length=200)] = ""
    title_sv: Annotated[str, Field(max_length=200)] = ""
    text_en: Annotated[str, Field(max_length=_MOST_TYPED)] = ""
    text_sv: Annotated[str, Field(max_length=_MOST_TYPED)] = ""

    @property
    def seen(self) -> Seen:
        return Seen(name=self.item, version=self.version)

    @property
    def draft(self) -> PromotionDraft | None:
        """What was typed; `None` when nothing was yet."""
        if self.question is None:
            return None
        return PromotionDraft(
            to=self.to,
            question=self.question,
            platform=self.platform,
            titles={"en": self.title_en, "sv": self.title_sv},
            texts={"en": self.text_en, "sv": self.text_sv},
        )


class _Queue(_Data):
    mine: bool = False
    unassigned: bool = False
    platform: Annotated[Platform | None, NOTHING] = None
    following: Annotated[str, Field(max_length=2_000)] | None = None


class _Words(_Data):
    item: _Name
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=_MOST_TYPED)] = ""


async def _queue(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Queue.model_validate(data)
    wanted = Filter(
        assignee=turn.person.id if press.mine else None, unassigned=press.unassigned, platform=press.platform
    )
    return await review.queue(wanted, press.following, turn, services)


def _on_item(
    work: Callable[[review.Shown, Turn, Services], Awaitable[Reply]],
) -> Callable[[Mapping[str, Any], Turn, Services], Awaitable[Reply]]:
    async def press(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
        return await work(_Item.model_validate(data).shown, turn, services)

    return press


def _step(name: Literal["claim", "release", "dismiss", "reopen", "send_again"]) -> Press:
    async def press(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
        step: review.Step = getattr(services.helpdesk, name)
        return await review.act(step, _Item.model_validate(data).shown, turn, services)

    return press


async def _promote(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Promotion.model_validate(data)
    return await promote.begin(press.seen, press.draft, turn, services)


def _with_draft(
    work: Callable[[Seen, PromotionDraft, Turn, Services], Awaitable[Reply]],
) -> Callable[[Mapping[str, Any], Turn, Services], Awaitable[Reply]]:
    async def press(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
        press = _Promotion.model_validate(data)
        if press.draft is None:
            return await promote.begin(press.seen, None, turn, services)
        return await work(press.seen, press.draft, turn, services)

    return press


def _of_helpdesk(press: Press) -> Press:
    """Let only the helpdesk and coordinators through."""

    async def checked(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
        if not services.roles.is_helpdesk(turn.person):
            return review.refusal(turn)
        return await press(data, turn, services)

    return checked


async def _solved(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    return await review.solved(_Words.model_validate(data).item, turn, services)


async def _still(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Words.model_validate(data)
    return await review.still(press.item, press.words, turn, services)


async def _reply(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply:
    press = _Words.model_validate(data)
    return await review.reply(press.item, press.words, turn, services)


_HELPDESK: Final[Mapping[str, Press]] = {
    Verb.REVIEW_QUEUE: _queue,
    Verb.REVIEW_OPEN: _on_item(review.open_item),
    Verb.REVIEW_CLAIM: _step("claim"),
    Verb.REVIEW_RELEASE: _step("release"),
    Verb.REVIEW_DISMISS: _step("dismiss"),
    Verb.REVIEW_REOPEN: _step("reopen"),
    Verb.REVIEW_RESEND: _step("send_again"),
    Verb.REVIEW_WRITE: _on_item(review.write),
    Verb.REVIEW_PREVIEW: _on_item(review.preview),
    Verb.REVIEW_SEND: _on_item(review.send),
    Verb.REVIEW_PROMOTE: _promote,
    Verb.REVIEW_PROMOTE_PREVIEW: _with_draft(promote.preview),
    Verb.REVIEW_PROMOTE_SEND: _with_draft(promote.go_live),
}

_ASKERS: Final[Mapping[str, Press]] = {
    Verb.REVIEW_SOLVED: _solved,
    Verb.REVIEW_STILL: _still,
    Verb.REVIEW_REPLY: _reply,
}

REVIEW_ACTIONS: Final[Mapping[str, Press]] = {
    **{verb: repeatable(_of_helpdesk(press)) for verb, press in _HELPDESK.items()},
    **{verb: repeatable(press) for verb, press in _ASKERS.items()},
}
