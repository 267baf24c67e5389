import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from manifest.__main__ import main
from manifest.details import Details, Json, PackingError
from manifest.package import FOLDER, pack

DETAILS = Details(
    app_id="00001111-aaaa-2222-bbbb-3333cccc4444",
    version="1.2.0",
    developer="Workplace IT",
    website="https://www.example.com",
    privacy="https://www.example.com/privacy",
    terms="https://www.example.com/terms",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy manifest and icons, to be spoilt."""
    for name in ["manifest.json", "color.png", "outline.png"]:
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def spoil(folder: Path, **changes: Json) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def refusal(details: Details = DETAILS, folder: Path = FOLDER) -> str:
    with pytest.raises(PackingError) as caught:
        pack(details, folder)
    return str(caught.value)


@pytest.mark.parametrize(
    "app_id",
    ["", "my-bot", "{00001111-aaaa-2222-bbbb-3333cccc4444}", "00001111aaaa2222bbbb3333cccc4444", f"{DETAILS.app_id}\n"],
)
def test_an_app_id_that_is_no_guid_is_refused_once(app_id: str) -> None:
    message = refusal(replace(DETAILS, app_id=app_id))
    assert message.count("\n") == 0
    assert message.startswith(f"--app-id: {app_id!r} is not a GUID. Give the application (client) ID")


def test_the_command_ends_with_2_and_writes_nothing_when_the_app_id_is_no_guid(tmp_path: Path) -> None:
    out = tmp_path / "bot.zip"
    command = [sys.executable, "-m", "manifest", "pack", "--app-id", "my-bot", "--out", str(out)]
    done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--app-id: 'my-bot' is not a GUID." in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not out.exists()


def test_a_forgotten_app_id_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["pack"])
    assert caught.value.code == 2
    assert "--app-id" in capsys.readouterr().err


@pytest.mark.parametrize("version", ["", "1.2", "1.2.3.4", "v1.2.0", "01.2.0", "1.2.0-beta", "1.2.٣", "1.2.0\n"])
def test_a_version_other_than_three_numbers_is_refused(version: str) -> None:
    assert refusal(replace(DETAILS, version=version)).startswith(f"--version: {version!r} is not a version.")


@pytest.mark.parametrize(
    "address",
    ["", "www.example.com", "http://www.example.com", "https://", "https://[", "https://a b.com", "https://a.com\n"],
)
@pytest.mark.parametrize("option", ["website", "privacy", "terms"])
def test_an_address_without_https_is_refused(option: str, address: str) -> None:
    message = refusal(replace(DETAILS, **{option: address}))
    assert message.startswith(f"--{option}: {address!r} is not a web address")
    assert "https://" in message


def test_an_address_that_is_too_long_is_refused() -> None:
    assert "Teams allows 2048" in refusal(replace(DETAILS, website="https://example.com/" + "a" * 2048))


def test_a_developer_name_of_33_characters_is_refused() -> None:
    assert refusal(replace(DETAILS, developer="x" * 33)) == (
        "--developer: has 33 characters, Teams allows 32. Shorten it."
    )


def test_an_empty_developer_name_is_refused() -> None:
    assert refusal(replace(DETAILS, developer=" ")).startswith("--developer: is empty.")


def test_all_faults_are_told_at_once() -> None:
    faults = refusal(replace(DETAILS, app_id="x", version="x", terms="x")).splitlines()
    assert sorted(fault.split(":")[0] for fault in faults) == ["--app-id", "--terms", "--version"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": {"short": "x" * 31, "full": "x"}}, "name.short: has 31 characters, Teams allows 30"),
        ({"name": {"short": "x", "full": "x" * 101}}, "name.full: has 101 characters, Teams allows 100"),
        ({"description": {"short": "x" * 81, "full": "x"}}, "description.short: has 81 characters, Teams allows 80"),
        ({"description": {"short": "x", "full": "x" * 4001}}, "description.full: has 4001 characters"),
        ({"description": {"short": "x"}}, "description.full is missing"),
        ({"description": {"short": 5, "full": "x"}}, "description.short must be a text"),
        ({"name": "${company}"}, "asks for ${company}, which nothing fills. Use one of ${appId}, ${version}"),
    ],
)
def test_a_manifest_that_teams_would_refuse_is_not_packed(folder: Path, changes: dict[str, Json], fault: str) -> None:
    spoil(folder, **changes)
    assert fault in refusal(folder=folder)


def test_a_thirteenth_command_is_refused(folder: Path) -> None:
    commands: list[Json] = [{"title": f"command {number}", "description": "x"} for number in range(13)]
    lists: list[Json] = [{"scopes": ["personal"], "commands": commands}]
    spoil(folder, bots=[{"botId": "${appId}", "scopes": ["personal"], "commandLists": lists}])
    assert "bots.commandLists.commands has 13 entries, Teams allows 12" in refusal(folder=folder)


def test_broken_json_is_told_with_its_line(folder: Path) -> None:
    (folder / "manifest.json").write_text('{\n  "id": ,\n}', "utf-8")
    assert refusal(folder=folder).startswith("manifest.json, line 2: ")


def test_a_manifest_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "manifest.json").write_bytes('{"name": "hjälp"}'.encode("latin-1"))
    assert refusal(folder=folder) == "manifest.json: is not UTF-8. Save it as UTF-8."


def test_a_missing_icon_is_named(folder: Path) -> None:
    (folder / "outline.png").unlink()
    assert refusal(folder=folder).startswith("outline.png: cannot be read")


def test_an_icon_of_another_size_is_refused(folder: Path) -> None:
    shutil.copy(folder / "outline.png", folder / "color.png")
    assert refusal(folder=folder) == "color.png: is 32×32 pixels, Teams asks for 192×192. Resize it."


def test_an_icon_that_is_no_png_is_refused(folder: Path) -> None:
    (folder / "outline.png").write_bytes(b"GIF89a")
    assert refusal(folder=folder).startswith("outline.png: is not a PNG image.")


def test_a_place_that_cannot_be_written_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "--app-id", DETAILS.app_id, "--out", str(tmp_path)]) == 2
    assert f"--out: cannot write {tmp_path}" in capsys.readouterr().err
