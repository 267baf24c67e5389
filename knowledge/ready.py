"""A search with every leg that needs no network, ready before the first question."""

from knowledge import classifier
from knowledge.answering import Answerer
from knowledge.cache import Cache
from knowledge.examples import examples
from knowledge.library import Library
from knowledge.search import Search


def ready_answerer(library: Library, cache: Cache) -> Answerer:
    """Make an answerer with its classifier: see `ready_search`."""
    return Answerer(library, ready_search(library, cache))


def ready_search(library: Library, cache: Cache) -> Search:
    """Make a search with its classifier, read from the cache, or fitted now, which takes some seconds."""
    texts = examples(library)
    index = cache.index(texts)
    margins = cache.margins(texts)
    if margins is None:
        margins = classifier.fit(index)
        cache.keep(texts, margins)
    return Search(index, margins)
