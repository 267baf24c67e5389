"""`make run`: what starts together ends together."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from scripts import run
from tests.end_to_end.conftest import bare_environment, free_port

WITH_GRANDCHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """Start the launcher on free ports and an empty store, and see that it is gone afterwards."""
    port, playground_port = free_port(), free_port()
    ports = {"PORT": str(port), "PLAYGROUND_PORT": str(playground_port)}
    environment = {**bare_environment(), **ports, "STORE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}
    command = [sys.executable, "-m", "scripts.run"]
    with subprocess.Popen(command, cwd=run.ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process, port, playground_port
        process.terminate()


def test_the_address_is_printed_once_both_answer_and_ctrl_c_ends_both(
    launched: tuple[subprocess.Popen[str], int, int],
) -> None:
    process, port, playground_port = launched
    assert process.stdout
    printed = next((line for line in process.stdout if f"http://127.0.0.1:{playground_port}" in line), None)
    assert printed
    assert answers(port)
    assert answers(playground_port)
    process.send_signal(signal.SIGINT)
    process.stdout.read()
    assert process.wait() == 0
    assert not answers(port)
    assert not answers(playground_port)


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(run.CannotRunError, match=rf"Port {taken} is taken.*PORT=\d+ make run"):
            run.port_named("PORT", 3978, {"PORT": str(taken)})


def test_a_port_that_is_no_number_is_refused() -> None:
    with pytest.raises(run.CannotRunError, match="must be a port number"):
        run.port_named("PORT", 3978, {"PORT": "http"})


def test_a_child_that_ends_by_itself_is_reported() -> None:
    with pytest.raises(run.CannotRunError, match=r"It ended by itself \(exit code 3\)"):
        run.wait_until(lambda: False, [child("import sys; sys.exit(3)", output=None)], SimpleQueue(), seconds=60)


def test_a_signal_ends_the_waiting() -> None:
    signals: SimpleQueue[int] = SimpleQueue()
    signals.put(signal.SIGINT)
    assert run.wait_until(lambda: False, [], signals, seconds=60)


def test_grandchildren_that_do_not_listen_are_killed_with_the_child() -> None:
    parent = child(WITH_GRANDCHILD, DEAF, output=subprocess.PIPE)
    output = parent.process.stdout
    assert output
    assert output.readline() == b"up\n"
    run.end([parent])
    assert output.read() == b"", "the pipe closes only when nobody is left to write into it"
    output.close()


def test_the_playgrounds_user_gets_every_role_not_given_to_others() -> None:
    environment = run.bot_environment({"HELPDESK": "somebody", "MicrosoftAppId": "an-app"}, 3978)
    assert environment["COORDINATORS"] == run.current_user()["aadObjectId"]
    assert environment["HELPDESK"] == "somebody"
    assert "MicrosoftAppId" not in environment


def child(code: str, *arguments: str, output: int | None) -> run.Child:
    """Start Python code as a child."""
    process = run.start([sys.executable, "-c", code, *arguments], os.environ, output, None)
    return run.Child(name="It", process=process, port=free_port(), path="/")


def answers(port: int) -> bool:
    """Say whether anything listens on a port."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
