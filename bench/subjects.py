"""Know the bots that are measured, and what is said to them."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PEER_PYTHON = PROJECT / ".venv-bench" / "bin" / "python"
MAKE_PEERS = (
    "python -m venv .venv-bench && .venv-bench/bin/pip install --require-hashes -r bench/peers/requirements.lock"
)

TEXTS = (
    "How do I enroll my iPhone?",
    "What can the company see on my phone?",
    "Hur lägger jag in min iPhone i jobbets system?",
    "I lost my phone",
    "Jag har tappat bort min telefon, vad gör jag nu?",
)
"""Every one is answered from an article."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Describe a program to start: it listens on 127.0.0.1 at the port that `PORT` names.

    Nothing of the environment reaches it but PATH, HOME, LANG and what `environment` holds. A turn counts as answered
    by a message whose text holds `reply`, so that an apology is not taken for an answer. `on_cosmos` gives it an
    emulator of Azure Cosmos DB for a store.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    directory: Path = PROJECT
    reply: str = ""
    on_cosmos: bool = False


def peer(name: str) -> Subject:
    """Describe the echo bot made with a vendor's SDK, kept from reading a .env file of ours."""
    return Subject(
        name=name,
        argv=(str(PEER_PYTHON), str(PROJECT / "bench" / "peers" / f"{name}_echo.py")),
        environment={"PYTHON_DOTENV_DISABLED": "1"},
        reply="Echo: ",
    )


def connector(*, reply: str) -> Subject:
    """Describe the fake Bot Connector, which is started as the bots are."""
    return Subject(name="connector", argv=(sys.executable, "-m", "bench.connector", reply))


def echo() -> Subject:
    """Describe an echo through our own edge."""
    return Subject(name="echo", argv=(sys.executable, "-m", "bench.our_echo"), reply="Echo: ")


def answer() -> Subject:
    """Describe the bot itself: each turn ends in an answer with its card, which cites [1], and is written down."""
    environment = {"STORE_URL": "sqlite:////tmp/enrollment-bot-bench/bot.db", "LOG_LEVEL": "WARNING"}
    return Subject(name="answer", argv=(sys.executable, "app.py"), environment=environment, reply="[1]")


def answer_on_cosmos() -> Subject:
    """Describe the same on Azure Cosmos DB, which counts neither as its CPU nor as its memory."""
    environment = {"LOG_LEVEL": "WARNING"}
    argv = (sys.executable, "app.py")
    return Subject(name="cosmos", argv=argv, environment=environment, reply="[1]", on_cosmos=True)


BASELINE = "stock"
SUBJECTS = (peer("stock"), peer("agents"), peer("teams"), echo(), answer(), answer_on_cosmos())
