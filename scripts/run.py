"""Run the bot and the Agents Playground side by side until Ctrl-C: what `make run` calls once all is set up."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue

import yaml

from tests.cosmos.emulator import running_emulator

ROOT = Path(__file__).resolve().parent.parent
COMPANY = ROOT / ".m365agentsplayground.yml"
PLAYGROUND = ROOT / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
STARTUP_SECONDS = 120.0
FAREWELL_SECONDS = 10.0

# m365agentsplayground 0.2.28 binds every interface and has no host option, while the bot checks no tokens in local
# mode: anyone on the network could act as coordinator. Every listener of the Playground is moved to this machine.
LOOPBACK_ONLY = (
    'data:text/javascript,import net from "node:net";'
    "const listen = net.Server.prototype.listen;"
    "net.Server.prototype.listen = function (port, ...rest) { return listen.call(this, port, '127.0.0.1', ...rest); };"
)


class CannotRunError(Exception):
    """Raised when the two cannot run; the message says how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """A process we started as the leader of a group of its own, and where it answers once it is up."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    path: str

    def answers(self) -> bool:
        """Say whether it answers at its port."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", self.path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def check(self) -> None:
        """Raise CannotRunError when it has ended by itself."""
        if (code := self.process.poll()) is not None:
            raise CannotRunError(f"{self.name} ended by itself (exit code {code}). What it printed above says why.")

    def signal(self, number: int) -> None:
        """Signal the whole group; nothing happens when none of it is left."""
        # macOS answers EPERM, not ESRCH, for a group of which only zombies are left
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def start_bot(port: int, environment: Mapping[str, str], output: int | None = None) -> Child:
    """Start `python app.py`; all it prints goes to the file descriptor, or else to the terminal."""
    process = start([sys.executable, "app.py"], environment, output, output)
    return Child(name="The bot", process=process, port=port, path="/healthz")


def start_playground(port: int, bot_port: int, environment: Mapping[str, str]) -> Child:
    """Start the Playground, pointed at the bot. Raise CannotRunError when it is not installed."""
    node = shutil.which("node")
    if node is None or not PLAYGROUND.exists():
        raise CannotRunError("The Agents Playground is not installed. Install Node 20 or newer, then run `make setup`.")
    command = [node, "--import", LOOPBACK_ONLY, str(PLAYGROUND), "start", "--disable-telemetry"]
    command += ["--app-endpoint", f"http://127.0.0.1:{bot_port}/api/messages", "--channel-id", "msteams"]
    command += ["--port", str(port), "--service-url", f"http://127.0.0.1:{port}/_connector"]
    process = start(command, environment, subprocess.DEVNULL, None)
    return Child(name="The Agents Playground", process=process, port=port, path="/_debug/ping")


def start(
    command: Sequence[str], environment: Mapping[str, str], output: int | None, errors: int | None
) -> subprocess.Popen[bytes]:
    """Start a command in the project's folder, in a process group of its own."""
    return subprocess.Popen(  # noqa: S603 - both commands are ours
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
    )


def bot_environment(environment: Mapping[str, str], port: int) -> dict[str, str]:
    """Return the bot's environment: local mode, and the Playground's one user in every role not given to others."""
    kept = {key: value for key, value in environment.items() if not key.lower().startswith("microsoftapp")}
    roles = dict.fromkeys(("COORDINATORS", "HELPDESK"), current_user()["aadObjectId"])
    sample = {} if (ROOT / "company.toml").exists() else {"COMPANY_FILE": str(ROOT / "company.sample.toml")}
    return roles | sample | kept | {"PORT": str(port), "HOST": "127.0.0.1", "PYTHONUNBUFFERED": "1"}


def playground_environment(environment: Mapping[str, str], log: Path) -> dict[str, str]:
    """Return the Playground's environment: no telemetry, no browser of its own, no proxy between it and the bot."""
    # m365agentsplayground 0.2.28 sends even calls to 127.0.0.1 through HTTP_PROXY
    exempt = [environment[name] for name in ("NO_PROXY", "no_proxy") if environment.get(name)]
    return {
        **environment,
        "NO_PROXY": ",".join([*exempt, "127.0.0.1", "localhost"]),
        "TEAMSAPPTESTER_BROWSER": "none",
        "APPLICATION_INSIGHTS_NO_STATSBEAT": "1",
        "APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL": "1",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(COMPANY),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(log),
    }


def current_user() -> dict[str, str]:
    """Read who the Playground's user is."""
    return yaml.safe_load(COMPANY.read_text(encoding="utf-8"))["currentUser"]


def wait_until(
    done: Callable[[], bool], children: Sequence[Child], signals: "SimpleQueue[int]", seconds: float
) -> bool:
    """Wait until it is done or a signal comes, and say whether one came. Raise CannotRunError when a child fails."""
    deadline = time.monotonic() + seconds
    while not done():
        for child in children:
            child.check()
        if time.monotonic() > deadline:
            silent = " and ".join(child.name for child in children if not child.answers())
            raise CannotRunError(f"{silent} has not answered for {seconds:.0f} seconds. Is this machine very busy?")
        with suppress(Empty):
            signals.get(timeout=0.2)
            return True
    return False


def end(children: Sequence[Child]) -> None:
    """End all children and theirs: ask, give them time, then kill what is left."""
    for child in children:
        # Not SIGINT, even after Ctrl-C: a bot that is still importing would print a traceback
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + FAREWELL_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, deadline - time.monotonic()))
        child.signal(signal.SIGKILL)
        child.process.wait()


def port_named(name: str, default: int, environment: Mapping[str, str]) -> int:
    """Read a port and see that nothing else has it. Raise CannotRunError otherwise."""
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotRunError(f"{name} is {text!r}; it must be a port number, such as {default}.")
    with suppress(OSError), socket.create_connection(("127.0.0.1", int(text)), timeout=2):
        raise CannotRunError(
            f"Port {text} is taken by another program, perhaps an earlier `make run`. "
            f"End that one, or choose another port: {name}={int(text) % 65535 + 1} make run"
        )
    return int(text)


@contextmanager
def database(environment: Mapping[str, str]) -> Generator[Mapping[str, str]]:
    """Run what `STORE` asks for beside the bot; give the environment in which the bot finds it.

    `cosmos` is an Azure Cosmos DB in memory: what the bot writes is gone when it ends.
    """
    wanted = environment.get("STORE", "")
    if wanted not in {"", "sqlite", "cosmos"}:
        raise CannotRunError(f"STORE is {wanted!r}; it must be sqlite or cosmos.")
    if wanted != "cosmos":
        yield environment
        return
    with running_emulator() as emulator:
        url, key = f"{emulator.endpoint}enrollment", emulator.key or ""
        key_file = ROOT / "data" / "cosmos.key"
        key_file.parent.mkdir(exist_ok=True)
        key_file.write_text(key)
        command = [sys.executable, "-m", "store", "provision", url, "--key-file", str(key_file)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603 - all of it is ours
            raise CannotRunError("The emulator of Azure Cosmos DB did not take the containers; it says why above.")
        sys.stdout.write(
            "\nTo see what the bot writes:\n\n"
            f"    .venv/bin/python -m store show {url} feedback --key-file {key_file.relative_to(ROOT)}\n"
        )
        yield {**environment, "STORE_URL": url, "COSMOS_KEY": key}


def run(environment: Mapping[str, str]) -> int:
    """Run both until a signal comes, and return the exit code. Raise CannotRunError when one fails."""
    with database(environment) as found:
        return run_both(found)


def run_both(environment: Mapping[str, str]) -> int:
    """Run the bot and the Playground until a signal comes."""
    port = port_named("PORT", 3978, environment)
    playground_port = port_named("PLAYGROUND_PORT", 56150, environment)
    if port == playground_port:
        raise CannotRunError(f"PORT and PLAYGROUND_PORT are both {port}; they must differ.")
    signals: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: signals.put(caught))
    children: list[Child] = []
    try:
        children.append(start_bot(port, bot_environment(environment, port)))
        log = ROOT / "data" / "playground.log"
        children.append(start_playground(playground_port, port, playground_environment(environment, log)))
        asked_to_end = wait_until(
            lambda: all(child.answers() for child in children), children, signals, STARTUP_SECONDS
        )
        if not asked_to_end:
            welcome(playground_port)
            wait_until(lambda: False, children, signals, float("inf"))
    finally:
        end(children)
    return 0


def welcome(port: int) -> None:
    """Print where to go."""
    sys.stdout.write(
        f"\nThe bot and the Agents Playground are running. Open\n\n    http://127.0.0.1:{port}\n\n"
        f"There you are {current_user()['name']}. Ctrl-C ends both.\n\n"
    )
    sys.stdout.flush()


def main() -> int:
    """Run both, and say in one line what is wrong when that fails."""
    try:
        return run(os.environ)
    except CannotRunError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
