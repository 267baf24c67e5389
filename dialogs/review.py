"""The helpdesk works on questions: takes them, answers, asks back, closes; and the askers say whether it helped."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cards.answered import MAX_WORDS, answered_card, asked_back_card, text_for
from cards.ask import notice_card
from cards.review import Draft, editor_card, item_card, preview_card, queue_card
from cards.texts import Texts, texts_in
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.answering import Asker
from knowledge.helpdesk import MAX_ANSWER, BadAnswer, ItemChanged, Seen
from knowledge.review import Filter
from knowledge.review_item import Item, Who

_PAGE: Final = 5
_ARTICLES: Final = 5

Step = Callable[[Seen, Who], Awaitable[Item]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An item as a person saw it when they pressed."""

    seen: Seen
    draft: Draft


async def queue(wanted: Filter, following: str | None, turn: Turn, services: Services) -> Reply:
    """List open items."""
    texts = _texts(turn)
    listed = await services.reviews.listed(wanted, limit=_PAGE, following=following)
    card = queue_card(listed.items, wanted, listed.following, turn.person.id, texts, turn.at)
    return Reply(text=texts("Questions for the helpdesk"), card=card)


async def open_item(shown: Shown, turn: Turn, services: Services) -> Reply:
    """Show an item as it is now."""
    return _shown(await services.reviews.get(shown.seen.name), turn, services)


async def act(step: Step, shown: Shown, turn: Turn, services: Services) -> Reply:
    """Do something with an item, if it is still as the person saw it; show it as it then is."""
    try:
        item = await step(shown.seen, _who(turn))
    except ItemChanged as changed:
        return _shown(changed.item, turn, services, notice=_beaten(changed.item, _texts(turn)))
    services.kick()
    return _shown(item, turn, services)


async def write(shown: Shown, turn: Turn, services: Services) -> Reply:
    """Let the person write, with what they typed before."""
    return await _editor(shown, turn, services, None)


async def _editor(shown: Shown, turn: Turn, services: Services, fault: str | None) -> Reply:
    item = await services.reviews.get(shown.seen.name)
    texts = _texts(turn)
    if item is None:
        return _gone(texts)
    if item.version != shown.seen.version and fault is None:
        fault = _beaten(item, texts)
    card = editor_card(item, shown.draft, articles_for(item, services), texts, fault=fault)
    return Reply(text=texts("Answer"), card=card)


async def preview(shown: Shown, turn: Turn, services: Services) -> Reply:
    """Show what would go out."""
    item = await services.reviews.get(shown.seen.name)
    texts = _texts(turn)
    if item is None:
        return _gone(texts)
    fault = _fault(shown.draft, texts) or (_beaten(item, texts) if item.version != shown.seen.version else None)
    if fault:
        return await _editor(shown, turn, services, fault)
    return Reply(
        text=texts("Preview"), card=preview_card(item, shown.draft, _asker_card(item, shown.draft, services), texts)
    )


async def send(shown: Shown, turn: Turn, services: Services) -> Reply:
    """Send what was written: to every asker, in the background."""
    draft, texts = shown.draft, _texts(turn)
    try:
        if draft.back:
            item = await services.helpdesk.ask_back(shown.seen, _who(turn), draft.texts)
        else:
            item = await services.helpdesk.answer(shown.seen, _who(turn), draft.texts, draft.slug)
    except BadAnswer:
        return await _editor(shown, turn, services, _fault(draft, texts))
    except ItemChanged as changed:
        if changed.item is None:
            return _gone(texts)
        card = editor_card(
            changed.item, draft, articles_for(changed.item, services), texts, fault=_beaten(changed.item, texts)
        )
        return Reply(text=texts("Answer"), card=card)
    services.kick()
    return _shown(item, turn, services, notice=texts("📨 On its way"))


async def solved(name: str, turn: Turn, services: Services) -> Reply:
    """An asker says that the answer helped."""
    texts = _texts(turn)
    try:
        await services.helpdesk.solved(name, _who(turn))
    except ItemChanged as changed:
        return _not_theirs(changed.item, texts)
    services.kick()
    return _thanks(texts("💚 Thank you! Glad it helped."))


async def still(name: str, words: str, turn: Turn, services: Services) -> Reply:
    """An asker says that it still does not work."""
    texts = _texts(turn)
    if len(words) > MAX_WORDS:
        return Reply(text=_too_long(len(words), MAX_WORDS, texts), keeps_card=True)
    try:
        await services.helpdesk.still(name, _who(turn), words or texts("(no words)"))
    except ItemChanged as changed:
        return _not_theirs(changed.item, texts)
    services.kick()
    return _thanks(texts("🙏 Thank you for telling us. The helpdesk looks at it again and will be in touch here."))


async def reply(name: str, words: str, turn: Turn, services: Services) -> Reply:
    """An asker replies to the helpdesk."""
    texts = _texts(turn)
    if not words or len(words) > MAX_WORDS:
        fault = _too_long(len(words), MAX_WORDS, texts) if words else texts("Please write a reply.")
        return Reply(text=fault, keeps_card=True)
    try:
        await services.helpdesk.reply(name, _who(turn), words)
    except ItemChanged as changed:
        return _not_theirs(changed.item, texts)
    services.kick()
    return _thanks(texts("✅ Your reply is with the helpdesk."))


def refusal(turn: Turn) -> Reply:
    """Say kindly that this is the helpdesk's."""
    texts = _texts(turn)
    text = texts("This is for the helpdesk. You can always ask me something yourself!")
    return Reply(text=text, card=notice_card(text))


async def shown_now(item: Item, turn: Turn, services: Services, notice: str | None = None) -> Reply:
    """Show an item that was just changed, or found as it is."""
    return _shown(item, turn, services, notice)


def gone(turn: Turn) -> Reply:
    """Say that an item is no longer there."""
    return _gone(_texts(turn))


def unreachable(turn: Turn) -> Reply:
    """Say that nothing happened while the database is away: a card, with what was typed, stays to press again."""
    texts = _texts(turn)
    text = texts("I can't reach my database right now, so nothing was changed. Please press again in a moment.")
    return Reply(text=text, keeps_card=True)


def _shown(item: Item | None, turn: Turn, services: Services, notice: str | None = None) -> Reply:
    texts = _texts(turn)
    if item is None:
        return _gone(texts)
    card = item_card(item, titles_of(item, services, texts.language), texts, turn.at, notice=notice)
    return Reply(text=item.question, card=card)


def titles_of(item: Item, services: Services, language: str) -> Mapping[str, str]:
    """Give the titles of the articles that an item names."""
    library = services.answerer.library
    slugs = [slug for slug, _ in item.guesses] + ([item.answer.slug] if item.answer and item.answer.slug else [])
    return {slug: article.title for slug in slugs if (article := library.get(slug, language))}


def articles_for(item: Item, services: Services, most: int = _ARTICLES) -> Mapping[str, str]:
    """Offer the articles that may answer an item: those that the bot guesses now."""
    ranking = services.answerer.answer(item.question, Asker(language=item.language)).ranking
    slugs = dict.fromkeys([*(hit.topic for hit in ranking), *(slug for slug, _ in item.guesses)])
    library = services.answerer.library
    found = [library.get(slug, item.language) for slug in slugs]
    return {article.slug: article.title for article in found[:most] if article}


def _asker_card(item: Item, draft: Draft, services: Services) -> dict[str, Any]:
    """Make what the asker will see."""
    texts = texts_in(item.language)
    text = text_for(draft.texts, item.language)
    if draft.back:
        return asked_back_card(item, text or "", texts)
    article = services.answerer.library.get(draft.slug, item.language) if draft.slug else None
    return answered_card(item, text, article, texts)


def _fault(draft: Draft, texts: Texts) -> str | None:
    written = [text.strip() for text in draft.texts.values() if text.strip()]
    if not written and not (draft.slug and not draft.back):
        return texts("There is nothing to send yet. Write an answer in at least one language.")
    if any(len(text) > MAX_ANSWER for text in written):
        return _too_long(max(len(text) for text in written), MAX_ANSWER, texts)
    return None


def _too_long(length: int, most: int, texts: Texts) -> str:
    return texts(
        "This is too long: {length} characters, and {most} fit into a card. Please shorten it, or link to a page.",
        length=str(length),
        most=str(most),
    )


def _beaten(item: Item | None, texts: Texts) -> str:
    if item is None or not item.history:
        return texts("Somebody changed it meanwhile.")
    name = item.history[-1].name or "?"
    return texts("{name} was faster: this is how it is now.", name=name)


def _gone(texts: Texts) -> Reply:
    text = texts("This question is no longer here.")
    return Reply(text=text, card=notice_card(text))


def _not_theirs(item: Item | None, texts: Texts) -> Reply:
    """Tell somebody in the same chat that they are not who asked; the card stays for those who did."""
    return Reply(text=texts("This is for whoever asked."), keeps_card=True) if item else _gone(texts)


def _thanks(text: str) -> Reply:
    return Reply(text=text, card=notice_card(text))


def _who(turn: Turn) -> Who:
    return Who(person=turn.person.id, name=turn.person.name)


def _texts(turn: Turn) -> Texts:
    return texts_in(new_profile(turn.person).language)
