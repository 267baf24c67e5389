"""`python app.py`: what it says, refuses and needs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from pydantic import ValidationError

import bot.settings
from bot.settings import Settings, is_loopback
from tests.fakes.running import settings

PROJECT = Path(bot.settings.__file__).parent.parent


def start(tmp_path: Path, port: int, **environment: str) -> subprocess.Popen[str]:
    """Start the bot alone, with nothing of this environment but the path."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(PROJECT / "app.py")],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "PORT": str(port), "STORE_URL": f"sqlite:///{tmp_path}/bot.db", **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str], word: str) -> str:
    """Read what the bot logs up to the line with a word in it."""
    assert process.stderr
    lines: list[str] = []
    for line in process.stderr:
        lines.append(line)
        if word in line:
            break
    return "".join(lines)


def test_without_an_app_id_it_is_in_local_mode_and_says_so(tmp_path: Path, free_port: int) -> None:
    with start(tmp_path, free_port, HOST="0.0.0.0") as process:
        text = said(process, "listening")
        assert "HOST is ignored" in text
        assert f"listening on ('127.0.0.1', {free_port}) in local mode" in text
        with urlopen(f"http://127.0.0.1:{free_port}/readyz") as response:
            assert json.load(response) == {"status": "ready"}
        process.terminate()
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_said(tmp_path: Path, free_port: int) -> None:
    with start(tmp_path, free_port) as first:
        said(first, "listening")
        with start(tmp_path, free_port) as second:
            _, text = second.communicate(timeout=30)
            assert second.returncode == 1
            assert "the bot cannot start" in text
            assert str(free_port) in text
            assert "Traceback" not in text
        first.terminate()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PORT": "many"}, "port"),
        ({"MicrosoftAppId": "x"}, "MicrosoftAppPassword is missing"),
        ({"MicrosoftAppId": "x", "MicrosoftAppPassword": "y"}, "MicrosoftAppTenantId is missing"),
        ({"MicrosoftAppType": "Skill"}, "MicrosoftAppType"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, environment: dict[str, str], expected: str) -> None:
    with start(tmp_path, 0, **environment) as process:
        _, text = process.communicate(timeout=30)
    assert process.returncode == 2
    assert expected in text
    assert "Traceback" not in text


def test_a_store_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with start(tmp_path, 0, STORE_URL="redis://x") as process:
        _, text = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "redis://x" in text


def test_broken_front_matter_is_refused_with_file_and_line(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    for folder in ("bot", "cards", "dialogs", "knowledge", "store", "waves"):
        (copy / folder).parent.mkdir(exist_ok=True)
        subprocess.run(["cp", "-r", str(PROJECT / folder), str(copy / folder)], check=True)
    (copy / "app.py").write_bytes((PROJECT / "app.py").read_bytes())
    article = copy / "knowledge" / "articles" / "en" / "enroll-ios.md"
    article.write_text(article.read_text("utf-8").replace("reviewed: 2026", "reviewed: MMXXVI"), "utf-8")
    line = next(number for number, text in enumerate(article.read_text("utf-8").splitlines(), 1) if "MMXXVI" in text)
    run = subprocess.run(
        [sys.executable, "app.py"], cwd=copy, env={"PORT": "0"}, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 1
    assert f"enroll-ios.md:{line}: reviewed" in run.stderr


def test_a_registered_bot_listens_on_every_interface_unless_told() -> None:
    registered = {"MicrosoftAppId": "x", "MicrosoftAppPassword": "y", "MicrosoftAppTenantId": "z"}
    assert settings(**registered).address == "0.0.0.0"
    assert settings(**registered, host="10.0.0.4").address == "10.0.0.4"
    assert settings(**registered).authority == "https://login.microsoftonline.com/z"


def test_a_managed_identity_needs_no_password() -> None:
    assert not settings(MicrosoftAppId="x", MicrosoftAppType="UserAssignedMSI").local
    with pytest.raises(ValidationError):
        settings(MicrosoftAppId="x")


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.0.0.1:1", "http://[::1]:5/", "http://127.1.2.3/"])
def test_this_machine_is_known(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    ["http://192.0.2.1/", "https://smba.trafficmanager.net/", "http://127.0.0.1.evil.example/", "http://[::1", "", "x"],
)
def test_other_machines_are_not(url: str) -> None:
    assert not is_loopback(url)


def test_every_setting_has_a_description() -> None:
    assert all(field.description for field in Settings.model_fields.values())
