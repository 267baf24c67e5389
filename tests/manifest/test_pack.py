import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from manifest.__main__ import main
from manifest.draw_icons import BACKGROUND

APP_ID = "00001111-aaaa-2222-bbbb-3333cccc4444"
SCHEMA = (
    Path(__file__).parents[2]
    / "node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.24/MicrosoftTeams.schema.json"
)


def pack(out: Path, *options: str) -> int:
    return main(["pack", "--app-id", APP_ID, "--out", str(out), *options])


def manifest_in(package: Path) -> dict[str, Any]:
    with zipfile.ZipFile(package) as archive:
        return json.loads(archive.read("manifest.json"))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    out = tmp_path / "build" / "enrollment-bot.zip"
    assert pack(out) == 0
    return out


def test_the_packed_manifest_is_what_microsofts_schema_asks_for(package: Path) -> None:
    assert SCHEMA.is_file(), "Microsoft's schemas are not installed: run `make setup`, or `npm ci`."
    schema = json.loads(SCHEMA.read_text("utf-8"))
    faults = Draft4Validator(schema).iter_errors(manifest_in(package))  # pyright: ignore[reportUnknownMemberType]
    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


def test_the_package_holds_exactly_three_files_at_its_root(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert archive.testzip() is None


def test_packing_twice_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    os.utime(package, (0, 0))
    assert pack(tmp_path / "again.zip") == 0
    assert (tmp_path / "again.zip").read_bytes() == package.read_bytes()


def test_no_placeholder_is_left(package: Path) -> None:
    assert "${" not in json.dumps(manifest_in(package))


def test_the_app_id_is_the_id_of_the_app_and_of_its_bot(package: Path) -> None:
    manifest = manifest_in(package)
    assert [manifest["id"], manifest["bots"][0]["botId"]] == [APP_ID, APP_ID]


def test_a_company_puts_its_own_name_and_addresses_in(tmp_path: Path) -> None:
    out = tmp_path / "own.zip"
    options = ["--website", "https://it.example.org", "--privacy", "https://it.example.org/privacy"]
    options += ["--terms", "https://it.example.org/terms", "--developer", 'Åsas "IT" ${terms}', "--version", "2.10.0"]
    assert pack(out, *options) == 0
    manifest = manifest_in(out)
    assert manifest["version"] == "2.10.0"
    assert manifest["developer"] == {
        "name": 'Åsas "IT" ${terms}',
        "websiteUrl": "https://it.example.org",
        "privacyUrl": "https://it.example.org/privacy",
        "termsOfUseUrl": "https://it.example.org/terms",
    }


def test_packing_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bot.zip"
    pack(out)
    said = capsys.readouterr().out
    assert f"Wrote {out} ({out.stat().st_size:,} bytes)" in said
    assert all(name in said for name in ["manifest.json", "color.png", "outline.png"])


def test_packing_names_the_options_still_to_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack(tmp_path / "bot.zip", "--website", "https://it.example.org")
    said = capsys.readouterr().out
    assert "Without --privacy it says 'https://www.example.com/privacy'" in said
    assert "--website" not in said


def test_the_bot_works_in_personal_chats_teams_and_group_chats(package: Path) -> None:
    bot = manifest_in(package)["bots"][0]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert [scope for each in bot["commandLists"] for scope in each["scopes"]] == bot["scopes"]


def test_every_scope_offers_help_in_english_and_swedish(package: Path) -> None:
    for commands in manifest_in(package)["bots"][0]["commandLists"]:
        titles = [command["title"] for command in commands["commands"]]
        assert titles[:2] == ["help", "hjälp"]
        assert len(titles) == len(set(titles)) <= 12


def test_commands_fit_into_a_menu(package: Path) -> None:
    lists = manifest_in(package)["bots"][0]["commandLists"]
    commands = [command for each in lists for command in each["commands"]]
    assert [each for each in commands if len(each["title"]) > 32 or len(each["description"]) > 64] == []


def test_texts_keep_within_the_limits_of_teams(package: Path) -> None:
    manifest = manifest_in(package)
    assert manifest["name"]["short"] == "Enrollment Bot"
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    assert len(manifest["developer"]["name"]) <= 32


def test_the_accent_colour_is_the_background_of_the_icon(package: Path) -> None:
    assert manifest_in(package)["accentColor"] == "#{:02X}{:02X}{:02X}".format(*BACKGROUND)
