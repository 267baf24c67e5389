"""One article: a curated answer to one topic in one language, read from Markdown with front matter."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.platform import Platform

LANGUAGES: Final = ("en", "sv")
STEPS: Final = {"en": "Steps", "sv": "Gör så här"}
TROUBLE: Final = {"en": "If it does not work", "sv": "Om det inte fungerar"}

MAX_TITLE: Final = 42
"""Characters of a title: as many as a button shows on a phone."""

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FENCE: Final = "---"
_BLOCKS: Final = MarkdownIt("commonmark").disable("inline")

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n]*$")]
_Slug = Annotated[str, StringConstraints(pattern=rf"^{SLUG.pattern}$")]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a file, and in which line (from 1)."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class ArticleFaults(Exception):
    """Articles that cannot be used, each fault with its file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the body under a heading of its own; `line` is the heading's, `steps` the numbered steps in it."""

    heading: str
    text: str
    line: int
    steps: int


@dataclass(frozen=True, kw_only=True)
class KnownError:
    """What an error means and what to do about it. `codes` are numbers such as 0x80180014, or messages as shown."""

    codes: tuple[str, ...]
    meaning: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Article:
    """A curated answer. `platforms` is empty when it holds for any; `family` joins siblings that differ by platform."""

    slug: str
    language: str
    title: str
    platforms: frozenset[Platform]
    family: str | None
    questions: tuple[str, ...]
    keywords: tuple[str, ...]
    related: tuple[str, ...]
    sources: tuple[str, ...]
    owner: str
    reviewed: date
    short_answer: str
    sections: tuple[Section, ...]
    errors: tuple[KnownError, ...]
    path: Path
    lines: dict[str, int]
    """Line of each front matter field, and of `questions.3` and the like, for those who find faults."""

    @property
    def text(self) -> str:
        """The whole body as Markdown."""
        return "\n\n".join(
            [self.short_answer, *(f"**{section.heading}**\n{section.text}" for section in self.sections)]
        )


class _Loader(yaml.CSafeLoader):
    """Names the line of a value that cannot be: the 45th of November."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        try:
            return super().construct_object(node, deep)  # pyright: ignore[reportUnknownMemberType]
        except ValueError as error:
            raise yaml.MarkedYAMLError(problem=str(error), problem_mark=node.start_mark) from error


class Front(BaseModel):
    """What stands above every text, whatever it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[_Line, StringConstraints(max_length=MAX_TITLE)]
    questions: Annotated[list[_Line], Field(min_length=1)]
    owner: _Line
    reviewed: date


class _Error(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: Annotated[list[_Line], Field(min_length=1)]
    meaning: _Line
    remedy: _Line


class _ArticleFront(Front):
    platforms: Annotated[list[Platform | Literal["any"]], Field(min_length=1)]
    family: _Slug | None = None
    keywords: list[_Line] = []
    errors: list[_Error] = []
    related: list[_Slug] = []
    sources: Annotated[list[_Line], Field(min_length=1)]


_F = TypeVar("_F", bound=Front)


def read_text(path: Path) -> str:
    """Read a file of ours. Raises `ArticleFaults`."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleFaults([Fault(path=path, line=1, message="the file is not UTF-8: save it as UTF-8")]) from error


def read_article(path: Path, language: str) -> Article:
    """Read the article in `path`. Raises `ArticleFaults`."""
    return parse_article(read_text(path), path, language)


def parse_article(text: str, path: Path, language: str) -> Article:
    """Parse the text of the article kept in `path`, whose name is the slug. Raises `ArticleFaults`."""
    front, positions, body, before = parse_front(text, path, _ArticleFront)
    short_answer, sections = _body(body, before)
    if not short_answer:
        raise ArticleFaults(
            [Fault(path=path, line=before + 1, message="the short answer is missing: begin the body with it")]
        )
    return Article(
        slug=path.stem,
        language=language,
        title=front.title,
        platforms=frozenset(platform for platform in front.platforms if isinstance(platform, Platform)),
        family=front.family,
        questions=tuple(front.questions),
        keywords=tuple(front.keywords),
        related=tuple(front.related),
        sources=tuple(front.sources),
        owner=front.owner,
        reviewed=front.reviewed,
        short_answer=short_answer,
        sections=sections,
        errors=tuple(
            KnownError(codes=tuple(each.codes), meaning=each.meaning, remedy=each.remedy) for each in front.errors
        ),
        path=path,
        lines={**positions, "body": before + 1},
    )


def parse_front(text: str, path: Path, model: type[_F]) -> tuple[_F, dict[str, int], list[str], int]:
    """Parse what stands above the body; give it, the line of each field, the body, and how many lines are before it.

    The file's name is the slug. Raises `ArticleFaults`.
    """
    if not SLUG.fullmatch(path.stem):
        raise ArticleFaults(
            [Fault(path=path, line=1, message="the file name must be a slug: small letters and hyphens")]
        )
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ArticleFaults([Fault(path=path, line=1, message="front matter is missing: begin with a line ---")])
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise ArticleFaults([Fault(path=path, line=1, message="front matter has no end: close it with a line ---")])
    front, positions = _front_matter("\n".join(lines[1:end]), path, model)
    return front, positions, lines[end + 1 :], end + 1


def _front_matter(text: str, path: Path, model: type[_F]) -> tuple[_F, dict[str, int]]:
    try:
        loader: Any = _Loader(text)
        node = loader.get_single_node()
        content: Any = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ArticleFaults(
            [Fault(path=path, line=line, message=f"front matter is not YAML: {error.problem}")]
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ArticleFaults([Fault(path=path, line=1, message=f"front matter is not YAML: {error}")]) from error
    positions = _positions(node)
    try:
        front = model.model_validate(content)
    except ValidationError as error:
        raise ArticleFaults(
            [_fault(path, positions, dict(each)) for each in error.errors(include_url=False)]
        ) from error
    return front, positions


def _positions(node: yaml.Node | None) -> dict[str, int]:
    """Line in the file (the fence is line 1) of each field, and of each item of a list: `questions.0`."""
    positions: dict[str, int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            positions[str(key.value)] = key.start_mark.line + 2
            if isinstance(value, yaml.SequenceNode):
                for index, item in enumerate(value.value):
                    positions[f"{key.value}.{index}"] = item.start_mark.line + 2
    return positions


def _fault(path: Path, positions: dict[str, int], error: dict[str, Any]) -> Fault:
    where = [str(part) for part in error["loc"][:2]]
    line = positions.get(".".join(where)) or positions.get(where[0] if where else "") or 1
    return Fault(path=path, line=line, message=f"{'.'.join(where) or 'front matter'}: {error['msg']}")


def _body(lines: list[str], offset: int) -> tuple[str, tuple[Section, ...]]:
    """Split the body at its headings of level 2; `offset` is the number of lines before it."""
    tokens = _BLOCKS.parse("\n".join(lines))
    starts = [token.map[0] for token in tokens if token.type == "heading_open" and token.tag == "h2" and token.map]
    steps = [token.map[0] for token in tokens if _is_step(token) and token.map]
    sections: list[Section] = []
    for start, end in pairwise([*starts, len(lines)]):
        sections.append(
            Section(
                heading=lines[start].lstrip("# ").strip(),
                text="\n".join(lines[start + 1 : end]).strip(),
                line=offset + start + 1,
                steps=sum(start < step < end for step in steps),
            )
        )
    return "\n".join(lines[: starts[0] if starts else len(lines)]).strip(), tuple(sections)


def _is_step(token: Token) -> bool:
    """Tell whether a token begins an item of a numbered list: of those markdown-it keeps the number."""
    return token.type == "list_item_open" and token.level == 1 and bool(token.info)
