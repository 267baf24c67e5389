"""What dialogs work with."""

from dataclasses import dataclass

from dialogs.profiles import Profiles
from knowledge.answering import Answerer
from knowledge.embeddings import Vectors
from knowledge.feedback import Feedback
from knowledge.review import Reviews
from store.later import Later


@dataclass(frozen=True, kw_only=True)
class Services:
    """The domain, put together once at start."""

    answerer: Answerer
    feedback: Feedback
    reviews: Reviews
    profiles: Profiles
    later: Later
    vectors: Vectors | None = None
