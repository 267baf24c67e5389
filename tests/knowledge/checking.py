"""Checked folders of articles, with what is elsewhere beside them."""

from datetime import date
from pathlib import Path

from knowledge.check import Least, check
from knowledge.library import load_library
from tests.knowledge.articles import write_elsewhere

REVIEWED = date(2026, 1, 5)
"""When the articles of `tests.knowledge.articles` were reviewed."""

FEW = Least()


def faults(folder: Path, *, today: date = REVIEWED, least: Least = FEW) -> list[str]:
    """Check a folder; list its faults, with paths as seen from there."""
    found = check(load_library(folder), today=today, least=least)
    return [str(fault).removeprefix(f"{folder}/").removeprefix(f"{folder.parent}/") for fault in found]


def write_kind(folder: Path, slug: str, language: str, *questions: str, body: str = "Ask at the desk.") -> Path:
    """Put a kind of questions beside a folder of articles, the first question on line 4."""
    return write_elsewhere(folder, slug, language, body, questions="".join(f"\n  - {each}" for each in questions))
