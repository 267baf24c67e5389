"""Kinds of questions that are not ours, and where to turn with them instead."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowledge.article import ArticleFaults, Fault, Front, parse_front, read_text

HELPDESK: Final = {"en": "**Ask the helpdesk**", "sv": "**Fråga helpdesk**"}
MAX_TEXT: Final = 400


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A kind of questions, in one language; `text` says where to turn."""

    slug: str
    language: str
    title: str
    questions: tuple[str, ...]
    text: str
    path: Path
    lines: dict[str, int]

    @property
    def helpdesk(self) -> bool:
        """Whether it is the helpdesk's matter."""
        return HELPDESK[self.language] in self.text


def read_elsewhere(path: Path, language: str) -> Elsewhere:
    """Read the kind in `path`. Raises `ArticleFaults`."""
    front, positions, body, before = parse_front(read_text(path), path, Front)
    text = "\n".join(body).strip()
    if not 0 < len(text) <= MAX_TEXT:
        message = f"the body says in 1 to {MAX_TEXT} characters where to turn; it has {len(text)}"
        raise ArticleFaults([Fault(path=path, line=before + 1, message=message)])
    return Elsewhere(
        slug=path.stem,
        language=language,
        title=front.title,
        questions=tuple(front.questions),
        text=text,
        path=path,
        lines={**positions, "body": before + 1},
    )
