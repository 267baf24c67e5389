"""What only the company knows: the facts that fill the placeholders of the articles."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from knowledge.article import LANGUAGES, Article
from knowledge.elsewhere import Elsewhere

FACTS: Final = Path(__file__).parent / "facts.toml"
"""The facts that there can be: what each is called in a sentence, in every language."""

_LONGEST: Final = 300
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")
_MARKER: Final = re.compile(r"^\s*(?:[-*]|\d+\.)\s+|^\s*")
_ASK: Final = {
    "en": "Press **Ask the helpdesk** below, and we'll tell you {}.",
    "sv": "Tryck på **Fråga helpdesk** här nedanför, så berättar vi {}.",
}


class CompanyFault(ValueError):
    """A file of company facts that cannot be used; the message says how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """The facts of a company, by name (`helpdesk.phone`) and language. Those it has not told are not there."""

    facts: Mapping[str, Mapping[str, str]]

    def fill(self, article: Article) -> Article:
        """Put the facts into an article. A line whose fact is missing says that the helpdesk knows."""
        language = article.language
        sections = tuple(replace(section, text=self._filled(section.text, language)) for section in article.sections)
        return replace(article, short_answer=self._filled(article.short_answer, language), sections=sections)

    def fill_elsewhere(self, kind: Elsewhere) -> Elsewhere:
        """Put the facts into a kind of questions. A line whose fact is missing is left out."""
        lines = [line for line in kind.text.split("\n") if not self._missing(line, kind.language)]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        return replace(kind, text=self._put(text, kind.language))

    def _filled(self, text: str, language: str) -> str:
        return "\n".join(self._line(line, language) for line in text.split("\n"))

    def _line(self, line: str, language: str) -> str:
        missing = self._missing(line, language)
        if not missing:
            return self._put(line, language)
        marker = _MARKER.match(line)
        return (marker.group() if marker else "") + _ASK[language].format(labels()[missing[0]][language])

    def _missing(self, line: str, language: str) -> list[str]:
        return [name for name in placeholders(line) if language not in self.facts.get(name, {})]

    def _put(self, text: str, language: str) -> str:
        return _PLACEHOLDER.sub(lambda match: self.facts[match[1]][language], text)


def placeholders(text: str) -> list[str]:
    """List the facts that a text asks for."""
    return [match[1] for match in _PLACEHOLDER.finditer(text)]


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Read what the facts are called."""
    return tomllib.loads(FACTS.read_text("utf-8"))


def read_company(path: Path) -> Company:
    """Read a company's file. Raises `CompanyFault` and `OSError`."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CompanyFault(f"{path} is not TOML: {error}") from error
    return Company(facts=dict(_facts(path, content)))


def _facts(path: Path, content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for section, values in content.items():
        if not isinstance(values, dict):
            raise CompanyFault(f"{path}: {section!r} stands in no section such as [helpdesk]")
        for field, value in cast("Mapping[str, Any]", values).items():
            name = f"{section}.{field}"
            if name not in labels():
                raise CompanyFault(f"{path}: there is no fact {name!r}; there are {', '.join(labels())}")
            yield name, _texts(path, name, value)


def _texts(path: Path, name: str, value: Any) -> Mapping[str, str]:
    texts = cast("Mapping[Any, Any]", value) if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)
    told: dict[str, str] = {}
    for language, text in texts.items():
        if language not in LANGUAGES or not isinstance(text, (str, int)) or isinstance(text, bool):
            raise CompanyFault(f"{path}: {name} is a text, or one for each language: {{ en = ..., sv = ... }}")
        line = str(text).strip()
        if len(line) > _LONGEST or "\n" in line:
            raise CompanyFault(f"{path}: {name} is one line of at most {_LONGEST} characters")
        if line:
            told[str(language)] = line
    return told
