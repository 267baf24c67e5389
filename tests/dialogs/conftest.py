"""The services that dialogs work with, over an empty store, at a time that is given."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from dialogs.profiles import Profiles
from dialogs.roles import Roles
from dialogs.services import Services
from knowledge.delivery import Deliveries
from knowledge.feedback import Feedback
from knowledge.helpdesk import Helpdesk
from knowledge.promotion import Promotions
from knowledge.review import Reviews
from store.later import Later
from store.opening import open_store
from store.port import Store
from tests.dialogs.people import NOON, NoOutbox, Talk, no_gaps, no_rollout
from tests.fakes.running import answerer, refresher_of
from waves.contact import Contacts
from waves.nudges import Nudges


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/bot.db", lambda: NOON)
    yield opened
    await opened.close()


@pytest.fixture
def talk(store: Store) -> Talk:
    contacts = Contacts(store, lambda: NOON)
    services = Services(
        answerer=answerer(),
        feedback=Feedback(store, lambda: NOON),
        reviews=Reviews(store, lambda: NOON),
        profiles=Profiles(store, contacts),
        contacts=contacts,
        nudges=Nudges(store, lambda: NOON),
        later=Later(lambda: 0.0),
        helpdesk=Helpdesk(store, lambda: NOON),
        deliveries=Deliveries(store, lambda: NOON, NoOutbox()),
        promotions=Promotions(store, lambda: NOON),
        refresher=refresher_of(answerer(), store),
        roles=Roles(),
        rollout=no_rollout(store),
        gaps=no_gaps,
        kick=lambda: None,
    )
    return Talk(services)
