"""From text to features: words, word pairs and pieces of words."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

MAX_CHARACTERS: Final = 2_000
"""A question is read this far; nobody's question needs more, and the cost stays bounded."""

_WORD: Final = re.compile(r"\w+")
_PIECES: Final = (3, 4)
_LONGEST: Final = 40
"""Characters of a word that are looked at."""


def words(text: str) -> list[str]:
    """Split text into its words, in small letters."""
    # Cut twice: some characters become eighteen.
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])[:MAX_CHARACTERS].casefold()
    return [word[:_LONGEST] for word in _WORD.findall(plain)]


@lru_cache(maxsize=4_000)
def pieces(word: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    """Cut a word, with its edges marked, into pieces of these numbers of characters."""
    edged = f"_{word}_"
    return tuple(edged[start : start + size] for size in sizes for start in range(len(edged) - size + 1))


def features(text: str) -> Iterator[str]:
    """Yield words, word pairs, and the pieces of 3 and 4 characters within words.

    The pieces are what finds Swedish compounds, inflections and misspelt words: "enhetsregistrering" shares most of
    its pieces with "registrera enhet", and no word.
    """
    found = words(text)
    for word in found:
        yield f"word {word}"
        yield from pieces(word, _PIECES)
    for first, second in pairwise(found):
        yield f"pair {first} {second}"
