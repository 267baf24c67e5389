"""The helpdesk asks for its report."""

from datetime import datetime

from cards.gaps import gaps_card
from cards.texts import texts_in
from dialogs.reply import Reply
from knowledge.gaps import gaps
from knowledge.library import Library
from store.port import Store


async def gaps_reply(store: Store, now: datetime, language: str, library: Library) -> Reply:
    """Answer with what the bot cannot answer yet. Raises `Unavailable` when the database is away."""
    texts = texts_in(language)
    card = gaps_card(await gaps(store, now, library), texts)
    return Reply(text=texts("Here is the report."), card=card)
