"""One emulator for all tests of a run, and the account that the store's contract is tried on."""

import os
from collections.abc import Generator
from types import FunctionType

import pytest

from tests.cosmos.account import Account, OutsideAccount
from tests.cosmos.emulator import Emulator, running_emulator

URL = os.environ.get("COSMOS_TEST_URL")
KEY = os.environ.get("COSMOS_TEST_KEY")


@pytest.fixture(scope="session")
def shared_emulator() -> Generator[Emulator]:
    with running_emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(shared_emulator: Emulator) -> Generator[Emulator]:
    """Give the emulator as it was in the beginning, but for its databases, and leave it so."""
    shared_emulator.reset()
    yield shared_emulator
    shared_emulator.reset()


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Account:
    """Give the account that COSMOS_TEST_URL names, or else the emulator."""
    return OutsideAccount(URL, KEY) if URL else request.getfixturevalue("emulator")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that pass time where it cannot be passed, and have pytest count them."""
    left_out = [item for item in items if URL and "[cosmos" in item.nodeid and passes_time(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def passes_time(item: pytest.Item) -> bool:
    function: object = getattr(item, "function", None)
    return isinstance(function, FunctionType) and "pass_time" in function.__code__.co_names
