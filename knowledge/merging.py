"""Questions put into the text of an article, so that it can be read, and kept as a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import yaml

from knowledge.article import Article, ArticleFaults, Fault, parse_article
from knowledge.words import words

MAX_QUESTION: Final = 200
"""Characters of an example question, as in front matter."""

_ENDLESS: Final = 1 << 20


def tidy_question(question: str, path: Path) -> str:
    """Put a question on one line. Raises `ArticleFaults` when it is empty or too long."""
    tidied = " ".join(question.split())
    if not 1 <= len(tidied) <= MAX_QUESTION:
        message = f"questions: a question has 1 to {MAX_QUESTION} characters, not {len(tidied)}"
        raise ArticleFaults([Fault(path=path, line=1, message=message)])
    return tidied


def missing_questions(questions: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    """List the questions that are not there yet, whatever their case and marks."""
    known = {_key(each) for each in there}
    found: dict[str, str] = {}
    for each in questions:
        if _key(each) not in known:
            found.setdefault(_key(each), each)
    return tuple(found.values())


def with_questions(text: str, path: Path, language: str, questions: Sequence[str]) -> str:
    """Add questions to an article's text, after its own; nothing else changes. Raises `ArticleFaults`."""
    article = parse_article(text, path, language)
    added = missing_questions(questions, article.questions)
    if not added:
        return text
    lines = text.splitlines()
    start, end = article.lines["questions"] - 1, _end(article)
    first = lines[article.lines["questions.0"] - 1]
    if lines[start].rstrip() == "questions:":
        indent = first[: len(first) - len(first.lstrip())]
        kept = lines[start:end]
    else:
        indent, kept = "  ", ["questions:", *(f"  {_item(each)}" for each in article.questions)]
    return "\n".join([*lines[:start], *kept, *(f"{indent}{_item(each)}" for each in added), *lines[end:]]) + "\n"


def _end(article: Article) -> int:
    """Find the line, counted from 0, that follows the questions: another field, or the end of the front matter."""
    fields = [line for name, line in article.lines.items() if "." not in name and name != "body"]
    later = [line for line in fields if line > article.lines["questions"]]
    return min(later) - 1 if later else article.lines["body"] - 2


def _item(question: str) -> str:
    return str(yaml.safe_dump([question], default_flow_style=False, allow_unicode=True, width=_ENDLESS)).rstrip("\n")


def _key(question: str) -> str:
    return " ".join(words(question)) or question
