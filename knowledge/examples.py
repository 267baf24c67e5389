"""The texts of a library from which topics are known."""

from typing import Final

from knowledge.index import Example
from knowledge.library import ELSEWHERE, Library
from knowledge.platform import Platform, without_platform

_PHONES: Final = frozenset({Platform.ANDROID, Platform.IOS})
_DEVICES: Final = {"en": ("device", "phone", "computer"), "sv": ("enhet", "mobil", "dator")}


def examples(library: Library) -> list[Example]:
    """List every text from which a topic can be known, in an order that does not depend on that of the files.

    In a family, what remains of the questions when the platform is taken out tells of all its members: "how do I
    enroll my iphone" also teaches "how do I enroll my device".
    """
    found: list[Example] = []
    for article in library:
        codes = (code for error in article.errors for code in error.codes)
        texts = (article.title, *article.questions, *article.keywords, article.short_answer, *codes)
        found += (Example(text=text, topic=article.slug, family=article.family) for text in texts)
        if article.family:
            device, phone, computer = _DEVICES[article.language]
            kinds = (device, phone if article.platforms & _PHONES else computer)
            own = (article.title, *article.questions)
            found += (
                Example(text=text, family=article.family)
                for text in sorted({without_platform(each, kind) for each in own for kind in kinds})
            )
    for kind in library.elsewhere:
        found += (Example(text=text, topic=f"{ELSEWHERE}:{kind.slug}", elsewhere=True) for text in kind.questions)
    return sorted(found, key=lambda each: (each.entry, each.text))
