"""What people say around a question to be kind: greetings before it, thanks and wishes after it."""

import re
from typing import Final

from knowledge.words import MAX_CHARACTERS, words

_GREETING: Final = (
    r"hi|hello|hey|good (?:morning|afternoon|evening|day)|dear (?:bot|helpdesk|it)|ok(?:ay)?|"
    r"hej(?:san)?|hallå|tja|tjena|god (?:morgon|dag|kväll|eftermiddag|förmiddag)|goddag|godmorgon"
)
_WHOM: Final = r"there|all|everyone|team|bot|på (?:dig|er)|igen|again|alla"
_THANKS: Final = (
    r"(?:many )?thanks|thank you|thx|cheers|(?:tusen |stort )?tack(?: tack)?|"
    r"(?:best|kind|warm) regards|regards|mvh|hälsningar|"
    r"have an? (?:nice|great|good|lovely) (?:day|weekend|evening|one)|"
    r"(?:ha en )?(?:fin|bra|trevlig) (?:dag|helg|kväll)|"
    r"how are you(?: today)?|hur mår du|hur är läget|please|snälla"
)
_HOW_MUCH: Final = (
    r"(?:very|so) much|a lot|in advance|for (?:the|your|all the) help|"
    r"så (?:jätte)?mycket|på förhand|för (?:hjälpen|svaret)|för all hjälp"
)
_GAP: Final = r"[\s,.!?:;…–-]*"
_BEFORE: Final = re.compile(
    rf"^(?:{_GAP}(?:(?:{_GREETING})(?: (?:{_WHOM}))*|(?:{_THANKS})(?: (?:{_HOW_MUCH}))*)\b)+{_GAP}", re.IGNORECASE
)
_AFTER: Final = re.compile(rf"(?:\b(?:{_THANKS})(?: (?:{_HOW_MUCH}))*\b{_GAP})+\W*$", re.IGNORECASE)

_FEWEST: Final = 3
"""Words that are left of a question; fewer are rather part of what was said to be kind: "good morning my dear"."""


def without_politeness(question: str) -> str | None:
    """Take off what stands around the question to be kind; `None` when nothing does, or too little would be left."""
    text = question[:MAX_CHARACTERS]
    left = _AFTER.sub("", _BEFORE.sub("", text))
    return left if left != text and len(words(left)) >= _FEWEST else None
