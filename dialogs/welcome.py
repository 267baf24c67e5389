"""The bot says hello, and what it can do."""

from cards.ask import help_card
from cards.texts import Texts, texts_in
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.words import words

_HELP = frozenset(
    {
        "help",
        "hjälp",
        "hjalp",
        "start",
        "menu",
        "meny",
        "hi",
        "hello",
        "hej",
        "hallå",
        "tjena",
        "hey",
        "thanks",
        "tack",
        "ok",
        "okay",
        "yes",
        "ja",
        "no",
        "nej",
    }
)


def is_help(text: str) -> bool:
    """Tell whether somebody asks what the bot can do, or just says hello."""
    said = words(text)
    return len(said) == 1 and said[0] in _HELP


def help_reply(texts: Texts, *, coordinator: bool = False) -> Reply:
    """Say what the bot can do."""
    card = help_card(_examples(texts), texts, coordinator=coordinator)
    return Reply(text=texts("Here is what I can do."), card=card)


def lost(texts: Texts) -> Reply:
    """Answer what has no words in it: an emoji, a file, nothing at all."""
    text = texts("I can only read words. Ask me something about enrolling your device.")
    return Reply(text=text, card=help_card(_examples(texts), texts))


async def welcome(turn: Turn, services: Services) -> Reply | None:
    """Greet whoever installed the bot; `None` when that was done a moment ago."""
    if not await services.profiles.is_first_welcome(str(turn.conversation["conversation"]["id"])):
        return None
    texts = texts_in(new_profile(turn.person).language)
    card = help_card(_examples(texts), texts, coordinator=services.roles.is_coordinator(turn.person))
    return Reply(text=texts("👋 Hi, nice to meet you!"), card=card)


def _examples(texts: Texts) -> list[str]:
    return [
        texts("How do I enroll my phone?"),
        texts("What can the company see?"),
        texts("When is it my turn?"),
    ]
