"""An answer of the helpdesk becomes article content: written, checked, looked at, live."""

import asyncio
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import yaml

from cards.promote import NEW, PromotionDraft, checking_card, promotion_card, promotion_preview_card
from cards.texts import Texts, texts_in
from dialogs import review
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.affected import KnownQuestion
from knowledge.article import LANGUAGES, MAX_TITLE, ArticleFaults
from knowledge.helpdesk import ItemChanged, Seen
from knowledge.preview import Preview
from knowledge.promoted import Promoted
from knowledge.promotion import Outdated
from knowledge.review_item import Item, Who

_ARTICLES: Final = 8
_PATIENCE: Final = 2.5
"""Seconds that a press waits for the preview."""

_LONGEST_QUESTION: Final = 200


async def begin(seen: Seen, draft: PromotionDraft | None, turn: Turn, services: Services) -> Reply:
    """Let somebody write; what the item holds stands there already, or what they typed before."""
    item = await services.reviews.get(seen.name)
    if item is None or item.answer is None:
        return review.gone(turn)
    return _editor(item, draft or _first_draft(item), turn, services)


async def preview(seen: Seen, draft: PromotionDraft, turn: Turn, services: Services) -> Reply:
    """Tell what the promotion would do."""
    item = await services.reviews.get(seen.name)
    if item is None:
        return review.gone(turn)
    texts = _texts(turn)
    try:
        proposed = await _proposed(item, draft, turn, services)
    except (ArticleFaults, ValueError) as error:
        return _editor(item, draft, turn, services, fault=_why(error, texts))
    found = await _previewed(proposed, turn, services)
    if found is None:
        return Reply(text=texts("Checking…"), card=checking_card(item, draft, texts))
    library = services.answerer.library
    titles = {article.slug: article.title for article in library if article.language == texts.language}
    return Reply(text=texts("Preview"), card=promotion_preview_card(item, draft, found, titles, texts))


async def go_live(seen: Seen, draft: PromotionDraft, turn: Turn, services: Services) -> Reply:
    """Promote, unless a rule is broken or somebody else was faster."""
    item = await services.reviews.get(seen.name)
    if item is None:
        return review.gone(turn)
    if item.promoted:
        return await review.shown_now(item, turn, services)
    texts, who = _texts(turn), Who(person=turn.person.id, name=turn.person.name)
    try:
        proposed = await _proposed(item, draft, turn, services)
        found = await _previewed(proposed, turn, services)
        if found is None or found.faults:
            return await preview(seen, draft, turn, services)
        for each in proposed:
            await services.promotions.promote(each, who, item.name)
        promoted = proposed[0]
        item = await services.helpdesk.promoted(
            Seen(name=item.name, version=item.version), who, promoted.slug, promoted.language
        )
    except Outdated:
        return _editor(item, draft, turn, services, fault=texts("Somebody changed it meanwhile."))
    except (ArticleFaults, ValueError) as error:
        return _editor(item, draft, turn, services, fault=_why(error, texts))
    except ItemChanged as changed:
        item = changed.item or item
    services.kick()
    return await review.shown_now(item, turn, services, notice=texts("🎉 Live within ten seconds"))


async def _previewed(proposed: list[Promoted], turn: Turn, services: Services) -> Preview | None:
    """Look at what the promotion would do; `None` while that takes longer than a press may."""
    try:
        async with asyncio.timeout(_PATIENCE):
            answered = [
                KnownQuestion(text=item.question, language=item.language) for item in await services.reviews.answered()
            ]
            return await services.refresher.preview(proposed, today=turn.at.date(), helpdesk=answered)
    except TimeoutError:
        return None


def _editor(item: Item, draft: PromotionDraft, turn: Turn, services: Services, fault: str | None = None) -> Reply:
    texts = _texts(turn)
    articles = review.articles_for(item, services, most=_ARTICLES)
    return Reply(text=texts("Make it an article"), card=promotion_card(item, draft, articles, texts, fault=fault))


def _first_draft(item: Item) -> PromotionDraft:
    answer = item.answer
    texts: Mapping[str, str] = answer.texts if answer else {}
    question = " ".join(item.question.split())[:_LONGEST_QUESTION]
    titles = {item.language: question[:MAX_TITLE].rstrip(" ?!.")}
    to = answer.slug if answer and answer.slug else NEW
    return PromotionDraft(to=to, question=question, platform=item.platform, titles=titles, texts=texts)


async def _proposed(item: Item, draft: PromotionDraft, turn: Turn, services: Services) -> list[Promoted]:
    """Make the content that would be promoted. Raises `ArticleFaults`, and `ValueError` when something is missing."""
    if not draft.question.strip():
        raise ValueError("question")
    if draft.to != NEW:
        present = await services.promotions.current(draft.to, item.language)
        return [present.with_question(draft.question)]
    written = [each for each in LANGUAGES if draft.texts.get(each, "").strip() and draft.titles.get(each, "").strip()]
    if not written:
        raise ValueError("text")
    slug = _slug(draft.titles.get("en") or draft.titles[written[0]])
    if any(article.slug == slug for article in services.refresher.library):
        raise ValueError("title")
    proposed: list[Promoted] = []
    for language in written:
        present = await services.promotions.current(slug, language)
        proposed.append(present.with_text(_markdown(item, draft, language, turn)))
    return proposed


def _markdown(item: Item, draft: PromotionDraft, language: str, turn: Turn) -> str:
    """Write an article. The example question stands in the language in which it was asked, else the title does."""
    title = draft.titles[language].strip()
    front: dict[str, Any] = {
        "title": title,
        "platforms": [draft.platform or "any"],
        "questions": [draft.question.strip() if language == item.language else title],
        "sources": [f"Helpdesk, {item.name}"],
        "owner": "helpdesk",
        "reviewed": turn.at.date(),
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    return f"---\n{head}---\n{draft.texts[language].strip()}\n"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "article"


def _why(error: ArticleFaults | ValueError, texts: Texts) -> str:
    if isinstance(error, ArticleFaults):
        return "\n\n".join(fault.message for fault in error.faults)
    return {
        "question": texts("Please write an example question."),
        "text": texts("A new article needs a title and a text in at least one language."),
        "title": texts("There is an article of that name already. Choose another title, or that article."),
    }.get(str(error), str(error))


def _texts(turn: Turn) -> Texts:
    return texts_in(new_profile(turn.person).language)
