"""Small articles to test with: three topics in both languages, and what spoils them."""

from pathlib import Path

import pytest

from knowledge.article import Article, ArticleFaults, parse_article
from knowledge.library import load_library

BODIES = {
    "en": "Do it **now**.\n\n## Steps\n\n1. One.\n2. Two.\n\n## If it does not work\n\nAsk somebody.\n",
    "sv": "Gör det **nu**.\n\n## Gör så här\n\n1. Ett.\n2. Två.\n\n## Om det inte fungerar\n\nFråga någon.\n",
}

TOPICS = {
    ("coffee", "en"): ("Brew coffee", ["how do I brew a cup of coffee", "the espresso machine is broken"]),
    ("coffee", "sv"): ("Brygga kaffe", ["hur brygger jag en kopp kaffe", "espressomaskinen är trasig"]),
    ("garage", "en"): ("Park your car", ["where can I park my car", "is there a charger for electric cars"]),
    ("garage", "sv"): ("Parkera bilen", ["var kan jag parkera min bil", "finns det laddare för elbilar"]),
    ("printer", "en"): ("Print a page", ["how do I print on both sides", "out of toner and paper"]),
    ("printer", "sv"): ("Skriva ut en sida", ["hur skriver jag ut dubbelsidigt", "slut på toner och papper"]),
}


def article_text(slug: str = "coffee", language: str = "en", body: str | None = None, **fields: str | None) -> str:
    """Write an article. `fields` are lines of YAML in place of the usual ones; `None` leaves the field out.

    Each usual field stands on one line, the title on line 2.
    """
    title, questions = TOPICS.get((slug, language), (f"The {slug} in {language}", [f"tell me of {slug} in {language}"]))
    usual = {
        "title": title,
        "platforms": "[any]",
        "questions": f"[{', '.join(questions)}]",
        "sources": "[a/b.md]",
        "owner": "workplace-it",
        "reviewed": "2026-01-05",
    }
    front = [f"{name}: {value}" for name, value in {**usual, **fields}.items() if value is not None]
    return "\n".join(["---", *front, "---", BODIES[language] if body is None else body])


def parsed(slug: str = "coffee", language: str = "en", body: str | None = None, **fields: str | None) -> Article:
    """Parse an article that is in no folder."""
    return parse_article(article_text(slug, language, body, **fields), Path(language) / f"{slug}.md", language)


def write(
    folder: Path, slug: str = "coffee", language: str = "en", body: str | None = None, **fields: str | None
) -> Path:
    """Put an article into a folder of articles."""
    path = folder / language / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(article_text(slug, language, body, **fields), "utf-8")
    return path


def write_library(folder: Path) -> Path:
    """Put the three topics, without a fault, into a folder."""
    for slug, language in TOPICS:
        write(folder, slug, language)
    return folder


def parse_faults(folder: Path) -> list[str]:
    """Read a folder of articles that cannot be used; list its faults, with paths as seen from there."""
    with pytest.raises(ArticleFaults) as caught:
        load_library(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def write_elsewhere(folder: Path, slug: str, language: str, text: str, **fields: str | None) -> Path:
    """Put a kind of questions from elsewhere beside a folder of articles."""
    return write(
        folder.parent / "elsewhere", slug, language, f"{text}\n", **{"platforms": None, "sources": None, **fields}
    )
