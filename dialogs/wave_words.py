"""What coordinators are told beside their waves: what is wrong, what is gone, who was faster."""

import re
import unicodedata
from typing import Final

from cards.ask import notice_card
from cards.nudge_faults import fault_words
from cards.texts import Texts, texts_in
from cards.wave import state_name
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import Reply
from waves.nudge import lint
from waves.wave import MAX_NAME, Wave, Who
from waves.waves import NotNow

_NAME: Final = re.compile(r"[^\W_](?:[^\W_]|[- ])*")


def refusal(turn: Turn) -> Reply:
    """Say kindly that this is the coordinators'."""
    texts = texts_of(turn)
    text = texts("This is for those who plan the roll-out. You can always ask me something yourself!")
    return Reply(text=text, card=notice_card(text))


def gone(turn: Turn) -> Reply:
    """Say that a wave is no longer there."""
    text = texts_of(turn)("This wave is no longer here.")
    return Reply(text=text, card=notice_card(text))


def beaten(wave: Wave | None, turn: Turn) -> str | None:
    """Say who was faster."""
    if wave is None or not wave.history:
        return None
    texts, last = texts_of(turn), wave.history[-1]
    if last.person == turn.person.id:
        return texts("You changed it on another card meanwhile.")
    if not last.name:
        return texts("It has moved on meanwhile: this is how it is now.")
    return texts("{name} was faster: this is how it is now.", name=last.name)


def not_now(error: NotNow, texts: Texts) -> str:
    """Say why a step cannot be taken."""
    said = {
        "it needs a dry run first": texts("It needs a dry run first."),
        "nobody is in its audience": texts("Nobody is in its audience yet."),
        "nothing of it was sent": texts("Nothing of it was sent yet."),
    }
    state = state_name(error.wave.state, texts)
    return said.get(error.code) or texts("That is not possible now. The wave is: {state}", state=state)


def name_from(text: str) -> str | None:
    """Make a wave's name of what was typed; `None` if it cannot be one."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return name if _NAME.fullmatch(name) and len(name) <= MAX_NAME else None


def name_rule(texts: Texts) -> str:
    """Say what a name may be."""
    most = str(MAX_NAME)
    return texts("A name has letters, digits, spaces and hyphens, and {most} of them at most.", most=most)


def who(turn: Turn) -> Who:
    """Tell who does it."""
    return Who(person=turn.person.id, name=turn.person.name)


def texts_of(turn: Turn) -> Texts:
    """Get the texts in the person's language."""
    return texts_in(new_profile(turn.person).language)


def stops(wave: Wave, texts: Texts) -> list[str]:
    """Say what of the message must be mended."""
    return [fault_words(fault, texts) for fault in lint(wave) if fault.flaw.stops]


def hints(wave: Wave, texts: Texts) -> list[str]:
    """Say what of the message is worth a thought."""
    return [fault_words(fault, texts) for fault in lint(wave) if not fault.flaw.stops]
