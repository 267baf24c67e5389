"""What dialogs work with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dialogs.person import Turn
from dialogs.profiles import Profiles
from dialogs.reply import Reply
from dialogs.roles import Roles
from dialogs.rollout import Rollout
from knowledge.answering import Answerer
from knowledge.delivery import Deliveries
from knowledge.embeddings import Vectors
from knowledge.feedback import Feedback
from knowledge.helpdesk import Helpdesk
from knowledge.live import Refresher
from knowledge.promotion import Promotions
from knowledge.review import Reviews
from store.later import Later
from waves.contact import Contacts
from waves.nudges import Nudges


@dataclass(frozen=True, kw_only=True)
class Services:
    """The domain, put together once at start. `kick` has what is due sent at once, in the background."""

    answerer: Answerer
    feedback: Feedback
    reviews: Reviews
    profiles: Profiles
    contacts: Contacts
    nudges: Nudges
    later: Later
    helpdesk: Helpdesk
    deliveries: Deliveries
    promotions: Promotions
    refresher: Refresher
    roles: Roles
    rollout: Rollout
    gaps: Callable[[Turn, str], Awaitable[Reply]]
    kick: Callable[[], None]
    vectors: Vectors | None = None
