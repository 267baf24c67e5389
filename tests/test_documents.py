"""What the README promises is what the code does."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import bot.settings
from bot.settings import Settings

PROJECT = Path(bot.settings.__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^|]*)`)? ?\| (.+) \|$", README, re.MULTILINE)
    expected = [
        (
            str(field.validation_alias or name.upper()),
            written(field.default),
            str(field.description),
        )
        for name, field in Settings.model_fields.items()
    ]
    assert rows == expected


def written(default: Any) -> str:
    """Write a default as it would stand in the environment."""
    if isinstance(default, frozenset | tuple):
        return ",".join(f"{each:g}" for each in cast("Iterable[float]", default))
    if isinstance(default, float):
        return f"{default:g}"
    return "" if default is None else str(default)


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (PROJECT / target).exists(), target


def test_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make (\w+)`?$", README, re.MULTILINE)) <= targets


def test_only_the_composition_root_and_the_command_for_waves_read_the_environment() -> None:
    folders = ("bot", "dialogs", "cards", "knowledge", "waves", "store", "manifest")
    readers = [
        path
        for folder in folders
        for path in (PROJECT / folder).rglob("*.py")
        if re.search(r"\bos\.environ|\bgetenv\b", path.read_text("utf-8"))
    ]
    assert readers == [PROJECT / "waves" / "__main__.py"]


def test_nothing_imports_the_composition_root() -> None:
    folders = ("bot", "dialogs", "cards", "knowledge", "waves", "store", "manifest")
    importers = [
        path
        for folder in folders
        for path in (PROJECT / folder).rglob("*.py")
        if re.search(r"^(?:import|from) app\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert importers == []
